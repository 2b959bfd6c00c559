"""Each long list of messages is read in its order from an index: nothing is sorted, whatever the number of rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import RequestFactory

from appeals.api.public import asked_for
from appeals.models import Appeal
from appeals.models.appeal import HAS_WORDS
from appeals.views.desk import TABS, _of_tab
from roadmap.api.lists import page_by
from roadmap.models import Agency, City
from tests.appeals.factories import category
from tests.bench import crowd, load
from tests.closures.factories import published
from tests.conftest import NOW
from tests.plans import emptied

ROWS = 6_000
# What else the planner might do with few rows; an index in the right order is all that it is left with.
ONLY_BY_INDEX = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_hashjoin", "enable_mergejoin")


# Of one city, few bodies and three streets, every other index would do nearly as well as the one that is meant.
OF_OTHERS = """
UPDATE appeals_appeal SET city_id = %(city)s, agency_id = %(agency)s, street = 'улица Чужая' WHERE id %% 4 <> 0;
UPDATE appeals_appeal SET street = street || ' ' || id WHERE id %% 4 = 0 AND id %% 40 <> 0;
"""


@pytest.fixture
def crowded(small_city, agency, monkeypatch):
    monkeypatch.setattr(load, "refresh_statistics", lambda: None)  # a test's transaction cannot VACUUM
    emptied("appeals_appeal")
    load._agencies(small_city)
    published(agency)
    crowd.fill(small_city, ROWS, NOW)
    other = City.objects.create(
        slug="other", name="Другой", time_zone="Asia/Tokyo", metric_srid=32653, box=small_city.box
    )
    others = Agency.objects.create(city=other, slug="other", name="Другие дороги")
    with connection.cursor() as cursor:
        cursor.execute(OF_OTHERS, {"city": other.pk, "agency": others.pk})
        cursor.execute("ANALYZE appeals_appeal")
        for setting in ONLY_BY_INDEX:
            cursor.execute(f"SET LOCAL {setting} = off")
    return small_city


def plan(rows) -> str:
    return rows[:51].explain()


def is_read_in_order(rows, index: str) -> bool:
    """By that index; only what is equal in the first column is put in order after it."""
    assert index in plan(rows), plan(rows)
    return "->  Sort" not in plan(rows)


def listed(city, **query):
    request = RequestFactory().get("/", query)
    return page_by(asked_for(request, city, NOW), request, "submitted_at")[0]


def test_the_public_list(crowded):
    day = (NOW - timedelta(days=9)).date()
    assert is_read_in_order(listed(crowded), "appeal_shown")
    assert is_read_in_order(listed(crowded, street="улица пушкина"), "appeal_on_street")
    assert is_read_in_order(listed(crowded, status="closed"), "appeal_by_status")
    assert is_read_in_order(listed(crowded, status="closed,new", since=day), "appeal_figures")
    of_category = Appeal.objects.filter(category__in=[category().pk]).order_by("submitted_at", "pk")
    assert is_read_in_order(of_category, "appeal_of_category")


def drawer(messages, tab: str):
    by = TABS[tab].by
    return _of_tab(messages, tab, NOW).order_by(by, "-pk" if by.startswith("-") else "pk")


def test_the_inbox(crowded):
    body = Agency.objects.filter(appeals__isnull=False, city=crowded).first()
    mine, everybodys = Appeal.objects.filter(agency=body), Appeal.objects.all()
    assert is_read_in_order(drawer(mine, "new"), "appeal_inbox")
    assert is_read_in_order(drawer(mine, "open"), "appeal_open_of_agency")
    assert is_read_in_order(drawer(mine, "overdue"), "appeal_open_of_agency")
    assert is_read_in_order(drawer(mine, "answered"), "appeal_answered_of_agency")
    assert is_read_in_order(drawer(mine, "all"), "appeal_of_agency")
    assert is_read_in_order(drawer(everybodys, "new"), "appeal_open_by_status")
    assert is_read_in_order(drawer(everybodys, "overdue"), "appeal_open")
    assert is_read_in_order(drawer(everybodys, "answered"), "appeal_answered")
    assert is_read_in_order(drawer(everybodys, "all"), "appeal_all")


def test_words_of_a_street_and_what_is_to_be_forgotten(crowded):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_bitmapscan = on")
    assert "appeal_street_words" in plan(Appeal.objects.of_street("речной", whole=False).order_by())
    settled = Appeal.objects.filter(HAS_WORDS, settled_at__lt=NOW).order_by("settled_at")
    assert is_read_in_order(settled, "appeal_to_forget")
