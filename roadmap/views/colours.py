"""The colours of the map's layers as a stylesheet, for all pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from roadmap.layers import colours_version, map_colours
from roadmap.unchanged import ASK_EACH_TIME, FOR_EVER, unless_known


@require_safe
def colours(request: HttpRequest, version: str) -> HttpResponseBase:
    """Kept for ever under the address of its version; a page of an older one gets the present colours."""
    caching = FOR_EVER if version == colours_version() else ASK_EACH_TIME
    return unless_known(
        request,
        f'"{colours_version()}"',
        lambda: HttpResponse(map_colours(), content_type="text/css; charset=utf-8"),
        caching=caching,
    )
