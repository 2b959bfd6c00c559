"""The calendar, read back by `icalendar`: what a program sees now, after a change and when it is called off."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import icalendar
import pytest

from closures import actions, amending
from closures.models import RoadEvent
from roadmap import delivery
from roadmap.models import Delivery, Road, TrafficSignal
from tests.closures.factories import line, lonlat, phase, published
from tests.closures.trips import EAST_ON_LENINA, EAST_ON_PUSHKINA, WORKDAYS, hours, trip
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NIGHTS = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}], "except": ["2026-06-13"]}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


def problems(document: bytes) -> list[str]:
    """What `icalendar` finds wrong by RFC 5545."""
    return [f"{part.name}: {why}" for part in icalendar.Calendar.from_ical(document).walk() for why in part.errors]


def entries(client, query=""):
    answer = client.get(f"/feeds/roadworks.ics{query}")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert problems(answer.content) == []
    calendar = icalendar.Calendar.from_ical(answer.content)
    return calendar, list(calendar.walk("VEVENT"))


def test_a_change_keeps_the_number_of_an_entry_and_raises_its_sequence(agency, anonymous):
    event = published(agency)
    _calendar, (before,) = entries(anonymous)
    amending.change(event, fields={}, phases=[phase(planned_end=NOW + 9 * DAY)], by=None, at=NOW)
    _calendar, (after,) = entries(anonymous)
    assert before["UID"] == after["UID"]
    assert before["SEQUENCE"] < after["SEQUENCE"]
    assert (before.decoded("DTEND"), after.decoded("DTEND")) == (NOW + 3 * DAY, NOW + 9 * DAY)
    assert after["STATUS"] == "CONFIRMED"
    assert "Пушкина" in after["SUMMARY"]
    assert after["URL"].endswith(f"/events/{event.pk}/")


def test_what_is_called_off_says_so(agency, anonymous):
    event = published(agency)
    actions.cancel(event, by=None, at=NOW)
    _calendar, (entry,) = entries(anonymous)
    assert entry["STATUS"] == "CANCELLED"


def test_hours_repeat_by_the_citys_clock_with_the_day_left_out(agency, anonymous):
    """Four nights from the evening of 11 June to the morning of 16 June, but not that of the 13th."""
    start, end = datetime(2026, 6, 11, 22, tzinfo=ZONE), datetime(2026, 6, 16, 6, tzinfo=ZONE)
    published(agency, phases=[phase(planned_start=start, planned_end=end, schedule=NIGHTS)])
    calendar, (entry,) = entries(anonymous)
    assert entry["DTSTART"].params["TZID"] == "Asia/Yekaterinburg"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Yekaterinburg"]
    assert (entry.decoded("DTSTART"), entry.decoded("DTEND")) == (start, start + 8 * HOUR)
    assert entry["RRULE"]["FREQ"] == ["WEEKLY"]
    assert sorted(entry["RRULE"]["BYDAY"]) == ["FR", "MO", "SU", "TH"]
    assert entry["RRULE"]["UNTIL"] == [datetime(2026, 6, 15, 22, tzinfo=ZONE)]
    assert "EXDATE" not in entry, "Saturday is no day of the rule"
    nights = datetime(2026, 6, 28, 6, tzinfo=ZONE)
    event = RoadEvent.objects.get()
    amending.change(
        event,
        fields={},
        phases=[phase(planned_start=start, planned_end=nights, schedule=NIGHTS)],
        by=None,
        at=NOW,
    )
    _calendar, (entry,) = entries(anonymous)
    assert [each.dt.date() for each in entry["EXDATE"].dts] == [date(2026, 6, 13)]


def test_what_has_no_end_has_none(agency, anonymous):
    published(agency, phases=[phase(planned_end=None)])
    _calendar, (entry,) = entries(anonymous)
    assert "DTEND" not in entry
    assert "RRULE" not in entry


class TestPart:
    """улица Пушкина from (0, 200) to (200, 200) is shut."""

    @pytest.fixture(autouse=True)
    def shut(self, agency):
        published(agency)
        for row in Delivery.objects.filter(channel="journal"):
            delivery.send(row.pk, NOW)

    @pytest.mark.parametrize(
        ("place", "count"),
        [
            ("street={pushkina}", 1),
            ("street={other}", 0),
            ("near={lon},{lat}&radius_m=102", 1),
            ("near={lon},{lat}&radius_m=98", 0),
            ("kind=closure", 1),
            ("kind=repair-zone,signal-outage", 0),
        ],
    )
    def test_both_feeds_tell_of_a_part_of_the_city(self, anonymous, place, count):
        lon, lat = lonlat(100, 300)
        pushkina, other = (road.slug for road in (_road(True), _road(False)))
        query = "?" + place.format(lon=lon, lat=lat, pushkina=pushkina, other=other)
        assert len(entries(anonymous, query)[1]) == count
        assert len(feedparser.parse(anonymous.get(f"/feeds/roadworks.atom{query}").content).entries) == count

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("street=nowhere", "street"),
            ("district=nowhere", "district"),
            ("near=1", "near"),
            ("near=nan,57", "near"),
            ("near=57.15,65.54", "near"),
            ("near=65,57&radius_m=0", "radius_m"),
            ("near=65,57&radius_m=99999999", "radius_m"),
            ("kind=ufo", "kind"),
        ],
    )
    def test_what_cannot_be_meant_is_refused_and_named(self, anonymous, query, field):
        answer = anonymous.get(f"/feeds/roadworks.ics?{query}")
        assert (answer.status_code, f"{field}: " in answer.content.decode()) == (400, True)


class TestTrip:
    """East on улица Пушкина in the mornings of workdays."""

    @pytest.fixture
    def morning(self, agency):
        return trip(agency.city, *EAST_ON_PUSHKINA, schedule=hours("08:00", "10:00", WORKDAYS))

    def read(self, client, way):
        answer = client.get(f"{way.get_absolute_url()}roadworks.ics")
        assert answer["Cache-Control"] == "no-store"
        return [(each["URL"], each["STATUS"]) for each in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]

    def test_it_holds_what_lies_along_it_also_when_it_is_called_off(self, agency, anonymous, morning):
        event = published(agency)
        published(agency, phases=[phase(geometry=line((0, 10), (0, 200)))])
        published(agency, phases=[phase(schedule=hours("22:00", "06:00"))])
        address = f"http://127.0.0.1:8000{event.get_absolute_url()}"
        assert self.read(anonymous, morning) == [(address, "CONFIRMED")]
        actions.cancel(event, by=None, at=NOW)
        assert self.read(anonymous, morning) == [(address, "CANCELLED")]

    def test_what_hinders_nobody_on_the_way_is_not_in_it(self, agency, anonymous, morning):
        published(agency, kind="parking-change", phases=[phase(vehicle_impact="all-lanes-open")])
        assert self.read(anonymous, morning) == []

    def test_a_dark_light_on_the_way_is_in_it(self, agency, anonymous):
        signal = TrafficSignal.objects.get(city=agency.city, name__contains="Ленина")
        there = phase(geometry=signal.geometry, vehicle_impact="unknown")
        outage = published(agency, kind="signal-outage", signal=signal, signal_mode="off", phases=[there])
        ((address, _status),) = self.read(anonymous, trip(agency.city, *EAST_ON_LENINA))
        assert address.endswith(outage.get_absolute_url())

    def test_its_feed_is_not_that_of_the_whole_city(self, agency, anonymous, morning):
        published(agency)
        published(agency, phases=[phase(geometry=line((0, 10), (0, 200)))])
        for row in Delivery.objects.filter(channel="journal"):
            delivery.send(row.pk, NOW)
        whole, own = (
            feedparser.parse(anonymous.get(f"{room}roadworks.atom").content)
            for room in ("/feeds/", morning.get_absolute_url())
        )
        assert (len(whole.entries), len(own.entries)) == (2, 1)
        assert whole.feed.id != own.feed.id
        assert own.feed.links[1].href == f"http://127.0.0.1:8000{morning.get_absolute_url()}roadworks.atom"

    def test_nobody_guesses_it(self, anonymous, small_city):
        assert anonymous.get("/trip/nowhere/roadworks.ics").status_code == 404


def _road(is_pushkina: bool) -> Road:
    roads = Road.objects.filter(name="улица Пушкина") if is_pushkina else Road.objects.exclude(name="улица Пушкина")
    return roads.first()
