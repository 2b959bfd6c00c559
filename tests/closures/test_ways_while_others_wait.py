"""To follow a way round takes a while: nobody else of the city waits for it, and who takes a step back follows none."""

from datetime import timedelta

import pytest
import time_machine

from closures import actions, confirming, joining, scheduled, undoing
from closures.detours import laid
from closures.models import PublicVersion, RoadEvent, ScheduledPublication
from roadmap.models import Effect
from roadmap.paths.ground import Ground
from tests.closures.desk import change, do
from tests.closures.factories import active, draft, line, phase
from tests.closures.test_desk_api import body
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
ROUND = "по улице Баумана, проспекту Ленина и Речному переулку"
OVER_ITSELF = {"detour": "по улице Пушкина и улице Баумана"}  # whether one can all the same has to be followed
MEANT = {"confirmed": ["contradicted-detour"]}
ELSEWHERE = phase(geometry=line((0, 20), (0, 190)))
FOLLOWED, WAITS = "a way is followed", "others of the city wait"


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
def order(monkeypatch) -> list[str]:
    """What happens, in order."""
    told: list[str] = []
    of, move = Ground.of, PublicVersion.move
    monkeypatch.setattr(Ground, "of", lambda *given: told.append(FOLLOWED) or of(*given))
    monkeypatch.setattr(PublicVersion, "move", lambda *given: told.append(WAITS) or move(*given))
    return told


def over(agency) -> RoadEvent:
    event = active(agency, **OVER_ITSELF)
    confirming.finish(event, by=None, at=NOW)
    return event


VERBS = {
    "change": (active, lambda desk, event: change(desk, event.pk, OVER_ITSELF | MEANT)),
    "publish": (lambda agency: draft(agency, **OVER_ITSELF), lambda desk, event: do(desk, event.pk, "publish", MEANT)),
    "reopen": (over, lambda desk, event: do(desk, event.pk, "reopen", {"planned_end": None})),
}


@pytest.mark.parametrize(("made", "does"), VERBS.values(), ids=VERBS)
def test_others_of_the_city_wait_for_no_way(agency, dispatcher, order, made, does):
    event = made(agency)
    del order[:]
    assert does(signed_in(dispatcher), event).status_code == 200
    assert FOLLOWED in order[: order.index(WAITS)]
    assert FOLLOWED not in order[order.index(WAITS) :]


def test_neither_where_a_publication_is_set_nor_when_its_time_has_come(agency, dispatcher, order):
    event = draft(agency, by=dispatcher, **OVER_ITSELF)
    soon = NOW + timedelta(hours=1)
    del order[:]
    scheduled.schedule(event, publish_at=soon, by=dispatcher, at=NOW, **MEANT)
    set_, began = order[:], len(order)
    scheduled.publish_due(ScheduledPublication.objects.get().pk, at=soon)
    for each in (set_, order[began:]):
        assert FOLLOWED in each[: each.index(WAITS)]
        assert FOLLOWED not in each[each.index(WAITS) :]


def test_what_is_previewed_lets_nobody_wait(agency, dispatcher, order):
    event = active(agency)
    del order[:]
    values = body() | {"event": event.pk, "detour": ROUND}
    assert signed_in(dispatcher).post("/api/staff/v1/preview/", values, content_type="application/json").json()["long"]
    assert WAITS not in order


def test_a_step_of_two_is_taken_back_without_following_a_way(agency, dispatcher, order):
    one, other = active(agency, detour=ROUND), active(agency, phases=[ELSEWHERE])
    before = [laid.way_of(event) for event in (one, other)]
    assert before[0]["spans"]
    joining.join(one, other, by=dispatcher, at=NOW)
    del order[:]
    undoing.undo(RoadEvent.objects.get(pk=one.pk), by=dispatcher, at=NOW)
    assert order == [WAITS] * 4
    assert [laid.way_of(event) for event in (one, other)] == before


def test_after_another_map_a_way_that_is_put_back_is_left_to_be_followed(agency, dispatcher):
    event = active(agency, detour=ROUND)
    actions.cancel(event, by=dispatcher, at=NOW)
    agency.city.basemap = "another"
    agency.city.save()
    undoing.undo(RoadEvent.objects.get(pk=event.pk), by=dispatcher, at=NOW)
    assert not event.detour_spans.exists()
    assert Effect.objects.filter(name="derive-event", key=str(event.pk)).exists()
