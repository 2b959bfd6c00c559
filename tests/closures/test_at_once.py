"""Two dispatchers at the same moment: one is obeyed, the other is told why not."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client

from closures.models import RoadEvent
from roadmap.models import Delivery
from tests.closures.factories import draft, phase
from tests.conftest import NOW

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def at_once(user, addresses: list[str]) -> list[int]:
    """The status of each POST; all are sent at the same moment."""
    barrier = Barrier(len(addresses))

    def send(address: str) -> int:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        barrier.wait()
        try:
            return client.post(address, "{}", content_type="application/json").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(addresses)) as pool:
        return sorted(pool.map(send, addresses))


def address(event: RoadEvent, verb: str) -> str:
    return f"/api/staff/v1/road-events/{event.pk}/{verb}/"


def test_outages_of_one_signal_published_at_once_are_one(agency, dispatcher):
    for day in range(3):
        times = {"planned_start": NOW + timedelta(days=10 + day), "planned_end": NOW + timedelta(days=11 + day)}
        outages = [draft(agency, kind="signal-outage", phases=[phase(**times)]) for _hand in range(HANDS)]
        assert at_once(dispatcher, [address(one, "publish") for one in outages]) == [200, 400, 400, 400]


def test_a_button_pressed_many_times_publishes_once(agency, dispatcher):
    event = draft(agency)
    assert at_once(dispatcher, [address(event, "publish")] * HANDS) == [200, 400, 400, 400]
    assert Delivery.objects.filter(subject=event.subject, channel="journal").count() == 1


def test_of_finish_and_cancel_at_once_one_holds(agency, dispatcher):
    event = draft(agency, phases=[phase(planned_start=NOW - timedelta(days=300))])
    at_once(dispatcher, [address(event, "publish")])
    assert at_once(dispatcher, [address(event, "finish"), address(event, "cancel")]) == [200, 400]
    assert event.changes.count() == 3
