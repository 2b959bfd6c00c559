"""Atom (RFC 4287) of stories: a reader of one theme or one district gets only those."""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import gettext as translated
from django.utils.translation import override

from closures.feeds.atom import NOT_XML, author_of
from closures.models import Story, StoryTheme
from closures.models.story import StoryQuerySet
from roadmap.models import Area, City
from roadmap.own_address import absolute

LENGTH = 50
MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def atom(stories: StoryQuerySet, city: City, *, theme: StoryTheme | None, area: Area | None) -> bytes:
    """`stories` are those that are shown; two queries."""
    told = stories.select_related("theme", "area")[:LENGTH]
    with override(settings.LANGUAGE_CODE):
        feed = _empty(city, theme, area)
        for story in told:
            feed.add_item(**_entry(story, city))
        return feed.writeString("utf-8").encode()


def _empty(city: City, theme: StoryTheme | None, area: Area | None) -> Atom1Feed:
    narrowed = {"theme": theme and theme.slug, "district": area and area.slug}
    query = urlencode({name: value for name, value in narrowed.items() if value})
    of_what = ", ".join(str(each) for each in (theme, area) if each)
    title = translated("Stories: %(city)s") % {"city": city.shown_name}
    return Atom1Feed(
        title=f"{title} · {of_what}" if of_what else title,
        link=absolute(f"{reverse('stories')}?{query}".rstrip("?")),
        feed_url=absolute(f"{reverse('stories-feed')}?{query}".rstrip("?")),
        feed_guid=f"urn:roadmap:{city.slug}:stories:{narrowed['theme'] or ''}:{narrowed['district'] or ''}",
        author_name=author_of(city),
        description=None,
        language=settings.LANGUAGE_CODE,
    )


def _entry(story: Story, city: City) -> dict:
    return {
        "title": NOT_XML.sub(" ", story.title),
        "description": linebreaks(NOT_XML.sub(" ", story.text), autoescape=True),
        "link": absolute(story.get_absolute_url()),
        "unique_id": f"urn:roadmap:{city.slug}:story:{story.pk}",
        "pubdate": story.published_at,
        "updateddate": story.updated_at,
        "categories": [str(story.theme)],
    }
