"""/signs-<version>.svg: all signs of the map as one sprite, for pages and scripts."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from roadmap import signs
from roadmap.unchanged import ASK_EACH_TIME, FOR_EVER, unless_known


@require_safe
def sprite(request: HttpRequest, version: str) -> HttpResponseBase:
    """Kept for ever under the address of its version; a page of an older one gets the present signs."""
    caching = FOR_EVER if version == signs.version() else ASK_EACH_TIME
    return unless_known(request, f'"{signs.version()}"', _svg, caching=caching)


def _svg() -> HttpResponse:
    return HttpResponse(signs.sprite(), content_type="image/svg+xml; charset=utf-8")
