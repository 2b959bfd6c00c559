"""A notice as a dispatcher pasted it → its text with the parts found, and drafts as the desk's form takes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from closures.models.lists import VehicleImpact
from closures.reading.aims import Aim, aim_of, aims_in, of_what_is_shut, opposite_aims
from closures.reading.aside import aside_of_each
from closures.reading.entries import entries_of
from closures.reading.entry import Entry
from closures.reading.lanes import lanes_of_each, tells_lanes_of_one_way
from closures.reading.lexicon import LIST_OF_CLEARING
from closures.reading.limits import limits_in
from closures.reading.lines import with_times_of_lines
from closures.reading.located import Ask, Location, empty
from closures.reading.notice import SURE, Notice, read_notice, tells_one_way
from closures.reading.numbering import numbers_stages
from closures.reading.parts import Part, has_unread, parts_of
from closures.reading.placing import location_of
from closures.reading.sides import side_of, side_told, with_parked_side
from closures.reading.speaks_of import CANCELLATION, REOPENING, speaks_of
from closures.reading.stays import without_what_stays
from closures.reading.traffic import is_of_those_on_foot, tells_shut
from closures.reading.typed import SHUT, Typed, is_typed, spelled_out, without_mixed_numbers
from closures.reading.untold import with_days_of_nights
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions import Mention
from roadmap.language.text import clean, plain_in_place
from roadmap.models import City
from roadmap.places.rows import gazetteer_for

MOST_DRAFTS = 40
TELL_WHAT_IS_SHUT = ("closure", "restriction", "repair", "event")
UNDER = re.compile(r"\bпод $")


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
    notice = with_times_of_lines(with_days_of_nights(notice, at, gazetteer), at, gazetteer)
    aims = aims_in(notice.text)
    spans = [(mention.start, mention.end) for mention in notice.affected]
    if is_of_those_on_foot(notice.text):
        aims = []  # they walk both ways
    elif notice.kind in TELL_WHAT_IS_SHUT:
        aims = of_what_is_shut(notice.text, aims)
    opposite = [opposite_aims(notice.text, span, spans, aims) for span in spans]
    lanes = lanes_of_each(notice) if tells_lanes_of_one_way(notice) else [None] * len(spans)
    located = [
        location_of(
            city,
            mention,
            None if aside or pair else aim_of(notice.text, span, spans, aims),
            is_one_way=_is_one_way(notice, span, spans, aims) and not (aside or is_of_those_on_foot(notice.text)),
            of_lanes=told is not None,
        )
        for mention, span, told, aside, pair in zip(
            notice.affected[:MOST_DRAFTS], spans, lanes, aside_of_each(notice), opposite, strict=False
        )
    ]
    located = [_of_two_ways(each, pair) if pair else each for each, pair in zip(located, opposite, strict=False)]
    located = [_not_under(notice, *each) for each in zip(notice.affected, located, strict=False)]
    if told := side_told(notice.text):
        located = [_on_side(city, notice, each, told) for each in located]
    parts = parts_of(notice, aims, typed, line)
    if not typed.is_said and (has_unread(line, parts) or any(limits_in(notice.text))):
        notice = replace(notice, impact=VehicleImpact.UNKNOWN.value)
    entries = tuple(entries_of(city, notice, located, aims))[:MOST_DRAFTS]
    return Pasted(line, speaks_of(notice), parts, entries, notice)


def _of_two_ways(location: Location, pair: tuple[Aim, Aim]) -> Location:
    """A direction asked of one place holds in all of its stages, so that each is looked at."""
    one, other = (aim.phrase for aim in pair)
    words = _("“%(one)s” and “%(other)s” are told of one street: give each stage its own direction.")
    asked = (
        replace(ask, text=words % {"one": one, "other": other}) if ask.field == "direction" else ask
        for ask in location.asks
    )
    return replace(location, asks=tuple(asked))


def _not_under(notice: Notice, mention: Mention, location: Location) -> Location:
    """«Под путепроводом» is the street below, whose name the text does not tell."""
    place = mention.place
    if place["type"] != "bridge" or not UNDER.search(plain_in_place(notice.text), 0, mention.start):
        return location
    words = _("“%(told)s”: what passes below it is shut, not the bridge. Pick the street, or draw it on the map.")
    told = notice.text[mention.start - len("под ") : mention.end]
    return Location(empty(place), asks=(Ask("street", words % {"told": told}),))


def _on_side(city: City, notice: Notice, location: Location, told: str) -> Location:
    if notice.kind == "parking":
        return with_parked_side(city, location, told)
    if is_of_those_on_foot(notice.text):
        return replace(location, side=side_of(city, location, told))
    return location


def _read(text: str, at: datetime, gazetteer: Gazetteer) -> tuple[str, Typed, Notice]:
    """The cleaned text, what of it was read, and the reading."""
    line = clean(text).strip()
    if opened := _of_what_opens(line, at, gazetteer):
        return line, *opened
    if not is_typed(line):
        typed = without_mixed_numbers(line)
        notice = read_notice(typed.text, at, gazetteer)
        is_bare = _are_bare_stages(notice) or _is_list_of_clearing(notice)
        return (line, *_as_shut(typed, at, gazetteer)) if is_bare else (line, typed, notice)
    typed = spelled_out(line)
    notice = read_notice(typed.text, at, gazetteer)
    if (notice.kind != "not_road" and not _is_bare(notice)) or _is_of_houses(notice):
        return line, typed, notice
    shut = typed.after(SHUT)
    other = read_notice(shut.text, at, gazetteer)
    return (line, shut, other) if other.affected else (line, typed, notice)


def _of_what_opens(line: str, at: datetime, gazetteer: Gazetteer) -> tuple[Typed, Notice] | None:
    """Beside something that stays shut: that is no news."""
    left = without_what_stays(line)
    if left == line:
        return None
    typed = without_mixed_numbers(left)
    notice = read_notice(typed.text, at, gazetteer)
    return (typed, notice) if speaks_of(notice) in (REOPENING, CANCELLATION) else None


def _is_of_houses(notice: Notice) -> bool:
    """Their water, heat or light, and nothing of roads."""
    return notice.kind == "not_road" and any(evidence == "houses-alone" for evidence, *_rest in notice.why["kind"])


def _are_bare_stages(notice: Notice) -> bool:
    """Their days and streets, and no word of what happens there."""
    return notice.kind == "not_road" and not notice.why["kind"] and numbers_stages(notice.text)


def _is_list_of_clearing(notice: Notice) -> bool:
    """Streets from which the snow is carried away, one a line, and no verb."""
    return notice.kind == "not_road" and LIST_OF_CLEARING.search(plain_in_place(notice.text)) is not None


def _as_shut(typed: Typed, at: datetime, gazetteer: Gazetteer) -> tuple[Typed, Notice]:
    """How much is shut is asked."""
    shut = typed.after(SHUT)
    return shut, replace(read_notice(shut.text, at, gazetteer), impact=VehicleImpact.UNKNOWN.value)


def _is_bare(notice: Notice) -> bool:
    """Nothing tells what happens there, so that it is shut."""
    is_doubtful = any(said.field == "kind" and said.confidence < SURE for said in notice.said)
    return notice.kind == "closure" and is_doubtful and not tells_shut(notice.text)


def _is_one_way(notice: Notice, span: tuple[int, int], spans: Sequence[tuple[int, int]], aims: Sequence[Aim]) -> bool:
    """Its own words say so, or those of the whole notice where nothing tells of which place."""
    return tells_one_way(notice) and (len(spans) == 1 or aim_of(notice.text, span, spans, aims) is not None)
