"""Whatever goes wrong below /open311/ is told as the standard tells it: also what no view of it has seen."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from appeals.api.open311.answers import JSON, MEDIA_TYPES, XML, refusal
from roadmap.numbers import whole

ROOM = "/open311/"
KEPT = ("Allow", "Retry-After")


class Told:
    """An address that is not there, a verb that is not taken, a character that cannot be read, a database away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(ROOM) or response.status_code < 400 or _is_told(response):
            return response
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if _is_too_big(request) else response.status_code
        told = refusal(status, [_words(status)], _suffix_of(request))
        for name in KEPT:
            if name in response:
                told[name] = response[name]
        return told


def _is_too_big(request: HttpRequest) -> bool:
    """Django calls that a bad request like any other; files of a multipart form are counted by themselves."""
    length = whole(request.META.get("CONTENT_LENGTH") or "") or 0
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_form and length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _suffix_of(request: HttpRequest) -> str:
    return JSON if request.path_info.endswith(f".{JSON}") else XML


def _is_told(response: HttpResponse) -> bool:
    """By a view of ours: bodies of others, as an object with `detail`, are put into the shape."""
    content = getattr(response, "content", b"")
    kind = response.get("Content-Type", "").partition(";")[0]
    return kind == MEDIA_TYPES[XML] or (kind == MEDIA_TYPES[JSON] and content.startswith(b'[{"code"'))


def _words(status: int) -> str:
    said = {
        400: _("The request cannot be read."),
        404: _("There is nothing at this address. An address ends with .json or .xml."),
        405: _("This verb is not taken here."),
        413: _("That is more than can be taken at once. Send fewer or smaller files."),
        503: _("The service is away for a moment. Nothing was half written; try again in a minute."),
    }
    return said.get(status, HTTPStatus(status).phrase)
