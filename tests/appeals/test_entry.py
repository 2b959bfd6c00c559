"""A call, a letter or a visit that an operator enters."""

from datetime import timedelta

import pytest
import time_machine

from appeals import violations
from appeals.models import Appeal
from tests.appeals.factories import NOWHERE, PUSHKINA, appeal, rule
from tests.conftest import NOW, signed_in

NEW = "/desk/appeals/new/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):  # noon in the small city
        yield


@pytest.fixture
def desk(operator):
    return signed_in(operator)


def told(**more) -> dict:
    usual = {"source": "phone", "received_at": "2026-06-08T10:30", "category": "pothole", "text": "Звонили: яма"}
    return usual | {"lon": PUSHKINA.x, "lat": PUSHKINA.y} | more


def test_the_terms_count_from_when_it_came_by_the_citys_clock(small_city, agency, operator, desk):
    came = NOW.replace(day=8, hour=5, minute=30)
    same = appeal(small_city, at=came)
    answer = desk.post(NEW, told(name="Пётр", phone="+7 900 000-00-01"), follow=True)
    row = Appeal.objects.exclude(pk=same.pk).get()
    assert (row.submitted_at, row.source, row.author_name) == (came, "phone", "Пётр")
    assert (row.answer_due_at, row.street) == (same.answer_due_at, "улица Пушкина")
    assert (row.changes.get().by, row.consented_at) == (operator, None)
    assert row.get_secret_url() in answer.content.decode()


def test_a_double_tap_is_one_message(small_city, agency, desk):
    for came in ("2026-06-08T10:30", "2026-06-08T10:30", "2026-06-08T10:31"):
        assert desk.post(NEW, told(received_at=came)).status_code == 302
    assert Appeal.objects.count() == 2


def test_what_is_entered_after_its_term_is_broken_then_by_the_body_that_entered_it(
    small_city, agency, other_dispatcher
):
    signed_in(other_dispatcher).post(NEW, told(received_at="2026-01-12T10:30"))
    violations.find(NOW + timedelta(minutes=1))
    row = Appeal.objects.get()
    assert (row.agency, row.changes.get().at) == (agency, NOW)
    found = set(row.violations.values_list("kind", "agency", "broken_at"))
    body = other_dispatcher.agency_id
    assert found == {("first-reply", body, NOW), ("answer", body, NOW)}


def test_the_words_find_the_place_and_ask_where_they_mean_several(small_city, agency, desk):
    desk.post(NEW, told(lon="", lat="", place_text="улица Пушкина, 13", text="-"))
    found = Appeal.objects.get()
    assert found.street == "улица Пушкина"
    answer = desk.post(NEW, told(lon="", lat="", place_text="Пушкина"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, ["place_text"])
    assert "Звонили: яма" in answer.content.decode()


def test_a_letter_without_a_place_is_taken_all_the_same(small_city, agency, desk):
    desk.post(NEW, told(source="letter", legal_kind="statutory", name="Анна Секретова", lon="", lat=""))
    row = Appeal.objects.get()
    assert (row.point, row.legal_kind, row.source) == (None, "statutory", "letter")


def test_an_appeal_under_the_law_tells_who_sends_it_and_its_page_says_what_it_is(small_city, agency, desk, anonymous):
    """59-FZ, article 7; without a name it is a message, whose page leads to the official way."""
    small_city.statutory_url = "https://appeals.example.org/"
    small_city.save()
    answer = desk.post(NEW, told(source="letter", legal_kind="statutory", name=""))
    assert answer.status_code == 400 and "name" in answer.context["form"].errors
    desk.post(NEW, told(source="letter", legal_kind="statutory", name="Анна Секретова"))
    desk.post(NEW, told(source="phone", legal_kind="message", name=""))
    law, word = (anonymous.get(row.get_secret_url()).content.decode() for row in Appeal.objects.order_by("pk"))
    assert "Это обращение по закону 59‑ФЗ" in law and "appeals.example.org" not in law
    assert "Это сообщение" in word and 'href="https://appeals.example.org/"' in word
    assert 'href="https://appeals.example.org/"' in anonymous.get("/report/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("received_at", "2026-06-10T12:01"),
        ("received_at", "2025-06-01T12:00"),
        ("received_at", "soon"),
        ("source", "site"),
        ("category", "nothing"),
        ("text", ""),
        ("phone", "call me"),
        ("email", "x"),
        ("email", "a" * 243 + "@example.org"),
        ("lat", "nan"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_lost(field, value, small_city, agency, desk):
    answer = desk.post(NEW, told(place_text="у моста") | {field: value})
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])
    assert "у моста" in answer.content.decode()
    assert not Appeal.objects.exists()


def test_a_place_elsewhere_is_refused(small_city, agency, desk):
    assert desk.post(NEW, told(lon=11.88, lat=43.46)).status_code == 400


def test_what_another_body_answers_for_is_theirs_at_once(small_city, agency, other_agency, desk):
    rule(small_city, "lighting", other_agency)
    answer = desk.post(NEW, told(category="lighting", lon=NOWHERE.x, lat=NOWHERE.y), follow=True)
    assert answer.redirect_chain[-1][0] == NEW
    assert "Тепловые сети" in answer.content.decode()
