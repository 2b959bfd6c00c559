"""What the page of a place tells: what holds at a street, a crossing or a part of a street, and what is over there."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from closures.layers import HEAVY, event_context
from closures.models import RoadEvent
from closures.small_maps import drawings, features
from closures.snapshot import rounded
from closures.workflow import Status
from roadmap.answer import Group, groups_at
from roadmap.geometry import united
from roadmap.models import City, Junction, RoadSegment
from roadmap.models.network import RoadSegmentQuerySet
from roadmap.places.meant import Meant
from roadmap.question import Question

MOST_OVER = 50
DRAWN_WITHIN = 0.00005  # degrees, about 5 m: of a line on a small map


def parts_with_ends() -> RoadSegmentQuerySet:
    """With all that the page of one tells."""
    rows = RoadSegment.objects.select_related("road", "owner", "warranty_contractor", "city", "start", "end")
    return rows.prefetch_related("start__roads", "end__roads")


def about_segment(segment: RoadSegment) -> dict:
    """What `place_page` tells of a part of a street. Only events that hold this part: those of a crossing street touch
    its end."""
    of_it = RoadEvent.objects.filter(phases__spans__segment=segment)
    return {
        "segment": segment,
        "roads": [segment.road] if segment.road else [],
        "ends": [(end, _others(end, segment)) for end in (segment.start, segment.end)],
        "over": Q(pk__in=of_it.values("pk")),
        "only": {f"event-{number}" for number in of_it.values_list("pk", flat=True)},
        "lines": [segment.geometry],
    }


def _others(end: Junction, segment: RoadSegment) -> str:
    """The streets that it meets there."""
    return " / ".join(road.shown_name for road in end.roads.all() if road.pk != segment.road_id)


def place_page(
    request: HttpRequest, city: City, place: Meant, about: dict, template: str = "closures/place.html"
) -> HttpResponse:
    """What holds at the place, and what is over there."""
    question = Question(at=timezone.now())
    groups = [_narrowed(group, about.get("only")) for group in groups_at(city, place, question)]
    over = RoadEvent.objects.public().filter(about["over"], city=city, status=Status.FINISHED)
    latest = over.defer(*HEAVY).select_related("agency", "city").order_by("-during")[:MOST_OVER]
    context = about | {
        "city": city,
        "now": question.at,
        "place": place,
        "groups": groups,
        "over": [event_context(event, question) for event in latest],
        "features": features(_shown(groups)),
        "drawings": drawings(),
        "outline": _outline(about["lines"]),
    }
    return render(request, template, context)


def _narrowed(group: Group, only: set[str] | None) -> Group:
    """To these rows; messages of the place stand among what it remembers."""
    return group if only is None else replace(group, rows=[row for row in group.rows if row.key in only])


def _shown(groups: Iterable[Group]) -> list:
    """Road events of the rows."""
    return [row.context["shown"] for group in groups for row in group.rows if "shown" in row.context]


def _outline(lines: list) -> dict | None:
    return rounded(united(lines).simplify(DRAWN_WITHIN)) if lines else None
