"""Has somebody reported this already? Open messages of the same category close by on the same street."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D

from appeals.models import Appeal, Category
from appeals.models.appeal import AppealQuerySet
from roadmap.models import City
from roadmap.postgis import box_around

WITHIN_M = 30
SHOWN = 5


def similar_to(
    city: City,
    point: Point | None,
    *,
    street: str,
    category: Category | None,
    among: AppealQuerySet | None = None,
) -> AppealQuerySet:
    """At most five, nearest first; adds `gap`, a measured distance. Without a category: of any."""
    if point is None:
        return Appeal.objects.none()
    near = (Appeal.objects.all() if among is None else among).open().public().filter(city=city, street=street)
    if category is not None:
        near = near.filter(category=category)
    return (
        near.in_bbox(box_around(point, WITHIN_M))
        .filter(snapped_point__distance_lte=(point, D(m=WITHIN_M)))
        .annotate(gap=Distance("snapped_point", point))
        .select_related("category", "city")
        .order_by("gap", "pk")[:SHOWN]
    )


def duplicates_of(appeal: Appeal) -> list[Appeal]:
    """What an operator may join this message to: what came before it."""
    found = similar_to(
        appeal.city,
        appeal.snapped_point,
        street=appeal.street,
        category=appeal.category,
        among=Appeal.objects.filter(submitted_at__lte=appeal.submitted_at).exclude(pk=appeal.pk),
    )
    return list(found)
