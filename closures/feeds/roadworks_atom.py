"""Atom (RFC 4287): each road event's post as the journal tells it, the latest told first, in the site's language.

Ids are made of the city and the event, so a corrected post is the same entry for a reader.
"""

import re
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from closures.feeds.feed import Feed
from closures.models.event import RoadEventQuerySet
from roadmap.models import Agency, City, JournalEntry

NAME = "roadworks.atom"
LENGTH = 50
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # what no XML document may hold


def render(events: RoadEventQuerySet, at: datetime, *, city: City) -> bytes:
    told = JournalEntry.objects.filter(city=city, subject__in=events.subjects())[:LENGTH]
    with override(settings.LANGUAGE_CODE):
        feed = _empty_feed(city)
        for post in told:
            feed.add_item(**_entry(post, city))
        return feed.writeString("utf-8").encode()


def _empty_feed(city: City) -> Atom1Feed:
    return Atom1Feed(
        title=translated("Road works: %(city)s") % {"city": city.shown_name},
        subtitle=translated("Closures, repairs and signal outages, as they are published, changed and finished."),
        link=_absolute(reverse("journal")),
        feed_url=_absolute(reverse("feed", args=[NAME])),
        feed_guid=f"urn:roadmap:{city.slug}:journal",
        author_name=_author(city),
        description=None,
        language=settings.LANGUAGE_CODE,
    )


def _author(city: City) -> str:
    """A feed must name one: who answers for the city's roads where nobody else does."""
    default = Agency.objects.filter(city=city, is_default=True).first()
    return default.name if default else city.shown_name


def _entry(post: JournalEntry, city: City) -> dict:
    return {
        "title": NOT_XML.sub(" ", post.title),
        "description": linebreaks(NOT_XML.sub(" ", post.text), autoescape=True),
        "link": _absolute(post.url or reverse("journal")),
        "unique_id": f"urn:roadmap:{city.slug}:{post.subject}",
        "pubdate": post.published_at,
        "updateddate": post.updated_at,
    }


def _absolute(address: str) -> str:
    return urljoin(settings.SITE_URL, address)


ROADWORKS_ATOM = Feed(
    name=NAME,
    title="Atom",
    sentence=_("Posts about closures, repairs and signal outages for feed readers: new, corrected and finished ones."),
    media_type="application/atom+xml; charset=utf-8",
    render=render,
)
