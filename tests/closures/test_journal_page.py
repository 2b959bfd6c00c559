"""The site's own channel as a page."""

from datetime import timedelta

import pytest

from roadmap.models import City, JournalEntry
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


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


def test_the_latest_comes_first_and_markup_is_not_run(anonymous, small_city):
    entry(small_city, 1)
    entry(small_city, 2, updated_at=NOW + timedelta(hours=1))
    text = anonymous.get("/journal/").content.decode()
    assert text.index("Запись 2") < text.index("Запись 1")
    assert "<p>Первая.</p>" in text
    assert "Вторая &lt;b&gt;" in text


def test_an_empty_journal_says_so(anonymous, small_city):
    assert "Пока ничего не объявлено" in anonymous.get("/journal/").content.decode()


def test_another_citys_entries_are_not_shown(anonymous, small_city):
    other = City.objects.create(slug="other", name="Другой", metric_srid=32641, box=small_city.box)
    entry(other, 7)
    assert "Запись 7" not in anonymous.get("/journal/").content.decode()
