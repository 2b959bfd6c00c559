"""A point → its road segment: how fast beside the bare nearest neighbour by the index, and how often rightly.

The bare question is planned each time, as any client's; ours is planned once a connection.

Points are drawn evenly by length from the segments of named streets, a two-way road twice, since it has both directions
of travel on one line (a dual carriageway has them on two). Each is moved by a Gaussian of σ = 15 m on each axis of the
city's metric projection: half of the pins lie within 18 m of their place, 68 of 100 within 23 m, 95 of 100 within 37 m,
so it is a worse phone than one that says “accuracy 15 m”, which means 68 of 100 within 15 m (σ = 10 m).

Right is the very way, not just its street; of a dual carriageway 15 m apart the other side is a miss. How points are
drawn moves the share of right ways by more than the reader does, the share of streets hardly; with a street's name, in
Kazan:

    by length, two-way roads twice, σ = 15 m (this measure)    way 0.95, street 1.00
    by length, every road once                                 way 0.93
    each segment as likely as another                          way 0.93
    by length, two-way roads twice, σ = 10 m                   way 0.96
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.contrib.gis.geos import Point
from shapely import Point as Metres

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.language.grammar.cases import forms, split_name
from roadmap.likelihood import NOISE_M
from roadmap.matching import Link, link_point
from roadmap.models import City, RoadSegment

from .bench import Bench
from .figures import Figure
from .timing import medians

RATIO = 2.0
TIMED = 200
POINTS = 10_000
A_ROUND = 700  # with fewer rounds fewer points
LEAST_STREET, LEAST_WAY, LEAST_ASKED = 0.98, 0.93, 0.9

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


@dataclass(frozen=True)
class Spot:
    """A place on a known segment, and the pin that somebody put for it."""

    segment: RoadSegment
    place: Point
    pin: Point

    @property
    def street(self) -> str:
        return self.segment.road.name


def measure(bench: Bench) -> Iterator[Figure]:
    """Per point, as a median over rounds of many points; shares of all points."""
    spots = _spots(bench)
    timed = spots[:TIMED]
    places = [(spot.pin.x, spot.pin.y) for spot in timed]

    def ours() -> None:
        for spot in timed:
            link_point(bench.city, spot.pin)

    def bare() -> None:
        for lon, lat in places:
            bench.scratch.bare.execute(BARE, _asked(bench.city, lon, lat)).fetchone()

    each, alone = (total / len(timed) for total in medians(ours, bare, repeats=max(1, bench.repeats // 3), warm_ups=1))
    yield Figure("link a point", each, RATIO * alone, bare=alone, note=f"{len(timed)} points beside streets")
    yield from _accuracy(bench, spots)


def _asked(city: City, lon: float, lat: float) -> dict:
    return {"city": city.pk, "lon": lon, "lat": lat}


def _spots(bench: Bench) -> list[Spot]:
    """Near named streets of the imported network, also when others were added."""
    dice = Random(1)
    first = RoadSegment.objects.filter(city=bench.city).order_by("pk").values("pk")[: bench.imported.segments]
    segments = list(RoadSegment.objects.filter(pk__in=first).named().select_related("road").order_by("pk"))
    count = min(POINTS, A_ROUND * bench.repeats)
    chosen = dice.choices(segments, weights=[_directed_m(segment) for segment in segments], k=count)
    return [_spot(segment, bench.city.metric_srid, dice) for segment in chosen]


def _directed_m(segment: RoadSegment) -> float:
    return segment.length_m * (1 if segment.direction == RoadSegment.Direction.FORWARD else 2)


def _spot(segment: RoadSegment, srid: int, dice: Random) -> Spot:
    place = to_metres(shape_of(segment.geometry), srid).interpolate(dice.random(), normalized=True)
    pin = Metres(place.x + dice.gauss(0, NOISE_M), place.y + dice.gauss(0, NOISE_M))
    return Spot(segment, *(geos_of(to_degrees(each, srid)) for each in (place, pin)))


def _accuracy(bench: Bench, spots: Sequence[Spot]) -> Iterator[Figure]:
    told = [link_point(bench.city, spot.pin, text=_said(spot, number)) for number, spot in enumerate(spots)]
    silent = [link_point(bench.city, spot.pin) for spot in spots]
    nearest = [
        bench.scratch.bare.execute(BARE, _asked(bench.city, spot.pin.x, spot.pin.y)).fetchone() for spot in spots
    ]
    bare_street = _share(row[2] == spot.street for row, spot in zip(nearest, spots, strict=True))
    bare_way = _share(row[1] == spot.segment.osm_way_id for row, spot in zip(nearest, spots, strict=True))
    of = f"{len(spots)} points"
    yield _missed("link, street that is named", _streets(told, spots), LEAST_STREET, bare_street, of)
    yield _missed("link, way of a named street", _ways(told, spots), LEAST_WAY, bare_way, of)
    asked = [(link, spot) for link, spot in zip(silent, spots, strict=True) if link.segment_id is None]
    fair = _share(spot.street in [one["street"] for one in link.candidates[:2]] for link, spot in asked)
    half = _share(link.street == spot.street for link, spot in asked)
    note = (
        f"{len(asked) / len(spots):.3f} of the points are asked about: one of the two is right {fair:.3f},"
        f" the nearer one only {half:.3f}"
    )
    yield Figure("link, asked about other streets", 1 - fair, 1 - LEAST_ASKED, unit="of 1", note=note)
    sure = [(link, spot) for link, spot in zip(silent, spots, strict=True) if link.segment_id is not None]
    links, places = zip(*sure, strict=True)
    note = (
        f"no name: street {_streets(links, places):.3f}, way {_ways(links, places):.3f} of what is linked;"
        f" confidence {sum(link.confidence for link in links) / len(links):.3f} on average"
    )
    doubt = abs(_streets(links, places) - sum(link.confidence for link in links) / len(links))
    yield Figure("link, confidence off the truth", doubt, 0.1, unit="of 1", note=note)


def _missed(name: str, right: float, least: float, bare: float, of: str) -> Figure:
    note = f"right {right:.4f}, at least {least}; nearest segment alone {bare:.4f}; {of}"
    return Figure(name, 1 - right, 1 - least, unit="of 1", bare=1 - bare, note=note)


def _streets(links: Sequence[Link], spots: Sequence[Spot]) -> float:
    return _share(
        link.segment_id is not None and link.street == spot.street for link, spot in zip(links, spots, strict=True)
    )


def _ways(links: Sequence[Link], spots: Sequence[Spot]) -> float:
    return _share(link.osm_way_id == spot.segment.osm_way_id for link, spot in zip(links, spots, strict=True))


def _share(hits: Iterator[bool]) -> float:
    found = list(hits)
    return sum(found) / len(found) if found else 1.0


def _said(spot: Spot, number: int) -> str:
    """As people write: the whole name, the same declined, in small letters, without the kind word."""
    cases = forms(spot.street)
    short = split_name(cases.locative).proper or cases.locative
    return (
        f"Яма, {spot.street}",
        f"Провал на {cases.locative}",
        f"{spot.street.lower()} вся разбита",
        f"на {short} яма во всю полосу",
    )[number % 4]
