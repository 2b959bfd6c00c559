"""What the field says overrides the plan, and stays when something else is edited."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F

from closures import actions, amending, by_plan, confirming
from closures.validation import PhaseRefused
from closures.workflow import MoveRefused
from roadmap.models import Delivery
from tests.closures.factories import PUSHKINA, active, draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_a_later_start_from_the_field_overrides_the_planned_one(agency, dispatcher):
    event = active(agency)
    began = NOW - timedelta(minutes=10)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=began)
    event.refresh_from_db()
    assert (event.started_at, event.start_basis, event.start) == (began, "office", began)


def test_the_end_that_the_field_reported_stays_when_the_contact_is_edited(agency, dispatcher):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    later = {"planned_start": NOW + timedelta(days=2), "planned_end": NOW + timedelta(days=4)}
    event = active(agency, phases=[phase(**times), phase(**later)])
    confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    fields = {"contact": "+7 3452 00-00-02"}
    amending.change(event, fields=fields, phases=[phase(**times), phase(**later)], by=dispatcher, at=NOW)
    assert event.phases.get(number=1).actual_end == NOW


def test_an_end_before_the_first_hours_leaves_an_event_that_never_held(agency, dispatcher):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}  # the first begins in ten hours
    times = {"planned_start": NOW - timedelta(hours=5), "planned_end": NOW + timedelta(days=2)}
    event = active(agency, phases=[phase(schedule=nights, **times)])
    confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    event.refresh_from_db()
    assert list(event.in_force) == []
    assert (event.start, event.end) == (times["planned_start"], NOW)


def test_a_moment_of_another_millennium_is_refused(agency, dispatcher):
    event = active(agency)
    with pytest.raises(ValidationError) as refusal:
        confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW.replace(year=1026))
    assert set(refusal.value.message_dict) == {"started_at"}


def test_a_start_of_more_than_a_year_before_the_plan_is_refused_whatever_the_reason(agency, dispatcher):
    event = active(agency)
    planned = event.phases.get().planned_start
    with pytest.raises(ValidationError) as refusal:
        early = planned - timedelta(days=366, minutes=1)
        confirming.confirm(event, by=dispatcher, at=NOW, started_at=early, comment="давно")
    assert set(refusal.value.message_dict) == {"started_at"}
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=planned - timedelta(days=366), comment="давно")


def test_a_start_long_ago_does_not_make_intervals_without_end(agency, dispatcher):
    clocks = [(48 * number // 60, 48 * number % 60) for number in range(30)]  # thirty times a day, for ten minutes
    hours = {"hours": [{"start": f"{at:02}:{past:02}", "end": f"{at:02}:{past + 9:02}"} for at, past in clocks]}
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    event = active(agency, phases=[phase(schedule=hours, **times)])
    with pytest.raises(PhaseRefused) as refusal:
        confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(days=365), comment="давно")
    assert set(refusal.value.message_dict) == {"schedule"}


def test_an_end_before_the_start_that_the_field_confirmed_is_refused(agency, dispatcher):
    event = active(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(minutes=10))
    before = phase(planned_start=NOW - timedelta(hours=1), planned_end=NOW - timedelta(minutes=20))
    with pytest.raises(ValidationError) as refusal:
        amending.change(event, fields={}, phases=[before], by=dispatcher, at=NOW)
    assert set(refusal.value.message_dict) == {"planned_end"}


def two_stages(agency):
    """Began two hours ago; the second stage follows in two days, for two days."""
    first = phase(planned_start=NOW - timedelta(hours=2), planned_end=NOW + timedelta(days=2))
    second = phase(planned_start=NOW + timedelta(days=2), planned_end=NOW + timedelta(days=4))
    return active(agency, phases=[first, second])


def given(event, number):
    """A stage as the desk's form sends it back."""
    it = event.phases.get(number=number)
    return {"id": it.pk, "planned_start": it.planned_start, "planned_end": it.planned_end, "geometry": it.geometry}


def test_without_a_moment_the_works_began_as_planned(agency, dispatcher):
    event = active(agency)
    confirming.confirm(event, by=dispatcher, at=NOW + timedelta(days=1))
    event.refresh_from_db()
    assert event.phases.get().actual_start == NOW - timedelta(hours=1)
    assert event.in_force_at(NOW), "on day two the event was in force yesterday, too"


def told(event) -> tuple[int, int]:
    """Entries in the history, texts that leave the house."""
    return event.changes.count(), Delivery.objects.filter(subject=event.subject).count()


@pytest.mark.parametrize("moments", [{}, {"started_at": NOW - timedelta(minutes=30)}], ids=["as planned", "told"])
def test_what_was_confirmed_already_is_neither_written_nor_told_again(agency, dispatcher, moments):
    event = active(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, **moments)
    before = told(event)
    assert confirming.confirm(event, by=dispatcher, at=NOW + timedelta(minutes=1), **moments) == entry
    assert told(event) == before


def test_each_stage_confirmed_is_an_entry(agency, dispatcher):
    event = two_stages(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, phase=1)
    version = event.changes.count()
    confirming.confirm(event, by=dispatcher, at=NOW + timedelta(days=3), phase=2)
    assert event.changes.count() == version + 1, "the second stage is news"


def test_a_start_that_moves_history_asks_for_a_reason(agency, dispatcher):
    event = active(agency)
    by_plan.start(event, at=NOW)
    much_later = {"by": dispatcher, "at": NOW + timedelta(days=1), "started_at": NOW + timedelta(hours=20)}
    with pytest.raises(ValidationError) as refusal:
        confirming.confirm(event, **much_later)
    assert set(refusal.value.message_dict) == {"comment"}
    entry = confirming.confirm(event, **much_later, comment="техника пришла на день позже")
    assert (entry.verb, entry.comment) == ("confirmed", "техника пришла на день позже")
    event.refresh_from_db()
    assert (event.started_at, event.start) == (NOW + timedelta(hours=20), NOW + timedelta(hours=20))


def test_what_was_confirmed_is_corrected_only_with_a_reason(agency, dispatcher):
    event = active(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(minutes=30))
    again = {"by": dispatcher, "at": NOW, "started_at": NOW - timedelta(minutes=20)}
    with pytest.raises(ValidationError):
        confirming.confirm(event, **again)
    confirming.confirm(event, **again, comment="ошибка в журнале")
    event.refresh_from_db()
    assert event.started_at == NOW - timedelta(minutes=20), "a later moment is not ignored"


def test_the_second_stage_confirmed_leaves_the_start_of_the_event_alone(agency, dispatcher):
    event = two_stages(agency)
    began = NOW + timedelta(days=2, minutes=5)
    confirming.confirm(event, by=dispatcher, at=began, started_at=began)
    event.refresh_from_db()
    assert event.phases.get(number=2).actual_start == began
    assert (event.started_at, event.start_basis) == (NOW - timedelta(hours=2), "plan")


def test_a_start_before_the_plan_is_told(agency, dispatcher):
    event = published(agency, phases=[phase(planned_start=NOW + timedelta(minutes=40))])
    entry = confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW)
    assert (entry.verb, entry.basis) == ("started", "office")
    assert Delivery.objects.filter(subject=event.subject, version=entry.version).exists()
    with pytest.raises(MoveRefused):
        by_plan.start(event, at=NOW + timedelta(hours=1))  # the clock does not tell it again


def test_the_last_end_from_the_field_finishes_the_event_and_tells_it(agency, dispatcher):
    event = active(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW - timedelta(minutes=5))
    assert (entry.verb, entry.basis) == ("finished", "office")
    event.refresh_from_db()
    assert (event.status, event.ended_at, event.end_basis) == ("finished", NOW - timedelta(minutes=5), "office")
    assert Delivery.objects.filter(subject=event.subject, version=entry.version).exists()


def test_the_end_of_one_stage_of_two_is_told_as_a_change(agency, dispatcher):
    event = two_stages(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    assert (entry.verb, entry.basis) == ("changed", "office")
    event.refresh_from_db()
    assert event.status == "published"
    assert not event.in_force_at(NOW + timedelta(hours=1))
    assert event.in_force_at(NOW + timedelta(days=3))


def test_what_holds_at_once_is_confirmed_together_unless_one_is_named(agency, dispatcher):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    south = phase(**times, geometry=line((-195, -200), (-5, -200)), vehicle_impact="some-lanes-closed")
    event = active(agency, phases=[phase(**times), south])
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(minutes=50))
    assert {each.actual_start for each in event.phases.all()} == {NOW - timedelta(minutes=50)}
    confirming.confirm(event, by=dispatcher, at=NOW, phase=2, ended_at=NOW)
    assert [each.actual_end for each in event.phases.all()] == [None, NOW]


def test_a_named_stage_is_confirmed_and_one_that_is_not_there_is_refused(agency, dispatcher):
    event = two_stages(agency)
    late = NOW + timedelta(days=3)
    confirming.confirm(event, by=dispatcher, at=late, phase=1, started_at=NOW - timedelta(hours=2))
    assert event.phases.get(number=1).actual_start == NOW - timedelta(hours=2)
    assert event.phases.get(number=2).actual_start is None
    with pytest.raises(ValidationError) as refusal:
        confirming.confirm(event, by=dispatcher, at=late, phase=3)
    assert set(refusal.value.message_dict) == {"phase"}


def test_a_road_opened_yesterday_is_recorded_with_its_moment_and_a_reason(agency, dispatcher):
    event = active(agency)
    opened = {"by": dispatcher, "at": NOW + timedelta(hours=20), "ended_at": NOW + timedelta(hours=3)}
    with pytest.raises(ValidationError) as refusal:
        confirming.finish(event, **opened)
    assert set(refusal.value.message_dict) == {"comment"}
    confirming.finish(event, **opened, comment="сообщили утром")
    event.refresh_from_db()
    assert (event.ended_at, event.end, event.phases.get().actual_end) == (NOW + timedelta(hours=3),) * 3


def test_an_opening_before_the_start_is_refused(agency, dispatcher):
    event = active(agency)
    with pytest.raises(ValidationError) as refusal:
        confirming.finish(event, by=dispatcher, at=NOW, ended_at=NOW - timedelta(hours=3), comment="опечатка")
    assert set(refusal.value.message_dict) == {"ended_at"}
    event.refresh_from_db()
    assert event.status == "published"


def test_removing_the_first_stage_leaves_the_second_its_own_times(agency, dispatcher):
    event = two_stages(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(hours=2))
    second = event.phases.get(number=2)
    amending.change(event, fields={}, phases=[given(event, 2)], by=dispatcher, at=NOW)
    (left,) = event.phases.all()
    assert (left.pk, left.number, left.actual_start) == (second.pk, 1, None)


def test_stages_without_ids_are_known_by_their_planned_start(agency, dispatcher):
    event = two_stages(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(hours=2))
    second = phase(planned_start=NOW + timedelta(days=2), planned_end=NOW + timedelta(days=5))
    pk = event.phases.get(number=2).pk
    amending.change(event, fields={}, phases=[second], by=dispatcher, at=NOW)
    (left,) = event.phases.all()
    assert (left.pk, left.actual_start) == (pk, None)


ELSEWHERE = line((0, 0), (200, 0))
LONGER = line((0, 200), (400, 200))


@pytest.mark.parametrize(
    ("named", "place", "is_kept"),
    [(False, ELSEWHERE, False), (False, LONGER, True), (True, ELSEWHERE, True), (False, line(*PUSHKINA), True)],
)
def test_what_was_confirmed_of_one_street_is_not_told_of_another(agency, dispatcher, named, place, is_kept):
    event = active(agency)
    began = NOW - timedelta(hours=1)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=began, source="foreman")
    stage = event.phases.get()
    given = phase(planned_start=stage.planned_start, planned_end=stage.planned_end, geometry=place)
    amending.change(event, fields={}, phases=[given | ({"id": stage.pk} if named else {})], by=dispatcher, at=NOW)
    left = event.phases.get()
    told = (left.actual_start, left.start_source)
    assert (left.pk, told) == (stage.pk, (began, "foreman") if is_kept else (None, ""))


def test_stages_have_the_order_of_their_starts_and_keep_their_rows(agency, dispatcher):
    event = two_stages(agency)
    first, second = event.phases.all()
    amending.change(event, fields={}, phases=[given(event, 2), given(event, 1)], by=dispatcher, at=NOW)
    assert [each.pk for each in event.phases.all()] == [first.pk, second.pk]
    later = {"planned_start": NOW + timedelta(days=6), "planned_end": NOW + timedelta(days=7)}
    amending.change(event, fields={}, phases=[given(event, 1) | later, given(event, 2)], by=dispatcher, at=NOW)
    assert [each.pk for each in event.phases.all()] == [second.pk, first.pk]


def test_stages_given_out_of_order_are_numbered_and_refused_as_given(agency):
    starts = [NOW + timedelta(days=days) for days in (5, 1, 3)]
    stages = [phase(planned_start=start, planned_end=start + timedelta(days=1)) for start in starts]
    event = draft(agency, phases=stages)
    assert list(event.phases.values_list("number", "planned_start")) == list(enumerate(sorted(starts), start=1))
    with pytest.raises(PhaseRefused) as refusal:
        draft(agency, phases=[stages[0], stages[1] | {"planned_end": NOW}, stages[2]])
    assert refusal.value.number == 2


def test_what_a_form_does_not_show_is_kept(agency, dispatcher):
    lanes = [{"order": 1, "type": "general", "status": "closed"}, {"order": 2, "type": "general", "status": "open"}]
    hidden = {"name": "левая сторона", "vehicle_classes": ["lorry"], "exemptions": ["residents"], "lanes": lanes}
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    event = active(agency, phases=[phase(**times, **hidden)])
    amending.change(event, fields={"contact": "112"}, phases=[given(event, 1)], by=dispatcher, at=NOW)
    kept = event.phases.get()
    assert {name: getattr(kept, name) for name in hidden} == hidden


def test_a_new_place_on_the_same_street_gets_new_words(agency, dispatcher):
    event = two_stages(agency)
    before = event.phases.get(number=1).places
    moved = given(event, 1) | {"geometry": line((200, 200), (400, 200))}
    amending.change(event, fields={}, phases=[moved, given(event, 2)], by=dispatcher, at=NOW)
    assert event.phases.get(number=1).places != before
    assert event.phases.get(number=2).places == before


def test_a_stage_of_another_event_is_refused(agency, dispatcher):
    event, other = active(agency), published(agency)
    stray = given(event, 1) | {"id": other.phases.get().pk}
    with pytest.raises(PhaseRefused) as refusal:
        amending.change(event, fields={}, phases=[stray], by=dispatcher, at=NOW)
    assert set(refusal.value.message_dict) == {"id"}
    assert other.phases.count() == 1


def test_what_is_over_is_not_published(agency, dispatcher):
    event = draft(agency, phases=[phase(planned_start=NOW - timedelta(days=3), planned_end=NOW - timedelta(days=1))])
    with pytest.raises(ValidationError) as refusal:
        actions.publish(event, by=dispatcher, at=NOW)
    assert set(refusal.value.message_dict) == {"planned_end"}
    assert not Delivery.objects.exists()


def test_an_opening_that_is_still_to_come_is_refused_whatever_the_stages_say(agency, dispatcher):
    event = two_stages(agency)
    with pytest.raises(ValidationError) as refusal:
        confirming.finish(event, by=dispatcher, at=NOW, ended_at=NOW + timedelta(days=20), comment="заранее")
    assert set(refusal.value.message_dict) == {"ended_at"}
    event.refresh_from_db()
    assert event.status == "published"


def test_a_road_opened_later_than_planned_is_recorded_so_and_needs_no_reason(agency, dispatcher):
    event = active(agency)  # planned until the day after tomorrow
    opened = NOW + timedelta(days=2, hours=5)
    confirming.finish(event, by=dispatcher, at=opened + timedelta(minutes=1), ended_at=opened)
    event.refresh_from_db()
    assert (event.ended_at, event.phases.get().actual_end, event.end) == (opened,) * 3


def test_a_street_that_was_opened_before_the_other_keeps_its_moment(agency, dispatcher):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    south = phase(**times, geometry=line((-195, -200), (-5, -200)), vehicle_impact="some-lanes-closed")
    event = active(agency, phases=[phase(**times), south])
    early, late = NOW - timedelta(minutes=20), NOW + timedelta(hours=1)
    confirming.confirm(event, by=dispatcher, at=NOW, phase=2, ended_at=early)
    confirming.finish(event, by=dispatcher, at=late)
    assert [each.actual_end for each in event.phases.all()] == [late, early]


def test_an_end_that_moves_on_takes_back_the_one_that_the_field_reported(agency, dispatcher):
    event = two_stages(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW)
    first = given(event, 1) | {"planned_end": NOW + timedelta(days=1)}
    amending.change(event, fields={}, phases=[first, given(event, 2)], by=dispatcher, at=NOW)
    assert event.phases.get(number=1).actual_end is None
    assert event.phases.get(number=1).end == NOW + timedelta(days=1)


def test_the_event_began_with_its_earliest_stage_in_whatever_order_they_stand(agency, dispatcher):
    event = two_stages(agency)
    event.phases.update(number=3 - F("number"))  # as rows of an earlier version may stand
    late = NOW + timedelta(days=3)
    confirming.confirm(event, by=dispatcher, at=late, phase=1, started_at=NOW + timedelta(days=2))
    event.refresh_from_db()
    assert (event.started_at, event.start_basis) == (NOW - timedelta(hours=2), "plan")


def test_the_record_of_a_finished_event_is_corrected_without_closing_the_street_again(agency, dispatcher):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    entry = amending.change(event, fields={"reason": "ремонт водопровода"}, by=dispatcher, at=NOW + timedelta(hours=1))
    event.refresh_from_db()
    assert (event.status, event.reason, entry.verb) == ("finished", "ремонт водопровода", "changed")
    sent = Delivery.objects.filter(subject=event.subject, channel="journal")
    assert sent.filter(version=entry.version - 1).exists()
    assert not sent.filter(
        version=entry.version
    ).exists()  # the text of what is over names no reason: it stays as it is


def test_a_finished_event_whose_end_moves_on_is_taken_up_again(agency, dispatcher):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    longer = given(event, 1) | {"planned_end": NOW + timedelta(days=9)}
    entry = amending.change(event, fields={}, phases=[longer], by=dispatcher, at=NOW + timedelta(hours=1))
    event.refresh_from_db()
    assert (event.status, entry.verb) == ("published", "extended")


def test_the_end_of_one_street_does_not_open_another_that_nobody_confirmed(agency, dispatcher):
    begun = NOW - timedelta(hours=5)
    overdue = phase(planned_start=begun, planned_end=NOW - timedelta(minutes=30))
    other = phase(planned_start=begun, planned_end=NOW + timedelta(hours=3), geometry=line((200, 200), (400, 200)))
    event = published(agency, at=begun, phases=[overdue, other])
    entry = confirming.confirm(event, by=dispatcher, at=NOW, phase=2, ended_at=NOW, source="foreman")
    event.refresh_from_db()
    assert (event.status, entry.verb, event.state_at(NOW)) == ("published", "changed", "overdue")
    entry = confirming.confirm(event, by=dispatcher, at=NOW, phase=1, ended_at=NOW, source="camera")
    assert entry.verb == "finished"


def test_a_stage_whose_plan_counts_by_the_city_s_rule_does_not_hold_up_the_end(agency, dispatcher):
    event = two_stages(agency)
    late = NOW + timedelta(days=3, hours=1)  # a day after the end of the first stage
    assert confirming.confirm(event, by=dispatcher, at=late, phase=2, ended_at=late).verb == "finished"


def test_works_whose_hours_are_still_to_come_have_not_begun(agency, dispatcher):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}  # the first begins in ten hours
    times = {"planned_start": NOW - timedelta(hours=5), "planned_end": NOW + timedelta(days=2)}
    event = active(agency, phases=[phase(schedule=nights, **times)])
    entry = confirming.confirm(event, by=dispatcher, at=NOW)
    event.refresh_from_db()
    assert (entry.verb, event.started_at, event.state_at(NOW)) == ("confirmed", None, "planned")
