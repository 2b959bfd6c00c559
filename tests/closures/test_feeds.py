"""The feeds' index, each feed's address and the command that prints it."""

import re
from datetime import timedelta

import feedparser
import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from closures import amending
from closures.feeds import FEEDS
from closures.models import RoadEvent
from roadmap.models import City, JournalEntry
from tests.closures.factories import draft, published
from tests.conftest import NOW
from tests.standards.test_atom import FEED, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_index_lists_every_feed_with_a_sentence(anonymous, small_city, language):
    page = anonymous.get("/feeds/", headers={"Accept-Language": language}).content.decode()
    for feed in FEEDS.values():
        assert f'href="/feeds/{feed.name}"' in page
        with override(language):
            assert str(feed.sentence) in page


def test_a_calendar_is_taken_over_by_the_readers_own_program(anonymous, small_city, settings):
    settings.SITE_URL = "https://roads.example.org"
    page = anonymous.get("/feeds/").text
    assert 'href="webcal://roads.example.org/feeds/roadworks.ics"' in page
    assert ">https://roads.example.org/feeds/roadworks.ics<" in page  # to be pasted where the scheme is not known
    assert "icons.svg#calendar" in re.sub(r"\.[0-9a-f]{12}\.", ".", page)


def test_an_unknown_feed_is_not_found(anonymous, small_city):
    assert anonymous.get("/feeds/no.such/feed").status_code == 404


def test_without_a_city_there_is_no_feed(anonymous, small_city):
    City.objects.all().delete()
    assert anonymous.get(FEED).status_code == 404


@pytest.mark.parametrize("name", list(FEEDS))
def test_the_command_prints_what_the_address_answers(agency, anonymous, capsys, name):
    published(agency)
    told()
    call_command("export_feed", name)
    printed = capsys.readouterr()
    assert printed.out.strip() == anonymous.get(f"/feeds/{name}").content.decode().strip()
    assert f'"feed": "{name}"' in printed.err


def test_the_command_knows_its_feeds(small_city):
    with pytest.raises(CommandError, match="roadworks.atom"):
        call_command("export_feed", "no-such")


def test_a_draft_and_another_citys_event_are_in_no_feed(agency, small_city, anonymous):
    draft(agency)
    other = City.objects.create(slug="other", name="Другой", metric_srid=32641, box=small_city.box)
    values = {"version": 1, "title": "Чужая", "text": "", "published_at": NOW, "updated_at": NOW}
    JournalEntry.objects.create(city=other, subject="road-event:99999", **values)
    assert feedparser.parse(anonymous.get(FEED).content).entries == []


def test_a_feed_asks_as_little_for_many_posts_as_for_one(agency, anonymous, django_assert_num_queries):
    for _ in range(3):
        published(agency)
    told()
    with django_assert_num_queries(3) as asked:  # city, posts, who answers for the feed
        assert len(feedparser.parse(anonymous.get(FEED).content).entries) == 3
    assert not any('"closures_roadevent"."geometry"' in query["sql"] for query in asked.captured_queries)


def test_a_feed_holds_the_fifty_posts_that_were_told_last(agency, small_city, anonymous):
    """Whatever else of an event changed since, and whether or not it is told at all."""
    events = [published(agency) for _ in range(3)]
    values = {"version": 1, "title": "Пост", "text": "", "published_at": NOW}
    JournalEntry.objects.bulk_create(
        JournalEntry(city=small_city, subject=event.subject, updated_at=NOW + timedelta(hours=number), **values)
        for number, event in enumerate(many(events[0], 52))
    )
    RoadEvent.objects.filter(pk=events[0].pk).update(updated_at=NOW + timedelta(days=9))
    entries = feedparser.parse(anonymous.get(FEED).content).entries
    hours = [entry.updated_parsed for entry in entries]
    assert len(entries) == 50
    assert hours == sorted(hours, reverse=True)
    assert hours[-1] == (NOW + timedelta(hours=2)).utctimetuple()


def many(event: RoadEvent, count: int) -> list[RoadEvent]:
    columns = [field.name for field in RoadEvent._meta.concrete_fields if field.name not in ("id", "entry_key")]
    copies = [RoadEvent(**{name: getattr(event, name) for name in columns}) for _ in range(count)]
    return RoadEvent.objects.bulk_create(copies)


def test_a_corrected_post_is_the_same_entry(agency, dispatcher, anonymous):
    event = published(agency)
    told()
    (before,) = feedparser.parse(anonymous.get(FEED).content).entries
    amending.change(event, fields={"reason": "авария"}, by=dispatcher, at=NOW + timedelta(hours=2))
    told()
    (after,) = feedparser.parse(anonymous.get(FEED).content).entries
    assert before.id == after.id == f"urn:roadmap:small-city:road-event:{event.pk}"
    assert before.published == after.published
    assert before.updated < after.updated
    assert "авария" in after.summary


def test_what_a_reader_has_is_not_sent_again_until_the_post_is_written(agency, dispatcher, anonymous):
    event = published(agency)
    told()
    tag = anonymous.get(FEED)["ETag"]
    assert anonymous.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    amending.change(event, fields={"reason": "авария"}, by=dispatcher, at=NOW + timedelta(hours=2))
    assert anonymous.get(FEED, headers={"If-None-Match": tag}).status_code == 304
    told()
    assert anonymous.get(FEED, headers={"If-None-Match": tag}).status_code == 200
