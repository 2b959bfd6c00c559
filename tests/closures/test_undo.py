"""For a minute nothing of a step leaves the house, and it can be taken back: then nobody has ever heard of it."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import LineString, MultiLineString

from closures import actions, amending, clock, confirming, posts, renewing, undoing
from closures.in_full import history_of
from closures.models import HeldStep, PublicVersion, RoadEvent
from closures.snapshot import snapshot
from closures.workflow import MoveRefused
from roadmap import delivery
from roadmap.clock import deliver_due
from roadmap.models import Delivery, Effect
from roadmap.models.history import HistoryIsFixed
from tests.closures.desk import change, do
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

SOON = NOW + timedelta(seconds=30)
LATER = NOW + timedelta(seconds=61)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agency(agency):
    agency.hold_s = 60
    agency.save()
    return agency


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def of(event):
    event.refresh_from_db()
    return snapshot(event), event.published_at, [each.pk for each in event.phases.all()], event.detour_geometry


def everything_that_is_derived(event):
    event = RoadEvent.objects.get(pk=event.pk)
    return [event.geometry, event.during, event.spells, event.in_force, event.headline, event.roads, event.held_m]


CHANGED = {"planned_end": NOW + timedelta(days=9), "geometry": line((0, 200), (100, 200))}
STEPS = {
    "publish": lambda event, by: actions.publish(event, by=by, at=NOW),
    "change": lambda event, by: amending.change(event, fields={}, phases=[phase(**CHANGED)], by=by, at=NOW),
    "more stages": lambda event, by: amending.change(
        event,
        fields={"detour": "по улице Баумана"},
        phases=[phase(planned_start=NOW + timedelta(days=4), planned_end=None), phase(**CHANGED)],
        by=by,
        at=NOW,
    ),
    "finish": lambda event, by: confirming.finish(event, by=by, at=NOW),
    "cancel": lambda event, by: actions.cancel(event, by=by, at=NOW),
    "reopen": lambda event, by: amending.reopen(event, planned_end=NOW + timedelta(days=20), by=by, at=NOW),
}


def made_for(step, agency):
    if step == "publish":
        return draft(agency)
    event = active(agency)
    if step == "reopen":
        confirming.finish(event, by=None, at=NOW - timedelta(minutes=5))
    return event


@pytest.mark.parametrize("step", STEPS)
def test_each_step_is_taken_back_whole(step, agency, dispatcher):
    event = made_for(step, agency)
    before, derived = of(event), everything_that_is_derived(event)
    STEPS[step](event, dispatcher)
    assert of(event) != before
    undoing.undo(event, by=dispatcher, at=SOON)
    assert of(event) == before
    assert everything_that_is_derived(event) == derived
    last = event.changes.latest("version")
    assert (last.verb, last.by, last.at, last.state) == ("undone", dispatcher, SOON, before[0])


@pytest.mark.parametrize("step", STEPS)
def test_nothing_of_it_ever_leaves(step, agency, dispatcher, follow_up):
    event = made_for(step, agency)
    follow_up(NOW)
    told = set(Delivery.objects.values_list("pk", flat=True))
    STEPS[step](event, dispatcher)
    waiting = Delivery.objects.exclude(pk__in=told)
    assert waiting.count() == 1
    for row in waiting:
        delivery.send(row.pk, SOON)
    assert [row.state for row in waiting.all()] == ["waiting"]
    assert not Effect.objects.due(SOON).exists()
    undoing.undo(event, by=dispatcher, at=SOON)
    for row in waiting:
        delivery.send(row.pk, LATER)
    assert [row.state for row in waiting.all()] == ["withdrawn"]
    verbs = Effect.objects.filter(name="road-event-changed")
    undone = event.changes.get(version=event.changes.latest("version").version - 1)
    assert undone.pk not in [effect.arguments["change"] for effect in verbs]


def test_what_nobody_takes_back_leaves_when_the_hold_is_over(agency, dispatcher):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    row = Delivery.objects.get()
    assert not Delivery.objects.due(NOW + timedelta(seconds=59)).exists()
    delivery.send(row.pk, NOW + timedelta(seconds=60))
    row.refresh_from_db()
    assert row.state == "sent"


def test_the_clock_hands_over_what_is_held_only_when_its_time_has_come(agency, dispatcher, handed_over):
    actions.publish(draft(agency), by=dispatcher, at=NOW)
    deliver_due()
    assert handed_over == []
    with time_machine.travel(LATER, tick=False):
        deliver_due()
    assert handed_over == [Delivery.objects.get().pk]


def test_the_map_shows_it_at_once(agency, dispatcher):
    event = draft(agency)
    version = PublicVersion.objects.filter(city=agency.city).first()
    actions.publish(event, by=dispatcher, at=NOW)
    assert event in RoadEvent.objects.public()
    moved = PublicVersion.objects.get(city=agency.city).number
    assert version is None or moved > version.number
    undoing.undo(event, by=dispatcher, at=SOON)
    assert event not in RoadEvent.objects.public()
    assert PublicVersion.objects.get(city=agency.city).number > moved


def test_what_leaves_at_once_cannot_be_taken_back(agency, dispatcher):
    agency.hold_s = 0
    agency.save()
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    assert Delivery.objects.due(NOW).count() == 1
    with pytest.raises(MoveRefused):
        undoing.undo(event, by=dispatcher, at=NOW)


def test_a_step_whose_hold_is_over_stays(agency, dispatcher, desk):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    with time_machine.travel(LATER, tick=False):
        told = do(desk, event.pk, "undo")
    assert (told.status_code, list(told.json())) == (400, ["status"])
    assert Delivery.objects.get().state == "waiting"


@pytest.mark.parametrize("state", ["sending", "waiting"])
def test_a_step_that_has_begun_to_leave_stays(agency, dispatcher, state):
    """A worker claimed it in the very moment; or the network refused it for now, and may have it all the same."""
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    Delivery.objects.update(state=state, attempts=1)
    with pytest.raises(MoveRefused):
        undoing.undo(event, by=dispatcher, at=SOON)
    event.refresh_from_db()
    assert event.status == "published"
    assert Effect.objects.filter(name="road-event-changed", next_try_at__gt=NOW).count() == 1


def test_only_the_last_step_is_taken_back(agency, dispatcher):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    confirming.confirm(active(agency), by=dispatcher, at=NOW)
    amending.change(event, fields={"reason": "иное"}, by=None, at=NOW)
    with pytest.raises(MoveRefused):
        undoing.undo(event, by=dispatcher, at=SOON)


def test_in_an_emergency_it_leaves_at_once(
    agency, dispatcher, handed_over, follow_up, django_capture_on_commit_callbacks
):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        undoing.send_now(event, by=dispatcher, at=SOON)
    row = Delivery.objects.get()
    assert handed_over == [row.pk]
    published, hurried = event.changes.order_by("version").filter(version__gte=2)
    assert Effect.objects.due(SOON).filter(arguments__change=published.pk).exists()
    assert (hurried.verb, hurried.by, hurried.at) == ("sent-now", dispatcher, SOON)
    with pytest.raises(MoveRefused):
        undoing.undo(event, by=dispatcher, at=SOON)


def test_what_was_taken_back_can_be_done_again_and_is_told_as_new(agency, dispatcher):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    undoing.undo(event, by=dispatcher, at=SOON)
    assert posts.spots_of(event) is None
    actions.publish(event, by=dispatcher, at=SOON)
    assert list(Delivery.objects.order_by("version").values_list("state", "action")) == [
        ("withdrawn", "post"),
        ("waiting", "post"),
    ]


def test_a_change_that_is_made_again_is_told_though_the_same_was_taken_back(agency, dispatcher):
    event = published(agency)
    for number in range(2):
        amending.change(event, fields={"detour": "по улице Баумана"}, by=dispatcher, at=NOW)
        if number == 0:
            undoing.undo(event, by=dispatcher, at=SOON)
    assert list(Delivery.objects.order_by("version").values_list("state", flat=True)) == [
        "waiting",
        "withdrawn",
        "waiting",
    ]


def test_a_post_that_failed_is_still_asked_about_though_a_later_one_was_taken_back(agency, dispatcher):
    event = published(agency)
    Delivery.objects.update(state="refused")
    amending.change(event, fields={"detour": "по улице Баумана"}, by=dispatcher, at=NOW)
    assert not Delivery.objects.wrong().exists()
    undoing.undo(event, by=dispatcher, at=SOON)
    assert Delivery.objects.wrong().count() == 1


def test_the_public_history_tells_of_neither(agency, dispatcher):
    event = published(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    undoing.undo(event, by=dispatcher, at=SOON)
    event.refresh_from_db()
    assert [entry["words"] for entry in history_of(event)] == ["Опубликовано"]


def test_what_the_clock_does_is_not_held(agency, dispatcher):
    event = draft(agency)
    actions.publish(event, by=dispatcher, at=NOW)
    clock.advance(event.start)
    assert Delivery.objects.filter(next_try_at=event.start).count() == 1
    assert HeldStep.objects.count() == 1  # that of the publication, which is over


def test_a_drawing_comes_back_to_its_last_digit(agency, dispatcher):
    shape = LineString((65.50000012345678, 57.15000098765432), (65.50312345678912, 57.15), srid=4326)
    event = published(agency, phases=[phase(geometry=line((0, 200), (200, 200)))])
    place = event.phases.get().locations.get()
    place.geometry = shape
    place.save()
    actions.cancel(event, by=dispatcher, at=NOW)
    undoing.undo(event, by=dispatcher, at=SOON)
    assert event.phases.get().locations.get().geometry.coords == shape.coords


def test_the_way_round_lies_on_the_streets_where_it_lay(agency, dispatcher):
    first, other = (MultiLineString(line((x, 200), (x, 0)), srid=4326) for x in (0, 200))
    event = published(agency, detour_geometry=first)
    before = laid(event)
    amending.change(event, fields={"detour_geometry": other}, by=dispatcher, at=NOW)
    assert laid(event) != before
    undoing.undo(event, by=dispatcher, at=SOON)
    assert laid(event) == before != []


def test_what_is_derived_anew_has_its_way_round_laid_anew(agency):
    event = published(agency, detour_geometry=MultiLineString(line((0, 200), (0, 0)), srid=4326))
    before = laid(event)
    event.detour_spans.all().delete()
    renewing.derive_anew(event.pk, at=NOW)
    assert laid(event) == before != []


def laid(event):
    return list(event.detour_spans.order_by("pk").values_list("segment", "start_position", "end_position"))


def test_a_page_offers_it_and_the_api_does_it(agency, desk):
    event = published(agency)
    change(desk, event.pk, {"reason": "замена трубы"})
    html = desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert 'data-step="undo"' in html
    assert 'data-seconds="60"' in html
    assert do(desk, event.pk, "undo").json()["reason"] == "ремонт теплотрассы"
    assert 'data-step="undo"' not in desk.get(f"/desk/events/{event.pk}/").content.decode()


def test_the_history_of_a_step_taken_back_is_not_rewritten(agency, dispatcher):
    event = published(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    undoing.undo(event, by=dispatcher, at=SOON)
    assert list(event.changes.values_list("verb", flat=True)) == ["drafted", "published", "cancelled", "undone"]
    with pytest.raises(HistoryIsFixed):
        event.changes.filter(verb="cancelled").delete()
