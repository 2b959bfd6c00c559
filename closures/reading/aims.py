"""«В сторону центра», «по ходу к автовокзалу», «из центра»: which way traffic goes, in a notice's words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from closures.reading.traffic import tells_shut
from roadmap.language.grammar.kinds import KIND_WORDS
from roadmap.language.grammar.lemmas import lemma
from roadmap.language.names.kinds import SHORT
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import PARTS, any_of
from roadmap.language.tokenizing import ABBREVIATIONS

STOPS = (
    r"с(?!\.)|со|до|от|на участке|между|в связи|из-за|по причине|закр\w*|перекр\w*|огранич\w*|прекра\w*|запре\w*|"
    r"завтра|сегодня|послезавтра|ежедневно|ночью|будет|движени\w*|проезд\w*|и|по|в|во|на|для|при"
)
KINDS = {short.rstrip(".") for kind in KIND_WORDS.values() for short in kind.abbreviations}
CUT_SHORT = rf"-?\b(?:{any_of(sorted(SHORT | KINDS | ABBREVIATIONS))}|[а-яё])\."  # any other dot ends the sentence
ENDS = re.compile(rf"\n|(?P<inside>(?<!\d\s){CUT_SHORT})|[.;!?]\s+(?=(?-i:[А-ЯЁ]))", re.IGNORECASE)
# A day or hours: «8 июня», «22–6»; «8 Марта» is a street
TIME = rf"\d{{1,2}}(?:-?[а-я]{{1,2}})?\s(?-i:{PARTS['MONTH']})|\d{{1,2}}\s?[-–—:.]\s?\d"
TOWARD = re.compile(
    r"\b(?:в сторону|в направлении|по направлению (?:к|на|в)|по ходу (?:движения )?(?:к|на|в|от \w+ к))\s+"
    rf"(?P<aim>(?:(?!(?:{STOPS})\b|{TIME})(?:{CUT_SHORT}|[^\s,.;:()–—]+)\s?){{1,5}})",
    re.IGNORECASE,
)
CENTRE = re.compile(  # «в центр» is where to; «в центр занятости» is a house
    rf"\b(?:в|к)\s+(?P<aim>центру?(?:\s+города)?)(?=\s*(?:[,.;:)–—-]|$)|\s+(?:(?:{STOPS})\b|{TIME}))", re.IGNORECASE
)
AWAY = re.compile(  # «от центра до вокзала» is a stretch
    r"\b(?:из|от|со\s+стороны)\s+(?P<aim>центра(?:\s+города)?)\b(?!\s+(?:и\s+)?(?:до|к)\b)", re.IGNORECASE
)
BOTH = re.compile(r"\bв об(?:е|оих) (?:сторон|направлени)\w+|\bв прямом и обратном", re.IGNORECASE)
PIECE = re.compile(r"[,;:!?\n]|(?<![ .]\w)(?<!\bул)(?<!\bпр)(?<!\bпер)\.(?: |$)")
LEFT_OPEN = re.compile(
    r"\bодносторонн|\b(?:сохран|разреш)\w*|\b(?:оста[ею]тся|останется|оставят) (?:откры|проезд|движени)"
)


@dataclass(frozen=True)
class Aim:
    """`told` are the words as they stand, «центра», in the whole `phrase`, «в сторону центра»; `is_away` where the
    traffic comes from there; `is_left` where the text says that this way stays open, so that the other one is shut."""

    told: str
    start: int
    end: int
    is_away: bool = False
    phrase: str = ""
    is_left: bool = False


def aims_in(text: str) -> list[Aim]:
    """In the order of the text."""
    found = [
        Aim(match["aim"].strip(), match.start(), match.start() + len(match[0].rstrip()), is_away, match[0].rstrip())
        for pattern, is_away in ((TOWARD, False), (CENTRE, False), (AWAY, True))
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda aim: aim.start)


def of_what_is_shut(text: str, aims: Sequence[Aim]) -> list[Aim]:
    """«Станет односторонним в сторону центра» shuts the way from it."""
    return [
        replace(aim, is_away=not aim.is_away, is_left=True) if _stays_open(plain_in_place(text), aim) else aim
        for aim in aims
    ]


def _stays_open(folded: str, aim: Aim) -> bool:
    before, after = PIECE.split(folded[: aim.start])[-1], PIECE.split(folded[aim.end :])[0]
    piece = before + after
    return LEFT_OPEN.search(piece) is not None and not tells_shut(piece)


def aim_of(text: str, place: tuple[int, int], places: Sequence[tuple[int, int]], aims: Sequence[Aim]) -> Aim | None:
    """The one in the sentence of this place, which is the nearest of all places to it."""
    return next(_of_place(text, place, places, aims), None)


def opposite_aims(
    text: str, place: tuple[int, int], places: Sequence[tuple[int, int]], aims: Sequence[Aim]
) -> tuple[Aim, Aim] | None:
    """«Утром в центр, вечером из центра» of one place."""
    pairs = combinations(_of_place(text, place, places, aims), 2)
    return next(((one, other) for one, other in pairs if _are_opposite(one, other)), None)


def _are_opposite(one: Aim, other: Aim) -> bool:
    return one.is_away != other.is_away and lemma(one.told.split()[0]) == lemma(other.told.split()[0])


def _of_place(
    text: str, place: tuple[int, int], places: Sequence[tuple[int, int]], aims: Sequence[Aim]
) -> Iterator[Aim]:
    for aim in aims:
        if _is_one_sentence(text, place, aim) and place == min(places, key=lambda one: _apart(one, aim)):
            yield aim


def _apart(place: tuple[int, int], aim: Aim) -> int:
    return max(aim.start - place[1], place[0] - aim.end, 0)


def _is_one_sentence(text: str, place: tuple[int, int], aim: Aim) -> bool:
    low, high = min(place[0], aim.start), max(place[1], aim.end)
    return all(found["inside"] for found in ENDS.finditer(text, low, high))
