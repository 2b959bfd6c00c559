"""Each long list of road events is answered by an index, whatever the number of rows."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection, transaction
from django.test import RequestFactory

from closures.models import RoadEvent
from closures.views.desk_list import _of_tab
from closures.wanted import Wanted
from roadmap.models import Agency, City
from tests.bench import load
from tests.conftest import NOW
from tests.plans import emptied

ROWS = 2_000
# What else the planner might do with few rows; an index in the right order is all that it is left with.
ONLY_BY_INDEX = ("enable_seqscan", "enable_bitmapscan", "enable_sort")


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """In one transaction around all tests of this file; each of them is a savepoint in it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(load, "refresh_statistics", lambda: None)  # a transaction cannot VACUUM
        emptied("closures_roadevent")
        city = City.objects.get(slug="small-city")
        load.fill(city, ROWS, NOW)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE closures_roadevent, closures_phase")
            for setting in ONLY_BY_INDEX:
                cursor.execute(f"SET LOCAL {setting} = off")
        yield city
        transaction.set_rollback(True)


@pytest.fixture
def crowded(filled, db):
    return filled


def plan(rows) -> str:
    return rows[:51].explain()


def is_found(rows, index: str) -> bool:
    """Where many indexes would do, the one meant for it: rows in another order are sorted after it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = on")
        cursor.execute("SET LOCAL enable_bitmapscan = on")
    assert f" {index} " in plan(rows), plan(rows)
    return True


def is_read_in_order(rows, index: str) -> bool:
    """By that index; only what is equal in the first column is put in order after it."""
    assert f" {index} " in plan(rows), plan(rows)
    return "->  Sort" not in plan(rows)


def asked(city, **query):
    return Wanted.read(RequestFactory().get("/", query), city, NOW).events().order_by("pk")


def asked_apart(city, **query):
    return Wanted.read(RequestFactory().get("/", query), city, NOW).phases().order_by("pk")


def box_of_a_block(city) -> str:
    return ",".join(map(str, load.neighbourhood(city, load.middle_of(city), 0.01)))


def test_a_box_of_the_public_list(crowded):
    block = box_of_a_block(crowded)
    assert is_found(asked(crowded, bbox=block), "event_where_and_when")
    assert is_found(asked(crowded, bbox=block, at=NOW.isoformat()), "event_where_and_when_all")
    window = {"from": NOW.isoformat(), "to": (NOW + timedelta(days=7)).isoformat()}
    assert is_found(asked(crowded, bbox=block, **window), "event_where_and_when_all")


def test_a_box_of_the_list_of_phases(crowded):
    block = box_of_a_block(crowded)
    window = {"from": NOW.isoformat(), "to": (NOW + timedelta(days=7)).isoformat()}
    for time in ({}, {"at": NOW.isoformat()}, window):
        assert is_found(asked_apart(crowded, bbox=block, **time), "phase_where_and_when")


def test_what_changed_and_what_lies_on_a_street(crowded):
    yesterday = RoadEvent.objects.order_by("-updated_at").values_list("updated_at", flat=True)[3]
    assert is_found(asked(crowded, updated_since=yesterday.isoformat()), "event_updates")
    RoadEvent.objects.filter(pk=RoadEvent.objects.first().pk).update(roads=["улица Редкая"])
    assert is_found(asked(crowded, at=NOW.isoformat(), road="улица Редкая"), "event_roads")


def test_what_is_over_is_known_by_its_status_alone(crowded):
    """In order of number, with no state to be worked out for each row of a long history."""
    for rows in (asked(crowded, state="finished,cancelled"), asked_apart(crowded, state="finished")):
        assert is_read_in_order(rows, "closures_roadevent_pkey")
        assert "CASE" not in plan(rows)


def test_the_desk(crowded):
    body = Agency.objects.filter(road_events__isnull=False).first()
    mine, everybodys = RoadEvent.objects.filter(agency=body), RoadEvent.objects.all()
    for rows, tab, index in (
        (mine, "over", "event_desk"),
        (everybodys, "over", "event_desk_of_all"),
        (everybodys, "active", "event_desk_by_status"),
    ):
        assert is_read_in_order(_of_tab(rows, tab, NOW).order_by("-updated_at", "-pk"), index)
    drafts = _of_tab(everybodys, "draft", NOW).order_by("-updated_at", "-pk")  # few, of two statuses
    assert is_found(drafts, "event_desk_by_status")


def test_words_in_the_administration(crowded):
    page = admin.site.get_model_admin(RoadEvent)
    found, _is_double = page.get_search_results(RequestFactory().get("/"), RoadEvent.objects.order_by(), "Пушкина")
    assert is_found(found, "event_words")
