"""The site's own channel: what it posted, as a page and as an Atom feed."""

from datetime import datetime

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from roadmap.models import City, JournalEntry

PAGE = 20
FEED_LENGTH = 50


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    entries = JournalEntry.objects.filter(city=city).select_related("picture")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "roadmap/journal.html", {"page": page, "now": timezone.now()})


class Roadworks(Feed):
    """Ids are made of the city and the subject, so a corrected entry is the same entry for a reader."""

    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest) -> City:
        city = City.objects.shown()
        if city is None:
            raise Http404
        return city

    def title(self, city: City) -> str:
        return _("Road works: %(city)s") % {"city": city.shown_name}

    def subtitle(self, city: City) -> str:
        return _("Closures, repairs and signal outages, as they are published, changed and finished.")

    def link(self, city: City) -> str:
        return reverse("journal")

    def feed_guid(self, city: City) -> str:
        return f"urn:roadmap:{city.slug}:journal"

    def items(self, city: City) -> QuerySet[JournalEntry]:
        return JournalEntry.objects.filter(city=city).select_related("city")[:FEED_LENGTH]

    def item_title(self, entry: JournalEntry) -> str:
        return entry.title

    def item_description(self, entry: JournalEntry) -> str:
        return linebreaks(entry.text, autoescape=True)

    def item_link(self, entry: JournalEntry) -> str:
        return entry.url or reverse("journal")

    def item_guid(self, entry: JournalEntry) -> str:
        return f"urn:roadmap:{entry.city.slug}:{entry.subject}"

    def item_pubdate(self, entry: JournalEntry) -> datetime:
        return entry.published_at

    def item_updateddate(self, entry: JournalEntry) -> datetime:
        return entry.updated_at
