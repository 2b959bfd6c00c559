"""Several messages at once: each under its own version, each says what became of it."""

from datetime import timedelta

import pytest
import time_machine

from appeals import actions
from roadmap.models import User
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, answered, appeal, upload
from tests.conftest import NOW, signed_in

BULK = "/desk/appeals/bulk/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(operator):
    return signed_in(operator)


def test_a_button_without_chosen_messages_says_so(small_city, agency, desk):
    answer = desk.post(BULK, {"verb": "take"}, follow=True)
    assert "выберите сообщения" in answer.content.decode()


def picked(*rows) -> list[str]:
    return [f"{row.pk}:{row.version}" for row in rows]


def done(client, verb, rows, **told):
    """What became of each, by number: its words of what went wrong."""
    answer = client.post(BULK, {"verb": verb, "row": rows, "sure": "1", **told})
    assert answer.status_code == 200, answer.status_code
    return {each.appeal.pk: each.wrong for each in answer.context["chosen"]}


def test_what_cannot_be_done_is_told_row_by_row_and_holds_up_nothing(small_city, agency, operator, desk):
    fresh, seen, over = appeal(small_city), appeal(small_city), answered(small_city, by=operator)
    old = picked(seen)
    actions.take(seen, by=operator, at=NOW)
    told = done(desk, "take", [*picked(fresh, over), *old])
    assert told[fresh.pk] == []
    assert "изменено тем временем" in told[seen.pk][0]
    assert "Уже отвечено" in told[over.pk][0]
    fresh.refresh_from_db()
    assert fresh.status == "in-work"


def test_others_messages_and_nonsense_are_left_out(small_city, agency, other_dispatcher, desk):
    row = appeal(small_city)
    assert signed_in(other_dispatcher).post(BULK, {"verb": "take", "row": picked(row)}).status_code == 302
    told = done(desk, "take", [*picked(row), "x", "9:", "²:1", "99999999999999999999:1"])
    assert set(told) == {row.pk}
    assert desk.post(BULK, {"verb": "destroy", "row": picked(row)}).status_code == 302


def test_asked_once_answered_with_one_text(small_city, agency, desk):
    rows = [appeal(small_city), appeal(small_city, ACROSS_TOWN)]
    asked = desk.post(BULK, {"verb": "answer", "row": picked(*rows), "back": "show=new"})
    assert "2 сообщения" in asked.content.decode()
    assert desk.post(BULK, {"verb": "answer", "row": picked(*rows), "sure": "1", "text": ""}).status_code == 400
    assert done(desk, "answer", picked(*rows), text="Сделаем в мае.", outcome="planned") == {row.pk: [] for row in rows}
    for row in rows:
        row.refresh_from_db()
        assert (row.status, row.answer, row.outcome) == ("answered", "Сделаем в мае.", "planned")


def test_fixed_is_proved_for_each_place_of_its_own(small_city, agency, operator, desk):
    before = NOW - timedelta(hours=3)
    here, far = appeal(small_city, at=before), appeal(small_city, ACROSS_TOWN, at=before)
    told = {"text": "Заделали.", "outcome": "fixed", "lon": PUSHKINA.x, "lat": PUSHKINA.y, "accuracy_m": 5}
    wrong = done(desk, "answer", picked(here, far), photos=[upload()], **told)
    assert (wrong[here.pk], "м от места" in wrong[far.pk][0]) == ([], True)
    assert (here.photos.count(), far.photos.count(), far.uploads.count()) == (1, 0, 0)


def test_given_to_a_colleague_forwarded_joined(small_city, agency, other_agency, operator, desk):
    mate = User.objects.create_user("mate", password="pass-word-1", agency=agency, roles=["operator"])
    main, one, two = appeal(small_city), appeal(small_city), appeal(small_city, ACROSS_TOWN)
    done(desk, "assign", picked(one, two), to=mate.pk)
    for row in (one, two):
        row.refresh_from_db()
    assert one.assignee == two.assignee == mate
    told = done(desk, "join", picked(main, one), main=main.number)
    assert (told[one.pk], bool(told[main.pk])) == ([], True)
    done(desk, "forward", picked(two), agency=other_agency.pk, reason="люк")
    two.refresh_from_db()
    assert two.agency == other_agency
    assert desk.post(BULK, {"verb": "join", "row": picked(main), "sure": "1", "main": "99"}).status_code == 400
