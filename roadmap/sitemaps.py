"""What search engines are told of: the pages of the site itself. The other apps tell of theirs (settings.SITEMAPS)."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property

from roadmap.models import City

PAGES = (
    *("map", "list", "report", "journal", "streets", "districts", "zones", "directory", "stories", "trip", "subscribe"),
    *("feeds", "embed", "guide", "about", "privacy", "api-words"),
)


class OfCity(Sitemap):
    """Of the city shown, under the address that the installation is known by."""

    limit = 5_000

    @cached_property
    def city(self) -> City | None:
        return City.objects.light()

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_latest_lastmod(self) -> None:
        """To find it out would read all rows."""
        return


class Pages(OfCity):
    def items(self) -> list[str]:
        return [address for address in map(_address, PAGES) if address]

    def location(self, address: str) -> str:
        return address


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
