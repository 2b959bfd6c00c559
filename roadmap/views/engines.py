"""For search engines: which pages there are, and which are not theirs."""

from django.conf import settings
from django.contrib.sitemaps import views
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from roadmap.own_address import absolute

MACHINES = ("/api/v1/", "/api/schema/", "/tiles/", "/basemap/")  # not pages


def _sections() -> dict:
    return {name: import_string(path) for name, path in settings.SITEMAPS.items()}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return views.index(request, sitemaps=_sections(), sitemap_url_name="sitemap-section")


@require_safe
def section(request: HttpRequest, section: str) -> HttpResponse:
    """`?p=2` is the next part of a long one."""
    return views.sitemap(request, sitemaps=_sections(), section=section)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    refused = "".join(f"Disallow: {path}\n" for path in (*settings.UNLISTED, *MACHINES))
    words = f"User-agent: *\n{refused}\nSitemap: {absolute(reverse('sitemap'))}\n"
    return HttpResponse(words, content_type="text/plain; charset=utf-8")
