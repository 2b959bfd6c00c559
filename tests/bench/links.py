"""A point → its road segment, beside the bare nearest neighbour by the index.

The bare question is planned each time, as any client's; ours is planned once a connection.
"""

from collections.abc import Iterator
from random import Random

from roadmap.matching import link_point
from roadmap.models import RoadSegment
from roadmap.postgis import point_at

from .bench import Bench
from .figures import Figure
from .timing import medians

RATIO = 2.0
POINTS = 200
NOISE_DEGREES = 0.00015  # about 15 m, the usual error of a phone

# What a link tells of the nearest segment: its number, way, street, metres and position.
BARE = """
SELECT s.id, s.osm_way_id, road.name, ST_Distance(s.geometry::geography, s.pin::geography),
       ST_LineLocatePoint(s.geometry, s.pin)
FROM (SELECT ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326) AS pin) AS given, LATERAL (
    SELECT segment.*, given.pin FROM roadmap_roadsegment AS segment WHERE city_id = %(city)s
    ORDER BY geometry <-> given.pin LIMIT 1
) AS s
LEFT JOIN roadmap_road AS road ON road.id = s.road_id
"""


def measure(bench: Bench) -> Iterator[Figure]:
    """Per point, as a median over rounds of many points."""
    places = [(point.x, point.y) for point in _points(bench)]
    points = [point_at(*place) for place in places]

    def ours() -> None:
        for point in points:
            link_point(bench.city, point)

    def bare() -> None:
        for lon, lat in places:
            values = {"city": bench.city.pk, "lon": lon, "lat": lat}
            bench.scratch.bare.execute(BARE, values).fetchone()

    each, alone = (total / len(points) for total in medians(ours, bare, repeats=max(1, bench.repeats // 3), warm_ups=1))
    yield Figure("link a point", each, RATIO * alone, bare=alone, note=f"{len(points)} points beside streets")


def _points(bench: Bench) -> list:
    """Near streets of the imported network, also when others were added."""
    dice = Random(1)
    first = RoadSegment.objects.filter(city=bench.city).order_by("pk")[: bench.imported.segments]
    lines = dice.choices(list(first.values_list("geometry", flat=True)), k=POINTS)
    chosen = [line.interpolate_normalized(dice.random()) for line in lines]
    return [point_at(*(part + dice.gauss(0, NOISE_DEGREES) for part in (point.x, point.y))) for point in chosen]
