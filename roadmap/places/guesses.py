"""Where houses may stand that the map lacks: a guess along their street, and the crossings around it.

`between_houses` tells where a house is, or nothing. Here a person is asked: nobody knows where house 53 is by heart,
but who knows the street knows whether it lies between these two crossings.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf, isfinite

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.distances import metres_words
from roadmap.places.numbering import Standing, known_numbers, point_at, standing
from roadmap.places.on_network import HOUSE, Stops
from roadmap.street_ends import End, all_ends, end_in_words
from roadmap.stretches import NoStretch, Street

APART_M = 1.0  # an end of a block is not abreast of the house itself
LEAST_A_NUMBER_M, MOST_A_NUMBER_M = 2.0, 120.0  # a person is asked: two neighbours may stand 240 m apart
LEAST_M = 20.0  # what is shorter is no stretch of its own


@dataclass(frozen=True)
class Guess:
    """A stretch that may be meant: its ends as nodes of the street, what is asked of it, and what it is called."""

    ends: tuple[frozenset[int], frozenset[int]]
    question: str
    label: str


@dataclass(frozen=True)
class _Mark:
    """An end by its place along the street; `by` are the known houses that tell it, empty where it is known itself."""

    at_m: float
    nodes: frozenset[int]
    by: tuple[int, ...] = ()


def guesses_of(street: Street, names: Sequence[str], known: Sequence[Stops | None]) -> list[Guess]:
    """From the crossing before the first guess to that beyond the last one; then from guess to guess.

    `names` are two ends of docs/places.md, `known` their stops, None for houses that the map lacks. Raises NoStretch
    where the street's known houses do not tell of one.
    """
    guessed = [None if stops else _guessed(street, name) for name, stops in zip(names, known, strict=True)]
    near_m = next((mark.at_m for mark in guessed if mark), 0.0)
    marks = [_known(street, stops, near_m) if stops else mark for stops, mark in zip(known, guessed, strict=True)]
    if lost := [name for name, mark in zip(names, marks, strict=True) if mark is None]:
        raise NoStretch(_lacking(street, lost))
    question = _question(street, [name for name, stops in zip(names, known, strict=True) if not stops], marks)
    found = [*_stretches(street, names, marks, question)]
    if not found:
        raise NoStretch(_lacking(street, names))
    return found


def _stretches(street: Street, names: Sequence[str], marks: Sequence[_Mark], question: str) -> Iterator[Guess]:
    block = _block_around(street, *sorted(mark.at_m for mark in marks))
    outer = block if marks[0].at_m <= marks[1].at_m else block[::-1]
    wide = [end.nodes if mark.by else mark.nodes for mark, end in zip(marks, outer, strict=True)]
    one, other = (end.name if mark.by else name for name, mark, end in zip(names, marks, outer, strict=True))
    if isfinite(metres := street.way_m(*wide)):
        told = {"one": end_in_words(one), "other": end_in_words(other), "length": metres_words(metres)}
        yield Guess(tuple(wide), question, _("%(one)s — %(other)s, %(length)s") % told)
    narrow = tuple(mark.nodes for mark in marks)
    if LEAST_M <= (metres := street.way_m(*narrow)) < inf:
        length = metres_words(metres)
        yield Guess(narrow, question, _("from house to house, about %(length)s") % {"length": length})


def _known(street: Street, stops: Stops, near_m: float) -> _Mark:
    """Of several places that its name may mean, the nearest."""
    along = street.along
    places = [(min(along.get(node, 0.0) for node in stop), stop) for stop in stops]
    at_m, stop = min(places, key=lambda place: abs(place[0] - near_m))
    return _Mark(at_m, stop)


def _guessed(street: Street, name: str) -> _Mark | None:
    house = HOUSE.match(name)
    found = house and about_where(street, house["number"])
    point = found and point_at(street, found[0])
    return _Mark(found[0], street.stop_beside(point, APART_M), found[1]) if point else None


def about_where(street: Street, house: str) -> tuple[float, tuple[int, int]] | None:
    """Metres along the street, and the numbers of the two houses that tell it.

    Nothing where known houses are too few, go back and forth, or end far before that number.
    """
    digits = re.match(r"\d+", house)
    if not digits:
        return None
    wanted = int(digits.group())
    known = sorted(standing(street, list(known_numbers(street.road).items())), key=lambda one: one.number)
    own_side = [one for one in known if one.number % 2 == wanted % 2]
    return _along(street, own_side, wanted) or _along(street, known, wanted)


def _along(street: Street, known: Sequence[Standing], wanted: int) -> tuple[float, tuple[int, int]] | None:
    if len(known) < 2 or not _is_near(known, wanted):
        return None
    lower, higher = _pair(known, wanted)
    pace = (higher.at_m - lower.at_m) / (higher.number - lower.number)
    at_m = lower.at_m + pace * (wanted - lower.number)
    grows = known[-1].at_m - known[0].at_m
    is_likely = (
        LEAST_A_NUMBER_M <= abs(pace) <= MOST_A_NUMBER_M
        and pace * grows > 0
        and 0 <= at_m <= max(street.along.values())
    )
    return (at_m, (lower.number, higher.number)) if is_likely else None


def _pair(known: Sequence[Standing], wanted: int) -> tuple[Standing, Standing]:
    """Its neighbours; beyond the last known house the pace of all of them."""
    below = [one for one in known if one.number < wanted]
    above = [one for one in known if one.number > wanted]
    return (below[-1], above[0]) if below and above else (known[0], known[-1])


def _is_near(known: Sequence[Standing], wanted: int) -> bool:
    """Not farther beyond the known numbers than these reach."""
    first, last = known[0].number, known[-1].number
    return first - (last - first) <= wanted <= last + (last - first)


def _block_around(street: Street, low_m: float, high_m: float) -> tuple[End, End]:
    """The nearest crossings, or ends of the street, before and beyond."""
    ends = all_ends(street)
    before = [end for end in ends if end.at_m <= low_m - APART_M]
    beyond = [end for end in ends if end.at_m >= high_m + APART_M]
    return (before or ends)[-1 if before else 0], (beyond or ends)[0 if beyond else -1]


def _question(street: Street, houses: Sequence[str], marks: Sequence[_Mark]) -> str:
    numbers = _numbers(houses)
    words = ngettext(
        "The map lacks house %(houses)s of “%(street)s”: by its houses %(known)s it is about here. Is it so?",
        "The map lacks houses %(houses)s of “%(street)s”: by its houses %(known)s they are about here. Is it so?",
        len(numbers),
    )
    known = sorted({number for mark in marks for number in mark.by})
    return words % {
        "houses": ", ".join(numbers),
        "street": street.road.name,
        "known": ", ".join(map(str, known)),
    }


def _lacking(street: Street, houses: Sequence[str]) -> str:
    numbers = _numbers(houses)
    words = ngettext(
        "The map knows neither house %(house)s of “%(street)s” nor houses that tell where it is.",
        "The map knows neither houses %(house)s of “%(street)s” nor houses that tell where they are.",
        len(numbers),
    )
    return words % {"house": ", ".join(numbers), "street": street.road.name}


def _numbers(ends: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(house["number"] for end in ends if (house := HOUSE.match(end))))
