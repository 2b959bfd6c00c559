"""What clashes is found, and what only touches, follows or passes over is not: pairs on the small city's plan."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.gis.geos import MultiLineString
from django.utils import translation

from closures import actions, confirming
from closures.conflicts import clashes_of
from closures.detours import laid
from closures.detours.typed import ways_along
from roadmap.models import RoadSegment
from tests.closures.factories import area, draft, line, phase, published
from tests.conftest import NOW
from tests.queries import queries_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PUSHKINA, HALF, OTHER_HALF = line((0, 200), (200, 200)), line((0, 200), (100, 200)), line((100, 200), (200, 200))
WIDE = line((-200, 200), (200, 200))  # улица Пушкина, a secondary street
LENINA_EAST, LENINA_WEST = line((-195, -10), (195, -10)), line((195, 10), (-195, 10))  # primary, 190 m and more away
EASTWARD, WESTWARD = ({"geometry": one, "direction": "forward"} for one in (LENINA_EAST, LENINA_WEST))
LENINA = MultiLineString(LENINA_EAST, LENINA_WEST, srid=4326)
BRIDGE, UNDER_IT = line((360, 200), (440, 200)), line((400, 150), (400, 250))
NIGHTS = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}
DAYS = {"hours": [{"weekdays": None, "start": "06:00", "end": "22:00"}]}
LANE, OPEN = {"vehicle_impact": "some-lanes-closed"}, {"vehicle_impact": "all-lanes-open"}
# Over улица Баумана, проспект Ленина and Речной переулок, from Пушкина back to Пушкина
WAY = MultiLineString(line((0, 200), (0, -10), (200, -10), (200, 200)), srid=4326)


IN_WORDS = {"detour": "по улице Баумана, проспекту Ленина и Речному переулку"}
WAYS = pytest.mark.parametrize("way", [{"detour_geometry": WAY}, IN_WORDS], ids=["drawn", "in words"])


def codes(event) -> list[str]:
    return [clash.code for clash in clashes_of(event, NOW)]


def pair(agency, other_agency, mine: dict, theirs: dict | None = None, **fields):
    """What the department's draft clashes with, where the heat network has published its own."""
    other = published(other_agency, phases=[phase(**(theirs or {}))])
    return draft(agency, phases=[phase(**mine)], **fields), other


SAME_PLACE = {
    "the same": ({}, {}),
    "a part": ({"geometry": HALF}, {}),
    "one direction of both": ({"direction": "forward"}, {}),
    "works beside a lane": (LANE, LANE),
    "a later day within": ({"planned_start": NOW + 2 * DAY, "planned_end": NOW + 9 * DAY}, {}),
    "without an end": ({"planned_start": NOW + 2.9 * DAY, "planned_end": None}, {"planned_end": None}),
    "nights and a night": ({"schedule": NIGHTS}, {"schedule": NIGHTS}),
    "two years ahead, nights, and no end": (
        {"planned_start": NOW + 300 * DAY, "planned_end": NOW + 301 * DAY},
        {"planned_end": None, "schedule": NIGHTS},
    ),
}


@pytest.mark.parametrize(("mine", "theirs"), SAME_PLACE.values(), ids=SAME_PLACE)
def test_works_on_the_same_carriageway_at_the_same_time_clash(agency, other_agency, mine, theirs):
    event, other = pair(agency, other_agency, mine, theirs)
    assert codes(event) == ["same-place"]
    (clash,) = clashes_of(event, NOW)
    assert (clash.event, clash.headline, clash.agency) == (other.pk, other.headline, "Тепловые сети")
    assert clash.geometry.geom_type == "MultiLineString"


LORRIES, BUSES = {"vehicle_classes": ["lorry"]}, {"vehicle_classes": ["bus"]}
SLOW = {**OPEN, "restrictions": [{"type": "speed-limit", "value": 40}]}
SAID_TWICE = {
    "a ban for lorries": ("closure", LORRIES, LORRIES),
    "lorries, and lorries and buses": ("closure", LORRIES, {"vehicle_classes": ["bus", "lorry"]}),
    "a ban to park": ("parking-change", OPEN, OPEN),
}


@pytest.mark.parametrize(("kind", "mine", "theirs"), SAID_TWICE.values(), ids=SAID_TWICE)
def test_what_takes_no_lane_clashes_where_it_says_the_same_twice(agency, other_agency, kind, mine, theirs):
    published(other_agency, kind=kind, phases=[phase(**theirs)])
    (clash,) = clashes_of(draft(agency, kind=kind, phases=[phase(**mine)]), NOW)
    assert (clash.code, clash.text[:49]) == ("same-place", "Такое же ограничение здесь уже внесено: улица Пуш")


PARKED = {
    "all of it, and some spaces": ({}, {"parking_places": 5}, True),
    "as many for one cause": ({"parking_places": 5}, {"parking_places": 5}, True),
    "as many for another cause": ({"parking_places": 5, "cause": "event"}, {"parking_places": 5}, False),
    "other spaces": ({"parking_places": 8}, {"parking_places": 5}, False),
}


@pytest.mark.parametrize(("mine", "theirs", "is_clash"), PARKED.values(), ids=PARKED)
def test_of_two_bans_to_park_that_count_their_spaces_each_takes_its_own(agency, other_agency, mine, theirs, is_clash):
    published(other_agency, kind="parking-change", phases=[phase(**OPEN)], **theirs)
    event = draft(agency, kind="parking-change", phases=[phase(**OPEN)], **mine)
    assert codes(event) == ["same-place"] * is_clash


NO_CLASH = {
    "touching end to end": ({"geometry": HALF}, {"geometry": OTHER_HALF}),
    "a few metres over the end": ({"geometry": line((0, 200), (103, 200))}, {"geometry": OTHER_HALF}),
    "following": ({"planned_start": NOW + 3 * DAY, "planned_end": NOW + 5 * DAY}, {}),
    "before": ({"planned_start": NOW + DAY / 2, "planned_end": NOW + DAY}, {}),
    "the other direction": ({"direction": "forward"}, {"direction": "backward"}),
    "the other carriageway": (EASTWARD, WESTWARD),
    "other hours of the same days": ({"schedule": NIGHTS}, {"schedule": DAYS}),
    "a ban for lorries": ({"vehicle_classes": ["lorry"]}, LANE),
    "all lanes are open": (LANE, OPEN),
    "bans for others": (LORRIES, BUSES),
    "a limit of speed beside works": (LANE, SLOW),
    "two limits": (SLOW, OPEN),
    "one limit of speed, told twice": (SLOW, SLOW),
    "works beside the road": (OPEN, OPEN),
    "across": ({"geometry": line((0, 150), (0, 195))}, {}),
    "under the bridge": ({"geometry": UNDER_IT}, {"geometry": BRIDGE}),
}


@pytest.mark.parametrize(("mine", "theirs"), NO_CLASH.values(), ids=NO_CLASH)
def test_what_touches_follows_or_leaves_room_is_no_clash(agency, other_agency, mine, theirs):
    event, _other = pair(agency, other_agency, mine, theirs)
    assert codes(event) == []


def test_drafts_and_what_is_over_or_called_off_clash_with_nobody(agency, other_agency, dispatcher):
    event, other = pair(agency, other_agency, {})
    assert codes(event) == ["same-place"]
    actions.cancel(other, by=None, at=NOW)
    draft(other_agency)
    assert codes(event) == []
    begun = published(other_agency, at=NOW - DAY, phases=[phase(planned_start=NOW - DAY / 2)])
    assert codes(event) == ["same-place"]
    confirming.finish(begun, by=None, at=NOW)
    assert codes(event) == []


def test_what_is_late_and_not_confirmed_still_holds(agency, other_agency):
    """Past its end the works are perhaps there still; before it the plan's end counts."""
    late = phase(planned_start=NOW - DAY, planned_end=NOW - timedelta(hours=1))
    published(other_agency, at=NOW - 2 * DAY, phases=[late])
    soon = {"planned_start": NOW + timedelta(hours=1), "planned_end": NOW + DAY}
    assert codes(draft(agency, phases=[phase(**soon)])) == ["same-place"]


def test_own_stages_are_no_clash_and_the_first_one_that_has_it_is_named(agency, other_agency):
    published(other_agency)
    stages = [phase(planned_start=NOW + DAY / 2, planned_end=NOW + DAY), phase(), phase(planned_end=NOW + 4 * DAY)]
    event = draft(agency, phases=stages)
    (clash,) = clashes_of(event, NOW)
    assert clash.phase == 2


def test_a_clash_is_told_with_street_and_hours_in_both_languages(agency, other_agency):
    event, _other = pair(agency, other_agency, {"planned_start": NOW + 2 * DAY, "planned_end": NOW + 5 * DAY})
    (clash,) = clashes_of(event, NOW)
    assert clash.text == "Та же проезжая часть в то же время: улица Пушкина, 12 июня, 12:00 – 13 июня, 12:00."
    with translation.override("en"):
        (clash,) = clashes_of(event, NOW)
    assert clash.text.startswith("The same carriageway at the same time: Pushkina Street, 12 June, 12:00")


@WAYS
def test_a_closure_on_the_way_round_of_another_is_told_to_either_side(agency, other_agency, way):
    over_bauman = phase(geometry=line((0, 20), (0, 190)))
    with_way = published(other_agency, **way)
    event = draft(agency, phases=[over_bauman])
    (clash,) = clashes_of(event, NOW)
    assert (clash.code, clash.event, clash.text[:39]) == (
        "on-way-round",
        with_way.pk,
        "Здесь идёт объезд другого перекрытия: у",
    )
    actions.cancel(with_way, by=None, at=NOW)
    actions.publish(event, by=None, at=NOW)
    assert codes(draft(other_agency, **way)) == ["way-round-shut"]


@pytest.mark.parametrize("words", ["по Садовой улице", "по соседним улицам", ""])
def test_words_along_which_nobody_drives_are_no_way_round(other_agency, words):
    assert not published(other_agency, detour=words).detour_spans.exists()


def test_words_lead_round_each_stage(other_agency):
    """The second one shuts Баумана north of Ленина: its way leads by Пушкина, which the first one's does not."""
    stages = [phase(), phase(geometry=line((0, 20), (0, 190)), planned_start=NOW + 4 * DAY, planned_end=NOW + 5 * DAY)]
    both = published(other_agency, phases=stages, detour="по Речному переулку")
    roads = {span.segment.road.name for span in both.detour_spans.select_related("segment__road")}
    assert {"улица Баумана", "улица Пушкина", "Речной переулок"} <= roads


def test_words_lead_lorries_round_what_is_shut_for_them_alone(other_agency):
    assert published(other_agency, phases=[phase(vehicle_classes=["lorry"])], **IN_WORDS).detour_spans.exists()


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_of_words_for_both_ways_of_traffic_either_way_may_be_shut(agency, other_agency, direction):
    """Round улица Пушкина, were проспект Ленина driven both ways on each carriageway."""
    RoadSegment.objects.filter(road__name="проспект Ленина").update(direction=RoadSegment.Direction.BOTH)
    way = published(other_agency, **IN_WORDS)
    event = draft(agency, phases=[phase(geometry=line((0, 20), (0, 190)), direction=direction)])
    assert [(clash.code, clash.event) for clash in clashes_of(event, NOW)] == [("on-way-round", way.pk)]


def test_a_part_of_no_length_is_no_part_of_a_way_in_words(other_agency, monkeypatch):
    """As where a way is left at the very end of a segment."""
    found = published(other_agency, **IN_WORDS)
    before = found.detour_spans.count()

    def with_an_empty_part(*asked):
        for one in ways_along(*asked):
            end = one.way.parts[-1]._replace(start_position=1.0, end_position=1.0)
            yield replace(one, way=replace(one.way, parts=(*one.way.parts, end)))

    monkeypatch.setattr(laid, "ways_along", with_an_empty_part)
    laid.lay(found, NOW)
    assert found.detour_spans.count() == before > 0


def test_what_only_narrows_my_way_round_or_is_for_lorries_leaves_it_free(agency, other_agency):
    for values in (LANE, {"vehicle_classes": ["lorry"]}):
        published(other_agency, phases=[phase(**{"geometry": line((0, 20), (0, 190))} | values)])
    assert codes(draft(agency, detour_geometry=WAY)) == []


WAY_IS_FREE = {
    "narrowed": LANE,
    "after it": {"planned_start": NOW + 3 * DAY, "planned_end": NOW + 4 * DAY},
    "beside it": {"geometry": line((0, 230), (0, 300))},
    "across its end": {"geometry": line((-100, 200), (0, 200))},
    "a ban for lorries": {"vehicle_classes": ["lorry"]},
}


@pytest.mark.parametrize("values", WAY_IS_FREE.values(), ids=WAY_IS_FREE)
def test_what_leaves_the_way_round_free_is_no_clash(agency, other_agency, values):
    published(other_agency, detour_geometry=WAY)
    event = draft(agency, phases=[phase(**{"geometry": line((0, 20), (0, 190))} | values)])
    assert codes(event) == []


def test_the_other_direction_of_a_way_round_counts_where_both_are_shut(agency, other_agency):
    """Баумана is driven southward by the way as it is drawn; traffic back drives it northward."""
    northward = draft(agency, phases=[phase(geometry=line((0, 20), (0, 190)), direction="forward")])
    one_way = published(other_agency, phases=[phase(direction="forward")], detour_geometry=WAY)
    assert codes(northward) == []
    actions.cancel(one_way, by=None, at=NOW)
    published(other_agency, detour_geometry=WAY)
    assert codes(northward) == ["on-way-round"]


PARALLEL = {
    "both ways": ({"geometry": WIDE}, {"geometry": LENINA}),
    "the same way of both": ({"geometry": WIDE, "direction": "forward"}, EASTWARD),
}


@pytest.mark.parametrize(("mine", "theirs"), PARALLEL.values(), ids=PARALLEL)
def test_both_of_two_parallel_main_streets_clash(agency, other_agency, mine, theirs):
    event, other = pair(agency, other_agency, mine, theirs)
    (clash,) = clashes_of(event, NOW)
    assert (clash.code, clash.event) == ("parallel", other.pk)
    assert "улица Пушкина, проспект Ленина" in clash.text


NOT_PARALLEL = {
    "against each other": ({"geometry": WIDE, "direction": "backward"}, EASTWARD),
    "too short": ({"geometry": line((-80, 200), (80, 200))}, {"geometry": LENINA}),
    "one is narrowed": ({"geometry": WIDE} | LANE, {"geometry": LENINA}),
    "other hours": ({"geometry": WIDE, "schedule": NIGHTS}, {"geometry": LENINA, "schedule": DAYS}),
    "a lesser street": ({"geometry": line((-190, -200), (160, -200))}, {"geometry": LENINA}),
    "one behind the other": ({"geometry": line((-390, 200), (-190, 200))}, {"geometry": line((0, -10), (195, -10))}),
    "for lorries only": ({"geometry": WIDE, "vehicle_classes": ["lorry"]}, {"geometry": LENINA}),
}


@pytest.mark.parametrize(("mine", "theirs"), NOT_PARALLEL.values(), ids=NOT_PARALLEL)
def test_what_leaves_one_main_street_is_no_clash(agency, other_agency, mine, theirs):
    event, _other = pair(agency, other_agency, mine, theirs)
    assert codes(event) == []


def test_main_streets_farther_apart_are_no_clash(agency, other_agency, monkeypatch):
    event, _other = pair(agency, other_agency, {"geometry": WIDE}, EASTWARD)
    assert codes(event) == ["parallel"]
    monkeypatch.setattr("closures.conflicts.parallel.WITHIN_M", 205.0)
    assert codes(event) == []


def protect(**values) -> None:
    RoadSegment.objects.filter(road__name="улица Пушкина").update(**values)


START = (NOW + DAY).date()


@pytest.mark.parametrize(
    ("kind", "cause", "found"),
    [
        ("closure", "heat-network", ["no-dig", "warranty"]),
        ("closure", "gas", ["no-dig", "warranty"]),
        ("closure", "road-repair", ["warranty"]),
        ("closure", "sport", []),
        ("closure", "snow-removal", []),
        ("parking-change", "heat-network", []),
    ],
)
def test_a_street_that_must_not_be_dug_into_or_is_under_warranty(agency, other_agency, kind, cause, found):
    protect(no_dig_until=START, warranty_until=START, warranty_contractor=other_agency)
    assert codes(draft(agency, kind=kind, cause=cause)) == found


def test_a_zone_of_road_repair_digs(agency):
    protect(no_dig_until=START)
    zone = phase(geometry=area((10, 190), (190, 190), (190, 210), (10, 210)))
    assert codes(draft(agency, kind="repair-zone", cause="road-repair", phases=[zone])) == ["no-dig"]


def test_protection_ends_with_its_day_and_is_told_street_by_street(agency):
    event = draft(agency)
    protect(no_dig_until=START)
    (clash,) = clashes_of(event, NOW)
    assert clash.text == "Улица Пушкина: вскрывать нельзя до 11 июня 2026 включительно, покрытие новое."
    assert (clash.event, clash.headline, clash.subject) == (None, "", "улица Пушкина")
    protect(no_dig_until=START - DAY)
    assert codes(event) == []


def test_whoever_answers_for_the_surface_may_open_it(agency):
    protect(warranty_until=START, warranty_contractor=agency)
    assert codes(draft(agency)) == []


def lit(small_city, street: str):
    return small_city.signals.get(roads__name=street, name__contains="Ленина")


@WAYS
def test_a_dark_signal_on_a_way_round_is_told_to_either_side(agency, other_agency, small_city, way):
    signal = lit(small_city, "улица Баумана")
    dark = published(other_agency, kind="signal-outage", signal=signal, signal_mode="off")
    event = draft(agency, **way)
    (clash,) = clashes_of(event, NOW)
    assert (clash.code, clash.event, clash.geometry.geom_type) == ("dark-on-way", dark.pk, "Point")
    actions.cancel(dark, by=None, at=NOW)
    actions.publish(event, by=None, at=NOW)
    assert codes(draft(other_agency, kind="signal-outage", signal=signal, signal_mode="off")) == ["darkens-way"]
    assert codes(draft(other_agency, kind="signal-outage", signal=signal, signal_mode="manual")) == []


def test_a_dark_signal_elsewhere_or_directed_by_hand_is_no_clash(agency, other_agency, small_city):
    elsewhere = small_city.signals.get(roads__name="Кремлёвская улица")
    published(other_agency, kind="signal-outage", signal=elsewhere, signal_mode="off")
    published(other_agency, kind="signal-outage", signal=lit(small_city, "улица Баумана"), signal_mode="manual")
    assert codes(draft(agency, detour_geometry=WAY)) == []


def festival(agency):
    square = phase(geometry=area((10, 150), (190, 150), (190, 250), (10, 250)))
    return published(agency, kind="public-event", cause="event", phases=[square])


def test_works_in_the_place_of_a_public_event_clash(agency, other_agency):
    event, square = draft(agency), festival(other_agency)
    (clash,) = clashes_of(event, NOW)
    assert (clash.code, clash.event) == ("public-event", square.pk)
    actions.publish(event, by=None, at=NOW)
    assert codes(square) == ["in-public-event"]
    actions.cancel(event, by=None, at=NOW)
    beside = draft(agency, phases=[phase(geometry=line((200, 200), (350, 200)))])
    after = draft(agency, phases=[phase(planned_start=NOW + 3 * DAY, planned_end=NOW + 4 * DAY)])
    assert codes(beside) == codes(after) == []


def test_two_public_events_in_one_place_clash_as_works_do(agency, other_agency):
    one, other = festival(agency), festival(other_agency)
    assert codes(one) == codes(other) == ["same-place"]


def test_the_closure_for_a_public_event_of_the_same_agency_belongs_to_it(agency, other_agency):
    festival(agency)
    assert codes(draft(agency, cause="event")) == []
    assert codes(draft(agency, cause="gas")) == ["public-event"]
    assert codes(draft(other_agency, cause="event")) == ["public-event"]


def test_a_ban_to_park_beside_works_is_no_clash(agency, other_agency):
    published(other_agency, kind="parking-change")
    assert codes(draft(agency)) == []


def test_what_clashes_is_asked_of_the_database_as_often_for_many_as_for_one(agency, other_agency):
    protect(no_dig_until=START)
    stages = [phase(planned_start=NOW + n * DAY, planned_end=NOW + (n + 1) * DAY) for n in range(1, 4)]
    event = draft(agency, phases=stages, detour_geometry=WAY)
    published(other_agency, detour_geometry=WAY)
    few = queries_of(lambda: clashes_of(event, NOW))
    for _number in range(5):
        published(other_agency, detour_geometry=WAY)
    assert queries_of(lambda: clashes_of(event, NOW)) == few <= 10
    assert len(clashes_of(event, NOW)) == 7
