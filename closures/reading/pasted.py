"""A notice as a dispatcher pasted it → its text with the parts found, and drafts as the desk's form takes them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from closures.kinds import KINDS
from closures.models.lists import Cause, Direction, SignalMode, VehicleClass, VehicleImpact
from closures.reading.aims import Aim, aim_of, aims_in
from closures.reading.apart import told_apart, told_of_each
from closures.reading.doubts import IN_ORDER, doubts
from closures.reading.notice import EVENT_KINDS, Notice, Said, read_notice
from closures.reading.performer import read_performer
from closures.reading.placing import Ask, Location, location_of
from closures.reading.traffic import Traffic, read_traffic, tells_shut
from closures.reading.typed import SHUT, Typed, is_typed, spelled_out, without_mixed_numbers
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.notices import Meaning, read_meaning
from roadmap.language.meaning.reasons import read_reason
from roadmap.language.meaning.sentences import borders
from roadmap.language.meaning.transport import read_transport
from roadmap.language.text import clean, plain_in_place
from roadmap.language.times.windows import Window
from roadmap.models import City, TrafficSignal
from roadmap.places.rows import gazetteer_for
from roadmap.spans import Span

SURE = 0.7  # below that the form asks
MOST_DRAFTS, MOST_LOCATIONS = 40, 20
LANES = re.compile(r"полос|\bряд|сужен|сужа|сузят|сузи[лт]|частичн|краю|обочин|стоянк|парковк|тротуар")
CANCELLED = re.compile(
    r"отмен(?:ил|ен[аоы]?\b|яет|ят\b)\w*|не состо(?:ится|ялось|ятся)|(?:закры|перекры)\w+ не (?:будут|будет|станут)|"
    r"отмена (?:за|пере)крыти\w+"
)
POSTPONED = re.compile(r"\bперен(?:ес|ос)\w*|\bсдвин\w+|\bсдвига\w+")
STOP = re.compile(r"\b(?:остановк|павильон|маршрут|рейс|переход)\w*")
DEED = re.compile(r"\b(?:работ|ремонт|(?:за|пере)крыти|ограничени|мероприяти|срок|начал|демонтаж|монтаж)\w*")
ONE_WAY = re.compile(r"\bв одн(?:ом направлени\w+|у сторону)")
FLASHING, MANUAL = re.compile(r"мига"), re.compile(r"регулировщик|инспектор\w* (?:вруч|регулир)")
DAYS = re.compile(r"\b\d{1,2} (?:января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря)\b")
SHUT_KINDS = ("closure", "restriction")
EXTENSION, POSTPONEMENT, REOPENING = "extension", "postponement", "reopening"
CANCELLATION, NEW = "cancellation", "new"


@dataclass(frozen=True)
class Part:
    """A piece of the text and the form's field that it fills; `asks` where the reading is not sure."""

    field: str
    start: int
    end: int
    confidence: float
    asks: bool


@dataclass(frozen=True)
class Entry:
    """One event to be entered, `fields` and `phases` as the desk's API takes them; each stage is in all `locations`."""

    kind: str
    fields: dict
    windows: tuple[Window, ...]
    impact: str
    locations: tuple[Location, ...]
    signal: TrafficSignal | None = None
    asks: tuple[Ask, ...] = ()
    traffic: Traffic = Traffic()

    @property
    def spans(self) -> list[Span]:
        return [span for location in self.locations for span in location.spans]

    @property
    def streets(self) -> list[str]:
        places = [place for location in self.locations for place in location.values["places"]]
        return list(dict.fromkeys(place[key] for place in places for key in ("on", "with") if place.get(key)))

    @property
    def phases(self) -> list[dict]:
        """A stage for each window, all in the same places."""
        locations = [location.values for location in self.locations]
        common = {"vehicle_impact": self.impact, "locations": locations, **self.traffic.values}
        return [_times_of(window) | common for window in self.windows or (Window(None),)]


@dataclass(frozen=True)
class Pasted:
    text: str
    speaks_of: str  # new, extension, postponement, reopening or cancellation
    parts: tuple[Part, ...]
    entries: tuple[Entry, ...]
    notice: Notice


def read_pasted(text: str, at: datetime, city: City) -> Pasted:
    """`at` is the wall clock of the city when it was written. Touches the database to read only."""
    gazetteer = gazetteer_for(city)
    line, typed, notice = _read(text, at, gazetteer)
    notice = _by_lines(notice, at, gazetteer)
    aims = aims_in(notice.text)
    spans = [(mention.start, mention.end) for mention in notice.affected]
    located = [
        location_of(
            city, mention, aim_of(notice.text, span, spans, aims), is_one_way=_is_one_way(notice, span, spans, aims)
        )
        for mention, span in zip(notice.affected[:MOST_DRAFTS], spans, strict=False)
    ]
    parts = sorted(_parts(notice, aims), key=lambda part: (part.start, part.end))
    entries = tuple(_entries(city, notice, located, aims))[:MOST_DRAFTS]
    return Pasted(line, speaks_of(notice), tuple(_as_typed(parts, typed, line)), entries, notice)


def speaks_of(notice: Notice) -> str:
    if CANCELLED.search(plain_in_place(notice.text)) and notice.kind in ("reopening", "extension", "closure", "event"):
        return CANCELLATION
    if _is_put_off(notice):
        return POSTPONEMENT
    return {"extension": EXTENSION, "reopening": REOPENING}.get(notice.kind, NEW)


def _is_put_off(notice: Notice) -> bool:
    """Works or a closure, to other days; a bus stop that is moved puts nothing off."""
    folded = plain_in_place(notice.text)
    if notice.kind == "extension":
        return POSTPONED.search(folded) is not None
    told = [folded[slice(*sentence)] for sentence in borders(folded)]
    is_moved = any(POSTPONED.search(each) and DEED.search(each) and not STOP.search(each) for each in told)
    return is_moved and notice.kind in ("closure", "restriction", "repair", "event")


def _read(text: str, at: datetime, gazetteer: Gazetteer) -> tuple[str, Typed, Notice]:
    """The cleaned text, what of it was read, and the reading."""
    line = clean(text).strip()
    if not is_typed(line):
        typed = without_mixed_numbers(line)
        return line, typed, read_notice(typed.text, at, gazetteer)
    typed = spelled_out(line)
    notice = read_notice(typed.text, at, gazetteer)
    if notice.kind != "not_road" and not _is_bare(notice):
        return line, typed, notice
    shut = typed.after(SHUT)
    other = read_notice(shut.text, at, gazetteer)
    return (line, shut, other) if other.affected else (line, typed, notice)


def _is_bare(notice: Notice) -> bool:
    """Nothing tells what happens there, so that it is shut."""
    is_doubtful = any(said.field == "kind" and said.confidence < SURE for said in notice.said)
    return notice.kind == "closure" and is_doubtful and not tells_shut(notice.text)


def _tells_one_way(notice: Notice) -> bool:
    return notice.direction == "one" or ONE_WAY.search(plain_in_place(notice.text)) is not None


def _is_one_way(notice: Notice, span: tuple[int, int], spans: Sequence[tuple[int, int]], aims: Sequence[Aim]) -> bool:
    """Its own words say so, or those of the whole notice where nothing tells of which place."""
    return _tells_one_way(notice) and (len(spans) == 1 or aim_of(notice.text, span, spans, aims) is not None)


# --- parts


def _parts(notice: Notice, aims: Sequence[Aim]) -> Iterator[Part]:
    aimed = {(aim.start, aim.end) for aim in aims}
    for said in notice.said:
        if said.field != "direction" and not (said.field in ("kind", "impact") and _is_within(said, aimed)):
            yield Part(said.field, said.start, said.end, said.confidence, said.confidence < SURE)
    for aim in aims:
        yield Part("direction", aim.start, aim.end, 0.9, asks=False)
    for start, end in notice.transport.spans if notice.transport else ():
        yield Part("transport", start, end, 0.8, asks=False)
    if performer := read_performer(notice.text):
        yield Part("performer", *performer[1], 0.8, asks=False)


def _is_within(said: Said, spans: set[tuple[int, int]]) -> bool:
    return any(start <= said.start and said.end <= end for start, end in spans)


def _as_typed(parts: Sequence[Part], typed: Typed, line: str) -> Iterator[Part]:
    """In the text as it was typed; what nobody typed is no part of it."""
    for part in parts:
        start, end = typed.typed(part.start, part.end)
        if start < end <= len(line):
            yield replace(part, start=start, end=end)


# --- drafts


def _entries(city: City, notice: Notice, located: Sequence[Location], aims: Sequence[Aim]) -> Iterator[Entry]:
    """One for places that share their hours; each light is an outage of its own."""
    if notice.kind == "not_road":
        return
    each = told_of_each(notice)
    groups = [
        (windows, numbers)
        for windows, all_ in _by_hours(notice, len(located)).items()
        for numbers in _alike(all_, each)
    ]
    for windows, numbers in groups:
        item = _item(notice, numbers) if len(groups) > 1 else notice
        if apart := (each[numbers[0]] if each else None) or told_apart(notice, numbers):
            item = replace(item, kind=apart.kind, impact=apart.impact)
        locations, fields = [located[number] for number in numbers], _fields(item)
        impact, traffic = _left(item, aims)
        kind = EVENT_KINDS[item.kind]
        if KINDS[kind].is_at_signal:
            yield from (_outage(city, item, fields, windows, location) for location in locations)
        else:
            for few in _few_at_once(locations):
                asks = [*_asks(replace(item, impact=impact), windows, few), *_asks_of_traffic(traffic)]
                asks += doubts(city, notice, windows)
                yield Entry(kind, fields, windows, impact, few, asks=tuple(asks), traffic=traffic)


def _alike(numbers: list[int], each: Sequence[Meaning | None]) -> list[list[int]]:
    """Places of one draft, apart by how much of them is shut."""
    groups: dict[tuple, list[int]] = {}
    for number in numbers:
        told = each[number] if each else None
        groups.setdefault((told.kind, told.impact) if told else (), []).append(number)
    return list(groups.values()) or [numbers]


def _item(notice: Notice, numbers: Sequence[int]) -> Notice:
    """What a list says of these places alone: cause, way round, buses and how much is shut are those of their own
    lines; what stands before the first place is said of all."""
    lines = _lines(notice)
    own = {lines[number] for number in numbers}
    before = notice.text[: min(mention.start for mention in notice.affected)].rpartition("\n")[0]
    text = "\n".join([before, *(notice.text[slice(*line)] for line in sorted(own))])
    if len(own) < len(numbers) or len(set(lines)) < len(lines):
        text = notice.text  # no list of lines: nobody can tell what belongs to which
    meaning = read_meaning(plain_in_place(text), [], has_place=True)
    cause, _span = read_reason(plain_in_place(text))
    is_told = meaning.kind in ("closure", "restriction") and meaning.confidence >= SURE and notice.kind in SHUT_KINDS
    return replace(
        notice,
        kind=meaning.kind if is_told else notice.kind,
        impact=meaning.impact if is_told else notice.impact,
        cause=cause,
        transport=read_transport(text),
        mentions=tuple(one for one in notice.mentions if one.role != "detour" or _is_on(one.start, own, text, notice)),
    )


def _is_on(start: int, lines: set[tuple[int, int]], text: str, notice: Notice) -> bool:
    return text == notice.text or any(first <= start < last for first, last in lines)


def _lines(notice: Notice) -> list[tuple[int, int]]:
    """Of each place the line that it stands on, and what follows it until the next place's."""
    starts = sorted({notice.text.rfind("\n", 0, mention.start) + 1 for mention in notice.affected})
    ends = [*starts, len(notice.text)][1:]
    spans = list(zip(starts, ends, strict=True))
    return [next(span for span in spans if span[0] <= mention.start < span[1]) for mention in notice.affected]


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


def _by_lines(notice: Notice, at: datetime, gazetteer: Gazetteer) -> Notice:
    """Of a list each of whose lines has a place of its own: each line's times are of its place, by the reading of the
    whole, else of the line alone."""
    lines = _lines(notice)
    is_shared = all(window.place_no is None for window in notice.windows)
    if not is_shared or len(lines) < 2 or len(set(lines)) < len(lines):
        return notice
    told = [[window for window in notice.windows if line[0] <= window.span[0] < line[1]] for line in lines]
    told = [own or _alone(notice.text[slice(*line)], at, gazetteer) for own, line in zip(told, lines, strict=True)]
    if not all(told):
        return notice
    windows = [replace(window, place_no=number) for number, own in enumerate(told) for window in own]
    return replace(notice, windows=tuple(windows))


def _alone(line: str, at: datetime, gazetteer: Gazetteer) -> list[Window]:
    """What a line tells of times; nothing where it leaves that to the rest of the text."""
    return [window for window in read_notice(line, at, gazetteer).windows if window.span[1]]


def _few_at_once(locations: Sequence[Location]) -> Iterator[tuple[Location, ...]]:
    """A phase has a limit of places."""
    for first in range(0, max(len(locations), 1), MOST_LOCATIONS):
        yield tuple(locations[first : first + MOST_LOCATIONS])


def _fields(notice: Notice) -> dict:
    transport, performer = notice.transport, read_performer(notice.text)
    cause = notice.cause if notice.cause in Cause.values else Cause.UNKNOWN.value
    return {
        "cause": cause,
        "performer": performer[0][:200] if performer else "",
        "detour_roads": [name[:200] for name in notice.detour_streets][:60],
        "bus_routes": [route[:12] for route in transport.routes][:60] if transport else [],
        "stops_removed": [stop[:120] for stop in transport.stops_removed][:60] if transport else [],
    }


def _impact(notice: Notice, aims: Sequence[Aim]) -> str:
    """A direction that is shut is shut altogether: what is left is the other one."""
    is_shut_one_way = notice.direction == "one" and aims and not LANES.search(plain_in_place(notice.text))
    if is_shut_one_way and notice.impact == VehicleImpact.SOME_LANES_CLOSED:
        return VehicleImpact.ALL_LANES_CLOSED.value
    return notice.impact if notice.impact in VehicleImpact.values else VehicleImpact.UNKNOWN.value


def _left(notice: Notice, aims: Sequence[Aim]) -> tuple[str, Traffic]:
    """How much is shut, and for whom: what is shut for some is shut to them altogether."""
    impact, traffic = _impact(notice, aims), read_traffic(notice.text)
    if notice.kind not in SHUT_KINDS:
        return impact, Traffic()
    if traffic.vehicle_classes:
        impact = VehicleImpact.ALL_LANES_CLOSED.value
    return impact, traffic if impact == VehicleImpact.ALL_LANES_CLOSED else replace(traffic, exemptions=())


def _asks_of_traffic(traffic: Traffic) -> Iterator[Ask]:
    if traffic.vehicle_classes:
        whom = ", ".join(str(VehicleClass(each).label) for each in traffic.vehicle_classes)
        words = _("As the text tells it this is shut for some only (%(whom)s): look whether the others may pass.")
        yield Ask("vehicle_impact", words % {"whom": whom}, is_open=False)


def _asks(notice: Notice, windows: Sequence[Window], locations: Sequence[Location]) -> Iterator[Ask]:
    if not locations:
        yield Ask("street", _("The text names no place that is understood: pick the street."))
    if len(windows) > 1 and len(locations) > 1:
        yield Ask("planned_start", _("All these times hold in all these places: look whether it is so."), is_open=False)
    if _impact(notice, ()) == VehicleImpact.UNKNOWN:
        yield Ask("vehicle_impact", _("The text does not tell how much is shut."), is_open=False)
    if _tells_one_way(notice) and len(notice.affected) > 1 and any(map(_is_both_ways, locations)):
        yield Ask("direction", _("One direction is told of: look in which of these places."), is_open=False)
    if left := _untold_day(notice, windows):
        words = _("The text tells of “%(day)s”, too: look whether the times are right.")
        yield Ask("planned_start", words % {"day": left}, is_open=False)
    yield from _asks_of_time(notice, windows)


def _is_both_ways(location: Location) -> bool:
    """Nobody is asked about its direction yet."""
    return location.values["direction"] == Direction.BOTH and all(ask.field != "direction" for ask in location.asks)


def _untold_day(notice: Notice, windows: Sequence[Window]) -> str:
    """A day of the text that no time was read from, nor left out of one; empty where all were."""
    known = [
        *((said.start, said.end) for said in notice.said),
        *((mention.start, mention.end) for mention in notice.mentions),
    ]
    days = (found for found in DAYS.finditer(notice.text) if not any(_meet(found.span(), span) for span in known))
    left_out = {f"{day.day} {IN_ORDER[day.month - 1]}" for window in windows for day in window.excepted}
    return next((found[0] for found in days if found[0] not in left_out), "")


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _asks_of_time(notice: Notice, windows: Sequence[Window]) -> Iterator[Ask]:
    if not windows:
        yield Ask("planned_start", _("The text tells no time that is understood: say when."))
    elif any(window.confidence < SURE for window in windows):
        yield Ask("planned_start", _("Look whether the time is right."), is_open=False)
    yield from (Ask("planned_start", question, is_open=False) for question in notice.questions if "?" not in question)


def _outage(city: City, notice: Notice, fields: dict, windows: tuple[Window, ...], location: Location) -> Entry:
    text = plain_in_place(notice.text)
    mode = (
        SignalMode.FLASHING if FLASHING.search(text) else SignalMode.MANUAL if MANUAL.search(text) else SignalMode.OFF
    )
    signal = _signal_at(city, location)
    words = _("The map knows no traffic light there: choose it.")
    asks = (*_asks_of_time(notice, windows), *(() if signal else (Ask("signal", words),)))
    fields = fields | {"signal_mode": mode.value}
    return Entry("signal-outage", fields, windows, notice.impact, (replace(location, asks=()),), signal, asks)


def _signal_at(city: City, location: Location) -> TrafficSignal | None:
    """Where the two streets meet; nothing where they have several lights or none."""
    (place,) = location.values["places"]
    if place["type"] != "crossing":
        return None
    both = TrafficSignal.objects.filter(city=city, roads__name=place["on"]).filter(roads__name=place["with"])
    found = list(both.distinct()[:2])
    return found[0] if len(found) == 1 else None


def _times_of(window: Window) -> dict:
    start, end = (moment and moment.isoformat(timespec="minutes") for moment in (window.start, window.end))
    return {"planned_start": start, "planned_end": end, "schedule": window.schedule()}
