"""A feed of a part of the city: `street`, `district` (as in their pages' addresses), `near` with `radius_m`, `kind`."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from closures.kinds import KINDS
from closures.models.event import RoadEventQuerySet
from roadmap.geometry import circle
from roadmap.models import Area, City, Road
from roadmap.numbers import whole
from roadmap.postgis import point_at

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
    try:
        lon, lat = (float(number) for number in query["near"].split(","))
    except ValueError:
        lon = lat = 999.0
    if not (abs(lon) <= 180 and abs(lat) <= 85):
        raise ValidationError({"near": _("Give longitude and latitude in degrees, such as 65.54,57.15.")})
    return events.filter(geometry__intersects=circle(point_at(lon, lat), radius_m))


def _kind(events: RoadEventQuerySet, query: QueryDict, city: City) -> RoadEventQuerySet:
    kinds = query["kind"].split(",")
    if set(kinds) - set(KINDS):
        raise ValidationError({"kind": _("Kinds are: %(kinds)s.") % {"kinds": ", ".join(KINDS)}})
    return events.filter(kind__in=kinds)


Narrow = Callable[[RoadEventQuerySet, QueryDict, City], RoadEventQuerySet]
NARROW: dict[str, Narrow] = {"street": _street, "district": _district, "near": _near, "kind": _kind}
