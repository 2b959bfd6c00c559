"""What may be meant by a place that somebody typed: a street, a house, a crossing, a bridge or a landmark, a district.

The label of each, typed again, means the same: so an address of a page holds it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from urllib.parse import urlencode

import shapely
from django.contrib.gis.db.models import Collect, Extent
from django.contrib.gis.db.models.functions import Centroid, ClosestPoint
from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from roadmap.geometry import geos_of, shape_of, to_degrees, to_metres
from roadmap.language.gazetteer import Candidate
from roadmap.language.grammar.english import names
from roadmap.language.text import alike, clean
from roadmap.languages import is_english
from roadmap.models import Area, City, Junction, Place, Road, RoadSegment
from roadmap.places import on_network
from roadmap.places.houses import Found, houses_at, street_and_house
from roadmap.places.search import DISTRICT, PLACE, STREET, named_like, streets_like
from roadmap.question import Question
from roadmap.stretches import near_each_other

LONGEST = 200  # letters that are read
HOUSE, CROSSING, SEGMENT = "house", "crossing", "segment"
KINDS = (STREET, HOUSE, CROSSING, DISTRICT, *Place.Kind.values)
AROUND_M = {HOUSE: 150.0, CROSSING: 120.0}
AROUND_PLACE_M = 200.0
BESIDE_SEGMENT_M = 5.0  # messages lie on the line, events were cut from it
BOTH = " / "  # between the two streets of a crossing
MOST_STREETS = 3  # that one half of a crossing, or the street of a house, may be
BEFORE = re.compile(
    r"^(?:(?:на|по|в|у|около|возле|рядом с|угол|углу|уголок|пересечени[еи]|перекр[её]ст(?:ок|ке|ка)|"
    r"(?:at )?(?:the )?(?:corner|crossing|intersection) of|on|at|near)\s+)+",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"\s+(?:и|с|and|x|х|угол)\s+|\s*[/&+×\\]\s*|\s+[-–—]\s+|\s*,\s*(?=\D)", re.IGNORECASE)

BREAK = re.compile(r"\s*[-–—]\s*|\s+")
MOST_BREAKS = 4  # of words that are read as two streets


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


def meant_by(city: City, typed: str, limit: int) -> list[Meant]:
    """The likeliest first: what is called just so, crossings and houses, names that begin so or are like it."""
    words = BEFORE.sub("", clean(typed[:LONGEST]).replace("\n", " ").strip())
    if not words:
        return []
    named = named_like(city, words, limit)
    exact = [one.id for one in named if one.score >= 1]
    bearers = {one.label: one for one in _described(city, named)}
    first = [bearers.pop(label) for label in list(bearers)[: len(exact)]]
    found = [*first, *_crossings(city, words), *_houses(city, words)]
    found = found or list(_unsaid_crossing(city, words))
    streets = [] if found else _without_house(city, words, limit)
    return list({one.label: one for one in (*found, *bearers.values(), *streets)}.values())[:limit]


def surely_meant(typed: str, found: Sequence[Meant]) -> Meant | None:
    """The first of what `meant_by` found, where nobody has to be asked which of them is meant."""
    best, *others = found
    is_sure = alike(best.label) == alike(typed) or all(_is_street_of(one, best) for one in others)
    return best if is_sure else None


def _is_street_of(street: Meant, place: Meant) -> bool:
    """Whoever names a house, or a crossing, does not mean all of its street."""
    is_its_own = street.street == place.street if place.kind == HOUSE else street.label in place.label.split(BOTH)
    return street.kind == STREET and place.kind in (HOUSE, CROSSING) and is_its_own


# --- what bears a name


def _described(city: City, named: list[Candidate]) -> Iterator[Meant]:
    roads = _lying(Road.objects.filter(pk__in=_numbers(named, STREET)))
    places = Place.objects.in_bulk(_numbers(named, PLACE))
    districts = Area.objects.in_bulk(_numbers(named, DISTRICT))
    for one in named:
        kind, pk = one.id
        if kind == STREET and pk in roads:
            yield _street(roads[pk], one.by)
        elif kind == PLACE and pk in places:
            yield _place(city, places[pk])
        elif kind == DISTRICT and pk in districts:
            yield _district(districts[pk])


def _numbers(named: list[Candidate], kind: str) -> list[int]:
    return [pk for what, pk in (one.id for one in named) if what == kind]


def _lying(roads: QuerySet[Road]) -> dict[int, Road]:
    """With `box` and `middle`, a point on the street; None for what is known by name only."""
    lines = Collect("segments__geometry")
    middle = ClosestPoint(lines, Centroid(lines))
    return {road.pk: road for road in roads.annotate(box=Extent("segments__geometry"), middle=middle)}


def _street(road: Road, by: str) -> Meant:
    note = "" if road.box else _("Known by name only: the map has no line for it.")
    if by in road.old_names:
        note = f"{_('Formerly:')} {by}" if road.box else note
    url = _page("street", road.slug)
    return Meant(STREET, road.shown_name, road.middle, None, road.name, road.box, note, url, road.slug)


def _place(city: City, place: Place) -> Meant:
    label = names.thing(place.name) if is_english() else place.name
    shape = _around(city, place.geometry, AROUND_PLACE_M)
    return Meant(place.kind, label, place.geometry.centroid, shape, "", shape.extent)


def _district(area: Area) -> Meant:
    url = _page("district", area.slug)
    middle, box = area.geometry.point_on_surface, area.geometry.extent
    return Meant(DISTRICT, area.name, middle, area.geometry, "", box, url=url, slug=area.slug)


def _page(name: str, *args: object) -> str:
    """Empty where the page's app is left out."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _around(city: City, geometry: GEOSGeometry, within_m: float) -> GEOSGeometry:
    area = to_metres(shape_of(geometry), city.metric_srid).buffer(within_m, quad_segs=4)
    return geos_of(to_degrees(area, city.metric_srid))


# --- a house


def _houses(city: City, words: str) -> Iterator[Meant]:
    street, house = street_and_house(words)
    roads = streets_like(city, street, MOST_STREETS, or_houses=True) if street and house else []
    for found in houses_at(city, roads, house):
        yield _house(city, found)


def _without_house(city: City, words: str, limit: int) -> Iterator[Meant]:
    """The street, where the map does not know the house."""
    street, house = street_and_house(words)
    for one in _described(city, named_like(city, street, limit)) if street and house else ():
        told = {"house": house, "street": one.label}
        yield replace(one, note=_("The map does not know house %(house)s on “%(street)s”.") % told)


def _house(city: City, found: Found) -> Meant:
    road, shape = found.road, _around(city, found.point, AROUND_M[HOUSE])
    label = road.shown_name + found.title.removeprefix(road.name)
    return Meant(HOUSE, label, found.point, shape, road.name, shape.extent, found.note, _page("street", road.slug))


# --- a crossing


def _crossings(city: City, words: str) -> Iterator[Meant]:
    halves = [half for half in BETWEEN.split(words) if half]
    if len(halves) != 2:
        return
    ones, others = (streets_like(city, BEFORE.sub("", half), MOST_STREETS) for half in halves)
    pairs = sorted(product(ones, others), key=lambda pair: ones.index(pair[0]) + others.index(pair[1]))
    junctions = _junctions(city, {road for pair in pairs for road in pair})
    found = [one for pair in pairs if pair[0] != pair[1] for one in _where_meet(city, *pair, junctions)]
    yield from found or (_beside(city, *pairs[0]) if pairs else ())


def _unsaid_crossing(city: City, words: str) -> Iterator[Meant]:
    """Two streets with nothing between them but a space or a hyphen, if they meet."""
    gaps = list(BREAK.finditer(words))
    for gap in gaps if len(gaps) <= MOST_BREAKS else ():
        ones, others = (streets_like(city, half, 1) for half in (words[: gap.start()], words[gap.end() :]))
        if ones and others and ones != others:
            yield from _where_meet(city, ones[0], others[0], _junctions(city, {*ones, *others}))


def _junctions(city: City, roads: set[Road]) -> dict[int, dict[int, shapely.Point]]:
    """Of each street by number: number of a junction → its point in metres."""
    found: dict[int, dict[int, shapely.Point]] = {road.pk: {} for road in roads}
    rows = Junction.roads.through.objects.filter(road__in=roads).order_by("junction")
    for road, junction, point in rows.values_list("road", "junction", "junction__point"):
        found[road][junction] = to_metres(shape_of(point), city.metric_srid)
    return found


def _where_meet(city: City, one: Road, other: Road, junctions: dict[int, dict[int, shapely.Point]]) -> Iterator[Meant]:
    shared = {pk: point for pk, point in junctions[one.pk].items() if pk in junctions[other.pk]}
    groups = near_each_other(shared)
    for group in groups:
        middle = shapely.MultiPoint([shared[junction] for junction in group]).centroid
        yield _crossing(city, one, other, geos_of(to_degrees(middle, city.metric_srid)), min(group))


def _beside(city: City, one: Road, other: Road) -> Iterator[Meant]:
    """Streets that meet by a nameless link, a square or a roundabout only."""
    if point := one != other and on_network.point_of(city, {"type": "crossing", "on": one.name, "with": other.name}):
        yield _crossing(city, one, other, point)


def _crossing(city: City, one: Road, other: Road, point: Point, junction: int | None = None) -> Meant:
    shape = _around(city, point, AROUND_M[CROSSING])
    label = BOTH.join([one.shown_name, other.shown_name])
    url = _page("junction", junction) if junction else ""
    return Meant(CROSSING, label, point, shape, "", shape.extent, url=url)


# --- what a page is about


def of_street(road: Road) -> Meant:
    return _street(_lying(Road.objects.filter(pk=road.pk))[road.pk], by="")


def of_junction(city: City, junction: Junction, roads: list[Road]) -> Meant:
    label = " / ".join(road.shown_name for road in roads) or _("Junction of nameless roads")
    shape = _around(city, junction.point, AROUND_M[CROSSING])
    return Meant(CROSSING, label, junction.point, shape, "", shape.extent, url=_page("junction", junction.pk))


def of_segment(city: City, segment: RoadSegment) -> Meant:
    label = segment.road.shown_name if segment.road else _("Nameless road")
    shape = _around(city, segment.geometry, BESIDE_SEGMENT_M)
    street = segment.road.name if segment.road else ""
    middle = segment.geometry.interpolate_normalized(0.5)
    return Meant(SEGMENT, label, middle, shape, street, shape.extent, url=_page("segment", segment.pk))
