"""A place that somebody means: a street, a house, a crossing, a bridge or a landmark, a district, a part of a street.

Its label, typed again, means the same (places/typed.py): so an address of a page holds it.
"""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.gis.db.models import Collect, Extent
from django.contrib.gis.db.models.functions import Centroid, ClosestPoint
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.models import Area, City, Junction, Place, Road, RoadSegment
from roadmap.places.houses import FoundHouse
from roadmap.places.search import DISTRICT, STREET
from roadmap.question import Question

HOUSE, CROSSING, SEGMENT = "house", "crossing", "segment"
KINDS = (STREET, HOUSE, CROSSING, DISTRICT, *Place.Kind.values)
AROUND_M = {HOUSE: 150.0, CROSSING: 120.0}
AROUND_PLACE_M = 200.0
BESIDE_SEGMENT_M = 5.0  # messages lie on the line, events were cut from it
BOTH = " / "  # between the two streets of a crossing


@dataclass(frozen=True)
class Meant:
    """`point`, `shape` and `box` (west, south, east, north) in WGS 84; None where the map does not know where it is.

    `shape` holds what is of the place beside `street`; `url` is its own page, empty where it has none;
    `slug` is its name there.
    """

    kind: str
    label: str
    point: Point | None = None
    shape: GEOSGeometry | None = None
    street: str = ""
    box: tuple[float, float, float, float] | None = None
    note: str = ""
    url: str = ""
    slug: str = ""

    @property
    def kind_word(self) -> str:
        return str(WORDS[self.kind]())

    @property
    def as_query(self) -> str:
        """Of a form that asks for the same: a street, a district, else what is near; empty where nobody knows."""
        if self.kind in (STREET, DISTRICT):
            return urlencode({self.kind: self.slug})
        return near(self.point) if self.point else ""

    def asked_in(self, question: Question) -> Question:
        """The same question of this place alone."""
        return replace(question, street=self.street, area=self.shape)


def near(point: Point) -> str:
    """Of a form that asks what is near it."""
    return urlencode({"lon": f"{point.x:.5f}", "lat": f"{point.y:.5f}"})


WORDS = {
    STREET: lambda: pgettext("kind of place", "street"),
    HOUSE: lambda: pgettext("kind of place", "house"),
    CROSSING: lambda: pgettext("kind of place", "crossing"),
    SEGMENT: lambda: pgettext("kind of place", "part of a street"),
    DISTRICT: lambda: Area.Kind.DISTRICT.label,
    **{kind.value: lambda kind=kind: kind.label for kind in Place.Kind},
}


def with_middles(roads: QuerySet[Road]) -> dict[int, Road]:
    """With `box` and `middle`, a point on the street; None for what is known by name only."""
    lines = Collect("segments__geometry")
    middle = ClosestPoint(lines, Centroid(lines))
    return {road.pk: road for road in roads.annotate(box=Extent("segments__geometry"), middle=middle)}


def of_street(road: Road) -> Meant:
    return street_found(with_middles(Road.objects.filter(pk=road.pk))[road.pk], by="")


def street_found(road: Road, by: str) -> Meant:
    """Of a row of `with_middles`; `by` is the name that it was found by."""
    note = "" if road.box else _("Known by name only: the map has no line for it.")
    if by in road.old_names:
        note = f"{_('Formerly:')} {by}" if road.box else note
    url = _page("street", road.slug)
    return Meant(STREET, road.shown_name, road.middle, None, road.name, road.box, note, url, road.slug)


def of_place(city: City, place: Place) -> Meant:
    label = names.thing(place.name) if is_english() else place.name
    shape = _around(city, place.geometry, AROUND_PLACE_M)
    return Meant(place.kind, label, place.geometry.centroid, shape, "", shape.extent)


def of_district(area: Area) -> Meant:
    url = _page("district", area.slug)
    middle, box = area.geometry.point_on_surface, area.geometry.extent
    return Meant(DISTRICT, area.shown_name, middle, area.geometry, "", box, url=url, slug=area.slug)


def of_house(city: City, found: FoundHouse) -> Meant:
    road, shape = found.road, _around(city, found.point, AROUND_M[HOUSE])
    label = road.shown_name + found.title.removeprefix(road.name)
    return Meant(HOUSE, label, found.point, shape, road.name, shape.extent, found.note, _page("street", road.slug))


def of_crossing(city: City, one: Road, other: Road, point: Point, junction: int | None = None) -> Meant:
    shape = _around(city, point, AROUND_M[CROSSING])
    label = BOTH.join([one.shown_name, other.shown_name])
    url = _page("junction", junction) if junction else ""
    return Meant(CROSSING, label, point, shape, "", shape.extent, url=url)


def of_junction(city: City, junction: Junction, roads: list[Road]) -> Meant:
    label = BOTH.join(road.shown_name for road in roads) or _("Junction of nameless roads")
    shape = _around(city, junction.point, AROUND_M[CROSSING])
    return Meant(CROSSING, label, junction.point, shape, "", shape.extent, url=_page("junction", junction.pk))


def of_segment(city: City, segment: RoadSegment) -> Meant:
    label = segment.road.shown_name if segment.road else _("Nameless road")
    shape = _around(city, segment.geometry, BESIDE_SEGMENT_M)
    street = segment.road.name if segment.road else ""
    middle = segment.geometry.interpolate_normalized(0.5)
    return Meant(SEGMENT, label, middle, shape, street, shape.extent, url=_page("segment", segment.pk))


def _page(name: str, *args: object) -> str:
    """Empty where the page's app is left out."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _around(city: City, geometry: GEOSGeometry, within_m: float) -> GEOSGeometry:
    area = to_metres(shape_of(geometry), city.metric_srid).buffer(within_m, quad_segs=4)
    return geos_of(to_degrees(area, city.metric_srid))
