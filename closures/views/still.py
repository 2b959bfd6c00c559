"""Pictures of the city drawn by the server: the still under the live map while it loads, and the previews that other
sites show beside a link."""

from datetime import datetime
from functools import partial
from hashlib import sha256

from django.contrib.gis.db.models import Extent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.pictures import still_spec, still_stamp
from roadmap.callers import caller_of
from roadmap.geometry import widened
from roadmap.limits import take, too_often
from roadmap.models import Area, City, Road, RoadSegment
from roadmap.picture import draw_small, draw_still
from roadmap.picture.kept import drop_others, kept
from roadmap.unchanged import unless_known

PREVIEW = (1200, 630)  # what social networks show whole
AROUND_M = 150  # of a street, which may be a line without height
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


@require_safe
def preview(request: HttpRequest, slug: str, kind: str = "", name: str = "") -> HttpResponseBase:
    """Of the whole city, of a district, of a street: kept like a still, until the city looks otherwise."""
    city = get_object_or_404(City, slug=slug)
    box, at = _box_of(city, kind, name), timezone.now()
    stem = f"preview-{slug}.{kind}.{name}."
    file = f"{stem}-{sha256(still_stamp(city, at).encode()).hexdigest()[:20]}.png"
    if seconds := take("previews", caller_of(request)):
        return HttpResponse(too_often(seconds), status=429, headers={"Retry-After": str(seconds)})
    make = partial(_png, city, stem, file, box, at)
    return unless_known(request, f'"{file}"', make, caching="public, max-age=600")


def _box_of(city: City, kind: str, name: str) -> tuple[float, float, float, float] | None:
    if not kind:
        return None
    if kind == "district":
        return get_object_or_404(Area.objects.districts(), city=city, slug=name).geometry.extent
    if kind != "street":
        raise Http404
    road = get_object_or_404(Road, city=city, slug=name)
    box = RoadSegment.objects.filter(road=road).aggregate(box=Extent("geometry"))["box"]
    return box and widened(box, AROUND_M)


def _png(city: City, stem: str, name: str, box: tuple | None, at: datetime) -> HttpResponse:
    content = kept(name, lambda: draw_small(still_spec(city, PREVIEW, at, box=box), city))
    drop_others(stem, name)
    return HttpResponse(content, content_type="image/png")
