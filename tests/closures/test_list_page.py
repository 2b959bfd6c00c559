"""The list without a map: the same questions as a plain form."""

import re
from datetime import timedelta

import pytest

from closures.views import public
from tests.closures.factories import active, area, draft, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def listed(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'class="row" href="/events/(\d+)/"', response.content.decode())]


def test_an_active_event_comes_before_a_planned_one(anonymous, agency):
    planned, now = published(agency, severity=5), active(agency, severity=1)
    assert listed(anonymous.get("/list/")) == [now.pk, planned.pk]


def test_a_row_says_what_where_until_when_and_how_long(anonymous, agency):
    active(agency)
    text = anonymous.get("/list/").content.decode()
    assert "улица Пушкина" in text
    assert "10 июня, 11:00 – 12 июня, 12:00" in text
    assert "ещё 2 дня" in text
    assert "движение закрыто" in text
    assert "действует" in text


def test_kinds_narrow_the_list(anonymous, agency):
    closure = active(agency)
    begun = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=1)}
    outage = active(agency, kind="signal-outage", phases=[begun])
    zone = area((-150, 150), (-50, 150), (-50, 250), (-150, 250))
    repair = active(agency, kind="repair-zone", phases=[phase(geometry=zone, **begun)])
    assert listed(anonymous.get("/list/?kind=signal-outage")) == [outage.pk]
    assert set(listed(anonymous.get("/list/?kind=closure&kind=repair-zone"))) == {closure.pk, repair.pk}
    assert listed(anonymous.get("/list/?kind=%00")) == []


def test_a_date_shows_what_holds_on_it(anonymous, agency):
    planned = published(agency)  # from 11 June, 12:00
    assert listed(anonymous.get("/list/?when=today")) == []
    assert listed(anonymous.get("/list/?when=tomorrow")) == [planned.pk]
    assert listed(anonymous.get("/list/?when=moment&moment=2026-06-11T11:59")) == []
    assert listed(anonymous.get("/list/?when=moment&moment=2026-06-11T12:00")) == [planned.pk]


def test_hours_of_rest_are_not_in_force(anonymous, agency):
    nights = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}
    event = active(agency, phases=[phase(planned_start=NOW - timedelta(days=1), schedule=nights)])
    assert listed(anonymous.get("/list/?when=now")) == []  # noon
    assert listed(anonymous.get("/list/?when=moment&moment=2026-06-10T23:00")) == [event.pk]


def test_drafts_are_not_listed(anonymous, agency):
    draft(agency)
    response = anonymous.get("/list/")
    assert listed(response) == []
    assert "Ничего не найдено" in response.content.decode()


def test_a_long_list_has_pages_that_keep_the_filters(anonymous, agency, monkeypatch):
    monkeypatch.setattr(public, "PAGE", 2)
    events = [active(agency) for _ in range(3)]
    first = anonymous.get("/list/?kind=closure")
    assert "?kind=closure&amp;page=2" in first.content.decode()
    second = anonymous.get("/list/?kind=closure&page=2")
    assert set(listed(first) + listed(second)) == {event.pk for event in events}
    assert listed(anonymous.get("/list/?page=99")) == listed(second)


def test_the_page_costs_the_same_however_long_the_list(anonymous, agency, django_assert_max_num_queries):
    for _ in range(4):
        active(agency)
    with django_assert_max_num_queries(6):  # the city and its clock, the count by groups, rows, phases, line of status
        anonymous.get("/list/")


def test_the_page_speaks_english_when_asked(client, agency):
    active(agency)
    text = client.get("/list/", headers={"accept-language": "en"}).content.decode()
    assert '<html lang="en">' in text
    assert "Restrictions on roads" in text
    assert "2 days left" in text
