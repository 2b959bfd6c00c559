"""«По чётной стороне»: on which side of a place as drawn the even houses stand, or the odd ones."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from closures.kinds.lanes import FOOTWAY, LEFT, RIGHT, shut_paths
from closures.models.lists import Direction
from closures.reading.located import Ask, Choice, Location
from roadmap.geometry import shape_of, to_metres
from roadmap.language.text import plain_in_place
from roadmap.matching import match_geometry
from roadmap.models import City, Road
from roadmap.places.numbering import known_numbers
from roadmap.spans import usual_lanes

SIDE = re.compile(r"\b(?P<odd>не)?четн\w{2,3} сторон\w*")
BESIDE_M = 60  # a house farther off stands in a yard
AHEAD_M = 2
MOST = 0.8  # of the houses are on one side, where it is theirs


def side_told(text: str) -> str:
    """Its words, where the text tells of one side; of both it tells of none."""
    found = [*SIDE.finditer(plain_in_place(text))]
    return text[slice(*found[0].span())] if len({bool(one["odd"]) for one in found}) == 1 else ""


def note_of_side(told: str, *, is_of_parking: bool) -> str:
    """In a post's own language; nothing tells the houses' side as well as they do."""
    side = "нечётной" if _is_odd(told) else "чётной"
    return f"{'Запрет действует' if is_of_parking else 'Закрыт тротуар'} по {side} стороне"


def _is_odd(told: str) -> bool:
    return plain_in_place(told).startswith("не")


def side_of(city: City, location: Location, told: str) -> str:
    """Left or right along the place as drawn; empty where its houses do not tell."""
    street = location.values["places"][0].get("on")
    drawn, road = location.values["geometry"], Road.objects.filter(city=city, name=street).first()
    if not drawn or not road:
        return ""
    line = to_metres(shape_of(GEOSGeometry(json.dumps(drawn))), city.metric_srid)
    houses = [point for number, point in known_numbers(road).items() if number % 2 == _is_odd(told)]
    sides = [side for point in houses for side in _beside(city, line, point)]
    return next((side for side in (LEFT, RIGHT) if len(sides) > 1 and sides.count(side) >= MOST * len(sides)), "")


def _beside(city: City, shape: BaseGeometry, point: Point) -> Iterator[str]:
    """None of a house that stands beyond the ends."""
    place, lines = to_metres(shape_of(point), city.metric_srid), getattr(shape, "geoms", [shape])
    line = min(lines, key=place.distance)
    at = line.project(place)
    if not 0 < at < line.length or line.distance(place) > BESIDE_M:
        return
    before, after = line.interpolate(max(at - AHEAD_M, 0)), line.interpolate(min(at + AHEAD_M, line.length))
    turn = (after.x - before.x) * (place.y - before.y) - (after.y - before.y) * (place.x - before.x)
    yield LEFT if (turn > 0) == _runs_like(line, lines[0]) else RIGHT


def _runs_like(line: BaseGeometry, first: BaseGeometry) -> bool:
    """Of two carriageways the sides are those of the first, as texts tell them."""
    (x, y), (to_x, to_y) = line.coords[0], line.coords[-1]
    (left, low), (right, high) = first.coords[0], first.coords[-1]
    return line is first or (to_x - x) * (right - left) + (to_y - y) * (high - low) > 0


def with_parked_side(city: City, location: Location, told: str) -> Location:
    """Who parks on a side drives along it: of the directions that would be asked the one beside these houses."""
    asked = next((ask for ask in location.asks if ask.field == "direction" and ask.choices), None)
    if asked is None:
        return location
    rest = tuple(ask for ask in location.asks if ask is not asked)
    way = {LEFT: Direction.BACKWARD, RIGHT: Direction.FORWARD}.get(side_of(city, location, told))
    values = next((choice.location for choice in asked.choices if choice.location["direction"] == way), None)
    if values is None:
        return replace(location, asks=(replace(asked, text=_untold(told)), *rest))
    spans = match_geometry(city, GEOSGeometry(json.dumps(values["geometry"])), way.value)
    return replace(location, values=values, spans=tuple(spans), asks=rest)


def footway_on(side: str, location: Location) -> tuple[dict, ...]:
    """WZDx lanes: those of the street are open."""
    row = [{"type": "general", "status": "open"}] * (usual_lanes(location.spans) or 2)
    row.insert(0 if side == LEFT else len(row), {"type": FOOTWAY, "status": "closed"})
    return tuple({"order": number + 1, **each} for number, each in enumerate(row))


def ask_of_footway(location: Location, told: str) -> Ask:
    rows = (footway_on(side, location) for side in (LEFT, RIGHT))
    choices = [Choice(_side_in_words(row, location), {}, stage={"lanes": [*row]}) for row in rows]
    return Ask("vehicle_impact", _untold(told), (*choices, Choice(_("on both sides"), {}, stage={"lanes": []})))


def _side_in_words(row: tuple[dict, ...], location: Location) -> str:
    (path,) = shut_paths(row, location.values["geometry"])
    sides = {"north": _("north side"), "south": _("south side"), "east": _("east side"), "west": _("west side")}
    return sides[path.side]


def _untold(told: str) -> str:
    return _("“%(told)s”: the houses on the map do not tell which side that is. Which is it?") % {"told": told}
