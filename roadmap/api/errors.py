"""Errors of the API: the field named, the words in the user's language."""

from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework.exceptions import Throttled, ValidationError
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import exception_handler

from roadmap.limits import too_often


def explain(error: Exception, context: dict) -> Response | None:
    """A model's ValidationError is a 400 with its fields, like a serializer's."""
    if isinstance(error, DjangoValidationError):
        error = ValidationError(as_serializer_error(error))
    elif isinstance(error, Throttled):
        error.detail = too_often(error.wait)
    return exception_handler(error, context)
