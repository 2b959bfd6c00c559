"""Two dispatchers at the same moment: one is obeyed, the other is told why not."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.models import F
from django.test import Client
from django.utils import timezone

from closures import actions, amending, by_plan, confirming, derive, joining, scheduled
from closures.models import RoadEvent, ScheduledPublication, SegmentSpan
from closures.workflow import MoveRefused, Status
from roadmap.models import Delivery, RoadSegment
from tests.closures.desk import EVENTS, do, version_of
from tests.closures.factories import active, draft, phase, published
from tests.conftest import NOW, signed_in
from tests.hands import Hand
from tests.plan import lonlat

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4
LIST = "/api/v1/road-events/"
LATER = NOW + timedelta(hours=1)


def at_once(user, addresses: list[str], values: dict | None = None) -> list[int]:
    """The status of each POST; all are sent at the same moment, of the version that stood before, if any did."""
    barrier = Barrier(len(addresses))

    def send(address: str) -> int:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        named = {"If-Match": version_of(client, int(number[1]))} if (number := re.search(r"/(\d+)/", address)) else {}
        barrier.wait()
        try:
            return client.post(address, values or {}, content_type="application/json", headers=named).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(addresses)) as pool:
        return sorted(pool.map(send, addresses))


def address(event: RoadEvent, verb: str) -> str:
    return f"/api/staff/v1/road-events/{event.pk}/{verb}/"


def test_outages_of_one_signal_published_at_once_are_one(agency, dispatcher):
    for day in range(3):
        start = timezone.now() + timedelta(days=10 + day)
        times = {"planned_start": start, "planned_end": start + timedelta(days=1)}
        outages = [draft(agency, kind="signal-outage", phases=[phase(**times)]) for _hand in range(HANDS)]
        assert at_once(dispatcher, [address(one, "publish") for one in outages]) == [200, 400, 400, 400]


def test_a_form_sent_many_times_at_once_is_one_event(dispatcher):
    stage = {"geometry": {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]}}
    form = {"kind": "closure", "phases": [stage | {"planned_start": "2027-06-12T22:00"}], "entry_key": str(uuid4())}
    assert at_once(dispatcher, [EVENTS] * HANDS, form) == [200, 200, 200, 201]
    assert RoadEvent.objects.get().changes.count() == 1


def test_a_button_pressed_many_times_publishes_once(agency, dispatcher):
    event = draft(agency, phases=[phase(planned_end=None)])
    assert at_once(dispatcher, [address(event, "publish")] * HANDS) == [200, 412, 412, 412]
    assert Delivery.objects.filter(subject=event.subject, channel="journal").count() == 1


def test_a_start_confirmed_by_many_at_once_is_written_and_told_once(agency, dispatcher):
    begun = [phase(planned_start=timezone.now() - timedelta(hours=1), planned_end=None)]
    event = published(agency, at=timezone.now() - timedelta(hours=2), phases=begun)
    assert at_once(dispatcher, [address(event, "confirm")] * HANDS) == [200, 412, 412, 412]
    assert [entry.verb for entry in event.changes.filter(basis="office")] == ["started"]
    assert Delivery.objects.filter(subject=event.subject, channel="journal").count() == 2


def test_of_finish_and_cancel_at_once_one_holds(agency, dispatcher):
    event = draft(agency, phases=[phase(planned_start=NOW - timedelta(days=300), planned_end=None)])
    at_once(dispatcher, [address(event, "publish")])
    assert at_once(dispatcher, [address(event, "finish"), address(event, "cancel")]) == [200, 412]
    assert event.changes.count() == 3


def test_a_verb_waits_for_the_one_before_it_and_obeys_what_that_one_did(agency, dispatcher):
    event = published(agency)
    with transaction.atomic():
        actions.cancel(event, by=dispatcher, at=NOW)
        second = Hand(lambda: amending.change(event, fields={"reason": "ямы"}, by=dispatcher, at=LATER))
        assert second.waits()
    assert isinstance(second.done().error, MoveRefused)
    event.refresh_from_db()
    assert (event.status, event.version, event.reason) == (Status.CANCELLED, 3, "ремонт теплотрассы")


def test_every_verb_holds_its_event(agency, dispatcher):
    begun = [phase(planned_start=NOW - timedelta(days=2), planned_end=NOW + timedelta(days=9))]
    new, old = draft(agency), draft(agency, phases=begun)
    short = [phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(hours=1))]
    lapsed = published(agency, phases=short)
    verbs = {
        "submit": lambda: actions.submit_for_review(new, by=dispatcher, at=LATER),
        "publish": lambda: actions.publish(new, by=dispatcher, at=LATER),
        "start": lambda: by_plan.start(new, at=NOW + timedelta(days=2)),
        "publish the old": lambda: actions.publish(old, by=dispatcher, at=LATER),
        "change": lambda: amending.change(old, fields={"reason": "ямы"}, by=dispatcher, at=LATER),
        "confirm": lambda: confirming.confirm(old, started_at=NOW, by=dispatcher, at=LATER, comment="дожди"),
        "finish": lambda: confirming.finish(old, by=dispatcher, at=LATER),
        "mark overdue": lambda: by_plan.mark_overdue(lapsed, at=NOW + timedelta(days=1)),
        "end by the plan": lambda: by_plan.end_by_plan(lapsed, at=NOW + timedelta(days=2)),
        "cancel": lambda: actions.cancel(new, by=dispatcher, at=LATER),
    }
    for name, verb in verbs.items():
        before = sum(RoadEvent.objects.values_list("version", flat=True))
        with transaction.atomic():
            RoadEvent.objects.update(note=f"before {name}", version=F("version") + 10)
            second = Hand(verb)
            assert second.waits(), name
        assert second.done().error is None, name
        assert (
            sum(RoadEvent.objects.values_list("version", flat=True)) == before + 10 * RoadEvent.objects.count() + 1
        ), name
        assert set(RoadEvent.objects.values_list("note", flat=True)) == {f"before {name}"}


def test_of_the_clock_and_a_foreman_at_the_end_one_ends_the_event(agency, dispatcher):
    event = active(agency)
    counts = event.plan_counts_at
    with transaction.atomic():
        confirming.finish(event, by=dispatcher, at=counts, source="foreman")
        verbs = by_plan.mark_overdue, by_plan.end_by_plan
        clocks = [Hand(lambda verb=verb: verb(event, at=counts)) for verb in verbs]
        assert all(hand.waits() for hand in clocks)
    assert [type(hand.done().error) for hand in clocks] == [MoveRefused, MoveRefused]
    event.refresh_from_db()
    assert (event.status, event.end_basis, event.overdue_at) == ("finished", "foreman", None)


def test_two_clocks_at_once_tell_once_that_a_term_has_passed(agency):
    event = active(agency)
    late = event.end
    with transaction.atomic():
        by_plan.mark_overdue(event, at=late)
        second = Hand(lambda: by_plan.mark_overdue(event, at=late))
        assert second.waits()
    assert isinstance(second.done().error, MoveRefused)
    assert event.changes.filter(verb="overdue").count() == 1


def test_events_that_follow_a_new_network_are_held_in_order_of_number(agency, dispatcher):
    first, last = published(agency), published(agency)
    segments = list(RoadSegment.objects.filter(city=agency.city).values_list("pk", flat=True))
    SegmentSpan.objects.all().delete()
    with transaction.atomic():
        RoadEvent.objects.locked(first.pk)
        network = Hand(lambda: transaction.atomic(derive.follow_network)(agency.city, segments))
        assert network.waits()
        hand = Hand(lambda: actions.cancel(last, by=dispatcher, at=LATER))
        assert not hand.waits()
    assert [network.done().error, hand.done().error] == [None, None]
    assert SegmentSpan.objects.filter(phase__event=first).exists()


@pytest.mark.parametrize("verb", ["undo", "send-now"])
def test_a_step_of_two_events_is_taken_up_in_order_of_number(agency, dispatcher, verb):
    """From the last of them, while another writer has the first and may want the last, too."""
    agency.hold_s, now = 60, timezone.now()
    agency.save()
    day = timedelta(days=1)
    stages = [phase(planned_start=now + number * day, planned_end=now + (number + 1) * day) for number in (2, 5)]
    first = published(agency, at=now, phases=stages)
    made = joining.split(first, [2], by=dispatcher, at=now)
    with transaction.atomic():
        RoadEvent.objects.locked(first.pk)
        hand = Hand(lambda: do(signed_in(dispatcher), made.pk, verb).status_code)
        assert hand.waits()
        assert RoadEvent.objects.select_for_update(nowait=True).get(pk=made.pk) == made
    assert hand.done().result == 200


def test_what_was_split_off_is_changed_while_another_writer_has_what_it_was_split_from(agency, dispatcher):
    """It points there, and says so anew with each commit: it would wait, with the city's version in its hands."""
    stages = [phase(), phase(planned_start=NOW + timedelta(days=4), planned_end=NOW + timedelta(days=5))]
    first = published(agency, phases=stages)
    made = joining.split(first, [2], by=dispatcher, at=NOW)
    with transaction.atomic():
        RoadEvent.objects.locked(first.pk)
        hand = Hand(lambda: amending.change(made, fields={"reason": "ямы"}, by=dispatcher, at=LATER))
        assert not hand.waits()
    assert hand.done().error is None


def test_a_change_that_is_committed_late_is_not_hidden_by_one_that_began_later(agency, client):
    """Numbers are given before the commit: a lower one may come to be seen after a higher one."""
    slow, quick = (draft(agency, phases=[phase(planned_end=None)]) for _ in range(2))
    with transaction.atomic():
        actions.publish(slow, by=None, at=NOW)
        other = Hand(lambda: actions.publish(quick, by=None, at=NOW))
        other.waits()
        known = Hand(lambda: Client().get(LIST)["ETag"]).done().result
    assert other.done().error is None
    answer = client.get(LIST, headers={"If-None-Match": known})
    assert answer.status_code == 200
    assert {feature["id"] for feature in answer.json()["features"]} == {slow.pk, quick.pk}


def test_a_time_that_is_moved_while_the_clock_waits_is_kept_to(agency, dispatcher):
    event = draft(agency, by=dispatcher)
    due, later = NOW + timedelta(hours=1), NOW + timedelta(hours=9)
    scheduled.schedule(event, publish_at=due, by=dispatcher, at=NOW)
    (row,) = ScheduledPublication.objects.all()
    with transaction.atomic():
        scheduled.schedule(event, publish_at=later, by=dispatcher, at=NOW)
        clock = Hand(lambda: scheduled.publish_due(row.pk, at=due))
        assert clock.waits()
    assert clock.done().error is None
    event.refresh_from_db()
    row.refresh_from_db()
    assert (event.status, row.publish_at, row.refused_at) == (Status.DRAFT, later, None)
