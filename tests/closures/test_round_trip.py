"""What the writing side writes, the reading side reads back: the same place, time, kind, impact and way round."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closures.reading import notice_label, read_notice
from closures.wording import Facts, PhaseFacts, write
from roadmap.language.gazetteer import Gazetteer
from tests import gazetteers

from .wording_events import TYUMEN, address, between, crossing, event, houses, schedule, street

STREETS = (
    "улица Малыгина",
    "Холодильная улица",
    "Червишевский тракт",
    "8-й Степной переулок",
    "5-я Северная улица",
    "улица 50 лет Октября",
    "Заречный проезд",
    "Рабочая улица",
    "Велижанское шоссе",
    "проспект Ленина",
    "Московский тракт",
    "улица Челюскинцев",
)
GAZETTEERS = {"known": gazetteers.of_names(STREETS), "unknown": Gazetteer()}
PUBLISHED = datetime(2026, 5, 1, 12)
IMPACTS = {
    "all-lanes-closed": ("closure", "all_lanes_closed"),
    "some-lanes-closed": ("restriction", "some_lanes_closed"),
    "alternating-one-way": ("restriction", "alternating"),
}

numbers = st.integers(1, 199).map(str)
days = st.dates(datetime(2026, 5, 3).date(), datetime(2026, 12, 1).date()).map(
    lambda day: datetime(day.year, day.month, day.day)
)
clocks = st.integers(1, 95).map(lambda quarter: timedelta(minutes=15 * quarter))


@st.composite
def some_place(draw):
    on, start, end = draw(st.lists(st.sampled_from(STREETS), min_size=3, max_size=3, unique=True))
    first, last = sorted(draw(st.lists(st.integers(1, 199), min_size=2, max_size=2, unique=True)))
    return draw(
        st.sampled_from(
            [
                street(on),
                between(on, start, end),
                crossing(on, start),
                address(on, str(first)),
                houses(on, str(first), str(last)),
            ]
        )
    )


@st.composite
def some_schedule(draw):
    """A schedule and the window it must be read as: start, end, daily hours."""
    day, length = draw(days), draw(st.integers(2, 20))
    later = day + timedelta(days=length)
    shape = draw(st.sampled_from(["moments", "days", "nights", "daily", "open"]))
    if shape == "moments":
        start, end = day + draw(clocks), later + draw(clocks)
        return schedule(start.isoformat(), end.isoformat()), (start, end, None)
    if shape == "days":
        last_minute = later - timedelta(minutes=1)
        return schedule(day.isoformat(), later.isoformat()), (day, last_minute, None)
    if shape == "open":
        return schedule((day + timedelta(hours=9)).isoformat(), None), (day + timedelta(hours=9), None, None)
    if shape == "nights":
        start, end = day + timedelta(hours=22), later + timedelta(hours=6)
        return schedule(start.isoformat(), end.isoformat(), ("22:00", "06:00")), (start, end, ["22:00", "06:00"])
    start, end = day + timedelta(hours=9), later - timedelta(hours=7)
    return schedule(day.isoformat(), later.isoformat(), ("09:00", "17:00")), (start, end, ["09:00", "17:00"])


@pytest.mark.parametrize("known", GAZETTEERS)
@settings(max_examples=80, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(
    place=some_place(),
    when=some_schedule(),
    impact=st.sampled_from(list(IMPACTS)),
    detour=st.lists(st.sampled_from(STREETS), max_size=3, unique=True),
    phase=st.sampled_from(["announced", "reminder"]),
)
def test_a_written_notice_reads_back(known, place, when, impact, detour, phase):
    given_schedule, (start, end, daily) = when
    detour = [name for name in detour if name not in place.values()]
    facts = Facts(
        "closure",
        TYUMEN,
        (PhaseFacts((place,), given_schedule, impact),),
        cause="heat-network",
        detour_streets=tuple(detour),
        agency_name="МКУ «Тюменьгортранс»",
    )
    label = notice_label(read_notice(write(facts, phase).long, PUBLISHED, GAZETTEERS[known]))
    assert label["place"] == place
    assert label["more_places"] == []
    assert (label["kind"], label["impact"]) == IMPACTS[impact]
    assert label["detour_streets"] == detour
    (window,) = label["schedule"]
    assert window["start"][:16] == f"{start:%Y-%m-%dT%H:%M}"
    assert (window["end"] and window["end"][:16]) == (end and f"{end:%Y-%m-%dT%H:%M}")
    assert window["daily"] == daily


OTHER_KINDS = {
    # kind of event: its impact, its cause, and what the labels call the kind and the impact
    "signal-outage": ("unknown", "power-works", "signal_outage", "none"),
    "parking-change": ("all-lanes-open", "road-repair", "parking", "no_parking"),
    "public-event": ("all-lanes-closed", "sport", "event", "all_lanes_closed"),
    "repair-zone": ("all-lanes-open", "road-repair", "repair", "none"),
}


@pytest.mark.parametrize("known", GAZETTEERS)
@pytest.mark.parametrize("kind", OTHER_KINDS)
@settings(max_examples=50, deadline=None, database=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(place=some_place(), when=some_schedule(), started=st.booleans())
def test_the_other_kinds_read_back_too(known, kind, place, when, started):
    impact, cause, kind_label, impact_label = OTHER_KINDS[kind]
    if kind == "signal-outage" and place["type"] != "crossing":
        place = crossing("улица Малыгина", "Холодильная улица")
    given_schedule, (start, end, daily) = when
    facts = Facts(
        kind,
        TYUMEN,
        (PhaseFacts((place,), given_schedule, impact),),
        cause=cause,
        agency_name="МКУ «Тюменьгортранс»",
        signal_mode="off" if kind == "signal-outage" else "",
    )
    text = write(facts, "started" if started else "announced").long
    label = notice_label(read_notice(text, start if started else PUBLISHED, GAZETTEERS[known]))
    assert label["place"] == place
    assert (label["kind"], label["impact"]) == (kind_label, impact_label)
    (window,) = label["schedule"]
    assert window["start"][:16] == f"{start:%Y-%m-%dT%H:%M}"
    assert (window["end"] and window["end"][:16]) == (end and f"{end:%Y-%m-%dT%H:%M}")
    assert window["daily"] == daily


def test_the_first_place_is_told_apart_from_the_others():
    places = [
        between("улица Малыгина", "Рабочая улица", "Холодильная улица"),
        street("Заречный проезд"),
        between("Червишевский тракт", "Московский тракт", "улица 50 лет Октября"),
    ]
    nights = schedule("2026-06-10T22:00", "2026-06-15T06:00", ("22:00", "06:00"))
    text = write(event("closure", places, nights), "announced").long
    label = notice_label(read_notice(text, PUBLISHED, GAZETTEERS["known"]))
    assert (label["place"], label["more_places"]) == (places[0], places[1:])
