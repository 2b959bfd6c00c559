"""An answer as a leader reads it: without the person who is answered, as where that person is forgotten."""

import pytest
import time_machine

from appeals import actions
from roadmap.models import User
from tests.appeals.factories import personal
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(agency):
    return signed_in(User.objects.create_user("head", password="pass-word-1", agency=agency, roles=["leader"]))


@pytest.mark.parametrize(
    ("told", "answer", "gone", "kept"),
    [
        ({}, "На «Яма у моего подъезда, звоните» отвечаем: заделана 9 июня.", "моего подъезда", "заделана 9 июня"),
        ({"name": "Яна Ким"}, "Яне дан ответ, яма заделана.", "Яне", "яма заделана"),
        ({"name": "Пётр Королёв"}, "Уважаемый Петр! Заделали.", "Петр", "Заделали"),
        ({"phone": "8.999.000.00.00"}, "Звонили на +7 999 000-00-00, заделали.", "000-00-00", "заделали"),
        (
            {"details": "Где? третий подъезд слева"},
            "У Вас, третий подъезд слева, заделали.",
            "подъезд слева",
            "заделали",
        ),
        ({"name": "Марк Светов"}, "До 15 марта включим свет.", "Светов", "До 15 марта включим свет."),
    ],
)
def test_what_tells_of_the_sender_is_left_out_and_what_was_done_stays(
    told, answer, gone, kept, small_city, agency, operator, head
):
    row = personal(small_city, photos=[], **told)
    actions.answer(row, answer, by=operator, at=NOW)
    with time_machine.travel(NOW, tick=False):
        page = head.get(f"/desk/appeals/{row.pk}/").content.decode()
    assert gone not in page
    assert kept in page
