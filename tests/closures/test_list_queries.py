"""Each list of road events and of the network costs as many queries with many rows as with few."""

from datetime import timedelta

import pytest
from django.test import Client

from closures.feeds import FEEDS
from roadmap.models import Delivery, JournalEntry
from tests.conftest import NOW, signed_in
from tests.queries import cost

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


def test_events_and_what_was_told_of_them(agency, dispatcher):
    clients = dict.fromkeys(PUBLIC, Client()) | dict.fromkeys(STAFF, signed_in(dispatcher))
    make(agency, 0, 2)
    few = {address: cost(client, address) for address, client in clients.items()}
    make(agency, 2, 8)
    assert {address: cost(client, address) for address, client in clients.items()} == few


@pytest.mark.parametrize(("address", "most"), NETWORK.items())
def test_the_network(address, most, client, small_city):
    paged = address + ("&" if "?" in address else "?")
    assert cost(client, f"{paged}limit=1") == cost(client, f"{paged}limit=50") <= most
