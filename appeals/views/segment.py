"""The page of a part of a street: what holds there, and what it remembers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.segment_memory import memory_of
from closures.place_pages import about_segment, parts_with_ends, place_page
from roadmap.models import City
from roadmap.places.meant import of_segment


@require_safe
def segment(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(parts_with_ends(), city=City.objects.shown(), pk=pk)
    about = about_segment(found) | {"memory": memory_of(found, timezone.now())}
    return place_page(request, found.city, of_segment(found.city, found), about, "appeals/segment.html")
