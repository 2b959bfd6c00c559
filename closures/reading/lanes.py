"""«Правая полоса», «две левые полосы»: which lanes of one direction a text shuts, as those see them who drive there."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from closures.models.lists import VehicleImpact
from closures.reading.aims import BOTH
from closures.reading.apart import pieces_of, told_or_next
from closures.reading.located import Location
from closures.reading.notice import Notice
from closures.reading.traffic import tells_shut
from roadmap.language.tables import Row, compiled
from roadmap.language.text import plain_in_place
from roadmap.spans import lanes_a_way

RIGHT, LEFT, MIDDLE = "right", "left", "middle"
IMPACTS = {RIGHT: VehicleImpact.MERGE_LEFT, LEFT: VehicleImpact.MERGE_RIGHT, MIDDLE: VehicleImpact.SPLIT}
SIDES = {"прав": RIGHT, "спра": RIGHT, "лев": LEFT, "сле": LEFT, "средн": MIDDLE, "посер": MIDDLE}
COUNTS = {"од": 1, "дв": 2, "тр": 3}
COUNT = r"(?:(?P<count>одн\w{1,3}|дв(?:е|ух|ум|умя)|тр(?:и|ех|ем|емя)|[1-4]) )?"
OUTER = r"(?:крайн\w{2,3} )?"
ENDING = r"(?:(?P<several>[ыи](?:е|х|м|ми))|[аяуюоеиы][а-я]{1,2})"
LANES = (
    Row(
        "side before",
        rf"\b{COUNT}{OUTER}(?P<side>прав|лев|средн){ENDING} {OUTER}(?:полос|ряд)[а-я]{{0,3}}\b",
        ("перекрыта крайняя правая полоса", "займут два левых ряда и две правые полосы"),
    ),
    Row(
        "side behind",
        rf"\b{COUNT}{OUTER}полос[а-я]{{0,3}} (?:движения )?(?P<side>справа|слева|посередине)\b",
        ("закрыта полоса слева", "закроют две полосы движения справа"),
    ),
)
SEVERAL_SIDES = re.compile(r"\b(?:прав|лев|средн|крайн)[а-я]{2,3}(?:,| и) (?:прав|лев|средн)[а-я]{2,3}\b")
PIECE = re.compile(r"[,;:!?\n]|(?<![ .]\w)(?<!\bул)(?<!\bпр)(?<!\bпер)\.(?: |$)")
ALONG = re.compile(r"\bпо (?:\w+ ){0,2}$")
FREE = re.compile(
    r"\b(?:кроме|за исключением|оста[енвю]|сохран|откр(?:ы|о)|свобод|доступн|объе[зх]|(?:по)?ед[уе]т|ехать|пойд|"
    r"пуст(?:ят|ил)|организ|осуществля|перестр|возобнов|разреш)"
)


@dataclass(frozen=True)
class ToldLanes:
    """`count` is 0 where several are told and not how many; `start` and `end` are the words."""

    side: str
    count: int
    start: int
    end: int

    @property
    def said(self) -> tuple[str, int]:
        return self.side, self.count

    @property
    def impact(self) -> VehicleImpact:
        return IMPACTS[self.side]

    def of(self, total: int | None) -> list[dict]:
        """WZDx lanes of one direction, 1 the left-most; empty where they are not known one by one."""
        left = (total or 0) - self.count
        if not self.count or left < 1 or (self.side == MIDDLE and (left < 2 or left % 2)):
            return []
        before = {RIGHT: left, LEFT: 0, MIDDLE: left // 2}[self.side]
        shut = range(before, before + self.count)
        return [
            {"order": number + 1, "type": "general", "status": "closed" if number in shut else "open"}
            for number in range(total)
        ]


def lanes_in(text: str, within: tuple[int, int] | None = None) -> list[ToldLanes]:
    """Those that are shut, each time they are told; in a part of the text where that is given."""
    folded = plain_in_place(text)
    start, end = within or (0, len(folded))
    cuts = [start, *(found.end() for found in PIECE.finditer(folded, start, end)), end]
    return [told for piece in pairwise(cuts) for told in _in_piece(folded, *piece)]


def lanes_of_each(notice: Notice) -> list[ToldLanes | None]:
    """Of each affected place: those of the whole text, where it tells of different ones those of its own words."""
    places, told = len(notice.affected), lanes_in(notice.text)
    if len({one.said for one in told}) < 2:
        return [told[0] if told else None] * places
    return told_or_next([_the_one(lanes_in(notice.text, piece)) for piece in pieces_of(notice)]) or [None] * places


def lanes_of(notice: Notice, numbers: Sequence[int], within: tuple[int, int] | None = None) -> ToldLanes | None:
    """What these places have in common, `within` the words of their stage; None where that is nothing."""
    if within and (own := lanes_in(notice.text, within)):
        return _the_one(own)
    each = lanes_of_each(notice)
    return _the_one([each[number] for number in numbers])


def tells_lanes_of_one_way(notice: Notice) -> bool:
    return BOTH.search(notice.text) is None


def lanes_there(locations: Sequence[Location]) -> int | None:
    """Lanes of one direction, where the map knows them and all places have as many."""
    counts = {lanes_a_way(location.spans) for location in locations}
    return counts.pop() if len(counts) == 1 else None


def _the_one(told: Sequence[ToldLanes | None]) -> ToldLanes | None:
    return told[0] if len({one and one.said for one in told}) == 1 else None


def _in_piece(folded: str, start: int, end: int) -> Iterator[ToldLanes]:
    piece = folded[start:end]
    is_shut = tells_shut(piece)
    if SEVERAL_SIDES.search(piece) or (FREE.search(piece) and not is_shut):
        return
    for row in LANES:
        for found in compiled(row.pattern).finditer(folded, start, end):
            if is_shut or not ALONG.search(folded[start : found.start()]):
                side = next(side for stem, side in SIDES.items() if found["side"].startswith(stem))
                yield ToldLanes(side, _count(found), *found.span())


def _count(found: re.Match) -> int:
    told = found["count"]
    if told:
        return int(told) if told.isdigit() else COUNTS[told[:2]]
    is_several = found.groupdict().get("several") or re.search(r"\bполосы движ|\bполосы с", found[0])
    return 0 if is_several else 1
