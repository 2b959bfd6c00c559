"""Who owns, works and answers in the demonstration city."""

from datetime import timedelta

from appeals.models import Category, ResponsibilityRule
from roadmap.importers.areas import import_agencies, import_areas
from roadmap.models import Agency, City, RoadSegment

from .tables import FOLDER, Days


def settle_bodies(city: City, table: dict, days: Days) -> None:
    """Agencies and districts, whose each road is, and the categories that one body answers for."""
    import_agencies(FOLDER / "agencies.json", city_slug=city.slug)
    import_areas(FOLDER / "areas.geojson", city_slug=city.slug)
    agencies = {agency.slug: agency for agency in Agency.objects.filter(city=city)}
    _choose_default(city, agencies[table["default_agency"]])
    for owner in reversed(table["owner"]):  # the first that fits is written last
        _segments(city, owner).update(owner=agencies[owner["agency"]])
    for warranty in table["warranty"]:
        until = days.today + timedelta(days=warranty["days"])
        _segments(city, warranty).update(warranty_contractor=agencies[warranty["agency"]], warranty_until=until)
    for rule in table["rule"]:
        category = Category.objects.get(code=rule["category"])
        told = {"agency": agencies[rule["agency"]], "why": rule["why"]}
        ResponsibilityRule.objects.get_or_create(city=city, category=category, defaults=told)


def _choose_default(city: City, agency: Agency) -> None:
    if not Agency.objects.filter(city=city, is_default=True).exists():
        agency.is_default = True
        agency.save(update_fields=["is_default"])


def _segments(city: City, row: dict):
    segments = RoadSegment.objects.filter(city=city)
    if "roads" in row:
        segments = segments.filter(road__name__in=row["roads"])
    if "classes" in row:
        segments = segments.filter(highway__in=row["classes"])
    return segments
