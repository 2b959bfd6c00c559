"""Taps on the foreman's page at the same moment, and beside the desk."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from closures import actions
from closures.models import RoadEvent, SiteReport
from closures.street.links import link_of
from closures.workflow import MoveRefused
from tests.closures.factories import phase, published

pytestmark = pytest.mark.django_db(transaction=True)
TAPS = 4


@pytest.fixture
def event(agency):
    now = timezone.now()
    begun = [phase(planned_start=now - timedelta(minutes=20), planned_end=now + timedelta(hours=1))]
    return published(agency, at=now - timedelta(hours=4), phases=begun)


def all_at_once(*doers) -> list:
    barrier = Barrier(len(doers))

    def run(do):
        barrier.wait()
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doers)) as pool:
        return list(pool.map(run, doers))


def tap(event: RoadEvent, word: str, key):
    address = link_of(event).get_secret_url()
    return lambda: Client().post(address, {"key": key, "word": word}).status_code


def test_many_taps_of_one_button_are_one_word(event):
    assert all_at_once(*[tap(event, "finished", uuid4())] * TAPS) == [302] * TAPS
    assert SiteReport.objects.count() == event.changes.filter(verb="finished").count() == 1


def test_two_phones_that_say_the_same_move_nothing(event):
    all_at_once(*(tap(event, "started", uuid4()) for _ in range(TAPS)))
    assert SiteReport.objects.count() == TAPS
    assert event.changes.filter(basis="foreman").count() == 1


def test_of_the_desks_cancel_and_the_foremans_finish_one_holds(event, dispatcher):
    def cancel():
        try:
            actions.cancel(event, by=dispatcher, at=timezone.now())
        except MoveRefused:
            return 409
        return 302

    assert sorted(all_at_once(tap(event, "finished", uuid4()), cancel)) == [302, 409]
    assert event.changes.filter(verb__in=["finished", "cancelled"]).count() == 1
