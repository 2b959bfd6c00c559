"""Points of the compass as people say where traffic goes: «на юг», «к северо-востоку», «в южном направлении»."""

import re
from collections.abc import Iterator

POINTS = (
    *("на восток", "на северо-восток", "на север", "на северо-запад"),
    *("на запад", "на юго-запад", "на юг", "на юго-восток"),
)  # counter-clockwise from the east, as courses are counted
STEP = 360 / len(POINTS)
_TO = r"(?:на|ко?|в сторону|в направлении|по направлению (?:на|к)|направление(?: на)?) "
_HALF = r"(?:(?:северо|юго)[- ]?(?=восто|запад))?"
_NOUN = rf"(?P<noun>{_HALF}(?:север|юг|восток|запад))[ау]?\b(?!-)"
_ADJECTIVE = rf"(?:(?:в|во|по) )?(?P<adjective>{_HALF}(?:северн|южн|восточн|западн))\w+ (?:направлени|сторон)\w+"
_SAID = re.compile(rf"\b(?:{_TO}{_NOUN}|{_ADJECTIVE})")
_ALONE = re.compile(rf"(?:{_TO})?{_NOUN}|{_ADJECTIVE}")
_NOUN_OF = {"северн": "север", "южн": "юг", "восточн": "восток", "западн": "запад"}
_DASHES = re.compile(r"\s*[‐‑‒–—-]\s*")


def points_in(words: str) -> Iterator[str]:
    """Of POINTS, those to which the words say that somebody goes; «Южная улица» is none."""
    return map(_point, _SAID.finditer(_plain(words)))


def point_of(words: str) -> str:
    """The point of POINTS where the words are nothing else, also without a preposition; else empty."""
    found = _ALONE.fullmatch(_plain(words))
    return _point(found) if found else ""


def point_along(course: float) -> str:
    """`course` in degrees from the east, counter-clockwise."""
    return POINTS[round(course / STEP) % len(POINTS)]


def is_beside(one: str, other: str) -> bool:
    """The same point, or the next to it: a street winds."""
    apart = abs(POINTS.index(one) - POINTS.index(other))
    return min(apart, len(POINTS) - apart) <= 1


def _plain(words: str) -> str:
    return _DASHES.sub("-", " ".join(words.lower().split()))


def _point(found: re.Match) -> str:
    side = found["noun"] or found["adjective"]
    for adjective, noun in _NOUN_OF.items():
        side = side.replace(adjective, noun)
    half = next((half for half in ("северо", "юго") if side.startswith(half)), "")
    rest = side.removeprefix(half).strip("- ")
    return f"на {half}-{rest}" if half else f"на {rest}"
