"""/basemap/<city>-<hash>.pmtiles in byte ranges: the browser reads a few kilobytes at a time."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from roadmap.basemap import NAME, folder
from roadmap.byte_ranges import ranged
from roadmap.unchanged import FOR_EVER

CONTENT_TYPE = "application/vnd.pmtiles"


@require_safe
def basemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """`name` is the file's name without its ending."""
    return ranged(request, _path(name), f'"{name}"', content_type=CONTENT_TYPE, caching=FOR_EVER)


def _path(name: str) -> Path:
    path = folder() / f"{name}.pmtiles"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return path
