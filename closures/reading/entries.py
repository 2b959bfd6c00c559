"""A notice whose places are on the map → the events to be entered.

Places that share their hours are one; each light is an outage of its own; numbered stages are phases of one event.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from closures.kinds import KINDS
from closures.models.lists import Cause, VehicleImpact
from closures.reading.aims import Aim
from closures.reading.apart import SHUT_KINDS, shut_in, told_apart, told_of_each
from closures.reading.aside import Aside, aside_of, aside_of_each
from closures.reading.asks import asks_of, asks_of_lanes, asks_of_time, asks_of_traffic
from closures.reading.beyond import asks_beyond
from closures.reading.briefly import Brief, brief_of
from closures.reading.contact import read_contact
from closures.reading.doubts import doubts
from closures.reading.entry import Entry, Stage
from closures.reading.excepted import ask_of, left_out, note_of
from closures.reading.lanes import ToldLanes, lanes_of, lanes_of_each, lanes_there
from closures.reading.lexicon import PART_OF_ROAD
from closures.reading.lines import of_these_places
from closures.reading.located import Location
from closures.reading.notice import EVENT_KINDS, Notice
from closures.reading.outages import outage
from closures.reading.performer import read_client, read_performer
from closures.reading.sides import ask_of_footway, footway_on, note_of_side, side_told
from closures.reading.speaks_of import is_left_open
from closures.reading.stages import stages_in
from closures.reading.traffic import Traffic, is_of_those_on_foot, read_traffic, tells_others_shut, tells_shut
from closures.reading.typed import SHUT
from closures.reading.ways import ways_of_all
from roadmap.language.meaning.notices import Meaning
from roadmap.language.text import plain_in_place
from roadmap.language.times.windows import Window
from roadmap.models import City

MOST_LOCATIONS = 20  # of a phase
MAY_BE_OF_LANES = (VehicleImpact.SOME_LANES_CLOSED, VehicleImpact.UNKNOWN)


def entries_of(city: City, notice: Notice, located: Sequence[Location], aims: Sequence[Aim]) -> Iterator[Entry]:
    if notice.kind == "not_road":
        return
    if notice.kind == "event" and read_traffic(notice.text).vehicle_classes:
        notice = replace(notice, kind="restriction")  # a footway shut for fireworks is no festival on the bridge
    if stages := _stages(notice, located, aims):
        yield _entry(city, notice, _fields(notice), stages)
        return
    each, asides = told_of_each(notice), aside_of_each(notice)
    groups = [
        (windows, numbers)
        for windows, all_ in _by_hours(notice, len(located)).items()
        for numbers in _alike(all_, each, lanes_of_each(notice), asides)
    ]
    for windows, numbers in groups:
        item = of_these_places(notice, numbers) if len(groups) > 1 else notice
        if apart := (each[numbers[0]] if each else None) or told_apart(notice, numbers):
            item = replace(item, kind=apart.kind, impact=apart.impact)
        places = {number: located[number] for number in numbers}
        if aside := aside_of(asides, numbers):
            yield from (_of_aside(city, item, windows, few, aside) for few in _few_at_once([*places.values()]))
        else:
            yield from _of_group(city, item, windows, places, aims, lanes_of(notice, numbers))


def _of_aside(
    city: City, item: Notice, windows: tuple[Window, ...], locations: tuple[Location, ...], aside: Aside
) -> Entry:
    """A way onto a car park is no parking ban."""
    item = replace(item, kind="restriction") if item.kind == "parking" else item
    limits = Traffic(restrictions=read_traffic(item.text).restrictions)
    asks = tuple(asks_of_time(item, windows))
    stage = Stage(windows, VehicleImpact.UNKNOWN.value, locations, limits, asks, aside=aside.kind)
    return _entry(city, item, _fields(item) | {"note": aside.told}, [stage])


def _of_group(
    city: City,
    item: Notice,
    windows: tuple[Window, ...],
    locations: Mapping[int, Location],
    aims: Sequence[Aim],
    lanes: ToldLanes | None,
) -> Iterator[Entry]:
    """`locations` by the numbers of their places in the notice."""
    fields = _fields(item)
    if KINDS[EVENT_KINDS[item.kind]].is_at_signal:
        yield from (outage(city, item, fields, windows, number, each) for number, each in locations.items())
        return
    for few in _few_at_once([*locations.values()]):
        yield _entry(city, item, fields, [_stage(item, windows, few, aims, lanes)])


def _entry(city: City, notice: Notice, fields: dict, stages: Sequence[Stage]) -> Entry:
    windows = [window for stage in stages for window in stage.windows]
    traffic = {ask.text: ask for stage in stages for ask in asks_of_traffic(stage.traffic)}  # each once
    told = left_out(notice) if notice.kind in (*SHUT_KINDS, "parking", "event") else ""
    if told:
        fields = fields | {"note": ". ".join(filter(None, (fields["note"], note_of(told))))}
    left = (ask_of(told, is_parking=notice.kind == "parking"),) if told else ()
    beyond = asks_beyond(notice)
    asks = (*asks_of(notice, fields, stages), *traffic.values(), *left, *beyond, *doubts(city, notice, windows))
    return Entry(EVENT_KINDS[notice.kind], fields, tuple(stages), asks=asks)


def _stage(
    notice: Notice,
    windows: tuple[Window, ...],
    locations: tuple[Location, ...],
    aims: Sequence[Aim],
    told: ToldLanes | None,
    within: tuple[int, int] | None = None,
) -> Stage:
    """`within` are the words of a stage that the text numbers."""
    impact, traffic = _left(notice, aims)
    asks = tuple(asks_of_time(notice, windows, within))
    side = side_told(notice.text) if is_of_those_on_foot(notice.text) else ""
    if side and len(locations) == 1 and locations[0].values["geometry"]:
        (location,) = locations
        lanes = footway_on(location.side, location) if location.side else ()
        asks += () if lanes else (ask_of_footway(location, side),)
        return Stage(windows, impact, locations, traffic, asks, lanes=lanes)
    if told is None or impact not in MAY_BE_OF_LANES:
        return Stage(windows, impact, locations, traffic, asks)
    lanes = told.of(lanes_there(locations))
    asks += () if lanes else tuple(asks_of_lanes(notice.text[told.start : told.end]))
    return Stage(windows, told.impact.value, locations, traffic, asks, lanes=tuple(lanes))


def _stages(notice: Notice, located: Sequence[Location], aims: Sequence[Aim]) -> list[Stage]:
    """Those that the text numbers, on whichever streets; none where they are no phases of one event."""
    told = stages_in(notice)
    is_at_signal = KINDS[EVENT_KINDS[notice.kind]].is_at_signal
    if is_at_signal or not all(0 < len(one.places) <= MOST_LOCATIONS for one in told):
        return []
    folded = plain_in_place(notice.text)
    found = []
    for one in told:
        own = shut_in(folded, one.span, notice)
        item = replace(notice, kind=own.kind, impact=own.impact) if own else notice
        locations = tuple(located[number] for number in one.places if number < len(located))
        lanes = lanes_of(notice, one.places, one.span)
        found.append(replace(_stage(item, one.windows, locations, aims, lanes, one.span), name=one.name))
    return found


def _alike(
    numbers: list[int],
    each: Sequence[Meaning | None],
    lanes: Sequence[ToldLanes | None],
    asides: Sequence[Aside | None],
) -> list[list[int]]:
    """Places of one draft, apart by how much of them is shut, which lanes, and what beside the street."""
    groups: dict[tuple, list[int]] = {}
    for number in numbers:
        told, shut = each[number] if each else None, lanes[number]
        left = (told.kind, told.impact) if told else ()
        groups.setdefault((*left, shut and shut.said, asides[number]), []).append(number)
    return list(groups.values()) or [numbers]


def _by_hours(notice: Notice, places: int) -> dict[tuple[Window, ...], list[int]]:
    """Numbers of the places by their windows."""
    groups: dict[tuple[Window, ...], list[int]] = {}
    shared = tuple(window for window in notice.windows if window.place_no is None)
    for number in range(places):
        own = tuple(
            replace(window, place_no=None, span=(0, 0)) for window in notice.windows if window.place_no == number
        )
        groups.setdefault(own or shared or notice.windows, []).append(number)
    return groups or {notice.windows: []}


def _few_at_once(locations: Sequence[Location]) -> Iterator[tuple[Location, ...]]:
    """A phase has a limit of places."""
    for first in range(0, max(len(locations), 1), MOST_LOCATIONS):
        yield tuple(locations[first : first + MOST_LOCATIONS])


def _fields(notice: Notice) -> dict:
    transport, contact = notice.transport, read_contact(notice.text)
    performer, client = read_performer(notice.text), read_client(notice.text)
    cause = notice.cause if notice.cause in Cause.values else Cause.UNKNOWN.value
    brief = _brief(notice)
    return {
        "cause": cause,
        "note": brief.note if brief else _note_of_side(notice),
        "performer": performer[0][:200] if performer else "",
        "client": client[0][:200] if client else "",
        "contact": contact.number if contact and not contact.may_be_personal else "",
        "detour_roads": [name[:200] for name in ways_of_all(notice)][:60],
        "bus_routes": [route[:12] for route in transport.routes][:60] if transport else [],
        "stops_removed": [stop[:120] for stop in transport.stops_removed][:60] if transport else [],
    }


def _note_of_side(notice: Notice) -> str:
    told, is_of_parking = side_told(notice.text), notice.kind == "parking"
    is_told = told and (is_of_parking or is_of_those_on_foot(notice.text))
    return note_of_side(told, is_of_parking=is_of_parking) if is_told else ""


def _impact(notice: Notice, aims: Sequence[Aim]) -> str:
    """A direction that is shut is shut altogether: what is left is the other one."""
    is_shut_one_way = notice.direction == "one" and aims and not PART_OF_ROAD.search(plain_in_place(notice.text))
    if is_shut_one_way and notice.impact == VehicleImpact.SOME_LANES_CLOSED:
        return VehicleImpact.ALL_LANES_CLOSED.value
    if notice.kind == "repair" and notice.impact == VehicleImpact.UNKNOWN and is_left_open(notice):
        return VehicleImpact.ALL_LANES_OPEN.value
    return notice.impact if notice.impact in VehicleImpact.values else VehicleImpact.UNKNOWN.value


def _brief(notice: Notice) -> Brief | None:
    return brief_of(notice) if notice.kind in (*SHUT_KINDS, "repair") else None


def _only_limits(notice: Notice, traffic: Traffic) -> bool:
    """«Введено ограничение скорости»: nothing is shut, and nobody is led elsewhere."""
    told = notice.text.removeprefix(SHUT)
    is_whole = not PART_OF_ROAD.search(plain_in_place(told)) and not notice.detour_streets
    return bool(traffic.restrictions) and is_whole and not tells_shut(told)


def _left(notice: Notice, aims: Sequence[Aim]) -> tuple[str, Traffic]:
    """How much is shut, and for whom: what is shut for some is shut to them altogether."""
    impact, traffic = _impact(notice, aims), read_traffic(notice.text)
    if brief := _brief(notice):
        limits = ({"type": brief.type}, *traffic.restrictions)
        return VehicleImpact.ALL_LANES_OPEN.value, Traffic(restrictions=limits)
    if notice.kind not in SHUT_KINDS:
        takes_limits = "impact" in KINDS[EVENT_KINDS[notice.kind]].form.parts
        return impact, Traffic(restrictions=traffic.restrictions if takes_limits else ())
    is_shut_to_others = impact in MAY_BE_OF_LANES and traffic.exemptions and tells_others_shut(notice.text)
    if traffic.vehicle_classes or is_shut_to_others:
        impact = VehicleImpact.ALL_LANES_CLOSED.value
    elif impact == VehicleImpact.UNKNOWN and _only_limits(notice, traffic):
        impact = VehicleImpact.ALL_LANES_OPEN.value
    return impact, traffic if impact == VehicleImpact.ALL_LANES_CLOSED else replace(traffic, exemptions=())
