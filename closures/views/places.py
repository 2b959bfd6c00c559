"""Pages of the network: the index of streets, a street, a crossing, a part of a street, each with what holds there."""

from collections.abc import Iterable
from dataclasses import replace

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.layers import HEAVY, event_context
from closures.models import RoadEvent
from closures.small_maps import drawings, features
from closures.snapshot import rounded
from closures.streets import busy, counted, letters_of, of_letter, parts_of_street
from closures.workflow import Status
from roadmap.answer import Group, groups_at
from roadmap.geometry import united
from roadmap.models import City, Junction, Road, RoadSegment
from roadmap.places.meant import Meant, of_junction, of_segment, of_street
from roadmap.question import Question
from roadmap.stretches import Street

PAGE = 100
MOST_OVER = 50
DRAWN_WITHIN = 0.00005  # degrees, about 5 m: of a line on a small map


@require_safe
def street_index(request: HttpRequest) -> HttpResponse:
    """Of a letter all streets; without one those where something holds now."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    at, letters = timezone.now(), letters_of(city)
    letter = request.GET.get("letter", "")
    letter = letter if letter in letters else ""
    page = Paginator(of_letter(city, letter), PAGE).get_page(request.GET.get("page")) if letter else None
    context = {
        "city": city,
        "letters": letters,
        "letter": letter,
        "page": page,
        "streets": counted(city, list(page), at) if page else busy(city, at),
        "query": f"letter={letter}",
    }
    return render(request, "closures/streets.html", context)


@require_safe
def street(request: HttpRequest, slug: str) -> HttpResponse:
    road = get_object_or_404(Road.objects.select_related("city"), city=City.objects.shown(), slug=slug)
    course = Street.of(road)
    lines = [segment.geometry for segment in RoadSegment.objects.along(road).only("geometry")]
    context = {
        "road": road,
        "crossings": course.crossings,
        "segments": parts_of_street(road, course),
        "over": Q(roads__contains=[road.name]),
        "lines": lines,
    }
    return _page(request, road.city, of_street(road), context)


@require_safe
def junction(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Junction.objects.prefetch_related("roads"), city=City.objects.shown(), pk=pk)
    meeting = RoadSegment.objects.filter(Q(start=found) | Q(end=found)).select_related("road")
    roads = list(found.roads.all())
    place = of_junction(found.city, found, roads)
    context = {
        "roads": roads,
        "meeting": list(meeting.order_by("road__name", "pk")),
        "signal": found.signals.first(),
        "over": Q(geometry__intersects=place.shape),
        "lines": [segment.geometry for segment in meeting],
    }
    return _page(request, found.city, place, context)


@require_safe
def segment(request: HttpRequest, pk: int) -> HttpResponse:
    """Only events that hold this part: those of a crossing street touch its end."""
    rows = RoadSegment.objects.select_related("road", "owner", "city", "start", "end")
    found = get_object_or_404(rows.prefetch_related("start__roads", "end__roads"), city=City.objects.shown(), pk=pk)
    of_it = RoadEvent.objects.filter(phases__spans__segment=found)
    context = {
        "segment": found,
        "roads": [found.road] if found.road else [],
        "ends": [(end, _others(end, found)) for end in (found.start, found.end)],
        "over": Q(pk__in=of_it.values("pk")),
        "only": {f"event-{number}" for number in of_it.values_list("pk", flat=True)},
        "lines": [found.geometry],
    }
    return _page(request, found.city, of_segment(found.city, found), context)


def _others(end: Junction, segment: RoadSegment) -> str:
    """The streets that it meets there."""
    return " / ".join(road.shown_name for road in end.roads.all() if road.pk != segment.road_id)


def _page(request: HttpRequest, city: City, place: Meant, about: dict) -> HttpResponse:
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
    return render(request, "closures/place.html", context)


def _narrowed(group: Group, only: set[str] | None) -> Group:
    """Rows of road events to these; messages are of the place already."""
    if only is None:
        return group
    return replace(group, rows=[row for row in group.rows if row.key in only or not row.key.startswith("event-")])


def _shown(groups: Iterable[Group]) -> list:
    """Road events of the rows."""
    return [row.context["shown"] for group in groups for row in group.rows if "shown" in row.context]


def _outline(lines: list) -> dict | None:
    return rounded(united(lines).simplify(DRAWN_WITHIN)) if lines else None
