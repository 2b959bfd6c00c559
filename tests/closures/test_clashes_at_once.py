"""Two that clash, at the same moment: the second one is asked."""

import pytest
from django.db import connections, transaction
from django.test import Client

from closures import actions, conflicts
from closures.models import KnownClash, RoadEvent
from tests.closures.desk import do
from tests.closures.factories import draft, published
from tests.conftest import NOW
from tests.hands import Hand

pytestmark = pytest.mark.django_db(transaction=True)


def publishing(user, event):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    try:
        return do(client, event.pk, "publish")
    finally:
        connections.close_all()


def later(agency):
    """Not over by the clock of the wall."""
    from datetime import timedelta

    from django.utils import timezone

    from tests.closures.factories import phase

    start = timezone.now() + timedelta(days=1)
    return draft(agency, phases=[phase(planned_start=start, planned_end=start + timedelta(days=2))])


def test_of_two_published_at_once_the_second_is_asked(agency, other_agency, dispatcher, other_dispatcher):
    mine, theirs = later(agency), later(other_agency)
    with transaction.atomic():
        actions.publish(mine, by=dispatcher, at=NOW)
        second = Hand(lambda: publishing(other_dispatcher, theirs))
        assert second.waits()
    answer = second.done().result
    assert answer.status_code == 400
    assert [each["event"] for each in answer.json()["clashes"]] == [mine.pk]
    assert RoadEvent.objects.get(pk=theirs.pk).status == "draft"


def test_what_two_note_of_each_other_at_once_is_one_row(agency, other_agency):
    mine, theirs = published(agency), published(other_agency)
    with transaction.atomic():
        conflicts.follow(mine, NOW)
        second = Hand(lambda: conflicts.follow(theirs, NOW))
        assert second.waits()
    assert second.done().error is None
    assert KnownClash.objects.count() == 1


def test_nobody_waits_for_whoever_changes_the_other_event(agency, other_agency):
    """Else two that go on over each other would each hold what the other needs."""
    mine, theirs = published(agency), published(other_agency)
    with transaction.atomic():
        RoadEvent.objects.locked(theirs.pk)
        hand = Hand(lambda: conflicts.follow(mine, NOW))
        assert not hand.waits()
    assert hand.done().error is None
    assert KnownClash.objects.count() == 1
