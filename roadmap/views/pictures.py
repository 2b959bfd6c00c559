"""Pictures of posts, by digest: only what an action made a row for is ever drawn."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from roadmap.models import Picture
from roadmap.picture import picture_bytes


@require_safe
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """PNG that never changes, since the digest is that of its recipe."""
    row = get_object_or_404(Picture.objects.select_related("city"), digest=digest)
    if request.headers.get("If-None-Match") == f'"{digest}"':
        return _labelled(HttpResponseNotModified(), digest)
    return _labelled(HttpResponse(picture_bytes(row), content_type="image/png"), digest)


def _labelled(response: HttpResponse, digest: str) -> HttpResponse:
    response.headers["ETag"] = f'"{digest}"'
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
