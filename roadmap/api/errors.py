"""Errors of the API: the field named, the words in the user's language."""

from json import JSONDecodeError

from django.core.exceptions import ValidationError as DjangoValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework.exceptions import (
    NotAuthenticated,
    NotFound,
    ParseError,
    PermissionDenied,
    Throttled,
    ValidationError,
)
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from roadmap.limits import too_often
from roadmap.refusals import renamed

# DRF writes these two in English only, before the reason that Python gives
NOT_PARSED = ("JSON parse error", "Multipart form parse error")
NOT_OURS = "CSRF Failed"


def explain(error: Exception, context: dict) -> Response | None:
    """A model's ValidationError is a 400 with its fields, like a serializer's."""
    response = exception_handler(_in_our_words(error), context)
    if isinstance(error, NotAuthenticated):
        response.headers["WWW-Authenticate"] = "Session"  # RFC 9110, 11.6.1: signing in would help here
    if response is not None:
        response.content_type = "application/json"  # whatever the answer would have been
    return response


def _in_our_words(error: Exception) -> Exception:
    if isinstance(error, DjangoValidationError):
        return ValidationError(renamed(as_serializer_error(error)))
    if isinstance(error, Http404):
        return NotFound()  # what Django says names the model, in English
    if isinstance(error, NotAuthenticated):
        error.detail = _("You are not signed in, so nothing was done. Sign in and try again.")
    elif isinstance(error, Throttled):
        error.detail = too_often(error.wait)
    elif isinstance(error, ParseError) and str(error.detail).startswith(NOT_PARSED):
        error.detail = _not_parsed(error.__context__)
    elif isinstance(error, PermissionDenied) and str(error.detail).startswith(NOT_OURS):
        error.detail = _("The page is out of date. Reload it and try again.")
    return error


def _not_parsed(reason: BaseException | None) -> str:
    if isinstance(reason, JSONDecodeError):
        place = {"line": reason.lineno, "column": reason.colno}
        return _("This is not JSON: line %(line)d, column %(column)d.") % place
    return _("The body is not what its Content-Type says.")
