"""Pages of the network: the index of streets, a street, a crossing, each with what holds there."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.place_pages import place_page
from closures.streets import busy, counted, letters_of, of_letter, parts_of_street
from roadmap.models import City, Junction, Road, RoadSegment
from roadmap.places.meant import of_junction, of_street
from roadmap.stretches import Street

PAGE = 100


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
    return place_page(request, road.city, of_street(road), context)


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
    return place_page(request, found.city, place, context)
