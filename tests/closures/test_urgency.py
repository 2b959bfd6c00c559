"""Where a row stands: under which heading, and before whom."""

import re
from datetime import timedelta

import pytest

from tests.appeals.factories import appeal
from tests.closures.factories import active, line, lonlat, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NIGHTS = {"hours": [{"start": "22:00", "end": "06:00"}]}
BEGUN = {"planned_start": NOW - DAY, "planned_end": NOW + 30 * DAY}
HEAD = re.compile(r'<h[23] class="rows-head">(.*?) <span class="rows-head__number">(\d+)</span>|href="/events/(\d+)/"')


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)  # a Wednesday, noon


def told(response) -> list:
    """Headings with their numbers, and the events under them, as they stand on the page."""
    found = HEAD.findall(response.content.decode())
    return [(title, int(number)) if title else int(pk) for title, number, pk in found]


@pytest.mark.parametrize("page", ["/", "/list/"])
def test_now_comes_before_tonight_soon_and_later(anonymous, agency, page):
    later = published(agency, phases=[phase(planned_start=NOW + 8 * DAY, planned_end=NOW + 9 * DAY)])
    soon = published(agency, phases=[phase(planned_start=NOW + 3 * DAY, planned_end=NOW + 9 * DAY)])
    tonight = published(agency, phases=[phase(schedule=NIGHTS, **BEGUN)])
    now = active(agency)
    assert told(anonymous.get(page)) == [
        *(("Сейчас", 1), now.pk, ("Сегодня ночью", 1), tonight.pk),
        *(("В ближайшие семь дней", 1), soon.pk, ("Позже", 1), later.pk),
    ]


def test_past_its_term_what_holds_by_night_stands_under_now_at_noon(anonymous, agency):
    term = {"planned_start": NOW - 5 * DAY, "planned_end": NOW - 6 * HOUR}  # 06:00
    overdue = published(agency, at=NOW - 6 * DAY, phases=[phase(schedule=NIGHTS, **term)])
    assert told(anonymous.get("/list/")) == [("Сейчас", 1), overdue.pk]


def test_of_two_alike_the_worse_by_a_dispatchers_word_comes_first(anonymous, agency):
    mild, grave = active(agency, severity=1), active(agency, severity=5)
    assert told(anonymous.get("/list/")) == [("Сейчас", 2), grave.pk, mild.pk]


def test_of_several_places_the_one_that_comes_first_says_where_it_stands(anonymous, agency):
    """Narrowed by day and by night on улица Пушкина, shut by night on улица Баумана."""
    term = {"planned_start": NOW - HOUR, "planned_end": NOW + DAY}
    by_night = phase(geometry=line((0, 0), (0, 200)), schedule=NIGHTS, **term | {"planned_start": NOW - DAY})
    both = published(agency, at=NOW - DAY, phases=[phase(vehicle_impact="some-lanes-closed", **term), by_night])
    shut = active(agency, severity=1)
    assert told(anonymous.get("/list/")) == [("Сейчас", 2), shut.pk, both.pk]
    asked_for_shut = told(anonymous.get("/list/?passage=closed"))
    assert asked_for_shut == [("Сейчас", 1), shut.pk, ("Сегодня ночью", 1), both.pk]


def test_a_full_closure_comes_before_a_dark_light_before_what_leaves_the_lanes_open(anonymous, agency):
    parking = active(agency, kind="parking-change", phases=[phase(vehicle_impact="all-lanes-open", **BEGUN)])
    dark = active(agency, kind="signal-outage", phases=[{"planned_start": NOW - HOUR, "vehicle_impact": "unknown"}])
    narrowed = active(agency, phases=[phase(vehicle_impact="some-lanes-closed", **BEGUN)])
    shut = active(agency)
    assert told(anonymous.get("/list/")) == [("Сейчас", 4), shut.pk, narrowed.pk, dark.pk, parking.pk]


def test_a_main_street_comes_before_a_lane_and_a_long_stretch_before_a_short_one(anonymous, agency):
    """проспект Ленина is a primary road, улица Пушкина a secondary, Речной переулок a residential one."""
    lines = [((200, 20), (200, 190)), ((0, 200), (200, 200)), ((0, 200), (400, 200)), ((-20, -10), (-180, -10))]
    narrowed = {"vehicle_impact": "some-lanes-closed", **BEGUN}
    lane, short, long, main = (active(agency, phases=[phase(geometry=line(*ends), **narrowed)]) for ends in lines)
    assert told(anonymous.get("/list/")) == [("Сейчас", 4), main.pk, long.pk, short.pk, lane.pk]


def test_another_time_than_the_present_has_no_headings(anonymous, agency):
    event = published(agency)  # from tomorrow noon
    for when in ("tomorrow", "moment&moment=2026-06-11T13:00"):
        assert told(anonymous.get(f"/list/?when={when}")) == [event.pk]
        assert told(anonymous.get(f"/?when={when}")) == [event.pk]


def test_near_me_the_nearest_comes_first_and_its_way_is_told(anonymous, agency):
    far = active(agency)  # улица Пушкина, 0 to 200 m east
    near = active(agency, phases=[phase(geometry=line((-400, -200), (-200, -200)), **BEGUN)])
    lon, lat = lonlat(-200, 0)
    for page in ("/list/", "/"):
        response = anonymous.get(f"{page}?near={lon},{lat}")
        assert [each for each in told(response) if not isinstance(each, tuple)] == [near.pk, far.pk]
        text = response.content.decode()
        assert "200\xa0м от вас" in text
        assert "280\xa0м от вас" in text  # 200 m east, 200 m north
        assert "от вас" not in anonymous.get(page).content.decode()


@pytest.mark.parametrize("near", ["here", "0,91", "nan,0", "57.15", "57,65,1"])
def test_a_place_that_nobody_can_read_is_left_out_and_told(anonymous, agency, near):
    event = active(agency)
    response = anonymous.get("/list/", {"near": near})
    assert event.pk in told(response)
    assert f"near={near}" in response.content.decode()


def test_residents_messages_follow_under_a_heading_of_their_own(anonymous, agency):
    event = published(agency, phases=[phase(planned_start=NOW + 60 * DAY, planned_end=NOW + 61 * DAY)])
    appeal(agency.city, at=NOW)
    found = told(anonymous.get("/?map=14/57.1518/65.54"))
    assert found == [("Позже", 1), event.pk, ("Сообщения жителей", 1)]
