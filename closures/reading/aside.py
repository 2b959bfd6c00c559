"""What is shut beside a street: a turn, a slip road, a way into a yard. Of the street itself nobody said so.

How much of it is shut is asked; the words go into the note, which every text tells.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from closures.reading.notice import EVENT_KINDS, Notice
from closures.reading.traffic import OPEN, SENTENCE, SHUT, tells_shut
from roadmap.language.tables import Row, compiled
from roadmap.language.text import plain_in_place

TURN, YARD = "turn", "yard"
SHUTTING = rf"\b(?:{SHUT}|невозмож\w+|недоступ\w+|не будет)"
# Words between the verb and what is shut: nothing else is
ALSO = (
    r"(?:(?:будет|будут|движени\w+|проезд\w*|(?:авто)?транспорт\w*|автомобил\w*|машин\w*|водител\w+|для|все(?:х|м|ми)?|видов|"
    r"любы\w+|временно|полностью|также|на|по|(?:въезд|выезд|заезд)\w* и) ){0,6}?"
)
WORDS = r"(?:(?!разреш|сохран|откры|возмож)(?:[^,;:!?\n]|,(?= ?\d))){0,120}?"
ROWS = (
    Row(
        TURN,
        r"(?:(?:лев|прав)\w{2,3} )?(?:поворот|разворот)(?:а|ы|ов)?\b|(?:повора|развора)чива\w+|(?:повер|развер)ну\w+|"
        r"съезд(?:а|ы|ов|у|ам|е|ах)?\b|(?:заезд|въезд|выезд)(?:а|ы|ов)? (?:в|во|на|с|со|из)\b(?! (?:город|област))",
        ("левый поворот с Гоголя на Чехова", "съезд с эстакады"),
    ),
    Row(
        YARD,
        r"(?:проезд|въезд|заезд|выезд|подъезд)\w* (?:\w+ ){0,2}?(?:в|во|на|из|с|со|к|ко) (?:\w+ ){0,3}?"
        r"(?:двор(?:а|у|ы|ов|ам|ах|ик\w*)?\b|(?:авто)?парковк\w+|(?:авто)?стоянк\w+|паркинг\w*|территори\w+|"
        r"гараж(?:и|у|ам|ей)?\b|рынок\b|рынка\b|рынку\b|дом(?:у|ам)\b|подъезд(?:у|ам)\b)|"
        r"(?:дворов|внутридворов|внутриквартальн)\w+ (?:проезд|территори)\w*|двор(?:а|ы|ов)?\b",
        ("проезд во двор", "въезд на платную парковку"),
    ),
)
LANDMARK = re.compile(
    r"\b(?:у|до|от|за|после|перед|между|около|возле|рядом с|районе|к|ко|кроме|помимо|исключением) (?:\w+ ){0,2}$"
)
OF_THE_ROAD = re.compile(r"полос|\bряд|проезж|\bулиц\w+ (?:\w+ )?и\b")
NEXT = re.compile(rf", (?=(?:(?:будет|будут|также|и|временно) )*{SHUTTING})")
BEHIND = re.compile(r"[;:.!?(–—\n]\s|\s[–—(]|,(?! ?\d)| (?:из-за|в связи|по причине|ввиду|на время)\b")


@dataclass(frozen=True)
class Aside:
    """`told` are the words of it alone, without days and cause."""

    kind: str
    told: str


def aside_of_each(notice: Notice) -> list[Aside | None]:
    """Of each affected place what its own clause shuts beside the street, else the next clause that shuts anything."""
    folded = plain_in_place(notice.text)
    if EVENT_KINDS.get(notice.kind) in (None, "signal-outage") or notice.kind in ("extension", "reopening"):
        return [None] * len(notice.affected)
    clauses = [(clause, _aside_in(notice, folded, clause)) for clause in _clauses(folded) if _shuts(folded, clause)]
    return [_of_place(one.start, clauses) for one in notice.affected]


def aside_of(each: Sequence[Aside | None], numbers: Sequence[int]) -> Aside | None:
    """What these places have in common; None where that is nothing."""
    told = {each[number] for number in numbers if number < len(each)}
    return told.pop() if len(told) == 1 else None


def _of_place(at: int, clauses: Sequence[tuple[tuple[int, int], Aside | None]]) -> Aside | None:
    return next((aside for (_start, end), aside in clauses if at < end), clauses[-1][1] if clauses else None)


def _clauses(folded: str) -> Iterator[tuple[int, int]]:
    cuts = sorted({found.end() for pattern in (SENTENCE, NEXT) for found in pattern.finditer(folded)})
    yield from pairwise(sorted({0, *cuts, len(folded)}))


def _shuts(folded: str, clause: tuple[int, int]) -> bool:
    return re.search(SHUTTING, OPEN.sub("", folded[slice(*clause)])) is not None


def _aside_in(notice: Notice, folded: str, clause: tuple[int, int]) -> Aside | None:
    """None where the clause shuts anything else."""
    start, end = clause
    for name, pattern, _examples in reversed(ROWS):
        told = compiled(rf"{SHUTTING} {ALSO}(?P<aside>{pattern})|(?P<first>{pattern}){WORDS}{SHUTTING}")
        for found in told.finditer(folded, start, end):
            thing = found.start("aside") if found["aside"] else found.start("first")
            is_landmark = LANDMARK.search(folded, start, thing) or OF_THE_ROAD.search(folded, start, end)
            rest = folded[start : found.start()] + folded[found.end() : end]
            if not (is_landmark or tells_shut(rest)):
                return Aside(name, _told(notice, found, end))
    return None


def _told(notice: Notice, found: re.Match, end: int) -> str:
    """From the first word of it to the next day, cause or clause."""
    start = found.start()
    days = [one.start for one in notice.said if one.field == "schedule" and found.end() <= one.start < end]
    last = BEHIND.search(notice.text, found.end(), min([end, *days]))
    words = notice.text[start : last.start() if last else min([end, *days])].strip(" ,.;:–—-\n")
    return words[:1].upper() + words[1:]
