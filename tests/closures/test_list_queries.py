"""Each list of road events and of the network costs as many queries with many rows as with few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from closures.feeds import FEEDS
from roadmap.models import Delivery, JournalEntry
from tests.conftest import NOW, signed_in

from .factories import active, draft, published

PUBLIC = (
    "/list/",
    "/streets/ulitsa-pushkina/",
    "/journal/",
    "/api/v1/road-events/?at=2026-06-10T12:00",
    *(f"/feeds/{name}" for name in FEEDS),
)
STAFF = ("/desk/?state=active", "/desk/?state=draft", "/desk/deliveries/")
# The last by likeness, too, where few names begin so
NETWORK = {"/api/v1/road-segments/": 3, "/api/v1/traffic-signals/": 3, "/api/v1/roads/?q=ул": 6}


def cost(client, address: str) -> int:
    client.get(address)  # what is found out once a process
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(asked)


def make(agency, first: int, last: int) -> None:
    for number in range(first, last):
        event = active(agency)
        published(agency, at=NOW - timedelta(hours=number))
        draft(agency)
        JournalEntry.objects.create(
            city=agency.city, subject=event.subject, version=9, title="", text="", published_at=NOW, updated_at=NOW
        )
        Delivery.objects.create(
            city=agency.city,
            subject=event.subject,
            version=9,
            channel="telegram",
            recipient="@city",
            created_at=NOW,
            next_try_at=NOW,
        )


@pytest.mark.parametrize("address", [*PUBLIC, *STAFF])
def test_events_and_what_was_told_of_them(address, agency, dispatcher):
    client = signed_in(dispatcher) if address in STAFF else Client()
    make(agency, 0, 2)
    few = cost(client, address)
    make(agency, 2, 8)
    assert cost(client, address) == few


@pytest.mark.parametrize(("address", "most"), NETWORK.items())
def test_the_network(address, most, client, small_city):
    paged = address + ("&" if "?" in address else "?")
    assert cost(client, f"{paged}limit=1") == cost(client, f"{paged}limit=50") <= most
