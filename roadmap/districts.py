"""How the city and its districts are written on the ground of the map, and where the borders between them run."""

from collections.abc import Iterator
from functools import lru_cache

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

from roadmap.language.grammar.english.letters import latin
from roadmap.models import Area, City
from roadmap.postgis import rows_of

SIMPLE_DEG = 0.00005  # some metres: a border on a screen, not in a deed
DIGITS = 1e-5
FAR, NEAR = 10, 13  # zooms
STEP_DEG, MOST = 0.02, 200
STAMP_SQL = """
SELECT md5(string_agg(concat_ws('|', id, name, names, md5(ST_AsBinary(geometry))), E'\n' ORDER BY id))
FROM roadmap_area WHERE city_id = %(city)s AND kind = %(kind)s
"""


def stamp_of(city: City) -> str:
    """Changes with all that `ground_names` tells."""
    ((areas,),) = rows_of(STAMP_SQL, {"city": city.pk, "kind": Area.Kind.DISTRICT})
    return f"{city.pk} {city.name} {city.names} {city.view} {areas}"


@lru_cache(maxsize=8)
def ground_names(city: City, _stamp: str) -> dict:
    """GeoJSON: points with `class` (city, district), `name`, `name_en` and the zoom `from` which they serve, and the
    borders as lines. A district has further points for a reader who is too near to see its middle."""
    return {"type": "FeatureCollection", "features": [*_names(city)]}


def _names(city: City) -> Iterator[dict]:
    west, south, east, north = city.view
    names = {"name": city.name, "name_en": city.names.get("en", latin(city.name))}
    yield _feature(shapely.Point((west + east) / 2, (south + north) / 2), {"class": "city", "from": 0, **names})
    districts = Area.objects.districts().filter(city=city)
    outlines = {area: shapely.from_wkb(bytes(area.geometry.wkb)) for area in districts}
    for area, outline in outlines.items():
        told = {"class": "district", "name": area.name, "name_en": area.english_name}
        yield _feature(_middle(outline), told | {"from": FAR})
        for point in _further(outline):
            yield _feature(point, told | {"from": NEAR})
    if outlines:
        yield _feature(_borders([*outlines.values()]), {"class": "border"})


def _middle(outline: BaseGeometry) -> BaseGeometry:
    """Where a name has most room."""
    widest = max(shapely.get_parts(outline), key=lambda part: part.area)
    return shapely.get_point(shapely.maximum_inscribed_circle(widest, tolerance=0.001), 0)


def _further(outline: BaseGeometry) -> list[BaseGeometry]:
    """Those of an even grid that lie inside; of the widest district some MOST."""
    west, south, east, north = outline.bounds
    step = max(STEP_DEG, ((east - west) * (north - south) / MOST) ** 0.5)
    columns, rows = (numpy.arange(low + step / 2, high, step) for low, high in ((west, east), (south, north)))
    grid = shapely.points(*(axis.ravel() for axis in numpy.meshgrid(columns, rows)))
    return list(grid[shapely.contains(outline, grid)])


def _borders(outlines: list[BaseGeometry]) -> BaseGeometry:
    """Each once, also where two districts share it."""
    lines = shapely.union_all(shapely.boundary(outlines))
    return shapely.simplify(shapely.line_merge(lines), SIMPLE_DEG)


def _feature(geometry: BaseGeometry, properties: dict) -> dict:
    rounded = shapely.set_precision(geometry, DIGITS)
    return {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(rounded)}
