"""The map page's still: a picture of the city drawn by the server, seen while the live map loads."""

from datetime import datetime
from functools import partial
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.pictures import still_spec, still_stamp
from roadmap.models import City
from roadmap.picture import draw_still
from roadmap.picture.kept import drop_others, kept
from roadmap.unchanged import unless_known

SIZES = {(390, 844), (1280, 800)}  # a phone, a desk


@require_safe
def still(request: HttpRequest, slug: str, width: int, height: int) -> HttpResponseBase:
    """Drawn once for each state of the network and of the events; an unchanged one is a 304."""
    if (width, height) not in SIZES:
        raise Http404
    city = get_object_or_404(City, slug=slug)
    at = timezone.now()
    stem = f"still-{slug}-{width}x{height}"
    name = f"{stem}-{sha256(still_stamp(city, at).encode()).hexdigest()[:20]}.webp"
    make = partial(_webp, city, stem, name, (width, height), at)
    return unless_known(request, f'"{name}"', make, caching="public, max-age=60")


def _webp(city: City, stem: str, name: str, size: tuple[int, int], at: datetime) -> HttpResponse:
    content = kept(name, lambda: draw_still(still_spec(city, size, at), city))
    drop_others(stem, name)
    return HttpResponse(content, content_type="image/webp")
