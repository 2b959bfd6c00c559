import pytest
from django.db import DatabaseError

from roadmap.delivery import Content, enqueue
from roadmap.views import health
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_it_is_well_while_the_database_answers(client, small_city):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["city"] == "small-city"


def test_without_its_database_it_is_not_well(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(health.connection, "cursor", refuse)
    assert client.get("/healthz").status_code == 503


def test_what_waits_too_long_shows(client, small_city):
    enqueue("road-event:1", 1, Content("a", "a", "a", ""), city=small_city, at=NOW, channels=["journal"])
    assert client.get("/readyz").json()["oldest_due_delivery_s"] > 60


def test_without_a_city_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.City.objects, "shown", lambda: None)
    assert client.get("/readyz").status_code == 503
