"""What holds for every request: nobody waits for a database that is away, and what was refused is explained."""

import logging
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_cache_control

from roadmap import database
from roadmap.logs import note
from roadmap.own_address import LANGUAGE
from roadmap.unreadable import form_without_marks, is_unreadable
from roadmap.views import failures
from roadmap.web.front import REFUSAL

log = logging.getLogger(__name__)


class Compressed(GZipMiddleware):
    """Answers go compressed, but for those that ask to be left as they are (RFC 9111, 5.2.2.6)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if "no-transform" in response.headers.get("Cache-Control", ""):
            return response
        return super().process_response(request, response)


class LanguageInAddress:
    """`?lang=en` is the address of a page in English, as search engines list it. Who comes by it goes on in English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.GET.get(LANGUAGE, "")
        if language not in dict(settings.LANGUAGES) or failures.of_api(request):
            return self.get_response(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        if not _goes_to_others(response):
            _keep_language(response, language)
        return response


def _goes_to_others(response: HttpResponse) -> bool:
    """What is embedded, or kept by a store between the site and its readers, sets no cookie."""
    is_embedded = getattr(response, "xframe_options_exempt", False)
    return is_embedded or "public" in response.headers.get("Cache-Control", "")


def _keep_language(response: HttpResponse, language: str) -> None:
    """As Django's own view that changes it does."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


class DatabaseAway:
    """503 soon, in the user's language, and at once for those who come in the next moment. Also to who had to give way
    to another writer."""

    ASK_THEMSELVES = {"healthz", "readyz"}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if database.was_just_away() and request.resolver_match.url_name not in self.ASK_THEMSELVES:
            return failures.unavailable(request)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if database.has_crossed(error):
            return failures.crossed(request, error)
        return failures.away(request, error) if database.is_away(error) else None


class Refusals:
    """What the front before Django did not take is explained by Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        status = request.META.get(REFUSAL)
        return self.get_response(request) if status is None else failures.refused(request, status)


class Unreadable:
    """400 for a NUL or half a character in an address, a form or a cookie, so that no view meets one. A form loses its
    marks of direction.

    What comes to the API is looked at where it is parsed (roadmap/api/parsers.py), its forms by the serializers, too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = [("", request.path_info), *request.COOKIES.items(), *_pairs(request.GET)]
        return self._refused(request, told) or self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if request.method != "POST" or request.path_info.startswith("/api/"):
            return None
        request.POST = form_without_marks(request.POST)
        return self._refused(request, _pairs(request.POST))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What only the database finds out, as of a filter in /admin/; a GET writes nothing that could be ours."""
        if not isinstance(error, DataError) or request.method not in ("GET", "HEAD"):
            return None
        log.warning("The database does not take a value of %s: %s", request.path_info, type(error.__cause__).__name__)
        return failures.unreadable(request, "")

    def _refused(self, request: HttpRequest, told: Iterable[tuple[str, str]]) -> HttpResponse | None:
        for name, value in told:
            if is_unreadable(name) or is_unreadable(value):
                return failures.unreadable(request, "" if is_unreadable(name) else name)
        return None


def _pairs(told: QueryDict) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, values in told.lists() for value in values)


OF_STAFF = ("/desk/", "/api/staff/", "/admin/")
OF_ONE = (*OF_STAFF, "/morning/", "/password/")


class KeptByNobody:
    """What staff see is kept by no store between, and shown by no browser's Back once they have signed out.

    `no-cache` alone would not do: going back, a browser may show what it has without asking (RFC 9111, 6).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(OF_ONE):
            patch_cache_control(response, private=True, no_store=True)
        return response


class RefusedStaffNoted:
    """A line for whoever was refused: where a role does not reach, staff find nothing (404) rather than a refusal."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        found = request.resolver_match
        if found and self._is_refusal(request, response.status_code):
            number = found.kwargs.get("pk", "")
            note(f"refused with {response.status_code} /{found.route} {number}".rstrip(), by=request.user)
        return response

    def _is_refusal(self, request: HttpRequest, status: int) -> bool:
        return status in (401, 403) or (status == 404 and request.path_info.startswith(OF_STAFF))
