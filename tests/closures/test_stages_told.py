"""What motorists are told over the life of an event in stages, post after post."""

import copy
from datetime import timedelta

import pytest
import time_machine

from closures import amending, clock, confirming, posts
from closures.differences import differences
from closures.models.change import Verb
from closures.pictures import spec_of
from closures.snapshot import rounded, snapshot
from closures.unusual import unusual_in
from tests.closures.factories import draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
PUSHKINA, BAUMANA, TURGENEVA = ((0, 200), (200, 200)), ((0, 0), (0, 200)), ((200, 0), (200, 200))


def stage(place, start, end, **values) -> dict:
    return phase(geometry=line(*place), planned_start=NOW + start, planned_end=NOW + end, **values)


@pytest.fixture
def three_stages(agency):
    """Two days each, one after the other, the second only narrowed; a day free before the third."""
    phases = [
        stage(PUSHKINA, DAY, 3 * DAY),
        stage(BAUMANA, 3 * DAY, 5 * DAY, vehicle_impact="some-lanes-closed"),
        stage(TURGENEVA, 6 * DAY, 8 * DAY),
    ]
    return published(agency, phases=phases)


def told(change) -> str:
    return posts.texts_of(change).long


def test_each_stage_is_told_when_it_begins_and_when_it_is_over(three_stages, dispatcher):
    event, hour = three_stages, timedelta(hours=1)
    clock.advance(NOW + DAY)
    clock.advance(NOW + 3 * DAY)
    clock.advance(NOW + 3 * DAY + hour)
    confirm = {"by": dispatcher, "source": "foreman"}
    confirming.confirm(event, at=NOW + 3 * DAY + hour, phase=1, ended_at=NOW + 3 * DAY, **confirm)
    confirming.confirm(event, at=NOW + 5 * DAY - hour, phase=2, ended_at=NOW + 5 * DAY - hour, **confirm)
    clock.advance(NOW + 6 * DAY)
    clock.advance(NOW + 9 * DAY)
    changes = list(event.changes.order_by("version"))
    assert [change.verb for change in changes[1:]] == [
        *("published", "started", "stage", "changed", "changed", "stage", "finished")
    ]
    announced, started, second, first_over, second_over, third, over = (told(change) for change in changes[1:])
    assert "в три этапа будет ограничено движение на участках" in announced
    assert started.startswith("По плану с 12:00 11\u00a0июня в Small city закрыто движение по улице Пушкина")
    assert second.startswith("По плану с 12:00 13\u00a0июня в Small city ограничено движение по улице Баумана")
    assert "движение закрыто (срок вышел, окончание не подтверждено)" in second
    assert first_over.startswith("По плану с 12:00 13\u00a0июня в Small city ограничено движение по улице Баумана")
    assert "Движение открыто: улица Пушкина" in first_over
    assert second_over.startswith("В Small city снято ограничение движения по улице Баумана")
    assert "Следующий этап — с 12:00 16\u00a0июня" in second_over
    assert "Речной переулок, от проспекта Ленина до улицы Пушкина, движение закроют." in second_over
    assert third.startswith("По плану с 12:00 16\u00a0июня в Small city закрыто движение по Речному переулку")
    assert over.startswith("В Small city вышел срок закрытия движения по Речному переулку")
    assert not any("Прежнее место" in text or "Обновлено" in text for text in (started, second, first_over, third))


def test_a_stage_that_somebody_confirmed_is_told_on_that_word_and_the_clock_is_silent(three_stages, dispatcher):
    clock.advance(NOW + DAY)
    begun = NOW + 3 * DAY
    entry = confirming.confirm(three_stages, by=dispatcher, at=begun, started_at=begun, phase=2, source="camera")
    assert entry.verb == Verb.STAGE
    assert told(entry).startswith("С 12:00 13\u00a0июня в Small city ограничено движение по улице Баумана")
    assert "Подтверждено по камере." in told(entry)
    clock.advance(begun + timedelta(minutes=1))
    assert three_stages.changes.filter(verb=Verb.STAGE).count() == 1


def test_places_of_one_stage_are_no_stages(agency):
    begun = {"planned_start": NOW - DAY, "planned_end": NOW + DAY}
    event = published(agency, at=NOW - 2 * DAY, phases=[phase(**begun), phase(geometry=line(*BAUMANA), **begun)])
    clock.advance(NOW)
    clock.advance(NOW + timedelta(hours=1))
    assert list(event.changes.order_by("version").values_list("verb", flat=True)) == ["drafted", "published", "started"]


def test_a_correction_of_the_telephone_says_so_and_keeps_by_the_plan(agency, dispatcher):
    event = published(agency, at=NOW - 2 * DAY, phases=[stage(PUSHKINA, -DAY, DAY)])
    entry = amending.change(event, fields={"contact": "112"}, by=dispatcher, at=NOW)
    assert "Изменился телефон для справок." in told(entry)
    assert "порядок" not in told(entry)
    assert "Начало — по плану, подтверждения нет." in told(entry)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - DAY, source="camera")
    entry = amending.change(event, fields={"contact": "103", "detour": "по улице Мира"}, by=dispatcher, at=NOW)
    assert "Изменились объезд и телефон для справок." in told(entry)
    assert "Начало подтверждено по камере." in told(entry)
    assert "The start is confirmed by a camera." in posts.texts_of(entry, "en").long


def test_only_what_is_to_come_is_dashed_on_a_picture_and_the_legend_says_so(three_stages):
    clock.advance(NOW + DAY)
    event = three_stages
    event.refresh_from_db()
    change = event.changes.latest("version")
    spec = spec_of(event, posts.texts_of(change), at=change.at)
    dashed = {shape["is_planned"]: shape["geometry"] for shape in spec["shapes"]}
    assert dashed[False] == rounded(event.phases.get(number=1).geometry)
    assert [shape["is_planned"] for shape in spec["shapes"]].count(True) == 2
    assert "Пунктир — ещё не началось" in spec["lines"]
    announced = event.changes.get(verb=Verb.PUBLISHED)
    before = spec_of(event, posts.texts_of(announced), at=announced.at)
    assert {shape["is_planned"] for shape in before["shapes"]} == {True}
    assert "Пунктир — ещё не началось" not in before["lines"]


def test_a_picture_tells_what_its_post_tells(three_stages):
    """Title, dates and colour of the panel are those of the stage that begins; what has lapsed is grey and said so."""
    event = three_stages
    clock.advance(NOW + DAY)
    clock.advance(NOW + 3 * DAY)
    clock.advance(NOW + 6 * DAY)
    event.refresh_from_db()
    second, third = event.changes.filter(verb=Verb.STAGE).order_by("version")
    drawn = spec_of(event, posts.texts_of(second), at=second.at)
    assert drawn["title"].startswith("Ограничение движения: улица Баумана, ")
    assert drawn["lines"][0].startswith("с 12:00 13\u00a0июня до 12:00 15\u00a0июня")
    assert [shape["colour"] for shape in drawn["shapes"]] == ["#4b5a66", "#c3211b", "#c27400"]
    assert drawn["lines"][1:] == ["Пунктир — ещё не началось", "Серым — срок вышел"]
    last = spec_of(event, posts.texts_of(third), at=third.at)
    assert last["title"].startswith("Закрытие движения: Речной переулок, ")
    assert last["shapes"][-1]["colour"] == "#c3211b"
    english = spec_of(event, posts.texts_of(second, "en"), "en", at=second.at)
    assert english["title"].startswith("Traffic restriction: ")
    assert "Grey: the term has passed" in english["lines"]


def test_the_card_counts_stages_and_not_their_places(agency, client):
    begun = {"planned_start": NOW - DAY, "planned_end": NOW + DAY}
    later = {"planned_start": NOW + DAY, "planned_end": NOW + 2 * DAY, "geometry": line(*TURGENEVA)}
    event = published(
        agency, at=NOW - 2 * DAY, phases=[phase(**begun), phase(geometry=line(*BAUMANA), **begun), phase(**later)]
    )
    with time_machine.travel(NOW, tick=False):
        card = client.get(f"/events/{event.pk}/card/").content.decode()
    assert "Этап 1 из 2" in card


def test_what_is_unusual_and_what_differs_names_the_stage_and_not_the_phase(agency):
    begun = {"planned_start": NOW, "planned_end": NOW + DAY}
    long = {"planned_start": NOW + DAY, "planned_end": NOW + 400 * DAY, "geometry": line(*TURGENEVA)}
    event = draft(agency, phases=[phase(**begun), phase(geometry=line(*BAUMANA), **begun), phase(**long)])
    (found,) = unusual_in(event, NOW)
    assert found.text.startswith("2-й этап: ")
    before = snapshot(event)
    now = copy.deepcopy(before)
    now["phases"][2]["vehicle_impact"] = "some-lanes-closed"
    (difference,) = differences(before, now, event.city.zone, NOW)
    assert (difference.field, difference.title.split(":")[0]) == ("phases.2.vehicle_impact", "2-й этап")


def one_way(place, start, end, direction="forward", **values) -> dict:
    """A dual carriageway's stage is shut for the traffic of one direction."""
    return stage(place, start, end, direction=direction, **values)


def told_in_both(event) -> tuple:
    entry = event.changes.latest("version")
    return posts.texts_of(entry), posts.texts_of(entry, "en")


def test_where_each_stage_shuts_one_direction_the_whole_is_told_so(agency):
    stages = [one_way(PUSHKINA, DAY, 2 * DAY), one_way(TURGENEVA, 2 * DAY, 3 * DAY, "backward")]
    event = published(agency, phases=stages)
    russian, english = told_in_both(event)
    assert "в два этапа будет закрыто движение на участках" in russian.long.splitlines()[0]
    assert russian.long.splitlines()[0].endswith(" в одном направлении.")
    assert "в одном направлении" in russian.short
    assert russian.headline.endswith(", в одном направлении")
    assert " in one direction will be closed to traffic in two stages" in english.long.splitlines()[0]
    assert english.headline.endswith(" in one direction")
    assert (event.headline, event.headline_en) == (russian.headline, english.headline)


def test_one_stage_that_shuts_both_directions_is_enough_to_tell_none(agency):
    event = published(agency, phases=[one_way(PUSHKINA, DAY, 2 * DAY), stage(TURGENEVA, 2 * DAY, 3 * DAY)])
    russian, english = told_in_both(event)
    assert "в одном направлении" not in russian.long.splitlines()[0] + russian.headline
    assert "in one direction" not in english.long.splitlines()[0] + english.headline


def test_what_was_confirmed_of_a_lapsed_stage_is_its_own_start(three_stages, dispatcher):
    confirm = {"by": dispatcher, "source": "foreman"}
    clock.advance(NOW + DAY)
    confirming.confirm(three_stages, at=NOW + DAY, phase=1, started_at=NOW + DAY, **confirm)
    confirming.confirm(three_stages, at=NOW + 3 * DAY, phase=1, ended_at=NOW + 3 * DAY, **confirm)
    clock.advance(NOW + 5 * DAY)
    lapsed = three_stages.changes.latest("version")
    assert lapsed.verb == Verb.OVERDUE
    assert "По плану ограничение действовало с 12:00 13\u00a0июня до 12:00 15\u00a0июня." in told(lapsed)
    confirming.confirm(three_stages, at=NOW + 5 * DAY, phase=2, started_at=NOW + 3 * DAY, **confirm)
    assert "Ограничение действовало с 12:00 13\u00a0июня, по плану — до 12:00 15\u00a0июня." in told(
        lapsed_anew(lapsed)
    )


def lapsed_anew(change):
    """The same entry, as the history would have it were it written now."""
    change.state = snapshot(change.event)
    return change


def with_ends(event, ends) -> list[dict]:
    """Number of a stage → its new end; the others keep theirs."""
    return [
        {"id": phase.pk, "planned_start": phase.planned_start, "planned_end": ends.get(phase.number, phase.planned_end)}
        for phase in event.phases.all()
    ]


def test_a_stage_that_is_extended_says_until_when_it_was_and_lapses_anew(three_stages, dispatcher):
    clock.advance(NOW + DAY)
    confirm = {"by": dispatcher, "source": "foreman"}
    confirming.confirm(three_stages, at=NOW + 3 * DAY, phase=1, ended_at=NOW + 3 * DAY, **confirm)
    clock.advance(NOW + 5 * DAY)
    longer = with_ends(three_stages, {2: NOW + 5 * DAY + 6 * timedelta(hours=1)})
    entry = amending.change(three_stages, fields={}, phases=longer, by=dispatcher, at=NOW + 5 * DAY)
    assert "до 18:00 15\u00a0июня (прежде до 12:00 15\u00a0июня): " in told(entry)
    assert "16\u00a0июня до 12:00 18\u00a0июня: " in told(entry)
    assert "until 18:00 on 15\u00a0June (before: until 12:00 on 15\u00a0June): " in posts.texts_of(entry, "en").long
    clock.advance(NOW + 5 * DAY + 7 * timedelta(hours=1))
    assert [change.verb for change in three_stages.changes.order_by("version")][-3:] == [
        "overdue",
        "changed",
        "overdue",
    ]
    assert "до 18:00 15\u00a0июня" in told(three_stages.changes.latest("version"))


def test_the_end_is_told_of_what_was_open_last_and_what_was_open_before_is_told_so(three_stages, dispatcher):
    confirm = {"by": dispatcher, "source": "foreman"}
    for number, start, end in ((1, 1, 3), (2, 3, 5), (3, 6, 7)):
        clock.advance(NOW + start * DAY)
        confirming.confirm(three_stages, at=NOW + end * DAY, phase=number, ended_at=NOW + end * DAY, **confirm)
    over = three_stages.changes.latest("version")
    assert over.verb == Verb.FINISHED
    assert told(over).startswith("В Small city открыто движение по Речному переулку")
    assert "Движение открыли в 12:00 17\u00a0июня, раньше срока." in told(over)
    assert "Движение открыто: улица Пушкина, от улицы Баумана до Речного переулка — 12:00 13\u00a0июня." in told(over)
    assert "Ограничения сняты: улица Баумана" in told(over)
    assert posts.texts_of(over, "en").headline.startswith("Road open again: Rechnoy Lane")


@pytest.mark.parametrize(("by_first", "by_second"), [("foreman", ""), ("", "foreman")])
def test_who_confirmed_one_stage_proves_nothing_of_another(agency, dispatcher, by_first, by_second):
    event = published(agency, phases=[stage(PUSHKINA, DAY, 3 * DAY), stage(BAUMANA, 3 * DAY, 5 * DAY)])
    clock.advance(NOW + DAY)
    at = NOW + 4 * DAY
    confirm = {"by": dispatcher, "at": at}
    if by_first:
        confirming.confirm(event, phase=1, started_at=NOW + DAY, source=by_first, **confirm)
    confirming.confirm(event, phase=1, ended_at=NOW + 3 * DAY, source="office", comment="по звонку", **confirm)
    if by_second:
        confirming.confirm(event, phase=2, started_at=NOW + 3 * DAY, source=by_second, **confirm)
    text = told(amending.change(event, fields={"contact": "112"}, by=dispatcher, at=at))
    assert ("Начало — по плану" in text, "подтверждено с места" in text) == (not by_second, bool(by_second))
