"""Atom (RFC 4287): each road event's post as the journal tells it, the latest told first, in the site's language.

Ids are made of the city and the event, so a corrected post is the same entry for a reader.
"""

import hashlib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from closures.feeds.atom import NOT_XML, author_of
from closures.feeds.feed import Feed
from closures.models.event import RoadEventQuerySet
from roadmap.models import City, JournalEntry
from roadmap.own_address import absolute

NAME = "roadworks.atom"
LENGTH = 50


def render(events: RoadEventQuerySet, at: datetime, *, city: City, address: str = "") -> bytes:
    told = JournalEntry.objects.filter(city=city, subject__in=events.subjects())[:LENGTH]
    with override(settings.LANGUAGE_CODE):
        feed = _empty_feed(city, absolute(address or reverse("feed", args=[NAME])))
        for post in told:
            feed.add_item(**_entry(post, city))
        return feed.writeString("utf-8").encode()


def _empty_feed(city: City, address: str) -> Atom1Feed:
    return Atom1Feed(
        title=translated("Road works: %(city)s") % {"city": city.shown_name},
        subtitle=translated("Closures, repairs and signal outages, as they are published, changed and finished."),
        link=absolute(reverse("journal")),
        feed_url=address,
        feed_guid=f"urn:roadmap:{city.slug}:journal{_part_of(address)}",
        author_name=author_of(city),
        description=None,
        language=settings.LANGUAGE_CODE,
    )


def _part_of(address: str) -> str:
    """So that a feed reader takes no part for the whole."""
    parts = urlsplit(address)
    is_whole = parts.path == reverse("feed", args=[NAME]) and not parts.query
    return "" if is_whole else ":" + hashlib.sha256(address.encode()).hexdigest()[:16]


def _entry(post: JournalEntry, city: City) -> dict:
    return {
        "title": NOT_XML.sub(" ", post.title),
        "description": linebreaks(NOT_XML.sub(" ", post.text), autoescape=True),
        "link": absolute(post.url or reverse("journal")),
        "unique_id": f"urn:roadmap:{city.slug}:{post.subject}",
        "pubdate": post.published_at,
        "updateddate": post.updated_at,
    }


ROADWORKS_ATOM = Feed(
    name=NAME,
    title="Atom",
    sentence=_("Posts about closures, repairs and signal outages for feed readers: new, corrected and finished ones."),
    how=_("In a feed reader (Feedly, NetNewsWire, Thunderbird and others) choose “add a feed” and paste the address."),
    icon="feed",
    media_type="application/atom+xml; charset=utf-8",
    render=render,
)
