"""The ground of a picture: water, green, railways and roads of the city, read by box from the database."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
import shapely
from django.contrib.gis.db.models.functions import AsWKB
from shapely.geometry.base import BaseGeometry

from roadmap.models import City, LandShape, RoadSegment
from roadmap.postgis import box_of

from . import palette
from .canvas import Canvas, areas_of, lines_of, sound
from .projection import Frame


@dataclass(frozen=True)
class Look:
    """How a class of road is drawn: its width on the ground, between the least and the most pixels; its colours."""

    width_m: float
    least: float
    most: float
    fill: str = "#ffffff"
    casing: str = "#cfcac0"
    seen_to: float = 1000.0  # metres a pixel


LOOKS = {
    "motorway": Look(24, 4.5, 22, "#f6bf62", "#cf953a"),
    "trunk": Look(22, 4.5, 20, "#f8ca76", "#d3a04a"),
    "primary": Look(19, 3.8, 19, "#fbdc94", "#d6b368"),
    "secondary": Look(16, 3.0, 17, "#fdeebb", "#d3c391"),
    "tertiary": Look(13, 2.2, 15, seen_to=60),
    "unclassified": Look(10, 1.4, 12, seen_to=14),
    "residential": Look(10, 1.4, 12, seen_to=14),
    "living_street": Look(8, 1.2, 10, seen_to=9),
    "pedestrian": Look(7, 1.2, 9, "#eeeaf2", "#d4cddc", seen_to=7),
    "road": Look(8, 1.2, 10, seen_to=9),
    "service": Look(5, 1.0, 6, casing="#dad6cd", seen_to=4),
    "track": Look(4, 1.0, 5, "#f7f1e2", "#dad2bd", seen_to=4),
}
for name in ("motorway", "trunk", "primary", "secondary", "tertiary"):
    LOOKS[f"{name}_link"] = Look(
        LOOKS[name].width_m * 0.6, LOOKS[name].least * 0.6, LOOKS[name].most * 0.6, LOOKS[name].fill,
        LOOKS[name].casing, 30,
    )  # fmt: skip
FINE_FROM = 20.0  # metres a pixel
OTHER = LOOKS["service"]
RANKS = {name: rank for rank, name in enumerate(LOOKS)}  # the narrower a class, the earlier it is drawn


@dataclass(frozen=True)
class Roads:
    """The road segments in the frame, side by side: lines in pixels, class, street's name, kind word, structure."""

    lines: numpy.ndarray
    classes: list[str]
    names: list[str]
    kinds: list[str]
    is_bridge: list[bool]
    is_tunnel: list[bool]


def look_of(highway: str) -> Look:
    return LOOKS.get(highway, OTHER)


def width_of(highway: str, metres_a_pixel: float) -> float:
    """Pixels. On a picture of a whole city even the least width shrinks, or the main streets would run together."""
    look = look_of(highway)
    least = look.least * min(1.0, max(0.45, FINE_FROM / metres_a_pixel))
    return min(look.most, max(least, look.width_m / metres_a_pixel))


def read_roads(city: City, frame: Frame) -> Roads:
    seen = [name for name, look in LOOKS.items() if frame.metres_a_pixel <= look.seen_to]
    rows = list(
        RoadSegment.objects.filter(city=city, highway__in=seen)
        .in_bbox(box_of(*frame.box))
        .order_by("pk")
        .values_list(AsWKB("geometry"), "highway", "road__name", "road__kind_word", "is_bridge", "is_tunnel")
    )
    columns = list(zip(*rows, strict=True)) or [()] * 6
    lines = shapely.from_wkb([bytes(wkb) for wkb in columns[0]])
    return Roads(
        frame.pixels(lines) if len(rows) else lines,
        list(columns[1]),
        [name or "" for name in columns[2]],
        [word or "" for word in columns[3]],
        list(columns[4]),
        list(columns[5]),
    )


@dataclass(frozen=True)
class Land:
    """A piece of water, green or railway in pixels."""

    kind: str
    name: str
    geometry: BaseGeometry


def read_land(city: City, frame: Frame) -> list[Land]:
    rows = (
        LandShape.objects.filter(city=city)
        .in_bbox(box_of(*frame.box))
        .order_by("pk")
        .values_list("kind", "name", AsWKB("geometry"))
    )
    return [Land(kind, name, sound(frame.pixels(shapely.from_wkb(bytes(wkb))))) for kind, name, wkb in rows]


def draw_land(canvas: Canvas, land: Sequence[Land], frame: Frame) -> None:
    """Green first, water over it, railways on top."""
    shapes = {kind: [piece.geometry for piece in land if piece.kind == kind] for kind in LandShape.Kind.values}
    canvas.fill([area for shape in shapes["green"] for area in areas_of(shape)], palette.GREEN)
    _draw_water(canvas, shapes["water"], frame)
    _draw_railways(canvas, shapes["railway"], frame)


def _draw_water(canvas: Canvas, shapes: list, frame: Frame) -> None:
    canvas.fill([area for shape in shapes for area in areas_of(shape)], palette.WATER)
    streams = [part for shape in shapes for part in shapely.get_parts(shape) if part.geom_type == "LineString"]
    canvas.stroke(streams, min(12.0, max(1.2, 8 / frame.metres_a_pixel)), palette.WATER)


def _draw_railways(canvas: Canvas, shapes: list, frame: Frame) -> None:
    """The cartographers' sign: a dark line with light sleepers."""
    lines = [line for shape in shapes for line in lines_of(shape)]
    width = min(4.0, max(1.6, 5 / frame.metres_a_pixel))
    canvas.stroke(lines, width, palette.RAILWAY, cap="flat")
    if frame.metres_a_pixel < 12:
        seen = shapely.clip_by_rect(shapely.MultiLineString(lines), -20, -20, frame.width + 20, frame.height + 20)
        canvas.dash(lines_of(seen), width - 1.4, palette.PAPER, 7, 7)


def draw_roads(canvas: Canvas, roads: Roads, frame: Frame) -> None:
    """Tunnels, then what lies on the ground, then bridges; in each, all casings before all fills."""
    tunnels, bridges = numpy.array(roads.is_tunnel, bool), numpy.array(roads.is_bridge, bool)
    _draw_level(canvas, roads, frame, tunnels, "#f8f7f4", None)
    _draw_level(canvas, roads, frame, ~tunnels & ~bridges, None, None)
    _draw_level(canvas, roads, frame, bridges & ~tunnels, None, "#8f8b83")


def _draw_level(
    canvas: Canvas, roads: Roads, frame: Frame, chosen: numpy.ndarray, fill: str | None, casing: str | None
) -> None:
    """The chosen segments, class by class; `fill` and `casing` in place of the class's own colours."""
    classes = numpy.array(roads.classes, dtype=object)
    present = sorted(set(classes[chosen]), key=lambda name: RANKS.get(name, 99), reverse=True)
    groups = [(look_of(name), width_of(name, frame.metres_a_pixel), chosen & (classes == name)) for name in present]
    cap = "flat" if casing else "round"
    for look, width, members in groups:
        if width >= 1.4:
            canvas.stroke(roads.lines[members], width + 2, casing or look.casing, cap)
    for look, width, members in groups:
        colour = fill or (look.fill if width >= 1.4 else look.casing)
        canvas.stroke(roads.lines[members], width, colour)
