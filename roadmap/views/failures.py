"""What is answered when something failed: 503 while the database is away, 507 where a disk is full, else 500."""

import logging
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import defaults

from roadmap import database, disk, refusals

log = logging.getLogger(__name__)


def failed(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, called while the exception is handled."""
    error = sys.exc_info()[1]
    if disk.is_full(error):
        return refused(request, HTTPStatus.INSUFFICIENT_STORAGE)
    if database.has_crossed(error):
        return crossed(request, error)
    return away(request, error) if database.is_away(error) else defaults.server_error(request)


def refused(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return refusals.refused(request, status, is_json=wants_json(request))


def unreadable(request: HttpRequest, name: str) -> HttpResponse:
    return refusals.unreadable(request, name, is_json=wants_json(request))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler404`: a program that asks for an address that is not there is answered as a program."""
    if of_api(request):
        return JsonResponse({"detail": _("Not found.")}, status=HTTPStatus.NOT_FOUND)
    return defaults.page_not_found(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's `handler400`: more fields than are taken, another site's name in Host."""
    if of_api(request):
        return JsonResponse({"detail": _("The request cannot be read.")}, status=HTTPStatus.BAD_REQUEST)
    return defaults.bad_request(request, exception)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """`settings.CSRF_FAILURE_VIEW`: nothing is taken, and what was written in sentences can be copied from the page."""
    log.info("A form was refused at %s: %s", request.path, reason)
    if wants_json(request):
        return JsonResponse({"detail": _("This form is too old: open the page again.")}, status=HTTPStatus.FORBIDDEN)
    context = {"again": _page_of(request), "written": _written(request.POST)}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _page_of(request: HttpRequest) -> str:
    """Where the form stands: an address of ours that it or the browser names, else where it was sent."""
    named = (request.POST.get("next", ""), request.headers.get("Referer", ""))
    is_ours = partial(
        url_has_allowed_host_and_scheme, allowed_hosts=request.get_host(), require_https=request.is_secure()
    )
    return next(filter(is_ours, named), request.path)


def _written(told: QueryDict) -> list[str]:
    """Sentences only: names, marks and passwords are typed anew or were never to be read again."""
    return [text for name in told if "password" not in name for text in told.getlist(name) if len(text.split()) > 2]


def away(request: HttpRequest, error: BaseException) -> HttpResponse:
    if database.took_too_long(error):
        log.warning("A statement of %s was given up: %s", request.path, error)
    else:
        log.warning("The database is away: %s", error)
        database.found_away()
    return unavailable(request)


def crossed(request: HttpRequest, error: BaseException) -> HttpResponse:
    """A fault of ours all the same: who takes the same rows in one order never crosses another."""
    log.error("Of two writers the one at %s gave way: %s", request.path, error)
    return unavailable(request, _("Somebody else wrote the same at this very moment. Nothing was written; try again."))


def unavailable(request: HttpRequest, words: str = "") -> HttpResponse:
    """Without the context of other pages, which asks the database."""
    if wants_json(request):
        away = _("The service is away for a moment. Nothing was half written; try again in a minute.")
        response = JsonResponse({"detail": words or away}, status=503)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(refusals.AWAY_S)
    response.headers["Cache-Control"] = "no-store"
    return response


def stuck(environ: dict, start_response: Callable) -> list[bytes]:
    """A WSGI application for the front, called where no thread is free: `unavailable` in the reader's language."""
    request = WSGIRequest(environ)
    with translation.override(translation.get_language_from_request(request)):
        response = unavailable(request)
    response.headers["Content-Length"] = str(len(response.content))
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [b"" if request.method == "HEAD" else response.content]


def wants_json(request: HttpRequest) -> bool:
    kinds = ["text/html", "application/json"]
    return of_api(request) or request.get_preferred_type(kinds) == kinds[1]


def of_api(request: HttpRequest) -> bool:
    """At /api/ itself stands a page."""
    return request.path.startswith("/api/") and request.path != "/api/"
