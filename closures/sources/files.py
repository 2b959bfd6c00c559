"""A stranger's file as text and as JSON: bounded, in the encodings that offices use."""

import json

from django.utils.translation import gettext as _

from closures.sources.records import Unreadable
from roadmap.encodings import NoText, decoded

MOST_BYTES = 8 << 20
MOST_BRACKETS = 1_000_000  # each is an object of Python's: some 60 bytes of memory for one of the file


def check_size(size: int) -> None:
    """Raises Unreadable."""
    if size > MOST_BYTES:
        raise Unreadable(_("The file is larger than %d MB.") % (MOST_BYTES >> 20))
    if not size:
        raise Unreadable(_("The file is empty. Nothing was changed."))


def text_of(content: bytes) -> str:
    """Raises Unreadable."""
    check_size(len(content))
    try:
        return decoded(content)
    except NoText as error:
        raise Unreadable(_("The file is no text in UTF-8 or Windows-1251.")) from error


def json_of(content: bytes) -> object:
    """Raises Unreadable, also for what is nested too deep or holds numbers that are none."""
    text = text_of(content)
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise Unreadable(_("The file holds too many parts."))
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Unreadable(_("The file is no whole JSON: %s.") % _what_is_wrong(error)) from error


class _NoNumber(ValueError):
    """NaN and the like, which Python takes for numbers."""


def _refuse(constant: str) -> None:
    raise _NoNumber(constant)


def _what_is_wrong(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return _("it is nested too deep")
    if isinstance(error, json.JSONDecodeError):
        place = {"line": error.lineno, "column": error.colno}
        return _("it breaks off or is wrong in line %(line)d, character %(column)d") % place
    if isinstance(error, _NoNumber):
        return _("%s is no number") % error
    return _("a number in it is too long")


def listed(value: object, what: str) -> list:
    """Raises Unreadable where it is no list, or an empty one: an empty source changes nothing."""
    if not isinstance(value, list):
        raise Unreadable(_("The file has no list “%s”.") % what)
    if not value:
        raise Unreadable(_("The source is empty. Nothing was changed."))
    return value
