"""«В сторону центра», «по ходу к автовокзалу», «из центра»: which way traffic goes, in a notice's words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

STOPS = (
    r"с|со|до|от|на участке|между|в связи|из-за|по причине|закр\w*|перекр\w*|огранич\w*|прекра\w*|запре\w*|"
    r"завтра|сегодня|послезавтра|будет|движени\w*|проезд\w*|и"
)
TOWARD = re.compile(
    r"\b(?:в сторону|в направлении|по направлению (?:к|на|в)|по ходу (?:движения )?(?:к|на|в|от \w+ к))\s+"
    rf"(?P<aim>(?:(?!(?:{STOPS})\b)[^\s,.;:()–—]+\.?\s?){{1,5}})",
    re.IGNORECASE,
)
AWAY = re.compile(r"\b(?:из|от) (?P<aim>центра)\b", re.IGNORECASE)
BOTH = re.compile(r"\bв об(?:е|оих) (?:сторон|направлени)\w+|\bв прямом и обратном", re.IGNORECASE)


@dataclass(frozen=True)
class Aim:
    """`told` are the words as they stand, «центра»; `is_away` where the traffic comes from there."""

    told: str
    start: int
    end: int
    is_away: bool = False


def aims_in(text: str) -> list[Aim]:
    """In the order of the text."""
    found = [
        Aim(match["aim"].strip(), match.start(), match.start() + len(match[0].rstrip()), is_away)
        for pattern, is_away in ((TOWARD, False), (AWAY, True))
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda aim: aim.start)


def aim_of(text: str, place: tuple[int, int], places: Sequence[tuple[int, int]], aims: Sequence[Aim]) -> Aim | None:
    """The one in the sentence of this place, which is the nearest of all places to it."""
    for aim in aims:
        if _is_one_sentence(text, place, aim) and place == min(places, key=lambda one: _apart(one, aim)):
            return aim
    return None


def _apart(place: tuple[int, int], aim: Aim) -> int:
    return max(aim.start - place[1], place[0] - aim.end, 0)


def _is_one_sentence(text: str, place: tuple[int, int], aim: Aim) -> bool:
    low, high = min(place[0], aim.start), max(place[1], aim.end)
    return not re.search(r"\n|[.;!?]\s+(?=[А-ЯЁ])", text[low:high])
