"""The site's own channel as a page and as an Atom feed."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest

from roadmap.models import JournalEntry
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entry(city, number: int, **values) -> JournalEntry:
    usual = {
        "version": 1,
        "title": f"Запись {number}",
        "text": "Первая.\n\nВторая <b>",
        "published_at": NOW,
        "updated_at": NOW,
    }
    return JournalEntry.objects.create(
        city=city, subject=f"road-event:{number}", url=f"/events/{number}/", **(usual | values)
    )


def feed(client) -> ElementTree.Element:
    response = client.get("/feeds/roadworks.atom")
    assert response["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(response.content)


def test_the_latest_comes_first_and_markup_is_not_run(anonymous, small_city):
    entry(small_city, 1)
    entry(small_city, 2, updated_at=NOW + timedelta(hours=1))
    text = anonymous.get("/journal/").content.decode()
    assert text.index("Запись 2") < text.index("Запись 1")
    assert "<p>Первая.</p>" in text
    assert "Вторая &lt;b&gt;" in text


def test_an_empty_journal_says_so(anonymous, small_city):
    assert "Пока ничего не объявлено" in anonymous.get("/journal/").content.decode()


def test_a_corrected_entry_keeps_its_id_in_the_feed(anonymous, small_city):
    post = entry(small_city, 1)
    before = feed(anonymous).find("a:entry", ATOM)
    post.title, post.updated_at = "Исправлено", NOW + timedelta(hours=2)
    post.save()
    after = feed(anonymous).find("a:entry", ATOM)
    assert (
        before.findtext("a:id", "", ATOM) == after.findtext("a:id", "", ATOM) == "urn:roadmap:small-city:road-event:1"
    )
    assert after.findtext("a:title", "", ATOM) == "Исправлено"
    assert after.findtext("a:updated", "", ATOM) > before.findtext("a:updated", "", ATOM)


def test_the_feed_has_an_id_of_its_own_and_absolute_links(anonymous, small_city):
    entry(small_city, 1)
    root = feed(anonymous)
    assert root.findtext("a:id", "", ATOM) == "urn:roadmap:small-city:journal"
    assert root.find("a:entry/a:link", ATOM).get("href") == "http://testserver/events/1/"


def test_another_citys_entries_are_not_shown(anonymous, small_city):
    from roadmap.models import City

    other = City.objects.create(slug="other", name="Другой", metric_srid=32641, box=small_city.box)
    entry(other, 7)
    assert "Запись 7" not in anonymous.get("/journal/").content.decode()
    assert feed(anonymous).find("a:entry", ATOM) is None
