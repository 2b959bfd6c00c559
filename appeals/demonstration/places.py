"""A place named by streets and houses → its shape on the city's network."""

from collections.abc import Sequence
from functools import cache

import shapely
from django.contrib.gis.geos import GEOSGeometry, MultiLineString, Point
from shapely.ops import substring

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.matching import Span
from roadmap.models import Address, City, Road, TrafficSignal
from roadmap.stretches import Crossing, NoStretch, Street, legs, lines_of

BY_HOUSE_M = 28.0
AROUND_AREA_M = 15.0


class Network:
    """The streets of one city, each read once. What the network lacks raises NoStretch."""

    def __init__(self, city: City):
        self.city = city
        self.street = cache(self._street)

    def _street(self, name: str) -> Street:
        road = Road.objects.filter(city=self.city, name=name).select_related("city").first()
        if road is None:
            raise NoStretch(name)
        return Street.of(road)

    def crossing(self, on: str, other: str) -> Crossing:
        found = next((crossing for crossing in self.street(on).crossings if other in crossing.roads), None)
        if found is None:
            raise NoStretch(f"{on} × {other}")
        return found

    def point(self, on: str, other: str) -> Point:
        crossing = self.crossing(on, other)
        return Point(crossing.lon, crossing.lat, srid=4326)

    def signal(self, on: str, other: str) -> TrafficSignal:
        signals = TrafficSignal.objects.filter(city=self.city, roads__name=on).filter(roads__name=other)
        found = signals.order_by("pk").first()
        if found is None:
            raise NoStretch(f"{on} × {other}")
        return found

    def shape(self, place: dict) -> GEOSGeometry:
        """Of an event's phase: a stretch, a crossing's legs, a piece of street by a house, or an area."""
        if "area" in place:
            return self.area(place["area"])
        if "with" in place:
            return lines_of(legs(self.city, self.point(place["on"], place["with"])), self.city)
        if "house" in place:
            return lines_of([self.by_house(place["on"], place["house"])], self.city)
        return lines_of(self.stretch(place), self.city)

    def stretch(self, place: dict) -> list[Span]:
        ends = [self.crossing(place["on"], place[end]) for end in ("from", "to")]
        return self.street(place["on"]).between(*ends, place.get("direction", "both"))

    def by_house(self, on: str, house: str) -> Span:
        street = self.street(on)
        address = Address.objects.filter(road=street.road, house=house).first()
        if address is None:
            raise NoStretch(f"{on}, {house}")
        door = to_metres(shape_of(address.point), self.city.metric_srid)
        edge = min(street.edges.values(), key=lambda edge: edge.line.distance(door))
        middle = edge.line.project(door)
        ends = [max(0.0, middle - BY_HOUSE_M), min(edge.length, middle + BY_HOUSE_M)]
        way = "forward" if edge.is_one_way else "both"
        return Span(edge.segment, ends[0] / edge.length, ends[1] / edge.length, way)

    def area(self, corners: Sequence[Sequence[str]]) -> GEOSGeometry:
        """The block that these crossings bound, with its streets."""
        points = shapely.MultiPoint([shape_of(self.point(*corner)) for corner in corners])
        block = to_metres(points, self.city.metric_srid).convex_hull.buffer(AROUND_AREA_M, join_style="mitre")
        return geos_of(shapely.set_precision(to_degrees(block, self.city.metric_srid), 1e-7))

    def path(self, stretches: Sequence[Sequence[str]]) -> MultiLineString:
        """A way round: stretches of several streets, each [street, from, to], drawn the way one drives."""
        lines = []
        for on, one, other in stretches:
            spans = self.stretch({"on": on, "from": one, "to": other, "direction": "forward"})
            lines += lines_of(spans, self.city)
        return MultiLineString(lines, srid=4326)

    def spot(self, place: dict) -> Point:
        """Where a resident puts the pin: on the way along the street, some metres beside its middle."""
        if "with" in place:
            return self._moved(self.point(place["on"], place["with"]), place.get("aside", 0))
        if "house" in place:
            lines = lines_of([self.by_house(place["on"], place["house"])], self.city)
        else:
            lines = lines_of(self.stretch({**place, "direction": "forward"}), self.city)
        line = to_metres(shapely.line_merge(shape_of(lines)), self.city.metric_srid)
        line = max(getattr(line, "geoms", [line]), key=lambda part: part.length)
        return self._beside(line, place.get("share", 0.5), place.get("aside", 0))

    def _beside(self, line: shapely.LineString, share: float, aside: float) -> Point:
        """To the right of the line where `aside` is positive."""
        here = line.interpolate(share, normalized=True)
        piece = substring(line, max(0.0, line.project(here) - 1), line.project(here) + 1)
        (ax, ay), (bx, by) = piece.coords[0], piece.coords[-1]
        dx, dy = (bx - ax) / piece.length, (by - ay) / piece.length
        return self._point(shapely.Point(here.x + dy * aside, here.y - dx * aside))

    def _moved(self, point: Point, east_m: float) -> Point:
        here = to_metres(shape_of(point), self.city.metric_srid)
        return self._point(shapely.Point(here.x + east_m, here.y))

    def _point(self, metres: shapely.Point) -> Point:
        place = to_degrees(metres, self.city.metric_srid)
        return Point(round(place.x, 6), round(place.y, 6), srid=4326)
