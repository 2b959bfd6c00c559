"""A stranger's file as text and as JSON: bounded, in the encodings that offices use."""

import json

from django.utils.translation import gettext as _

from closures.sources.records import Unreadable

MOST_BYTES = 8 << 20
MOST_BRACKETS = 1_000_000  # each is an object of Python's: some 60 bytes of memory for one of the file
MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


def check_size(size: int) -> None:
    """Raises Unreadable."""
    if size > MOST_BYTES:
        raise Unreadable(_("The file is larger than %d MB.") % (MOST_BYTES >> 20))
    if not size:
        raise Unreadable(_("The file is empty. Nothing was changed."))


def text_of(content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1251. Raises Unreadable."""
    check_size(len(content))
    marked = next((name for mark, name in MARKS.items() if content.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1251"]:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise Unreadable(_("The file is no text in UTF-8 or Windows-1251."))


def json_of(content: bytes) -> object:
    """Raises Unreadable, also for what is nested too deep or holds numbers that are none."""
    text = text_of(content)
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise Unreadable(_("The file holds too many parts."))
    try:
        return json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        reason = _("it is nested too deep") if isinstance(error, RecursionError) else str(error)[:200]
        raise Unreadable(_("The file is no whole JSON: %s.") % reason.rstrip(".")) from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def listed(value: object, what: str) -> list:
    """Raises Unreadable where it is no list, or an empty one: an empty source changes nothing."""
    if not isinstance(value, list):
        raise Unreadable(_("The file has no list “%s”.") % what)
    if not value:
        raise Unreadable(_("The source is empty. Nothing was changed."))
    return value
