"""Works and messages about the same place."""

from datetime import datetime, timedelta

import time_machine
from django.utils.translation import override

from appeals.answers import ready_answers
from appeals.models import Appeal
from closures import by_plan, confirming
from closures.models import RoadEvent
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, answered, appeal
from tests.closures.factories import line, phase, published


def works(agency, at):
    return published(
        agency,
        kind="repair-zone",
        cause="road-repair",
        at=at - timedelta(days=2),
        phases=[phase(planned_start=at - timedelta(days=1), planned_end=at + timedelta(days=3))],
    )


def test_a_pothole_where_works_are_on_record_is_tied_to_them(small_city, agency, at):
    event = works(agency, at)
    assert appeal(small_city, PUSHKINA).planned_work == event
    assert appeal(small_city, PUSHKINA, code="parking").planned_work is None
    assert appeal(small_city, ACROSS_TOWN).planned_work is None


def staged_works(agency, at, here, elsewhere):
    """Two stages; `here` on улица Пушкина, each given as days of its start and end."""
    away = {"geometry": line((-195, -200), (-5, -200))}
    stages = [
        phase(planned_start=at + timedelta(days=start), planned_end=at + timedelta(days=end)) | place
        for (start, end), place in ((here, {}), (elsewhere, away))
    ]
    return published(agency, kind="repair-zone", cause="road-repair", at=at - timedelta(days=9), phases=stages)


def test_works_that_went_on_to_another_street_are_none_here_any_more(small_city, agency, at):
    event = staged_works(agency, at, here=(-8, -5), elsewhere=(-5, 5))
    assert event.during.upper > at
    assert appeal(small_city, PUSHKINA).planned_work is None


def test_of_works_in_stages_the_one_here_is_told_with_its_own_times(small_city, agency, at, client):
    event = staged_works(agency, at, here=(2, 4), elsewhere=(-5, 2))
    assert appeal(small_city, PUSHKINA).planned_work == event
    with time_machine.travel(at, tick=False):
        [told] = client.get("/api/v1/locate/", dict(zip(("lon", "lat"), PUSHKINA, strict=True))).json()["works"]
    stage = event.phases.get(number=2)
    assert told["id"] == event.pk
    assert datetime.fromisoformat(told["start"]) == at + timedelta(days=2)
    assert datetime.fromisoformat(told["end"]) == at + timedelta(days=4)
    assert told["headline"] == stage.headline
    assert "Пушкина" in told["headline"]


def test_the_ready_answer_tells_the_stage_here_and_when_it_has_ended(small_city, agency, dispatcher, at):
    event = staged_works(agency, at, here=(-1, 2), elsewhere=(2, 9))
    message = appeal(small_city, PUSHKINA)
    planned = ready_answers(message, at)[0]
    assert "12 июня" in planned.text
    assert "19 июня" not in planned.text
    assert "8 Марта" not in planned.text
    confirming.confirm(event, by=dispatcher, at=at + timedelta(days=2), phase=1, ended_at=at + timedelta(days=2))
    later = at + timedelta(days=3)
    ended = ready_answers(Appeal.objects.get(pk=message.pk), later)[0]
    assert ended.title == "Работы завершены"
    assert RoadEvent.objects.get(pk=event.pk).status == "published"


def test_works_past_their_term_that_nobody_confirmed_are_still_here(small_city, agency, at):
    event = staged_works(agency, at, here=(-8, -0.5), elsewhere=(-8, -5))
    assert appeal(small_city, PUSHKINA).planned_work == event


def test_the_end_of_the_works_is_noted_on_open_messages_after_commit(
    small_city, agency, operator, dispatcher, at, follow_up
):
    event = works(agency, at)
    waiting, elsewhere = appeal(small_city), appeal(small_city, ACROSS_TOWN)
    done = answered(small_city, by=operator)
    confirming.finish(event, by=dispatcher, at=at + timedelta(hours=5))
    assert not waiting.changes.filter(verb="noted").exists()
    follow_up(at + timedelta(hours=5))
    note = waiting.changes.get(verb="noted")
    assert note.at == at + timedelta(hours=5)
    assert note.words.startswith("Работы здесь завершены: ")
    assert "улиц" in note.words
    with override("en"):
        assert note.words.startswith("The works here have ended: ")
    assert not elsewhere.changes.filter(verb="noted").exists()
    assert not done.changes.filter(verb="noted").exists()


def test_the_end_of_a_stage_is_noted_on_the_messages_of_its_place_once(small_city, agency, dispatcher, at, follow_up):
    event = staged_works(agency, at, here=(-1, 2), elsewhere=(2, 9))
    here, away = appeal(small_city, PUSHKINA), appeal(small_city, ACROSS_TOWN)
    Appeal.objects.filter(pk=away.pk).update(
        planned_work=event, segment=event.phases.get(number=2).spans.first().segment
    )
    ended = at + timedelta(days=1)
    confirming.confirm(event, by=dispatcher, at=ended, phase=1, ended_at=ended, source="foreman")
    follow_up(ended)
    assert here.changes.get(verb="noted").words.startswith("Работы здесь завершены: ")
    assert "Пушкина" in here.changes.get(verb="noted").words
    assert not away.changes.filter(verb="noted").exists()
    later = at + timedelta(days=9)
    confirming.confirm(event, by=dispatcher, at=later, phase=2, ended_at=later, source="foreman")
    follow_up(later)
    assert (here.changes.filter(verb="noted").count(), away.changes.filter(verb="noted").count()) == (1, 1)


def test_the_first_ready_answer_speaks_of_the_works(small_city, agency, dispatcher, at):
    event = works(agency, at)
    waiting = appeal(small_city)
    planned = ready_answers(waiting, at)[0]
    assert event.headline in planned.text
    assert "13 июня" in planned.text
    confirming.finish(event, by=dispatcher, at=at + timedelta(hours=5))
    ended = ready_answers(Appeal.objects.get(pk=waiting.pk), at)[0]
    assert "завершены" in ended.text
    assert ended.title != planned.title


def test_works_that_only_the_plan_has_ended_are_not_answered_as_ended(small_city, agency, dispatcher, at, follow_up):
    event = works(agency, at)
    waiting = appeal(small_city)
    counts = event.plan_counts_at
    by_plan.end_by_plan(event, at=counts)
    follow_up(counts)
    assert "окончание никто не подтвердил" in waiting.changes.get(verb="noted").words
    answers = ready_answers(Appeal.objects.get(pk=waiting.pk), counts)
    assert not any("завершены" in answer.text for answer in answers)
    confirming.finish(event, by=dispatcher, at=counts, source="foreman")
    follow_up(counts)
    assert "завершены" in ready_answers(Appeal.objects.get(pk=waiting.pk), counts)[0].text


def test_ready_answers_hold_no_markup(small_city, agency, at):
    for ready in ready_answers(appeal(small_city), at):
        assert "&" not in ready.text
        assert "улица Пушкина" in ready.text
