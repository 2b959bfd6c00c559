"""Pictures of posts, by digest: only what an action made a row for is ever drawn."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from roadmap.models import Picture
from roadmap.picture import jpeg_bytes, picture_bytes
from roadmap.unchanged import FOR_EVER, unless_known


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponseBase:
    """PNG that never changes, since the digest is that of its recipe."""
    row = get_object_or_404(Picture.objects.select_related("city"), digest=digest)
    return unless_known(request, f'"{digest}"', lambda: _png(row), caching=FOR_EVER)


@require_safe
def picture_jpeg(request: HttpRequest, digest: str) -> HttpResponseBase:
    """The same for networks that fetch it themselves and take no PNG."""
    row = get_object_or_404(Picture.objects.select_related("city"), digest=digest)
    return unless_known(request, f'"{digest}.jpg"', lambda: _jpeg(row), caching=FOR_EVER)


def _png(row: Picture) -> HttpResponse:
    return HttpResponse(picture_bytes(row), content_type="image/png")


def _jpeg(row: Picture) -> HttpResponse:
    return HttpResponse(jpeg_bytes(row), content_type="image/jpeg")
