"""Which pages the site leads to from every page: a page of an app that is left out leaves its link out, too."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """`name` is that of its address."""

    name: str
    title: str | Promise

    @property
    def url(self) -> str:
        """Empty where nobody has that address."""
        try:
            return reverse(self.name)
        except NoReverseMatch:
            return ""


@dataclass(frozen=True)
class Group:
    title: str | Promise
    links: tuple[Link, ...]


HEADER = (
    Link("map", _("Map")),
    Link("list", _("List")),
    Link("trip", _("My trip")),
    Link("report", _("Report a pothole")),
)
MORE = (
    Group(
        _("In the city"),
        (
            Link("streets", _("Streets")),
            Link("districts", _("Districts")),
            Link("zones", _("Who answers where")),
            Link("stories", _("Stories")),
            Link("directory", _("Official pages")),
            Link("figures", _("How messages are answered")),
        ),
    ),
    Group(
        _("What is new"),
        (
            Link("subscribe", _("Alerts")),
            Link("journal", _("Journal")),
            Link("feeds", _("Feeds for other systems")),
            Link("embed", _("Map for your site")),
        ),
    ),
    Group(
        _("This site"),
        (
            Link("guide", _("How to use the map")),
            Link("about", _("About")),
            Link("privacy", _("Personal data")),
            Link("api-words", _("API")),
        ),
    ),
)


@dataclass(frozen=True)
class Leading:
    header: tuple[Link, ...]
    more: tuple[Group, ...]


def leading() -> Leading:
    return _leading(get_urlconf())


@lru_cache
def _leading(urlconf: str | None) -> Leading:
    groups = (Group(group.title, _with_address(group.links)) for group in MORE)
    return Leading(_with_address(HEADER), tuple(group for group in groups if group.links))


def _with_address(links: tuple[Link, ...]) -> tuple[Link, ...]:
    return tuple(link for link in links if link.url)
