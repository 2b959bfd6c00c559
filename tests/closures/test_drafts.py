"""A notice → drafts: what holds at the same time is one event in several places, not several stages."""

from datetime import datetime

import pytest
from django.contrib.gis.geos import GEOSGeometry

from closures import actions
from closures.reading import drafts_of, notice_label, read_notice
from closures.wording import write
from tests.closures.factories import line
from tests.conftest import NOW

from .test_round_trip import GAZETTEERS, PUBLISHED
from .wording_events import between, event, schedule, street

PLACES = [
    between("улица Малыгина", "Рабочая улица", "Холодильная улица"),
    street("Заречный проезд"),
    between("Червишевский тракт", "Московский тракт", "улица 50 лет Октября"),
]
TIMES = ("planned_start", "planned_end")
NIGHTS = schedule("2026-06-10T22:00", "2026-06-15T06:00", ("22:00", "06:00"))


def drafts(text: str):
    return drafts_of(read_notice(text, PUBLISHED, GAZETTEERS["known"]))


def test_places_that_share_their_hours_are_locations_of_one_stage():
    text = write(event("closure", PLACES, NIGHTS, cause="road-repair"), "announced").long
    [draft] = drafts(text)
    [stage] = draft.phases
    assert stage["locations"] == [{"places": [place]} for place in PLACES]
    assert (stage["planned_start"], stage["planned_end"]) == ("2026-06-10T22:00", "2026-06-15T06:00")
    assert stage["schedule"]["hours"][0]["start"] == "22:00"
    assert stage["vehicle_impact"] == "all-lanes-closed"


def test_what_the_command_tells_of_them_is_as_before():
    label = notice_label(
        read_notice(write(event("closure", PLACES, NIGHTS), "announced").long, PUBLISHED, GAZETTEERS["known"])
    )
    assert (label["place"], label["more_places"]) == (PLACES[0], PLACES[1:])


def test_places_with_hours_of_their_own_are_events_of_their_own():
    text = (
        "Закроют движение по улице Малыгина 10 июня с 9:00 до 12:00.\n"
        "Закроют движение по Заречному проезду 11 июня с 13:00 до 17:00."
    )
    first, second = drafts(text)
    assert [each["places"][0]["on"] for draft in (first, second) for each in draft.locations] == [
        "улица Малыгина",
        "Заречный проезд",
    ]
    assert [draft.phases[0]["planned_start"] for draft in (first, second)] == ["2026-06-10T09:00", "2026-06-11T13:00"]


@pytest.mark.django_db
def test_once_it_is_drawn_a_draft_is_an_event(agency):
    """All that a person adds is where on the map each place is."""
    [draft] = drafts(write(event("closure", PLACES[:2], NIGHTS), "announced").long)
    drawn: list[GEOSGeometry] = [line((0, 200), (200, 200)), line((-195, -200), (-5, -200))]
    stages = [
        phase
        | {name: datetime.fromisoformat(phase[name]).replace(tzinfo=agency.city.zone) for name in TIMES}
        | {"locations": [place | {"geometry": shape} for place, shape in zip(phase["locations"], drawn, strict=True)]}
        for phase in draft.phases
    ]
    made = actions.draft(
        kind=draft.kind, city=agency.city, agency=agency, fields={"cause": draft.cause}, phases=stages, by=None, at=NOW
    )
    assert made.phases.get().locations.count() == 2
