"""Are these coordinates what they claim to be? Which city is meant, in which zone and projection?"""

from pathlib import Path

from django.contrib.gis.geos import Point, Polygon
from django.utils.translation import gettext as _
from tzfpy import get_tz

from roadmap.geometry import Box, utm_srid, with_axes_swapped
from roadmap.language.text import alike
from roadmap.models import City
from roadmap.models.city import validate_zone
from roadmap.postgis import box_of, point_at

from .extract import Extract, Node, Refused
from .network import FileNetwork
from .reading import known_ending
from .slugs import slug_of

WIDEST_DEGREES = 20.0  # a country; a city is 1


def check_box(box: Box, extract: Extract) -> None:
    west, south, east, north = box
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(_("The coordinates are not degrees of longitude and latitude: %(box)s.") % {"box": _shown(box)})
    if east - west > WIDEST_DEGREES or north - south > WIDEST_DEGREES:
        raise Refused(_("The roads lie too far apart for one city: %(box)s.") % {"box": _shown(box)})
    if extract.skipped["outside-the-globe"] > len(extract.positions):
        raise Refused(_("Most coordinates lie outside the globe; are longitude and latitude swapped?"))


def settle(network: FileNetwork, path: Path, city_slug: str | None, zone: str | None) -> City:
    """The city that these roads belong to, locked, with its box renewed; a new one is made where there is none."""
    box = box_of(*network.bounds)
    city = known(box, city_slug) or _new(path, city_slug)
    city.box = box
    city.metric_srid = utm_srid(box.centroid.x, box.centroid.y)
    if zone or not city.pk:
        city.time_zone = zone or zone_at(box.centroid.x, box.centroid.y)
        validate_zone(city.time_zone)
    city.save()
    return city


def centre_in(extract: Extract, city: City) -> Point | None:
    """Where a map says that the city is: in its middle stands a place's node. Of several that of its name."""
    for kind in ("city", "town"):
        nodes = [node for node in extract.nodes if node.tags.get("place") == kind and _is_inside(node, city)]
        called = [node for node in nodes if {alike(name) for name in _names(node)} & {alike(city.name), city.slug}]
        if len(found := called or nodes) == 1:
            return point_at(*found[0].position)
    return None


def _is_inside(node: Node, city: City) -> bool:
    return city.box.contains(point_at(*node.position))


def _names(node: Node) -> list[str]:
    return [value for key, value in node.tags.items() if key.partition(":")[0] == "name"]


def known(box: Polygon, city_slug: str | None = None) -> City | None:
    """Of that slug, else the one that the box overlaps most, locked. Raises Refused."""
    cities = City.objects.select_for_update()
    if city_slug:
        city = cities.filter(slug=city_slug).first()
        if city and not city.box.intersects(box):
            shown = {"city": city, "file": _shown(box.extent), "box": _shown(city.bounds)}
            raise Refused(_("The roads (%(file)s) lie outside the city %(city)s (%(box)s).") % shown)
        return city
    overlapping = list(cities.overlapping(box))
    if not overlapping:
        _refuse_swapped(box)
    return max(overlapping, key=lambda city: city.box.intersection(box).area, default=None)


def _refuse_swapped(box: Polygon) -> None:
    """A box that meets no city, but does when its numbers change places."""
    meant = with_axes_swapped(box.extent)
    if -90 <= meant[1] <= meant[3] <= 90 and City.objects.overlapping(box_of(*meant)).exists():
        raise Refused(_("Longitude and latitude seem to be swapped: %(box)s.") % {"box": _shown(box.extent)})


def _new(path: Path, city_slug: str | None) -> City:
    stem = path.name[: -len(known_ending(path))]
    name = " ".join(stem.replace("_", " ").replace("-", " ").split())
    taken = set(City.objects.values_list("slug", flat=True))
    slug = city_slug or slug_of(name, taken, longest=50)
    City._meta.get_field("slug").run_validators(slug)
    return City(slug=slug, name=(name[:1].upper() + name[1:])[:120] or slug)


def zone_at(longitude: float, latitude: float) -> str:
    return get_tz(longitude, latitude)


def _shown(box: Box) -> str:
    return ", ".join(f"{number:.5g}" for number in box)
