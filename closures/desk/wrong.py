"""What is wrong with a change, as sentences for a page that has no fields to put them beside."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from rest_framework.exceptions import APIException


def sentences_of(error: Exception) -> list[str]:
    """Each once, in order: of a refused move, of Django's and of the API's own errors."""
    if isinstance(error, ValidationError):
        return list(dict.fromkeys(error.messages))
    if isinstance(error, APIException):
        return list(dict.fromkeys(_each(error.detail)))
    return [str(error)]


def _each(told: object) -> Iterator[str]:
    if isinstance(told, dict) and "text" in told:
        yield str(told["text"])  # of what is unusual the words, not the code
    elif isinstance(told, dict | list):
        for part in told.values() if isinstance(told, dict) else told:
            yield from _each(part)
    else:
        yield str(told)
