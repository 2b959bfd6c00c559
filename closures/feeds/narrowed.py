"""A feed of a part of the city: `street`, `district` (as in their pages' addresses), `near` with `radius_m`, `kind`."""

from collections.abc import Callable

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from closures.kinds import KINDS
from closures.models.event import RoadEventQuerySet
from roadmap.geometry import circle, is_swapped
from roadmap.models import Area, City, Road
from roadmap.numbers import whole
from roadmap.postgis import place_from

LARGEST_M = 20_000
USUAL_M = "1000"


def narrowed(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    """Raises ValidationError with the field named: a feed that told of something else would be read for years."""
    for name, narrow in NARROW.items():
        if query.get(name):
            events = narrow(events, query, city)
    return events


def _street(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    road = Road.objects.filter(city=city, slug=query["street"]).first()
    if road is None:
        raise ValidationError({"street": _("There is no such street.")})
    return events.on_street(road.name)


def _district(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    area = Area.objects.districts().filter(city=city, slug=query["district"]).first()
    if area is None:
        raise ValidationError({"district": _("There is no such district.")})
    return events.filter(geometry__intersects=area.geometry)


def _near(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    radius_m = whole(query.get("radius_m", USUAL_M), most=LARGEST_M)
    if not radius_m:
        raise ValidationError({"radius_m": _("Give metres, from 1 to %(most)d.") % {"most": LARGEST_M}})
    return events.filter(geometry__intersects=circle(_place(query["near"], city), radius_m))


def _place(text: str, city: City) -> Point:
    try:
        place = place_from(text)
    except ValueError:
        told = _("Give longitude and latitude in degrees, such as 65.54,57.15.")
        raise ValidationError({"near": told}) from None
    if is_swapped(place.extent, city.bounds):
        raise ValidationError({"near": _("Latitude and longitude are swapped: longitude comes first.")})
    return place


def _kind(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    kinds = query["kind"].split(",")
    if set(kinds) - set(KINDS):
        raise ValidationError({"kind": _("Kinds are: %(kinds)s.") % {"kinds": ", ".join(KINDS)}})
    return events.filter(kind__in=kinds)


Narrow = Callable[[RoadEventQuerySet, QueryDict, City], RoadEventQuerySet]
NARROW: dict[str, Narrow] = {"street": _street, "district": _district, "near": _near, "kind": _kind}
