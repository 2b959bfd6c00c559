"""A place that a notice tells → a place of the desk's form: where it is, and what a person has to say first.

Nothing is guessed in silence. What the map does not have, what may be one of several, and what is told but not likely
is a question, and what is open keeps the event from going out.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from django.utils.translation import gettext as _

from closures.reading.aims import Aim
from closures.reading.directing import in_direction
from closures.reading.located import Ask, Choice, Location, empty
from roadmap.distances import metres_words
from roadmap.language.mentions import Mention
from roadmap.matching import match_geometry
from roadmap.models import City
from roadmap.places.on_network import STRETCHES
from roadmap.places.placed import NoEnd, Placed, placed
from roadmap.spans import length_m
from roadmap.stretches import NoStretch, lines_of

WHOLE_STREET_M = 800  # from here on a person says that all of a street is meant
LONGEST_M = 5_000
METRES_A_NUMBER = 80  # between two houses of a street; more is a number on another street, or misplaced
SAME = 0.2  # how far the places on the network may be from what was drawn of them
NEAR_A_STREET = ("near_street", "near_before")  # «улицу Пушкина сузят в районе улицы Баумана» shuts none of the other
WORDS = ("type", "on", "from", "to", "with", "house", "name")  # of docs/places.md


def location_of(city: City, mention: Mention, aim: Aim | None, *, is_one_way: bool, of_lanes: bool = False) -> Location:
    """`is_one_way`: the notice shuts one direction; `of_lanes`: lanes of one."""
    place = {key: mention.place[key] for key in WORDS if mention.place.get(key) is not None}
    if mention.rule in NEAR_A_STREET:
        place = {"type": "landmark", "on": place["on"], "name": place["with"]}
    try:
        found = placed(city, place)
    except NoStretch as error:
        return _nowhere(place, error)
    directed = partial(in_direction, city, aim=aim, is_one_way=is_one_way, of_lanes=of_lanes)
    ways = [directed(place, one) for one in found]
    question = _which_street(city, mention, place, directed) or _which_stretch(found, ways) or _is_it_meant(ways[0])
    located = _asked(ways[0], question) if question else ways[0]
    return replace(located, asks=(*located.asks, *_in_pieces(city, located), *_notes(found[0])))


@dataclass(frozen=True)
class _Question:
    """Which of several places is meant, each by its label."""

    field: str
    text: str
    ways: tuple[tuple[str, Location], ...]
    is_open: bool = True


def _asked(located: Location, question: _Question) -> Location:
    """Where it is and which direction is shut are one question where both are open: a direction is one of a line."""
    open_ways = [ask for _label, way in question.ways for ask in way.asks if _asks_direction(ask)]
    choices = tuple(choice for label, way in question.ways for choice in _choices(label, way))
    text = f"{question.text} {open_ways[0].text}" if open_ways else question.text
    asked = Ask(question.field, text, choices, is_open=question.is_open or bool(open_ways))
    rest = (replace(ask, choices=()) for ask in located.asks if not _asks_direction(ask))
    return replace(located, asks=(asked, *rest))


def _choices(label: str, way: Location) -> Iterator[Choice]:
    directions = [choice for ask in way.asks if _asks_direction(ask) for choice in ask.choices]
    yield from (Choice(f"{label}, {choice.text}", choice.location) for choice in directions)
    if not directions:
        yield Choice(label, way.values)


def _asks_direction(ask: Ask) -> bool:
    return ask.field == "direction" and ask.is_open


# --- where the map has none


def _nowhere(place: dict, error: NoStretch) -> Location:
    """The street stays, and the end that was found; what was not stands in its field as it was told."""
    told = {"street": place.get("on") or place.get("name", "")}
    if place["type"] in (*STRETCHES, "crossing"):
        ends = {"from": place.get("from") or place.get("with"), "to": place.get("to")}
        told |= {end: name for end, name in ends.items() if name}
    at = error.end if isinstance(error, NoEnd) and place["type"] in STRETCHES else "street"
    words = _("%(why)s Pick the place, or draw it on the map.") % {"why": error}
    return Location(empty(place), asks=(Ask(at, words),), typed=told)


# --- what it may be instead


def _which_street(
    city: City, mention: Mention, place: dict, directed: Callable[[dict, Placed], Location]
) -> _Question | None:
    """Streets that fit the name; on one a house that the map lacks is guessed at."""
    if not mention.question:
        return None
    ways = []
    for candidate in mention.candidates[:4]:
        other = place | {"on": candidate.name}
        with suppress(NoStretch):
            found = placed(city, other)
            meant = found if found[0].question else found[:1]
            ways += [_labelled(candidate.name, one, directed(other, one)) for one in meant]
    return _Question("street", _("Which street is meant?"), tuple(ways))


def _labelled(street: str, found: Placed, way: Location) -> tuple[str, Location]:
    label = f"{street}: {found.label}" if found.question else f"{street}, {metres_words(way.length_m)}"
    return label, way


def _which_stretch(found: Sequence[Placed], ways: Sequence[Location]) -> _Question | None:
    """A street may meet another twice, and a house that the map lacks is guessed at."""
    labelled = tuple((one.label, way) for one, way in zip(found, ways, strict=True))
    if found[0].question:
        return _Question("street", found[0].question, labelled)
    if len({way.length_m for way in ways}) > 1:
        words = _("The streets meet more than once: the shortest stretch is taken.")
        return _Question("from", words, labelled, is_open=False)
    return None


def _is_it_meant(located: Location) -> _Question | None:
    """What is on the map and seldom meant."""
    (place,) = located.values["places"]
    told = {"length": metres_words(located.length_m), "street": place.get("on", "")}
    same = ((_("Yes, all of it"), located),)
    if place["type"] == "street" and located.length_m >= WHOLE_STREET_M:
        words = _("The text names the street only: is all of “%(street)s” meant, %(length)s?")
        return _Question("street", words % told, same)
    if located.length_m > LONGEST_M or _is_too_long(place, located.length_m):
        words = _("%(length)s of “%(street)s”: is that meant?")
        return _Question("street", words % told, same)
    return None


def _in_pieces(city: City, located: Location) -> Iterator[Ask]:
    if not _is_as_drawn(city, located):
        yield Ask("street", _("The map has this place in pieces: look whether it lies right."), is_open=False)


def _is_too_long(place: dict, metres: int) -> bool:
    if place["type"] != "range_of_houses":
        return False
    one, other = (int("".join(filter(str.isdigit, place[end].split("/")[0])) or 0) for end in ("from", "to"))
    return metres > METRES_A_NUMBER * max(abs(one - other), 4)


def _is_as_drawn(city: City, located: Location) -> bool:
    """What is drawn means the same streets again when it is saved."""
    shape = lines_of(list(located.spans), city)
    again = length_m(city, match_geometry(city, shape, located.values["direction"]))
    return abs(again - located.length_m) <= max(SAME * located.length_m, 25)


def _notes(found: Placed) -> Iterator[Ask]:
    yield from (Ask("street", note, is_open=False) for note in found.notes)
