"""What can be told to somebody else's server: an address, a key that a header can carry, a name that JSON can."""

import re
from urllib.parse import urlsplit

KEY = re.compile(r"[!-~]{1,4096}")  # a header's line is of ASCII, and a line break would begin another one
LONGEST_NAME = 200


def is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port beyond all ports, a bracket that is never closed
        return False


def is_key(text: str) -> bool:
    return bool(KEY.fullmatch(text))


def is_name(text: str) -> bool:
    return text.isprintable() and len(text) <= LONGEST_NAME
