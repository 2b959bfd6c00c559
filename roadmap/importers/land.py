"""Water, green, railways and buildings: the ground under the roads."""

from collections.abc import Iterator
from dataclasses import dataclass

from shapely import LineString
from shapely.geometry.base import BaseGeometry

from .extract import Extract, Tags
from .roads import name_of

WATER, GREEN, RAILWAY, BUILDING = "water", "green", "railway", "building"
GREEN_TAGS = {
    "leisure": {"park", "garden", "nature_reserve", "golf_course", "dog_park"},
    "landuse": {"forest", "grass", "meadow", "recreation_ground", "cemetery", "village_green", "orchard", "allotments"},
    "natural": {"wood", "scrub", "grassland", "heath", "wetland"},
}
WATER_AREAS = {"natural": {"water", "bay"}, "waterway": {"riverbank", "dock"}, "landuse": {"reservoir", "basin"}}
WATER_LINES = {"waterway": {"river", "canal", "stream"}}
RAILWAYS = {"railway": {"rail", "light_rail", "narrow_gauge"}}


@dataclass(slots=True)
class Ground:
    kind: str
    subkind: str  # OpenStreetMap's value: river, park, forest
    name: str
    geometry: BaseGeometry
    tags: Tags


def grounds(extract: Extract) -> Iterator[Ground]:
    for area in extract.areas:
        for kind, table in ((WATER, WATER_AREAS), (GREEN, GREEN_TAGS)):
            if subkind := _matching(area.tags, table):
                yield Ground(kind, subkind, name_of(area.tags), area.geometry, area.tags)
                break
        if area.tags.get("building", "no") != "no":
            yield Ground(BUILDING, area.tags["building"], name_of(area.tags), area.geometry, area.tags)
    for way in extract.ways:
        for kind, table in ((WATER, WATER_LINES), (RAILWAY, RAILWAYS)):
            subkind = _matching(way.tags, table)
            if subkind and way.tags.get("tunnel", "no") == "no":
                yield Ground(kind, subkind, name_of(way.tags), LineString(extract.line(way.nodes)), way.tags)


def _matching(tags: Tags, table: dict[str, set[str]]) -> str:
    return next((tags[key] for key, kinds in table.items() if tags.get(key) in kinds), "")
