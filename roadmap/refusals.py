"""What was too large, too slow or not readable, or for which there was no room: said in the user's language."""

from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from rest_framework.settings import api_settings

AWAY_S = 5  # while the database is away a caller may ask again then
RETRY_AFTER_S = {
    HTTPStatus.SERVICE_UNAVAILABLE: 60,
    HTTPStatus.TOO_MANY_REQUESTS: 60,
    HTTPStatus.INSUFFICIENT_STORAGE: 300,
}


def refused(request: HttpRequest, status: HTTPStatus, *, is_json: bool) -> HttpResponse:
    response = _told(status, _words(status), is_json=is_json)
    if status in RETRY_AFTER_S:
        response.headers["Retry-After"] = str(RETRY_AFTER_S[status])
    return response


def unreadable(request: HttpRequest, name: str, *, is_json: bool) -> HttpResponse:
    """A NUL or half a character; `name` is the field's, where that can be read."""
    return _told(
        HTTPStatus.BAD_REQUEST, _("There is a character in it that cannot be read."), is_json=is_json, name=name
    )


def _told(status: HTTPStatus, words: str, *, is_json: bool, name: str = "") -> HttpResponse:
    if is_json:
        response: HttpResponse = JsonResponse({name: [words]} if name else {"detail": words}, status=status)
    else:
        words = f"{name}: {words}" if name else words
        response = HttpResponse(render_to_string("refused.html", {"words": words}), status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _words(status: HTTPStatus) -> str:
    return {
        HTTPStatus.REQUEST_TIMEOUT: _("It came in too slowly and was not taken. Try on a better network."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: _("That is more than can be taken at once. Send fewer or smaller files."),
        HTTPStatus.TOO_MANY_REQUESTS: _("Too much is being sent from this address at once. Try again in a minute."),
        HTTPStatus.SERVICE_UNAVAILABLE: _("Many are sending just now. Try again in a minute."),
        HTTPStatus.INSUFFICIENT_STORAGE: _("There is no room for files just now. Try again in five minutes."),
    }[status]


def renamed(errors: Mapping) -> dict:
    """Django and DRF have each a name of their own for what concerns no field; the API has one."""
    return {
        api_settings.NON_FIELD_ERRORS_KEY if name == NON_FIELD_ERRORS else name: told for name, told in errors.items()
    }
