"""A publication that is set for later: the clock does it, with the same checks; what fails is told on the desk."""

from datetime import timedelta

import pytest
import time_machine

from closures import actions, clock
from closures.models import KnownClash, ScheduledPublication
from roadmap.models import Delivery, User
from tests.closures.desk import change, do
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

EVENING = NOW + timedelta(hours=6)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


def wall(moment, event):
    return f"{moment.astimezone(event.city.zone):%Y-%m-%dT%H:%M}"


def set_for(desk, event, moment=EVENING, **more):
    return do(desk, event.pk, "schedule", {"publish_at": wall(moment, event)} | more)


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=1)])
def test_a_time_after_the_events_end_is_refused_beside_its_field(desk, agency, later):
    event = draft(agency)
    answer = set_for(desk, event, event.end + later)
    assert answer.status_code == 400
    assert answer.json() == {"publish_at": ["К этому времени событие закончится: его конец 13 июня, 12:00."]}
    assert not ScheduledPublication.objects.exists()


def state_of(event):
    event.refresh_from_db()
    return event.status


def test_the_clock_publishes_it_at_its_time_and_not_before(agency, dispatcher, desk):
    event = draft(agency, by=dispatcher)
    assert set_for(desk, event).status_code == 200
    clock.advance(EVENING - timedelta(seconds=1))
    assert state_of(event) == "draft"
    clock.advance(EVENING)
    assert state_of(event) == "published"
    last = event.changes.latest("version")
    assert (last.verb, last.by, last.at) == ("published", dispatcher, EVENING)
    assert Delivery.objects.count() == 1
    assert not ScheduledPublication.objects.exists()
    assert list(event.changes.values_list("verb", flat=True)) == ["drafted", "scheduled", "published"]


def test_until_then_nobody_sees_it(agency, desk, client):
    event = draft(agency)
    set_for(desk, event)
    assert client.get(f"/events/{event.pk}/").status_code == 404
    html = desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert 'data-step="unschedule"' in html


@pytest.mark.parametrize(
    ("moment", "field"),
    [(NOW, "publish_at"), (NOW - timedelta(days=1), "publish_at"), (NOW + timedelta(days=9), "publish_at")],
)
def test_a_moment_at_which_it_could_not_be_published_is_refused(agency, desk, moment, field):
    event = draft(agency)
    told = set_for(desk, event, moment)
    assert (told.status_code, list(told.json())) == (400, [field])
    assert not ScheduledPublication.objects.exists()


def test_what_is_unusual_is_asked_when_it_is_set_and_not_again(agency, desk):
    event = draft(agency, phases=[phase(planned_end=NOW + timedelta(days=500))])
    asked = set_for(desk, event).json()["unusual"]
    assert [each["code"] for each in asked] == ["long-term"]
    assert set_for(desk, event, confirmed=["long-term"]).status_code == 200
    clock.advance(EVENING)
    assert state_of(event) == "published"


def test_what_passes_no_longer_is_told_on_the_desk_and_stays(agency, dispatcher, desk):
    """Another outage of the same signal was published meanwhile."""
    when = [phase(planned_start=NOW + timedelta(days=1), planned_end=NOW + timedelta(days=2))]
    event = draft(agency, kind="signal-outage", by=dispatcher, phases=when)
    set_for(desk, event)
    published(agency, kind="signal-outage", phases=when)
    clock.advance(EVENING)
    assert state_of(event) == "draft"
    row = ScheduledPublication.objects.get()
    assert row.refused_at == EVENING
    assert "светофор" in row.why[0].lower()
    assert event.changes.latest("version").verb == "missed"
    for page in ("/desk/", "/desk/?state=draft", f"/desk/events/{event.pk}/"):
        assert row.why[0] in desk.get(page).content.decode()
    clock.advance(EVENING + timedelta(minutes=1))
    assert event.changes.filter(verb="missed").count() == 1
    assert do(desk, event.pk, "unschedule").status_code == 200
    assert row.why[0] not in desk.get("/desk/").content.decode()


def test_a_stranger_is_told_of_no_missed_publication(agency, other_dispatcher, desk):
    event = draft(agency)
    set_for(desk, event)
    ScheduledPublication.objects.update(refused_at=NOW, why=["Так нельзя."])
    assert "Так нельзя." in desk.get("/desk/").content.decode()
    assert "Так нельзя." not in signed_in(other_dispatcher).get("/desk/").content.decode()


def test_it_can_be_taken_away_and_set_anew(agency, desk):
    event = draft(agency)
    assert do(desk, event.pk, "unschedule").status_code == 400
    set_for(desk, event)
    set_for(desk, event, EVENING + timedelta(hours=1))
    clock.advance(EVENING)
    assert state_of(event) == "draft"
    do(desk, event.pk, "unschedule")
    clock.advance(EVENING + timedelta(hours=2))
    assert state_of(event) == "draft"


def test_what_was_published_by_hand_is_not_published_again(agency, desk):
    event = draft(agency)
    set_for(desk, event)
    do(desk, event.pk, "publish")
    clock.advance(EVENING)
    assert list(event.changes.values_list("verb", flat=True)) == ["drafted", "scheduled", "published"]


def test_who_may_publish_no_longer_does_not(agency, dispatcher, desk):
    event = draft(agency)
    set_for(desk, event)
    dispatcher.is_active = False
    dispatcher.save()
    clock.advance(EVENING)
    assert state_of(event) == "draft"
    assert "dispatcher" in ScheduledPublication.objects.get().why[0]


def test_where_a_second_person_is_wanted_an_approver_sets_it_and_only_for_what_they_saw(agency, dispatcher, desk):
    agency.needs_second_person = True
    agency.save()
    approver = User.objects.create_user("approver", password="pass-word-1", agency=agency, roles=["approver"])
    second = signed_in(approver)
    elsewhere = [phase(geometry=line((0, 0), (0, 200)))]  # else it were refused for the clash
    seen, changed = draft(agency, by=dispatcher), draft(agency, by=dispatcher, phases=elsewhere)
    for event in (seen, changed):
        actions.submit_for_review(event, by=dispatcher, at=NOW)
        assert set_for(desk, event).status_code == 400
        assert set_for(second, event).status_code == 200
    change(desk, changed.pk, {"reason": "иное"})
    clock.advance(EVENING)
    assert [state_of(event) for event in (seen, changed)] == ["published", "in-review"]
    refused = ScheduledPublication.objects.get(event=changed)
    assert (refused.refused_at, refused.why) == (EVENING, ["После согласования в событие внесли изменения."])


def test_what_clashes_is_asked_when_it_is_set_and_what_came_since_is_told(agency, other_agency, desk):
    there = [phase(planned_start=NOW + timedelta(days=1), planned_end=NOW + timedelta(days=2))]
    known, event, later = published(other_agency, phases=there), draft(agency), draft(agency)
    asked = set_for(desk, event)
    assert [each["event"] for each in asked.json()["clashes"]] == [known.pk]
    for each in (event, later):
        assert set_for(desk, each, clash_reason="договорились").status_code == 200
    clock.advance(EVENING)
    assert [state_of(each) for each in (event, later)] == ["published", "draft"]
    assert KnownClash.objects.get(other=known).reason == "договорились"
    assert ScheduledPublication.objects.get().event == later
