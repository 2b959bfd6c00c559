"""The pieces of a text that something was read from, each with the form's field that it fills."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from closures.reading.aims import Aim
from closures.reading.contact import read_contact
from closures.reading.lanes import lanes_in
from closures.reading.limits import limits_in
from closures.reading.notice import SURE, Notice, Said
from closures.reading.performer import read_client, read_performer
from closures.reading.typed import Typed
from closures.reading.ways import is_of_buses
from roadmap.language.text import plain_in_place

WORD = re.compile(r"\b(?!улиц|дома?\b|перекрест|участ|объезд|между|около|район|сторон|время)[а-я]{4,}")


@dataclass(frozen=True)
class Part:
    """A piece of the text and the form's field that it fills; `asks` where the reading is not sure."""

    field: str
    start: int
    end: int
    confidence: float
    asks: bool


def parts_of(notice: Notice, aims: Sequence[Aim], typed: Typed, line: str) -> tuple[Part, ...]:
    """In the line as it was typed, in its order."""
    read = sorted(_parts(notice, aims), key=lambda part: (part.start, part.end))
    return tuple(_as_typed(read, typed, line))


def has_unread(line: str, parts: Sequence[Part]) -> bool:
    """A word that fills no field, beside those that lead to one."""
    words = (found.span() for found in WORD.finditer(plain_in_place(line)))
    return any(all(part.end <= start or end <= part.start for part in parts) for start, end in words)


def _parts(notice: Notice, aims: Sequence[Aim]) -> Iterator[Part]:
    lanes = [(one.start, one.end) for one in lanes_in(notice.text)]
    finer = {*lanes, *((aim.start, aim.end) for aim in aims)}
    of_buses = {one.start for one in notice.mentions if one.role == "detour" and is_of_buses(notice, one)}
    for said in notice.said:
        if said.field == "detour" and said.start in of_buses:
            continue
        if said.field != "direction" and not (said.field in ("kind", "impact") and _is_within(said, finer)):
            yield Part(said.field, said.start, said.end, said.confidence, said.confidence < SURE)
    for aim in aims:
        yield Part("direction", aim.start, aim.end, 0.9, asks=False)
    for start, end in lanes:
        yield Part("lanes", start, end, 0.8, asks=False)
    for start, end in notice.transport.spans if notice.transport else ():
        yield Part("transport", start, end, 0.8, asks=False)
    for _limit, (start, end) in limits_in(notice.text):
        yield Part("restrictions", start, end, 0.8, asks=False)
    if performer := read_performer(notice.text):
        yield Part("performer", *performer[1], 0.8, asks=False)
    if client := read_client(notice.text):
        yield Part("client", *client[1], 0.8, asks=False)
    if contact := read_contact(notice.text):
        yield Part("contact", contact.start, contact.end, 0.8, asks=contact.may_be_personal)


def _is_within(said: Said, spans: set[tuple[int, int]]) -> bool:
    return any(start <= said.start and said.end <= end for start, end in spans)


def _as_typed(parts: Sequence[Part], typed: Typed, line: str) -> Iterator[Part]:
    """What nobody typed is no part of it."""
    for part in parts:
        start, end = typed.typed(part.start, part.end)
        if start < end <= len(line):
            yield replace(part, start=start, end=end)
