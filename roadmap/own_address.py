"""Under which address a page is known to the world: its own, and that in each other language."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from django.conf import settings
from django.http import HttpRequest

LANGUAGE = "lang"
KEPT = ("theme", "district", "page")  # what of a query makes another page


@dataclass(frozen=True)
class OwnAddress:
    """`alternates` are (language, address); `default` leaves the language to the reader's browser."""

    canonical: str
    default: str
    alternates: tuple[tuple[str, str], ...]


def own_address(request: HttpRequest) -> OwnAddress | None:
    """None of what only its holder or staff may open, and of what is not there."""
    found = request.resolver_match
    if found is None or "secret" in found.kwargs or request.path.startswith(settings.UNLISTED):
        return None
    told = {name: request.GET[name] for name in KEPT if request.GET.get(name)}
    spoken = {code: _address(request.path, told | {LANGUAGE: code}) for code, _name in settings.LANGUAGES}
    default = _address(request.path, told)
    return OwnAddress(spoken.get(request.GET.get(LANGUAGE, ""), default), default, tuple(spoken.items()))


def _address(path: str, told: dict[str, str]) -> str:
    return absolute(f"{path}?{urlencode(told)}".rstrip("?"))


def absolute(address: str) -> str:
    return urljoin(settings.SITE_URL, address)


def without_language(request: HttpRequest) -> str:
    """Where a reader goes on who has chosen another language than that of the address."""
    query = request.GET.copy()
    query.pop(LANGUAGE, None)
    return f"{request.path}?{query.urlencode()}".rstrip("?")
