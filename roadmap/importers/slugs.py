"""Names in any script → addresses in Latin letters, unique in their set."""

from anyascii import anyascii
from django.utils.text import slugify


def slug_of(name: str, taken: set[str] = frozenset(), longest: int = 200) -> str:
    """«улица 8 Марта» → "ulitsa-8-marta"; with a number behind it where the slug is taken."""
    plain = anyascii(name).replace("'", "")
    base = slugify(plain)[: longest - 6].strip("-") or "x"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
