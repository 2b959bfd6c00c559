"""A file of ours in byte ranges, as RFC 9110 has them: a browser reads a map or plays a video piece by piece."""

import re
from pathlib import Path
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from roadmap.numbers import LARGEST, whole
from roadmap.unchanged import unless_known

PIECE = 2**16  # bytes
_RANGE = re.compile(r"bytes=\s*([0-9]*)-([0-9]*)\s*", re.IGNORECASE)


def ranged(request: HttpRequest, path: Path, etag: str, *, content_type: str, caching: str) -> HttpResponseBase:
    """The whole file, the range that is asked for (206), 304 where the caller has it, 416 for one beyond its end."""
    response = unless_known(request, etag, lambda: _answer(request, path, etag, content_type), caching=caching)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Encoding"] = "identity"  # else the gzip middleware packs a range, and its numbers lie
    return response


def _answer(request: HttpRequest, path: Path, etag: str, content_type: str) -> HttpResponseBase:
    size = path.stat().st_size
    if request.method == "HEAD":
        return HttpResponse(content_type=content_type, headers={"Content-Length": str(size)})
    wanted = _wanted(request, etag)
    if wanted is None:
        return FileResponse(path.open("rb"), content_type=content_type)
    first, last = _bounds(*wanted, size)
    if first > last or first >= size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(path, first, last, size, content_type)


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


class _Part:
    """What FileResponse reads piece by piece, and no further than the range: a video is never whole in memory."""

    def __init__(self, file: IO[bytes], length: int):
        self.file, self.left = file, length

    def read(self, most: int) -> bytes:
        piece = self.file.read(min(most, self.left))
        self.left -= len(piece)
        return piece

    def close(self) -> None:
        self.file.close()


def _part(path: Path, first: int, last: int, size: int, content_type: str) -> FileResponse:
    file = path.open("rb")
    file.seek(first)
    length = last - first + 1
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(length)}
    answer = FileResponse(_Part(file, length), status=206, content_type=content_type, headers=headers)
    answer.block_size = PIECE
    return answer
