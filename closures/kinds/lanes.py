"""What of a carriageway, and of the footways and cycle paths beside it, is shut: WZDx lanes, 1 the left-most.

Left and right are as seen along the line as drawn; people are told the side by the compass.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

FOOTWAY, CYCLE_PATH = "sidewalk", "bike-lane"
PATHS = (FOOTWAY, CYCLE_PATH)
LEFT, RIGHT = "left", "right"
NAMES = {  # type → one, several: in Russian, in English
    FOOTWAY: (("тротуар закрыт", "тротуары закрыты"), ("footway", "footways")),
    CYCLE_PATH: (("велодорожка закрыта", "велодорожки закрыты"), ("cycle path", "cycle paths")),
}
SIDES = {"north": "северной", "south": "южной", "east": "восточной", "west": "западной"}


@dataclass(frozen=True)
class ShutPath:
    """`side` is a key of SIDES, “both”, or empty where nobody knows it."""

    type: str
    side: str

    def told(self, *, is_english: bool) -> str:
        russian, english = (names[self.side == "both"] for names in NAMES[self.type])
        if is_english:
            where = {"both": " on both sides", "": ""}.get(self.side, f" on the {self.side} side")
            return f"{english}{where} closed"
        where = {"both": " с обеих сторон", "": ""} | {side: f" с {word} стороны" for side, word in SIDES.items()}
        return f"{russian}{where[self.side]}"


def of_vehicles(lanes: Sequence[Mapping]) -> list[Mapping]:
    return [lane for lane in lanes if lane.get("type") not in PATHS]


def closed(lanes: Sequence[Mapping]) -> list[Mapping]:
    return [lane for lane in lanes if lane.get("status") == "closed"]


def shut_paths(lanes: Sequence[Mapping], line: Mapping | None) -> tuple[ShutPath, ...]:
    """`line` is the place as drawn, GeoJSON in WGS 84; an area has no sides."""
    found = []
    for kind in PATHS:
        sides = {_side(lane, lanes) for lane in closed(lanes) if lane.get("type") == kind}
        if len(sides) == 2:
            found.append(ShutPath(kind, "both"))
        elif sides:
            found.append(ShutPath(kind, _by_compass(line, *sides)))
    return tuple(found)


def _side(path: Mapping, lanes: Sequence[Mapping]) -> str:
    orders = [lane["order"] for lane in of_vehicles(lanes)]
    return LEFT if orders and path["order"] < min(orders) else RIGHT


def _by_compass(line: Mapping | None, side: str) -> str:
    ends = _ends(line)
    if ends is None:
        return ""
    (x, y), (other_x, other_y) = ends
    east, north = (other_x - x) * cos(radians(y)), other_y - y
    if not east and not north:
        return ""
    if side == LEFT:
        east, north = -north, east
    else:
        east, north = north, -east
    return ("east" if east > 0 else "west") if abs(east) > abs(north) else ("north" if north > 0 else "south")


def _ends(line: Mapping | None) -> tuple[Sequence[float], Sequence[float]] | None:
    """Of several lines those of the first: the others are its other carriageway, or another street."""
    told = line or {}
    points = {"LineString": [told.get("coordinates")], "MultiLineString": told.get("coordinates")}.get(told.get("type"))
    return (points[0][0], points[0][-1]) if points else None
