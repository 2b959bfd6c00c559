"""Pages over all messages read what they count by an index, however many messages there are."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from appeals.models import Appeal
from roadmap.models import Agency, City, User
from tests.bench import crowd, load
from tests.conftest import NOW, signed_in
from tests.plans import emptied, ways_into

ROWS, EVENTS = 20_000, 400
MESSAGES = "appeals_appeal"
# Of one city and few bodies every other index would do nearly as well as the one that is meant.
OF_OTHERS = "UPDATE appeals_appeal SET city_id = %s, agency_id = %s WHERE id %% 8 <> 0"
ONLY_BY_INDEX = ("enable_seqscan", "enable_hashjoin", "enable_mergejoin")  # of so few rows a planner reads all
INBOX = ("/desk/appeals/", "/desk/appeals/?show=overdue")
FIGURES = (
    "/morning/",
    "/desk/figures/",
    "/desk/figures/messages/?show=late&since=2026-05-01",
    "/desk/figures/seasons/",
    "/desk/figures/heat/",
    "/figures/",
)
BY_PLACE = ("/desk/figures/closures/",)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """In one transaction around all tests of this file; each of them is a savepoint in it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(load, "refresh_statistics", lambda: None)  # a transaction cannot VACUUM
        emptied(MESSAGES, "closures_roadevent")
        city = City.objects.get(slug="small-city")
        load.fill(city, EVENTS, NOW)
        crowd.fill_messages(city, ROWS, NOW)
        other = City.objects.create(
            slug="other", name="Другой", time_zone="Asia/Tokyo", metric_srid=32653, box=city.box
        )
        others = Agency.objects.create(city=other, slug="other", name="Другие дороги")
        with connection.cursor() as cursor:
            cursor.execute(OF_OTHERS, [other.pk, others.pk])
            cursor.execute(f"ANALYZE {MESSAGES}, closures_roadevent")
            for way in ONLY_BY_INDEX:
                cursor.execute(f"SET LOCAL {way} = off")
        yield city
        transaction.set_rollback(True)


@pytest.fixture
def leader(filled, db) -> Client:
    agency = Agency.objects.filter(city=filled).order_by("slug").first()
    return signed_in(User.objects.create_user("head", agency=agency, roles=["leader", "operator"]))


def ways_of(address: str, client: Client) -> set[str]:
    cache.clear()
    with time_machine.travel(NOW, tick=False), CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return ways_into(MESSAGES, asked)


@pytest.mark.parametrize("address", INBOX)
def test_the_inbox_reads_what_it_shows_and_counts_by_an_index(address, leader):
    ways = ways_of(address, leader)
    assert ways and "whole" not in ways, ways


@pytest.mark.parametrize("address", FIGURES)
def test_what_is_counted_of_a_period_is_read_from_its_index(address, leader):
    ways = ways_of(address, leader)
    assert "appeal_figures" in ways and "whole" not in ways, ways


@pytest.mark.parametrize("address", BY_PLACE)
def test_what_is_counted_by_place_is_read_from_the_index_of_place_and_time(address, leader):
    ways = ways_of(address, leader)
    assert "appeal_near" in ways and "whole" not in ways, ways


def test_a_question_that_reads_all_messages_is_noticed(filled, db):
    with CaptureQueriesContext(connection) as asked:
        list(Appeal.objects.filter(text__contains="яма").order_by())
    assert "whole" in ways_into(MESSAGES, asked)
