"""A place that a notice tells → a place of the desk's form: where it is, and what a person has to say first.

Nothing is guessed in silence. What the map does not have, what may be one of several, and what is told but not likely
is a question, and what is open keeps the event from going out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.contrib.gis.geos import MultiLineString
from django.utils.translation import gettext as _

from closures.models.lists import Direction
from closures.reading.aims import Aim
from closures.snapshot import rounded
from closures.wording import places as wording
from roadmap.ahead import CENTRE, is_sure_of_centre, known_name, nearer_by, travel_of, what_lies_ahead, what_lies_behind
from roadmap.distances import metres_words
from roadmap.language.mentions import Mention
from roadmap.matching import match_geometry
from roadmap.models import City, Place, Road
from roadmap.places.placed import NoEnd, Placed, placed
from roadmap.spans import Span, length_m
from roadmap.stretches import NoStretch, lines_of

WHOLE_STREET_M = 800  # from here on a person says that all of a street is meant
LONGEST_M = 5_000
METRES_A_NUMBER = 80  # between two houses of a street; more is a number on another street, or misplaced
CLEARLY = 0.3  # of its length a stretch comes nearer to what lies aside of it
SAME = 0.2  # how far the places on the network may be from what was drawn of them
ONE_WAY = (Direction.FORWARD.value, Direction.BACKWARD.value)
BRIDGE = re.compile(r"мост[ау]?", re.IGNORECASE)
WORDS = ("type", "on", "from", "to", "with", "house", "name")  # of docs/places.md


@dataclass(frozen=True)
class Choice:
    """What a person may mean: its words, and the place as the form takes it."""

    text: str
    location: dict


@dataclass(frozen=True)
class Ask:
    """`field` is the form's; `is_open`: nothing goes out before somebody answered."""

    field: str
    text: str
    choices: tuple[Choice, ...] = ()
    is_open: bool = True


@dataclass(frozen=True)
class Location:
    """`values` are those of the API's location, without a geometry where the map has none; `typed` what stands in the
    picker's fields until a person has chosen."""

    values: dict
    spans: tuple[Span, ...] = ()
    length_m: int = 0
    asks: tuple[Ask, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)


def location_of(city: City, mention: Mention, aim: Aim | None, *, is_one_way: bool) -> Location:
    """`is_one_way`: the notice shuts one direction."""
    place = {key: mention.place[key] for key in WORDS if mention.place.get(key) is not None}
    try:
        found = placed(city, place)
    except NoStretch as error:
        return _nowhere(place, error)
    located = _directed(city, place, found[0], aim, is_one_way=is_one_way)
    doubts = (*_other_streets(city, mention, place), *_other_stretches(city, place, found), *_unlikely(city, located))
    return replace(located, asks=(*located.asks, *doubts, *_notes(found[0])))


# --- where the map has none


def _nowhere(place: dict, error: NoStretch) -> Location:
    """The street stays, and the end that was found; what was not stands in its field as it was told."""
    told = {"street": place.get("on") or place.get("name", "")}
    if place["type"] in ("between", "crossing"):
        ends = {"from": place.get("from") or place.get("with"), "to": place.get("to")}
        told |= {end: name for end, name in ends.items() if name}
    at = error.end if isinstance(error, NoEnd) and place["type"] == "between" else "street"
    words = _("%(why)s Pick the place, or draw it on the map.") % {"why": error}
    return Location(_empty(place), asks=(Ask(at, words),), typed=told)


def _empty(place: dict) -> dict:
    return {"geometry": None, "direction": Direction.BOTH.value, "toward": "", "places": [place]}


# --- direction


def _directed(city: City, place: dict, found: Placed, aim: Aim | None, *, is_one_way: bool) -> Location:
    both = _drawn(city, place, found)
    aim = aim and _called_fully(city, place, aim)
    if not is_one_way and aim is None:
        return both
    if found.course is None:
        words = _("One direction is told; of a crossing all legs are held. Change it where that is not meant.")
        return replace(both, asks=(Ask("direction", words, is_open=False),))
    ways = _ways(city, place, found)
    fitting = [way for way in ways if _leads(city, found, way, aim)] if _can_tell(city, found, aim) else []
    if len(fitting) == 1:
        return _in_direction(city, ways[fitting[0]], fitting[0], aim)
    ask = _which_way(city, found, both, ways, aim)
    if nearer := _nearer(city, found, fitting, aim):
        words = _("“%(aim)s” lies aside of this street: look whether it is this direction.") % {"aim": aim.told}
        taken = _in_direction(city, ways[nearer], nearer, replace(aim, is_away=True))
        return replace(taken, asks=(replace(ask, text=words, is_open=False),))
    return replace(both, asks=(ask,))


def _called_fully(city: City, place: dict, aim: Aim) -> Aim:
    """«В сторону моста» is toward the street's own bridge, where it has one."""
    if not BRIDGE.fullmatch(aim.told):
        return aim
    names = Place.objects.filter(city=city, kind=Place.Kind.BRIDGE, road__name=place.get("on"))
    found = list(names.values_list("name", flat=True)[:2])
    return replace(aim, told=found[0]) if len(found) == 1 else aim


def _ways(city: City, place: dict, found: Placed) -> dict[str, Location]:
    """By direction, as far as traffic goes that way."""
    ways = {}
    for direction in ONE_WAY:
        if spans := match_geometry(city, _shape(city, found), direction):
            way = _drawn(city, place, replace(found, spans=spans))
            ways[direction] = replace(way, values=way.values | {"direction": direction})
    return ways


def _can_tell(city: City, found: Placed, aim: Aim | None) -> bool:
    """Near the middle of a city people differ about which way its centre lies."""
    return aim is not None and (_name(city, aim) != CENTRE or is_sure_of_centre(city, found.course))


def _leads(city: City, found: Placed, direction: str, aim: Aim) -> bool:
    travel = travel_of(found.course, direction)
    is_behind = bool(what_lies_behind(city, found.spans, travel, _name(city, aim)))
    return is_behind == aim.is_away


def _nearer(city: City, found: Placed, fitting: Sequence[str], aim: Aim | None) -> str:
    """Of two directions the one that comes clearly nearer to what lies aside; empty where neither does."""
    if len(fitting) != 2 or aim is None:
        return ""
    forward, _backward = ONE_WAY
    gain = nearer_by(city, travel_of(found.course, forward), _name(city, aim))
    if abs(gain) < CLEARLY:
        return ""
    return ONE_WAY[(gain > 0) == aim.is_away]


def _name(city: City, aim: Aim) -> str:
    return known_name(city, aim.told) or f"в сторону {aim.told}"


def _in_direction(city: City, way: Location, direction: str, aim: Aim) -> Location:
    toward = "" if aim.is_away else _name(city, aim)
    values = way.values | {"direction": direction, "toward": toward}
    return replace(way, values=values | {"places": [_turned(place, direction) for place in values["places"]]})


def _turned(place: dict, direction: str) -> dict:
    """Words run with the traffic."""
    if direction == Direction.BACKWARD and place["type"] in ("between", "range_of_houses"):
        return place | {"from": place["to"], "to": place["from"]}
    return place


def _which_way(city: City, found: Placed, both: Location, ways: dict[str, Location], aim: Aim | None) -> Ask:
    told = {"aim": aim and aim.told}
    words = (
        _("“%(aim)s”: the map cannot tell which direction that is. Which one is shut?") % told
        if aim
        else _("One direction is shut, and the text does not say which.")
    )
    choices = [Choice(text, values) for text, values in _ways_in_words(city, found, ways)]
    return Ask("direction", words, (*choices, Choice(_("both directions"), both.values)))


def _ways_in_words(city: City, found: Placed, ways: dict[str, Location]) -> Iterator[tuple[str, dict]]:
    for direction, way in ways.items():
        travel = travel_of(found.course, direction)
        name = what_lies_ahead(city, way.spans, travel)[0]
        forms = dict(Road.objects.filter(city=city, name=name).values_list("name", "case_forms"))
        places = [_turned(place, direction) for place in way.values["places"]]
        yield wording.toward({"toward": name}, forms), way.values | {"toward": name, "places": places}


# --- what it may be instead


def _other_streets(city: City, mention: Mention, place: dict) -> Iterator[Ask]:
    """Two streets that fit the name."""
    if not mention.question:
        return
    choices = []
    for candidate in mention.candidates[:4]:
        other = place | {"on": candidate.name}
        try:
            choices.append(Choice(candidate.name, _drawn(city, other, placed(city, other)[0]).values))
        except NoStretch:
            continue
    yield Ask("street", _("Which street is meant?"), tuple(choices))


def _other_stretches(city: City, place: dict, found: Sequence[Placed]) -> Iterator[Ask]:
    """A street may meet another twice."""
    drawn = [_drawn(city, place, one) for one in found]
    if len({one.length_m for one in drawn}) > 1:
        words = _("The streets meet more than once: the shortest stretch is taken.")
        yield Ask("from", words, tuple(Choice(metres_words(one.length_m), one.values) for one in drawn), is_open=False)


def _unlikely(city: City, located: Location) -> Iterator[Ask]:
    """What is on the map and seldom meant."""
    (place,) = located.values["places"]
    length = {"length": metres_words(located.length_m), "street": place.get("on", "")}
    same = (Choice(_("Yes, all of it"), located.values),)
    if place["type"] == "street" and located.length_m >= WHOLE_STREET_M:
        words = _("The text names the street only: is all of “%(street)s” meant, %(length)s?")
        yield Ask("street", words % length, same)
    elif located.length_m > LONGEST_M or _is_too_long(place, located.length_m):
        words = _("%(length)s of “%(street)s”: is that meant?")
        yield Ask("street", words % length, same)
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


# --- drawing


def _drawn(city: City, place: dict, found: Placed) -> Location:
    values = _empty(place) | {"geometry": rounded(_shape(city, found))}
    return Location(values, tuple(found.spans), round(length_m(city, found.spans)))


def _shape(city: City, found: Placed) -> MultiLineString:
    return lines_of(found.spans, city, found.course)
