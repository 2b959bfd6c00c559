"""/basemap/<city>-<hash>.pmtiles in byte ranges, as RFC 9110 has them: the browser reads a few kilobytes at a time."""

import re
from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from roadmap.basemap import NAME, folder
from roadmap.numbers import LARGEST, whole
from roadmap.unchanged import FOR_EVER, unless_known

CONTENT_TYPE = "application/vnd.pmtiles"
_RANGE = re.compile(r"bytes=\s*([0-9]*)-([0-9]*)\s*", re.IGNORECASE)


@require_safe
def basemap(request: HttpRequest, name: str) -> HttpResponseBase:
    """`name` is the file's name without its ending."""
    path = _path(name)
    etag = f'"{name}"'
    response = unless_known(request, etag, lambda: _answer(request, path, etag), caching=FOR_EVER)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Encoding"] = "identity"  # else the gzip middleware packs a range, and its numbers lie
    return response


def _path(name: str) -> Path:
    path = folder() / f"{name}.pmtiles"
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return path


def _answer(request: HttpRequest, path: Path, etag: str) -> HttpResponseBase:
    size = path.stat().st_size
    if request.method == "HEAD":
        return HttpResponse(content_type=CONTENT_TYPE, headers={"Content-Length": str(size)})
    wanted = _wanted(request, etag)
    if wanted is None:
        return FileResponse(path.open("rb"), content_type=CONTENT_TYPE)
    first, last = _bounds(*wanted, size)
    if first > last or first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(path, first, last, size)


def _wanted(request: HttpRequest, etag: str) -> tuple[str, str] | None:
    """The two numbers of a single range.

    Several ranges, another unit, nonsense or another version of the file (If-Range) ask for the whole.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    if not found or found.groups() == ("", ""):
        return None
    return found.groups() if request.headers.get("If-Range", etag) == etag else None


def _bounds(first: str, last: str, size: int) -> tuple[int, int]:
    """`bytes=-500` are the last 500; an end beyond the file is the file's end."""
    if not first:
        count = _number(last)
        return (max(0, size - count), size - 1) if count else (size, size)
    return _number(first), min(_number(last), size - 1) if last else size - 1


def _number(digits: str) -> int:
    """One with more digits than any file has bytes lies beyond the file."""
    number = whole(digits)
    return LARGEST if number is None else number


def _part(path: Path, first: int, last: int, size: int) -> HttpResponse:
    with path.open("rb") as file:
        file.seek(first)
        body = file.read(last - first + 1)
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(len(body))}
    return HttpResponse(body, status=206, content_type=CONTENT_TYPE, headers=headers)
