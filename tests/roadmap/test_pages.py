"""Long lists page by page without a total."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from appeals.models import Appeal
from roadmap import pages
from roadmap.admin import ManyRows
from roadmap.models import User
from roadmap.pages import BoundedPaginator, count_of, page_of
from tests.appeals.factories import appeal
from tests.conftest import NOW, signed_in

SIZE = 2


@pytest.fixture
def messages(small_city, agency):
    """Seven, of which three came in the same moment."""
    hours = (0, 1, 2, 2, 2, 3, 4)
    return [appeal(small_city, at=NOW + timedelta(hours=each)).pk for each in hours]


def asked(query: str | None, by: str) -> pages.Page:
    return page_of(Appeal.objects.all(), RequestFactory().get(f"/?{query or ''}"), by=by, size=SIZE)


@pytest.mark.parametrize("by", ["submitted_at", "-submitted_at"])
def test_forward_and_back_each_row_comes_once_and_in_order(messages, by):
    expected = messages if by == "submitted_at" else messages[::-1]
    page, seen = asked("show=all", by), []
    assert page.previous is None
    while True:
        seen.append([row.pk for row in page.rows])
        if page.next is None:
            break
        page = asked(page.next, by)
    assert sum(seen, []) == expected
    assert QueryDict(page.previous)["show"] == "all"
    for rows in reversed(seen[:-1]):
        page = asked(page.previous, by)
        assert [row.pk for row in page.rows] == rows
        assert page.next is not None
    assert page.previous is None


@pytest.mark.parametrize(
    "query",
    ["after=soon,1", "after=2026-06-10,1", "before=%00,%00", "after=0001-01-01T00:00%2B14:00,1", "after=,", "after=1"]
    + [f"after=2026-06-10T07:00%2B00:00,{number}" for number in ("x", "1.5", "9" * 30)],
)
def test_a_mark_that_is_none_is_the_first_page(messages, query):
    assert [row.pk for row in asked(query, "submitted_at").rows] == messages[:SIZE]


def test_what_is_counted_is_counted_up_to_a_bound(messages, monkeypatch):
    assert count_of(Appeal.objects.all()) == "7"
    monkeypatch.setattr(pages, "MOST_COUNTED", 6)
    with CaptureQueriesContext(connection) as queries:
        assert count_of(Appeal.objects.all()) == "6+"
    assert "LIMIT 7" in queries[0]["sql"]


def test_numbered_pages_end_at_a_bound_and_say_so(messages, monkeypatch):
    monkeypatch.setattr(BoundedPaginator, "MOST", 4)
    paginator = BoundedPaginator(Appeal.objects.all(), SIZE)
    assert (paginator.num_pages, str(paginator.count)) == (2, "4+")
    monkeypatch.setattr(BoundedPaginator, "MOST", 8)
    assert str(BoundedPaginator(Appeal.objects.all(), SIZE).count) == "7"


LONG = [model for model, kept in admin.site._registry.items() if isinstance(kept, ManyRows)]


def test_tables_that_grow_without_end_are_long_lists():
    named = {model._meta.model_name for model in LONG}
    assert {"appeal", "roadevent", "roadeventchange", "delivery", "road", "place"} <= named


@pytest.mark.parametrize("model", LONG, ids=lambda model: model._meta.model_name)
def test_the_admin_counts_no_long_list_in_full(model, messages):
    client = signed_in(User.objects.create_superuser("admin", password="pass-word-1"))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 200
    asked = [each["sql"] for each in queries if each["sql"]]  # of a change of the clock there is no text
    counts = [sql for sql in asked if "COUNT(" in sql]
    assert counts
    assert all(f"LIMIT {BoundedPaginator.MOST}" in sql for sql in counts)
    assert not [sql for sql in asked if "SELECT DISTINCT" in sql]
