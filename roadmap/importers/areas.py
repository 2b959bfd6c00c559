"""Districts, zones of responsibility and the agencies that answer for them."""

import gzip
import json
import re
from pathlib import Path

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from roadmap.geometry import with_axes_swapped
from roadmap.models import Agency, Area, City, OfficialPage
from roadmap.postgis import box_of

from . import damage
from .extract import Refused
from .slugs import slug_of

AGENCY_FIELDS = {
    *("name", "short_name", "duty", "address", "hours", "phone", "duty_phone", "email", "head", "website"),
    "is_default",
}
PAGE_FIELDS = {"network", "title", "mark", "checked_on"}


def load(path: Path) -> list | dict:
    """JSON, packed or not."""
    try:
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
            return json.load(file)
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise Refused(
            _("“%(file)s” cannot be read: %(reason)s") % {"file": path.name, "reason": damage.words_of(error)}
        ) from error


def chosen_city(slug: str | None, box: Polygon | None = None) -> City:
    """By slug, else by place, else the city that the site shows."""
    cities = City.objects.all()
    if slug:
        city = cities.filter(slug=slug).first()
    elif box is not None:
        city = max(cities.overlapping(box), key=lambda city: city.box.intersection(box).area, default=None)
    else:
        city = cities.shown()
    if city is None:
        raise Refused(_("No such city; import its roads first."))
    return city


def import_areas(path: Path, *, city_slug: str | None = None) -> dict:
    """Features with `kind`, `name`, `name:en`, `slug` and `agency` {slug, name, …}; known ones are updated."""
    return save_areas(features_of(path), city_slug=city_slug)


def features_of(path: Path) -> list[dict]:
    """Raises Refused for what is no collection, or an empty one."""
    collection = load(path)
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list) or not features:
        raise Refused(_("“%(file)s” is not a GeoJSON FeatureCollection with areas.") % {"file": path.name})
    return features


@transaction.atomic
def save_areas(features: list[dict], *, city_slug: str | None = None) -> dict:
    """All of them, or none: raises Refused."""
    outlines = [outline_of(feature, number) for number, feature in enumerate(features, 1)]
    city = chosen_city(city_slug, _box(outlines))
    for number, (feature, outline) in enumerate(zip(features, outlines, strict=True), 1):
        refuse_elsewhere(city, feature, outline, number)
        _save_area(city, feature["properties"], outline, number)
    return {
        "city": city.slug,
        "areas": len(features),
        "agencies": Agency.objects.filter(city=city, areas__isnull=False).distinct().count(),
    }


def outline_of(feature: dict, number: int) -> MultiPolygon:
    """Raises Refused, with the area's number and name."""
    try:
        shape = GEOSGeometry(json.dumps(feature["geometry"]), srid=4326)
        name = feature["properties"]["name"]
    except (KeyError, TypeError, ValueError, GDALException, GEOSException) as error:
        raise Refused(_("Area %(area)s has no name or no shape.") % {"area": called(feature, number)}) from error
    shape = MultiPolygon(shape, srid=4326) if isinstance(shape, Polygon) else shape
    if not name or not isinstance(shape, MultiPolygon) or shape.empty:
        raise Refused(_("Area %(area)s has no name or no shape.") % {"area": called(feature, number)})
    if not shape.valid:
        shown = {"area": called(feature, number), "reason": _where(shape.valid_reason)}
        raise Refused(_("The border of area %(area)s crosses itself: %(reason)s.") % shown)
    return shape


def _where(reason: str) -> str:
    """GEOS tells it in English, with the place: «Self-intersection[65.5 57.1]»."""
    found = re.search(r"\[(.+)]", reason)
    return _("near %(place)s") % {"place": found[1]} if found else reason


def called(feature: object, number: int) -> str:
    """«7 “North”» as a person finds it in the file; the number alone where it has no name."""
    told = feature.get("properties") if isinstance(feature, dict) else None
    name = told.get("name") if isinstance(told, dict) else None
    return f"{number} «{name[:100]}»" if isinstance(name, str) and name.strip() else str(number)


def refuse_elsewhere(city: City, feature: dict, outline: MultiPolygon, number: int) -> None:
    """Raises Refused for what does not touch the city."""
    if outline.intersects(city.box):
        return
    shown = {"area": called(feature, number), "city": city}
    if box_of(*with_axes_swapped(outline.extent)).intersects(city.box):
        raise Refused(_("Area %(area)s lies outside the city %(city)s: latitude stands before longitude.") % shown)
    raise Refused(_("Area %(area)s lies outside the city %(city)s.") % shown)


def _box(outlines: list[MultiPolygon]) -> Polygon:
    corners = [outline.extent for outline in outlines]
    west, south = min(c[0] for c in corners), min(c[1] for c in corners)
    east, north = max(c[2] for c in corners), max(c[3] for c in corners)
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Refused(_("The coordinates are not degrees of longitude and latitude."))
    return box_of(west, south, east, north)


def _save_area(city: City, properties: dict, outline: MultiPolygon, number: int) -> None:
    kind = properties.get("kind") or Area.Kind.DISTRICT
    slug = properties.get("slug") or slug_of(properties["name"], longest=80)
    area = Area.objects.filter(city=city, kind=kind, slug=slug).first() or Area(city=city, kind=kind, slug=slug)
    area.name, area.geometry = properties["name"], outline
    area.learn_english(str(properties.get("name:en") or "").strip())
    if isinstance(properties.get("agency"), dict):
        area.agency = save_agency(city, properties["agency"])
    _save_checked(area, _("Area %(number)d") % {"number": number})


@transaction.atomic
def import_agencies(path: Path, *, city_slug: str | None = None) -> dict:
    """A list of agencies; `parent` names another one's slug."""
    rows = load(path)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(_("“%(file)s” is not a list of agencies.") % {"file": path.name})
    city = chosen_city(city_slug)
    agencies = {agency.slug: agency for agency in (save_agency(city, row) for row in rows)}
    for row in rows:
        _set_parent(city, agencies[row["slug"]], row.get("parent"))
    return {"city": city.slug, "agencies": len(agencies)}


def save_agency(city: City, row: dict) -> Agency:
    """Made or updated by its slug; what the row does not say stays."""
    slug = row.get("slug")
    if not slug or not row.get("name"):
        shown = json.dumps(row, ensure_ascii=False)[:200]
        raise Refused(_("An agency needs a slug and a name: %(row)s") % {"row": shown})
    agency = Agency.objects.filter(city=city, slug=slug).first() or Agency(city=city, slug=slug)
    for field in AGENCY_FIELDS & row.keys():
        if row[field] is not None:
            setattr(agency, field, row[field])
    if row.get("role_note"):
        agency.duty = row["role_note"]
    _save_checked(agency, slug)
    for number, page in enumerate(row.get("pages") or [], 1):
        _save_page(agency, page, _("%(agency)s, page %(number)d") % {"agency": slug, "number": number})
    return agency


def _save_page(agency: Agency, told: dict, name: str) -> None:
    """{network, url, title?, mark?, checked_on?}; a known address is updated."""
    if not isinstance(told, dict) or not told.get("url"):
        raise Refused(_("%(name)s: an official page needs an address.") % {"name": name})
    page = OfficialPage.objects.filter(agency=agency, url=told["url"]).first()
    page = page or OfficialPage(agency=agency, url=told["url"])
    for field in PAGE_FIELDS & told.keys():
        setattr(page, field, told[field])
    _save_checked(page, name)


def _set_parent(city: City, agency: Agency, slug: str | None) -> None:
    if not slug:
        return
    agency.parent = Agency.objects.filter(city=city, slug=slug).exclude(pk=agency.pk).first()
    if agency.parent is None:
        raise Refused(_("There is no agency “%(slug)s”, parent of %(agency)s.") % {"slug": slug, "agency": agency})
    agency.save(update_fields=["parent"])


def _save_checked(row: Agency | Area | OfficialPage, name: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        reasons = "; ".join(f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
        raise Refused(f"{name}: {reasons}") from error
    row.save()
