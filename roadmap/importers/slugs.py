"""Names in any script → addresses in Latin letters, unique in their set."""

from anyascii import anyascii
from django.utils.text import slugify


def slug_of(name: str, taken: set[str] = frozenset(), longest: int = 200) -> str:
    """«улица 8 Марта» → "ulitsa-8-marta"; with a number behind it where the slug is taken."""
    plain = anyascii(name).replace("'", "")
    base = slugify(plain)[: longest - 6].strip("-") or "x"
    return base if base not in taken else f"{base}-{_free_number(base, taken)}"


def _free_number(base: str, taken: set[str]) -> int:
    """The one behind the last where all before it are taken, found in few steps, however many share the slug."""
    used, free = 1, 2
    while f"{base}-{free}" in taken:
        used, free = free, 2 * free
    while free - used > 1:
        middle = (used + free) // 2
        used, free = (middle, free) if f"{base}-{middle}" in taken else (used, middle)
    return free
