"""Does the caller have it already? Every answer with an ETag is given through here, by Django's own comparison."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response

FOR_EVER = "public, max-age=31536000, immutable"  # of addresses that name their content
ASK_EACH_TIME = "no-cache"


def content_tag(content: bytes) -> str:
    """An ETag of what is told, where no column says when that last changed."""
    return f'"{hashlib.sha256(content).hexdigest()[:24]}"'


def unless_known(
    request: HttpRequest, etag: str, make: Callable[[], HttpResponseBase], *, caching: str
) -> HttpResponseBase:
    """304 where the caller named this version, as weak as a compressed answer's may be; only else is `make` called."""
    response = get_conditional_response(request, etag=etag) or make()
    if response.status_code < 400:
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = caching
    return response
