"""Which direction of a place is shut: as the notice says it, as far as the map can tell, else a question."""

import re
from collections.abc import Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from closures.models.lists import Direction
from closures.reading.aims import Aim
from closures.reading.located import Ask, Choice, Location, drawn, shape_of_place
from closures.toward import toward_words, words_of
from roadmap.ahead import CENTRE, is_sure_of_centre, known_name, nearer_by, travel_of, what_lies_ahead, what_lies_behind
from roadmap.matching import match_geometry
from roadmap.models import City, Place
from roadmap.places.on_network import STRETCHES
from roadmap.places.placed import Placed

CLEARLY = 0.3  # of its length a stretch comes nearer to what lies aside of it
ONE_WAY = (Direction.FORWARD.value, Direction.BACKWARD.value)
BRIDGE = re.compile(r"мост[ау]?", re.IGNORECASE)


def in_direction(
    city: City, place: dict, found: Placed, aim: Aim | None, *, is_one_way: bool, of_lanes: bool = False
) -> Location:
    """`is_one_way`: the notice shuts one direction, with an aim or without; `of_lanes`: lanes of one."""
    both = drawn(city, place, found)
    aim = aim and _called_fully(city, place, aim)
    if not is_one_way and not of_lanes and aim is None:
        return both
    if found.course is None:
        words = (
            _("Lanes of one direction are told; of a crossing all legs are held. Change it where that is not meant.")
            if of_lanes
            else _("One direction is told; of a crossing all legs are held. Change it where that is not meant.")
        )
        return replace(both, asks=(Ask("direction", words, is_open=False),))
    ways = _ways(city, place, found)
    if aim is None and len(ways) == 1:
        return both  # of a one-way street
    can_tell = _can_tell(city, found, aim)
    fitting = [way for way in ways if can_tell and _leads(city, found, way, aim)]
    if len(fitting) == 1 and aim.is_left:
        return _other_than_left(city, found, ways[fitting[0]], fitting[0])
    if len(fitting) == 1:
        return _taken(city, ways[fitting[0]], fitting[0], aim)
    ask = _which_way(city, found, both, ways, aim, of_lanes=of_lanes)
    nearer = _nearer(city, found, aim) if can_tell else ""
    if nearer in ways:
        words = _("“%(aim)s” lies aside of this street: look whether it is this direction.") % {"aim": aim.phrase}
        taken = _taken(city, ways[nearer], nearer, replace(aim, is_away=True))
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
        if spans := match_geometry(city, shape_of_place(city, found), direction):
            way = drawn(city, place, replace(found, spans=spans))
            ways[direction] = replace(way, values=way.values | {"direction": direction})
    return ways


def _can_tell(city: City, found: Placed, aim: Aim | None) -> bool:
    """Near the middle of a network people differ about which way the centre lies, unless it is known."""
    return aim is not None and (_name(city, aim) != CENTRE or is_sure_of_centre(city, found.course))


def _leads(city: City, found: Placed, direction: str, aim: Aim) -> bool:
    travel = travel_of(found.course, direction)
    is_behind = bool(what_lies_behind(city, found.spans, travel, _name(city, aim)))
    return is_behind == aim.is_away


def _nearer(city: City, found: Placed, aim: Aim) -> str:
    """The direction that comes clearly nearer to what lies aside, or goes from it; empty where neither does."""
    forward, _backward = ONE_WAY
    gain = nearer_by(city, travel_of(found.course, forward), _name(city, aim))
    if abs(gain) < CLEARLY:
        return ""
    return ONE_WAY[(gain > 0) == aim.is_away]


def _name(city: City, aim: Aim) -> str:
    return known_name(city, aim.told) or f"в сторону {aim.told}"


def _taken(city: City, way: Location, direction: str, aim: Aim) -> Location:
    toward = "" if aim.is_away else _name(city, aim)
    values = way.values | {"direction": direction, "toward": toward}
    return replace(way, values=values | {"places": [_turned(place, direction) for place in values["places"]]})


def _other_than_left(city: City, found: Placed, way: Location, direction: str) -> Location:
    """Called by what lies ahead: the text names the way that stays open."""
    name = what_lies_ahead(city, way.spans, travel_of(found.course, direction))[0]
    places = [_turned(place, direction) for place in way.values["places"]]
    return replace(way, values=way.values | {"direction": direction, "toward": name, "places": places})


def _turned(place: dict, direction: str) -> dict:
    """Words run with the traffic."""
    if direction == Direction.BACKWARD and place["type"] in STRETCHES:
        return place | {"from": place["to"], "to": place["from"]}
    return place


def _which_way(
    city: City, found: Placed, both: Location, ways: dict[str, Location], aim: Aim | None, *, of_lanes: bool
) -> Ask:
    if aim:
        words = _("“%(aim)s”: the map cannot tell which direction that is. Which one is shut?") % {"aim": aim.phrase}
    elif of_lanes:
        words = _("Lanes of one direction are shut, and the text does not say of which.")
    else:
        words = _("One direction is shut, and the text does not say which.")
    choices = [Choice(text, values) for text, values in _ways_in_words(city, found, ways)]
    return Ask("direction", words, (*choices, Choice(_("both directions"), both.values)))


def _ways_in_words(city: City, found: Placed, ways: dict[str, Location]) -> Iterator[tuple[str, dict]]:
    for direction, way in ways.items():
        travel = travel_of(found.course, direction)
        name = what_lies_ahead(city, way.spans, travel)[0]
        places = [_turned(place, direction) for place in way.values["places"]]
        yield toward_words(name, words_of(city, [name])), way.values | {"toward": name, "places": places}
