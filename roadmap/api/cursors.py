"""Where a page of a public list ended, sealed: only this site reads it, so its moment or number tells nobody anything.

The same place is always sealed alike (AES-SIV, RFC 5297): else no list with a following page would keep its ETag.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings


class NoCursor(Exception):
    """It is none of this site's."""


def cursor_after(place: Sequence[int | datetime]) -> str:
    """What `next` holds: the last row's place in the order of its list."""
    words = [part.astimezone(UTC).isoformat() if isinstance(part, datetime) else str(part) for part in place]
    return urlsafe_b64encode(_seal().encrypt(",".join(words).encode(), None)).decode()


def place_in(cursor: str) -> str:
    """Its words, with commas. Raises NoCursor."""
    try:
        return _seal().decrypt(urlsafe_b64decode(cursor.encode()), None).decode()
    except (ValueError, InvalidTag) as error:
        raise NoCursor from error


def _seal() -> AESSIV:
    return AESSIV(sha256(f"cursor {settings.SECRET_KEY}".encode()).digest())
