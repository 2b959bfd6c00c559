"""Two events become one, one becomes two: nothing is lost, and no two posts contradict each other."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.contrib.gis.geos import MultiLineString
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange as Range
from django.test.utils import CaptureQueriesContext

from closures import actions, amending, confirming, joining, undoing
from closures import scheduled as set_up
from closures.in_full import history_of
from closures.models import HeldStep, RoadEvent
from closures.phases import copied
from closures.snapshot import snapshot
from closures.street import links
from closures.workflow import MoveRefused
from roadmap.models import Delivery, User
from tests.closures.desk import do
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db

BAUMANA = line((0, 0), (0, 200))
LATER = {"planned_start": NOW + timedelta(days=4), "planned_end": NOW + timedelta(days=6)}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def fresh(event):
    return RoadEvent.objects.get(pk=event.pk)


def stages_of(event):
    phases = event.phases.order_by("number")
    return [(each.planned_start, each.planned_end, each.geometry.coords, each.schedule) for each in phases]


def posts_of(event):
    return list(Delivery.objects.filter(subject=event.subject).order_by("version").values_list("action", "text"))


@pytest.fixture
def pair(agency):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    later = [phase(geometry=BAUMANA, schedule=nights, **LATER)]
    first = published(agency, bus_routes=["7"])
    return first, published(agency, phases=later, detour="по улице Ленина", bus_routes=["7", "12"])


def test_joined_events_have_the_stages_of_both(pair, dispatcher):
    first, other = pair
    both = sorted(stages_of(first) + stages_of(other))
    joined = joining.join(first, other, by=dispatcher, at=NOW)
    assert joined.pk == first.pk
    assert sorted(stages_of(joined)) == both
    assert (joined.detour, joined.bus_routes) == ("по улице Ленина", ["7", "12"])
    assert (joined.start, joined.end) == (first.start, other.end)


def test_the_other_one_is_over_and_leads_to_the_first(pair, dispatcher, client):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    other = fresh(other)
    assert (other.status, other.joined_to) == ("cancelled", first)
    assert stages_of(other)
    html = client.get(f"/events/{other.pk}/").content.decode()
    assert f'href="/events/{first.pk}/"' in html
    assert "Движение обычное" not in html
    assert "Отменено" not in html


def test_whoever_would_change_the_other_one_is_led_to_the_first(pair, dispatcher):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    (page,) = pages_of(dispatcher, other)
    lock = page.partition('id="lock">')[2].partition("</p>")[0]
    assert f'href="/desk/events/{first.pk}/"' in lock and "отменено" not in lock
    with pytest.raises(MoveRefused, match="другое событие"):
        amending.change(fresh(other), fields={"note": "ночью"}, by=dispatcher, at=NOW)


def test_the_history_of_both_says_so(pair, dispatcher):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    for event, partner in ((first, other), (other, first)):
        last = fresh(event).changes.latest("version")
        assert (last.verb, last.by, last.comment) == ("joined", dispatcher, f"№{partner.pk}")
        assert "Теперь в другом событии" in [entry["words"] for entry in history_of(event)]


def test_its_post_leads_to_the_first_ones_and_takes_nothing_back(pair, dispatcher):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    action, text = posts_of(other)[-1]
    assert action == "edit"
    assert f"/events/{first.pk}/" in text
    assert "отмен" not in text.lower()
    action, text = posts_of(first)[-1]
    assert action == "edit"
    assert "Баумана" in text


def test_what_was_confirmed_stays_true(agency, dispatcher):
    hour_ago = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    first, other = active(agency), active(agency, phases=[phase(geometry=BAUMANA, **hour_ago)])
    began = NOW - timedelta(minutes=20)
    confirming.confirm(other, by=None, at=NOW, started_at=began, source="foreman")
    joined = joining.join(first, other, by=dispatcher, at=NOW)
    confirmed = joined.phases.get(actual_start=began)
    assert (confirmed.geometry.coords, confirmed.start_source) == (BAUMANA.coords, "foreman")


def test_drafts_are_joined_without_a_word_to_anybody(agency, dispatcher):
    first, other = draft(agency), draft(agency, phases=[phase(geometry=BAUMANA)])
    joining.join(first, other, by=dispatcher, at=NOW)
    assert not Delivery.objects.exists()
    assert fresh(other).status == "cancelled"


@pytest.mark.parametrize("other", ["itself", "another kind", "a draft", "another agency"])
def test_what_does_not_belong_together_is_not_joined(agency, other_agency, dispatcher, other):
    event = published(agency)
    theirs = {
        "itself": lambda: event,
        "another kind": lambda: published(agency, kind="repair-zone"),
        "a draft": lambda: draft(agency),
        "another agency": lambda: published(other_agency),
    }[other]()
    with pytest.raises(MoveRefused):
        joining.join(event, theirs, by=dispatcher, at=NOW)


@pytest.fixture
def held(agency):
    agency.hold_s = 60
    agency.save()
    return agency


def all_of(event):
    event = fresh(event)
    phases = list(event.phases.values_list("pk", "number", "planned_start", "planned_end", "actual_start", "in_force"))
    return event.status, event.published_at, event.joined_to, event.detour, phases, snapshot(event)


@pytest.mark.parametrize("which", [0, 1])
def test_joining_is_taken_back_of_both_from_either(pair, held, dispatcher, which):
    before = [all_of(event) for event in pair]
    told = set(Delivery.objects.values_list("pk", flat=True))
    joining.join(*pair, by=dispatcher, at=NOW)
    undoing.undo(pair[which], by=dispatcher, at=NOW)
    assert [all_of(event) for event in pair] == before
    assert set(Delivery.objects.exclude(pk__in=told).values_list("state", flat=True)) == {"withdrawn"}
    assert [fresh(event).changes.latest("version").verb for event in pair] == ["undone", "undone"]
    assert [entry["words"] for entry in history_of(pair[0])] == ["Опубликовано"]


def test_it_is_not_taken_back_by_halves(pair, held, dispatcher):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    before = all_of(other)
    Delivery.objects.filter(subject=first.subject, version=fresh(first).version).update(state="sending", attempts=1)
    for event in pair:
        with pytest.raises(MoveRefused):
            undoing.undo(event, by=dispatcher, at=NOW)
    assert all_of(other) == before
    undoing.send_now(other, by=dispatcher, at=NOW)
    assert not HeldStep.objects.exists()


@pytest.mark.parametrize("which", [0, 1])
def test_nor_when_one_of_them_has_gone_on(pair, held, dispatcher, agency, which):
    first, other = pair
    joining.join(first, other, by=dispatcher, at=NOW)
    third = published(agency, phases=[phase(geometry=BAUMANA, **LATER)])
    joining.join(fresh(first), third, by=dispatcher, at=NOW)
    before = [all_of(event) for event in (first, other, third)]
    with pytest.raises(MoveRefused):
        undoing.undo(other, by=dispatcher, at=NOW)
    assert [all_of(event) for event in (first, other, third)] == before
    undoing.undo((first, third)[which], by=dispatcher, at=NOW)
    assert (fresh(third).status, fresh(third).joined_to, fresh(other).joined_to) == ("published", None, first)
    with pytest.raises(MoveRefused):
        undoing.undo(other, by=dispatcher, at=NOW)


def test_nor_when_the_one_that_was_split_off_is_another_by_now(staged, held, dispatcher):
    made = joining.split(staged, [2], by=dispatcher, at=NOW)
    amending.change(fresh(made), fields={"note": "ночью"}, by=dispatcher, at=NOW)
    undoing.undo(made, by=dispatcher, at=NOW)
    with pytest.raises(MoveRefused):
        undoing.undo(staged, by=dispatcher, at=NOW)
    assert [fresh(event).phases.count() for event in (staged, made)] == [1, 1]


def test_a_split_is_taken_back_and_its_new_event_is_gone(staged, held, dispatcher):
    before = all_of(staged)
    made = joining.split(staged, [2], by=dispatcher, at=NOW)
    undoing.undo(made, by=dispatcher, at=NOW)
    assert all_of(staged) == before
    assert (fresh(made).status, fresh(made).published_at) == ("cancelled", None)


def test_the_foremans_link_leads_to_where_it_is_told_of(pair, dispatcher, client):
    first, other = pair
    there, old = (event.site_link.get_secret_url() for event in (first, other))
    joining.join(first, other, by=dispatcher, at=NOW)
    assert client.get(old).headers["Location"] == there
    late = client.post(old, {"key": uuid4(), "word": "started"})
    assert late.status_code == 409
    assert f'отметьте там. <a href="{there}"' in late.content.decode()
    links.revoke(first, at=NOW)
    assert client.get(old).headers["Location"] == f"/events/{first.pk}/"


def test_other_programs_do_both(pair, staged, dispatcher):
    desk, (first, other) = signed_in(dispatcher), pair
    told = {"other": other.pk, "version": other.version, "comment": "одна бригада"}
    assert "изменили" in do(desk, first.pk, "join", told | {"version": 1}).json()["status"][0]
    assert do(desk, first.pk, "join", told).json()["version"] == fresh(first).version
    last = fresh(other).changes.latest("version")
    assert (fresh(other).joined_to, last.comment) == (first, f"№{first.pk} одна бригада")
    made = do(desk, staged.pk, "split", {"phases": [2]})
    assert (made.status_code, made.json()["status"]) == (201, "published")
    assert made.json()["id"] not in (first.pk, other.pk, staged.pk)


@pytest.fixture
def staged(agency):
    return published(agency, phases=[phase(), phase(geometry=BAUMANA, **LATER)], reason="ремонт", detour="по Ленина")


def test_a_stage_becomes_an_event_of_its_own(staged, dispatcher):
    first, second = stages_of(staged)
    made = joining.split(staged, [2], by=dispatcher, at=NOW)
    assert stages_of(made) == [second]
    assert stages_of(fresh(staged)) == [first]
    assert (made.status, made.reason, made.detour, made.agency) == ("published", "ремонт", "по Ленина", staged.agency)
    for event, partner in ((made, staged), (staged, made)):
        assert fresh(event).changes.get(verb="split").comment == f"№{partner.pk}"


def test_each_post_tells_its_own_stage(staged, dispatcher):
    made = joining.split(staged, [2], by=dispatcher, at=NOW)
    (_announced, new), (_first, _before), (_edit, left) = *posts_of(made), *posts_of(staged)
    new, left = (text.replace("\u00a0", " ") for text in (new, left))
    assert ("16 июня" in new, "16 июня" in left) == (True, False)
    assert ("13 июня" in new, "13 июня" in left) == (False, True)


def test_a_draft_is_split_without_a_word_to_anybody(agency, dispatcher):
    made = joining.split(draft(agency, phases=[phase(), phase(geometry=BAUMANA, **LATER)]), [2], by=dispatcher, at=NOW)
    assert made.status == "draft"
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("numbers", [[], [1, 2], [7]])
def test_something_goes_and_something_stays(staged, dispatcher, numbers):
    with pytest.raises(ValidationError):
        joining.split(staged, numbers, by=dispatcher, at=NOW)
    assert RoadEvent.objects.count() == 1


def test_where_a_second_person_is_wanted_published_ones_are_left(agency, pair, staged, dispatcher):
    agency.needs_second_person = True
    agency.save()
    with pytest.raises(MoveRefused):
        joining.join(*pair, by=dispatcher, at=NOW)
    with pytest.raises(MoveRefused):
        joining.split(staged, [2], by=dispatcher, at=NOW)
    assert not any("/join/" in page or "/split/" in page for page in pages_of(dispatcher, pair[0], staged))


def pages_of(user, *events):
    return [signed_in(user).get(f"/desk/events/{event.pk}/").content.decode() for event in events]


def test_the_desk_does_both(pair, staged, dispatcher, other_dispatcher):
    assert ["/join/" in page or "/split/" in page for page in pages_of(dispatcher, pair[0], staged)] == [True, True]
    desk, stranger = signed_in(dispatcher), signed_in(other_dispatcher)
    first, other = pair
    assert f'value="{other.pk}:' not in desk.get(f"/desk/events/{first.pk}/").content.decode()  # of another street
    told = {"version": first.version, "other": f"{other.pk}:{other.version}"}
    assert stranger.post(f"/desk/events/{first.pk}/join/", told).status_code == 404
    answer = desk.post(f"/desk/events/{first.pk}/join/", told | {"version": 1}, follow=True)
    assert "изменили" in answer.content.decode()
    desk.post(f"/desk/events/{first.pk}/join/", told)
    assert fresh(other).joined_to == first
    told = {"version": staged.version, "phase": ["2"]}
    assert stranger.post(f"/desk/events/{staged.pk}/split/", told).status_code == 404
    made = desk.post(f"/desk/events/{staged.pk}/split/", told)
    assert made.headers["Location"] != f"/desk/events/{staged.pk}/"


def test_the_desk_holds_both_before_it_compares_what_was_seen(pair, staged, dispatcher):
    """Else they could change between the look and the deed."""
    desk, (first, other) = signed_in(dispatcher), pair
    told = {"version": first.version, "other": f"{other.pk}:{other.version}"}
    with CaptureQueriesContext(connection) as asked:
        desk.post(f"/desk/events/{first.pk}/join/", told)
    of_events = [query["sql"] for query in asked if 'FROM "closures_roadevent"' in query["sql"]]
    assert "FOR NO KEY UPDATE" in of_events[0]
    assert fresh(other).joined_to == first
    itself = {"version": staged.version, "other": f"{staged.pk}:{staged.version}"}
    answer = desk.post(f"/desk/events/{staged.pk}/join/", itself, follow=True)
    assert answer.redirect_chain == [(f"/desk/events/{staged.pk}/", 302)]
    assert fresh(staged).joined_to is None


@pytest.mark.parametrize("step", ["split", "join"])
def test_who_splits_or_joins_drafts_has_changed_them(agency, dispatcher, step):
    """Approved by another, or published by the clock for who had approved it before, it is not."""
    agency.needs_second_person = True
    agency.save()
    approver = User.objects.create_user("approver", password="pass-word-1", agency=agency, roles=["approver"])
    event = draft(agency, by=dispatcher, phases=[phase(), phase(geometry=BAUMANA, **LATER)])
    actions.submit_for_review(event, by=dispatcher, at=NOW)
    set_up.schedule(fresh(event), publish_at=NOW + timedelta(hours=1), by=approver, at=NOW)
    if step == "split":
        joining.split(fresh(event), [2], by=approver, at=NOW)
    else:
        joining.join(fresh(event), draft(agency, by=dispatcher), by=approver, at=NOW)
    with pytest.raises(MoveRefused, match="сами"):
        actions.publish(fresh(event), by=approver, at=NOW)
    set_up.publish_due(event.scheduled.pk, at=NOW + timedelta(hours=2))
    assert fresh(event).status == "in-review"
    other = User.objects.create_user("another", password="pass-word-1", agency=agency, roles=["approver"])
    actions.publish(fresh(event), by=other, at=NOW)


def test_nor_is_what_an_approver_entered_approved_by_them_in_another_event(agency, dispatcher):
    agency.needs_second_person = True
    agency.save()
    approver = User.objects.create_user("approver", password="pass-word-1", agency=agency, roles=["approver"])
    theirs = draft(agency, by=approver, phases=[phase(), phase(geometry=BAUMANA, **LATER)])
    made = joining.split(theirs, [2], by=dispatcher, at=NOW)
    joined = joining.join(draft(agency, by=dispatcher), made, by=dispatcher, at=NOW)
    further = joining.split(fresh(joined), [2], by=dispatcher, at=NOW)
    for event in (fresh(joined), further):
        actions.submit_for_review(event, by=dispatcher, at=NOW)
        with pytest.raises(MoveRefused, match="сами"):
            actions.publish(fresh(event), by=approver, at=NOW)
    later = joining.split(
        draft(agency, by=dispatcher, phases=[phase(), phase(geometry=BAUMANA, **LATER)]), [2], by=dispatcher, at=NOW
    )
    amending.change(later.split_from, fields={"note": "ночью"}, by=approver, at=NOW + timedelta(minutes=1))
    actions.submit_for_review(later, by=dispatcher, at=NOW)
    actions.publish(fresh(later), by=approver, at=NOW)  # what they changed of the rest is none of it


def drawn(*points):
    return MultiLineString(line(*points), srid=4326)


ROUND, OTHER_WAY = ((0, 200), (0, 0)), ((200, 200), (200, 0))


def test_the_way_round_and_what_was_permitted_go_with_a_split(agency, dispatcher):
    permitted = Range(NOW, NOW + timedelta(days=9))
    both = [phase(), phase(geometry=BAUMANA, **LATER)]
    event = published(agency, phases=both, detour_geometry=drawn(*ROUND), permitted=permitted)
    made = joining.split(event, [2], by=dispatcher, at=NOW)
    assert (made.detour_geometry.coords, made.permitted) == (event.detour_geometry.coords, permitted)
    assert made.detour_spans.count() == fresh(event).detour_spans.count() > 0


def test_joined_events_keep_both_ways_round_each_line_once(agency, dispatcher):
    first = published(agency, detour_geometry=drawn(*ROUND))
    way = MultiLineString(line(*ROUND), line(*OTHER_WAY), srid=4326)
    other = published(agency, phases=[phase(geometry=BAUMANA, **LATER)], detour_geometry=way)
    joined = joining.join(first, other, by=dispatcher, at=NOW)
    assert joined.detour_geometry.coords == way.coords
    assert joined.detour_spans.exists()


def test_a_joined_event_takes_over_the_only_way_round(agency, dispatcher):
    first = draft(agency)
    other = draft(agency, phases=[phase(geometry=BAUMANA, **LATER)], detour_geometry=drawn(*ROUND))
    assert joining.join(first, other, by=dispatcher, at=NOW).detour_geometry == other.detour_geometry


def test_what_is_quiet_is_split_without_a_word_to_anybody(agency, dispatcher):
    event = published(agency, phases=[phase(), phase(geometry=BAUMANA, **LATER)], is_quiet=True)
    made = joining.split(event, [2], by=dispatcher, at=NOW)
    assert made.is_quiet
    assert not Delivery.objects.exists()


def test_each_field_that_a_person_fills_in_goes_with_a_split():
    """A new field of the model is told of in joining.py, or here with the reason why it does not go."""
    one_by_one = {"id", "city", "kind", "status", "agency"}  # the new event has its own, or is made with it
    not_split = {"signal", "signal_mode"}  # outages of signals are neither joined nor split
    told = {field.name for field in RoadEvent._meta.concrete_fields if field.editable}
    assert told - one_by_one - not_split == set(joining.OF_EVENT) - {"is_quiet"}


def test_each_field_of_a_phase_and_its_places_is_copied(agency):
    told = copied(draft(agency).phases.get())
    assert told.keys() == {
        *("name", "planned_start", "planned_end", "schedule", "vehicle_impact", "lanes", "restrictions"),
        *("vehicle_classes", "exemptions", "locations"),
    }
    assert told["locations"][0].keys() == {"geometry", "direction", "toward", "words"}
