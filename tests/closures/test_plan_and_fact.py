"""Plan is not fact: what only the plan says is told so, and who confirmed it is named."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from closures import actions, amending, by_plan, clock, confirming, posts
from closures.models import RoadEvent
from closures.models.lists import Basis, Source
from closures.pictures import spec_of
from closures.workflow import MoveRefused
from roadmap import delivery, effects
from roadmap.models import City, Delivery, JournalEntry
from roadmap.picture import palette
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
END = NOW + timedelta(days=2)  # of an active event
COUNTS = END + timedelta(hours=24)


def told(event) -> str:
    """What the journal says of it by now."""
    return Delivery.objects.filter(subject=event.subject, channel="journal").latest("version").text


def verbs(event) -> list[str]:
    return list(event.changes.order_by("version").values_list("verb", flat=True))


def two_stages(agency):
    """Began two hours ago; the second stage follows in two days, for two days."""
    first = phase(planned_start=NOW - timedelta(hours=2), planned_end=NOW + timedelta(days=2))
    second = phase(planned_start=NOW + timedelta(days=2), planned_end=NOW + timedelta(days=4))
    return active(agency, phases=[first, second])


def test_a_basis_is_the_plan_or_a_source():
    assert set(Basis.values) == {"plan", *Source.values}


def test_a_start_that_only_the_plan_knows_is_told_by_the_plan(agency):
    event = published(agency)
    clock.advance(NOW + timedelta(days=1))
    event.refresh_from_db()
    assert (event.start_basis, event.is_confirmed) == ("plan", False)
    assert told(event).startswith("По плану с")


def test_what_nobody_plans_is_told_on_the_dispatcher_s_word(agency):
    begun = [phase(planned_start=NOW - timedelta(hours=1))]
    assert told(published(agency, cause="accident", phases=begun)).startswith("По данным диспетчера с")
    assert told(published(agency, cause="gas", phases=begun)).startswith("По плану с")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("foreman", "Подтверждено с места."),
        ("office", "Подтвердил диспетчер."),
        ("camera", "Подтверждено по камере."),
        ("resident", "Подтвердил житель."),
    ],
)
def test_who_confirmed_the_start_or_the_end_is_kept_and_told(agency, dispatcher, source, words):
    event = published(agency, phases=[phase(planned_start=NOW + timedelta(minutes=40))])
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW, source=source)
    assert words in told(event)
    assert "По плану" not in told(event)
    confirming.finish(event, by=dispatcher, at=NOW + timedelta(days=1), source=source)
    event.refresh_from_db()
    it = event.phases.get()
    assert (event.start_basis, event.end_basis, it.start_source, it.end_source) == (source,) * 4
    assert words in told(event)
    assert ("с места" in told(event)) == (source == "foreman")


def test_a_button_in_the_office_is_the_office(agency, dispatcher):
    event = active(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW)
    assert (entry.basis, event.phases.get().start_source) == ("office", "office")
    assert confirming.finish(event, by=dispatcher, at=NOW).basis == "office"


def test_a_foreman_who_confirms_what_the_office_had_said_is_news_for_the_history(agency, dispatcher):
    event = active(agency)
    confirming.confirm(event, by=dispatcher, at=NOW)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, source="foreman")
    event.refresh_from_db()
    assert (entry.verb, entry.basis, event.start_basis) == ("confirmed", "foreman", "foreman")


def sendings(event) -> list[tuple[int, str, str]]:
    rows = Delivery.objects.filter(subject=event.subject).order_by("version", "channel")
    return list(rows.values_list("version", "channel", "action"))


def begun_by_plan(agency, **values):
    """Announced and, two hours before NOW, told as begun by the plan."""
    begun = NOW - timedelta(hours=2)
    row = values.pop("row", {})
    event = published(agency, at=begun - timedelta(hours=1), phases=[phase(planned_start=begun, **row)], **values)
    clock.advance(begun)
    event.refresh_from_db()
    return event


@pytest.mark.parametrize("kind", ["closure", "repair-zone", "signal-outage", "parking-change", "public-event"])
def test_a_confirmed_start_corrects_the_post_that_told_it_by_the_plan(agency, dispatcher, kind):
    impact = {} if kind in ("closure", "public-event") else {"vehicle_impact": "unknown"}
    where = {} if kind == "signal-outage" else {"geometry": line((0, 200), (200, 200))}
    begun = NOW - timedelta(hours=2)
    row = {"planned_start": begun, "planned_end": END} | impact | where
    event = published(agency, at=begun - timedelta(hours=1), kind=kind, phases=[row])
    clock.advance(begun)
    assert told(event).startswith("По плану с 10:00 10")
    began = begun + timedelta(minutes=30)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, started_at=began, source="foreman")
    row = Delivery.objects.get(subject=event.subject, channel="journal", version=entry.version)
    assert (entry.verb, row.action) == ("confirmed", "edit")
    assert "По плану" not in row.title + row.text
    assert row.text.startswith("С 10:30 10")
    assert "Подтверждено с места." in row.text
    assert "According to" not in row.text_en
    assert "10:30" in row.text_en


def test_a_correction_is_written_over_the_post_and_is_no_second_one(agency, dispatcher):
    event = begun_by_plan(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, source="camera")
    waiting = Delivery.objects.filter(subject=event.subject, channel="journal").order_by("version")
    for pk in waiting.values_list("pk", flat=True):
        delivery.send(pk, NOW)
    entry = JournalEntry.objects.get(subject=event.subject)
    assert entry.title.startswith("Закрыто движение")
    assert "Подтверждено по камере." in entry.text


def test_a_later_and_better_source_corrects_the_text_again(agency, dispatcher):
    event = begun_by_plan(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, source="resident")
    assert "Подтвердил житель." in told(event)
    confirming.confirm(event, by=dispatcher, at=NOW, source="foreman")
    assert "Подтверждено с места." in told(event)
    assert "житель" not in told(event)


def test_what_nobody_planned_names_who_confirmed_it_and_the_dispatcher_no_more(agency, dispatcher):
    event = published(agency, cause="accident", phases=[phase(planned_start=NOW - timedelta(hours=1))])
    assert told(event).startswith("По данным диспетчера")
    confirming.confirm(event, by=dispatcher, at=NOW, source="resident")
    assert "По данным диспетчера" not in told(event)
    assert "Подтвердил житель." in told(event)


def test_a_correction_goes_only_to_where_the_event_was_told(agency, dispatcher, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "token", "@tyumen"
    begun = [phase(planned_start=NOW - timedelta(hours=1))]
    quiet, heard = (draft(agency, phases=begun) for _ in range(2))
    actions.publish(quiet, by=None, at=NOW, spots=[("journal", "journal")])
    actions.publish(heard, by=None, at=NOW)
    for event in (quiet, heard):
        confirming.confirm(event, by=dispatcher, at=NOW)
    assert sendings(quiet) == [(2, "journal", "post"), (3, "journal", "edit")]
    assert [row for row in sendings(heard) if row[0] == 3] == [(3, "journal", "edit"), (3, "telegram", "edit")]


def test_a_confirmation_that_leaves_the_text_true_is_told_to_nobody(agency, dispatcher):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    coming = phase(schedule=nights, planned_start=NOW - timedelta(hours=1), planned_end=END)
    event = published(agency, at=NOW - timedelta(hours=2), phases=[coming])
    entry = confirming.confirm(event, by=dispatcher, at=NOW)
    assert (entry.verb, event.changes.latest("version")) == ("confirmed", entry)
    assert [version for version, *_ in sendings(event)] == [2] * len(sendings(event))


def test_after_an_extension_the_correction_still_tells_the_new_term(agency, dispatcher):
    event = begun_by_plan(agency, row={"planned_end": END})
    longer = phase(planned_start=NOW - timedelta(hours=2), planned_end=END + timedelta(days=1))
    amending.change(event, fields={}, phases=[longer], by=dispatcher, at=NOW)
    assert "Начало — по плану, подтверждения нет." in told(event)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=NOW - timedelta(hours=1), source="foreman")
    assert "родлено закрытие" in told(event)
    assert "Новый срок — до" in told(event)
    assert "прежний — до" in told(event)
    assert "Начало подтверждено с места." in told(event)
    assert "по плану" not in told(event)


def test_a_start_that_is_confirmed_after_the_term_corrects_what_was_told_of_it(agency, dispatcher):
    event = begun_by_plan(agency, row={"planned_end": END})
    clock.advance(END)
    assert "По плану закрытие действовало" in told(event)
    late = END + timedelta(hours=1)
    confirming.confirm(
        event, by=dispatcher, at=late, started_at=NOW - timedelta(minutes=30), source="camera", comment="?"
    )
    assert "Закрытие действовало с 11:30 10" in told(event)
    assert "По плану закрытие" not in told(event)
    assert "Подтверждения, что движение открыто, нет." in told(event)


def test_nothing_is_announced_as_open_at_a_planned_end(agency):
    event = active(agency)
    clock.advance(END)
    event.refresh_from_db()
    assert (event.status, event.state_at(END), event.overdue_at) == ("published", "overdue", END)
    assert "вышел срок закрытия движения" in told(event)
    assert "Подтверждения, что движение открыто, нет." in told(event)


WHOLE_TERM = {
    "closure": ("По плану закрытие действовало", "Закрытие действовало"),
    "repair-zone": ("По плану они шли", "Они шли"),
    "signal-outage": ("По плану он не работал", "Он не работал"),
}


@pytest.mark.parametrize("kind", WHOLE_TERM)
def test_of_a_term_that_has_passed_the_plan_says_what_nobody_confirmed(agency, dispatcher, kind):
    by_plan, confirmed = WHOLE_TERM[kind]
    impact = {"vehicle_impact": "unknown"} if kind != "closure" else {}
    where = {} if kind == "signal-outage" else {"geometry": line((0, 200), (200, 200))}
    begun = NOW - timedelta(hours=2)
    row = impact | {"planned_start": begun, "planned_end": END} | where
    event = published(agency, at=begun - timedelta(hours=1), kind=kind, phases=[row])
    clock.advance(begun)
    clock.advance(END)
    change = event.changes.latest("version")
    assert f"{by_plan} с 10:00 10\u00a0июня до 12:00 12\u00a0июня." in posts.texts_of(change).long
    assert "scheduled from 10:00 on 10\u00a0June until 12:00 on 12\u00a0June." in posts.texts_of(change, "en").long

    change.state["start_basis"] = "foreman"
    assert f"{confirmed} с 10:00 10\u00a0июня, по плану — до 12:00 12\u00a0июня." in posts.texts_of(change).long
    english = posts.texts_of(change, "en").long
    assert "lasted from 10:00 on 10\u00a0June and was scheduled until 12:00 on 12\u00a0June." in english.replace(
        "were", "was"
    )


def test_of_recurring_hours_that_have_passed_it_is_said_that_the_start_is_confirmed(agency):
    nights = {"hours": [{"start": "22:00", "end": "06:00"}]}
    event = published(agency, phases=[phase(schedule=nights, planned_start=NOW, planned_end=NOW + timedelta(days=3))])
    clock.advance(NOW + timedelta(hours=12))
    clock.advance(NOW + timedelta(days=3))
    change = event.changes.latest("version")
    assert change.verb == "overdue"
    assert "Начало" not in posts.texts_of(change).long
    change.state["start_basis"] = "foreman"
    assert "По плану закрытие действовало каждую ночь" in posts.texts_of(change).long
    assert "Начало подтверждено с места." in posts.texts_of(change).long


def test_that_a_term_has_passed_is_told_once(agency):
    event = active(agency)
    for minutes in range(3):
        clock.advance(END + timedelta(minutes=minutes))
    assert verbs(event) == ["drafted", "published", "started", "overdue"]
    with pytest.raises(MoveRefused):
        by_plan.mark_overdue(event, at=END)


def test_a_term_that_has_not_come_is_not_overdue(agency):
    event = active(agency)
    clock.advance(END - timedelta(seconds=1))
    assert verbs(event) == ["drafted", "published", "started"]
    with pytest.raises(MoveRefused):
        by_plan.mark_overdue(event, at=END - timedelta(seconds=1))


def test_the_clock_looks_for_a_lapsed_term_once_its_start_is_told_and_until_it_is_told_itself(agency):
    event = published(agency)
    at = event.end + timedelta(hours=1)
    assert list(clock.lapsed(at)) == []
    by_plan.start(event, at=at)
    assert list(clock.lapsed(at)) == [event]
    by_plan.mark_overdue(event, at=at)
    assert list(clock.lapsed(at + timedelta(hours=1))) == []


def test_a_clock_that_was_away_tells_of_the_start_before_the_end(agency):
    event = published(agency)
    clock.advance(NOW + timedelta(days=3, hours=1))
    assert verbs(event) == ["drafted", "published", "started", "overdue"]


def test_an_overdue_event_that_is_extended_is_overdue_again_at_its_new_end(agency, dispatcher):
    event = active(agency)
    clock.advance(END)
    longer = phase(planned_start=NOW - timedelta(hours=1), planned_end=END + timedelta(days=1))
    amending.change(event, fields={}, phases=[longer], by=dispatcher, at=END + timedelta(hours=1))
    assert "родлено закрытие" in told(event)
    clock.advance(END + timedelta(hours=25))
    assert verbs(event)[-3:] == ["overdue", "extended", "overdue"]
    event.refresh_from_db()
    assert event.status == "published", "the hours count from the new end"


def test_another_change_of_an_overdue_event_still_says_that_its_term_has_passed(agency, dispatcher):
    event = active(agency)
    clock.advance(END)
    amending.change(event, fields={"contact": "112"}, by=dispatcher, at=END + timedelta(hours=1))
    assert "Срок вышел, окончание не подтверждено." in told(event)
    clock.advance(END + timedelta(hours=2))
    assert verbs(event)[-2:] == ["overdue", "changed"]


def test_after_the_city_s_hours_the_plan_counts_and_the_post_says_so(agency):
    event = active(agency)
    clock.advance(END)
    clock.advance(COUNTS - timedelta(seconds=1))
    event.refresh_from_db()
    assert event.status == "published"
    clock.advance(COUNTS)
    event.refresh_from_db()
    assert (event.status, event.ended_at, event.end_basis) == ("finished", END, "plan")
    assert event.phases.get().actual_end is None
    assert "По плану движение открыто с" in told(event)
    assert "подтверждения с места не было" in told(event)
    assert "ткрыто движение" not in told(event)


def test_a_city_says_after_how_many_hours_the_plan_counts(agency):
    agency.city.plan_counts_after_h = 2
    agency.city.save()
    event = active(agency)
    assert clock.advance(END + timedelta(hours=2)) == (1, 1)
    event.refresh_from_db()
    assert event.status == "finished"


def test_a_city_whose_plan_never_counts_waits_for_a_confirmation(agency):
    agency.city.plan_counts_after_h = None
    agency.city.save()
    event = active(agency)
    clock.advance(END)
    clock.advance(END + timedelta(days=400))
    event.refresh_from_db()
    assert (event.status, verbs(event)[-1]) == ("published", "overdue")
    with pytest.raises(MoveRefused):
        by_plan.end_by_plan(event, at=END + timedelta(days=400))


def test_a_new_rule_of_the_city_moves_how_far_its_events_hold_on(agency, follow_up):
    event = active(agency)
    later = END + timedelta(hours=30)
    assert event.state_at(later) == "finished"
    City.objects.update(plan_counts_after_h=48)
    effects.leave("plan-counts-anew", agency.city_id, at=NOW, city=agency.city_id)
    follow_up(NOW)
    event = RoadEvent.objects.get(pk=event.pk)
    assert event.state_at(later) == "overdue"
    assert event.in_force_at(later)


def test_what_the_plan_has_ended_may_be_confirmed_later(agency, dispatcher):
    event = active(agency)
    clock.advance(COUNTS)
    opened = END + timedelta(hours=3)
    entry = confirming.finish(event, by=dispatcher, at=COUNTS, ended_at=opened, source="foreman")
    event.refresh_from_db()
    assert (entry.verb, event.ended_at, event.end, event.end_basis) == ("finished", opened, opened, "foreman")
    assert "открыто движение" in told(event)
    with pytest.raises(MoveRefused):
        confirming.finish(event, by=dispatcher, at=COUNTS)


@pytest.mark.parametrize("mode", ["off", "flashing"])
def test_a_signal_works_again_only_when_somebody_says_so(agency, dispatcher, mode):
    event = active(agency, kind="signal-outage", signal_mode=mode)
    clock.advance(END)
    assert "Подтверждения, что светофор работает" in told(event)
    clock.advance(COUNTS)
    assert "По плану светофор работает" in told(event)
    confirming.finish(event, by=dispatcher, at=COUNTS, ended_at=END, source="camera")
    assert "снова" in told(event)
    assert "Подтверждено по камере." in told(event)


def test_the_end_of_one_stage_is_told_and_a_later_start_of_the_next_is_kept(agency, dispatcher):
    event = two_stages(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW, source="foreman")
    assert Delivery.objects.filter(subject=event.subject, version=entry.version).exists()
    assert (entry.public_words, entry.shown_basis) == ("Этап завершён", "подтверждено с места")
    late = NOW + timedelta(days=2, hours=5)
    told_late = {"started_at": late, "source": "foreman", "comment": "техника задержалась"}
    confirming.confirm(event, by=dispatcher, at=late, phase=2, **told_late)
    clock.advance(late)
    event.refresh_from_db()
    assert not event.in_force_at(late - timedelta(minutes=1))
    assert event.in_force_at(late)


def test_an_end_that_moves_on_takes_its_source_back(agency, dispatcher):
    event = two_stages(agency)
    confirming.confirm(event, by=dispatcher, at=NOW, ended_at=NOW, source="foreman")
    assert event.phases.get(number=1).end_source == "foreman"
    first, second = event.phases.all()
    longer = phase(planned_start=first.planned_start, planned_end=first.planned_end + timedelta(hours=1))
    same = phase(planned_start=second.planned_start, planned_end=second.planned_end)
    amending.change(event, fields={}, phases=[longer, same], by=dispatcher, at=NOW)
    assert event.phases.get(number=1).end_source == ""


@pytest.mark.parametrize(
    ("verb", "basis", "words", "how"),
    [
        ("started", "plan", "Началось", "по плану"),
        ("confirmed", "office", "Начало подтвердил диспетчер", ""),
        ("confirmed", "foreman", "Начало подтверждено с места", ""),
        ("overdue", "", "Срок вышел, подтверждения нет", ""),
        ("finished", "plan", "Срок вышел: завершено по плану, без подтверждения", ""),
        ("finished", "camera", "Завершено, движение восстановлено", "подтверждено по камере"),
    ],
)
def test_the_history_says_how_it_is_known(agency, verb, basis, words, how):
    entry = draft(agency).changes.get()
    entry.verb, entry.basis = verb, basis
    assert (str(entry.public_words), str(entry.shown_basis)) == (words, how)


def test_a_picture_does_not_draw_as_open_what_only_the_plan_has_opened(agency, dispatcher):
    event = active(agency)
    clock.advance(COUNTS)
    event.refresh_from_db()
    by_plan = spec_of(event, posts.texts_of(event.changes.latest("version")))
    assert palette.OPEN not in {shape["colour"] for shape in by_plan["shapes"]}
    confirming.finish(event, by=dispatcher, at=COUNTS, ended_at=END)
    event.refresh_from_db()
    confirmed = spec_of(event, posts.texts_of(event.changes.latest("version")))
    assert palette.OPEN in {shape["colour"] for shape in confirmed["shapes"]}


def test_a_picture_of_an_overdue_event_says_so(agency):
    event = active(agency)
    clock.advance(END)
    event.refresh_from_db()
    assert "Срок вышел, подтверждения нет" in spec_of(event, posts.texts_of(event.changes.latest("version")))["lines"]


def test_an_end_before_it_has_begun_is_refused(agency, dispatcher):
    event = published(agency)
    with pytest.raises(ValidationError):
        confirming.finish(event, by=dispatcher, at=NOW, source="foreman")


def two_streets(agency, *, ends=(timedelta(hours=24), timedelta(hours=24)), at=NOW):
    """Both since five hours ago: улица Пушкина is narrowed, another part of it shut."""
    begun = at - timedelta(hours=5)
    other = {"geometry": line((200, 200), (400, 200))}
    first = phase(planned_start=begun, planned_end=at + ends[0], vehicle_impact="some-lanes-closed")
    return published(agency, at=begun, phases=[first, phase(planned_start=begun, planned_end=at + ends[1], **other)])


def test_a_street_that_was_opened_is_not_told_as_shut_while_another_is(agency, dispatcher):
    event = two_streets(agency)
    shut = event.phases.get(number=2)
    confirming.confirm(event, by=dispatcher, at=NOW, phase=2, ended_at=NOW, source="foreman")
    text = told(event)
    assert "вижение закрыто" not in text
    assert text.count(shut.place) == 1
    assert f"Движение открыто: {shut.place} — " in text
    assert "Подтверждено с места." in text
    assert "ограничено движение" in text.splitlines()[0]
    event.refresh_from_db()
    assert "граничение движения" in event.headline
    assert len(spec_of(event, posts.texts_of(event.changes.latest("version")))["shapes"]) == 1


def test_a_stage_that_is_over_is_told_with_its_source_and_with_the_next_one(agency, dispatcher):
    days = [NOW + timedelta(days=number) for number in (-1, 1, 2, 3)]
    impacts = ("all-lanes-closed", "some-lanes-closed", "all-lanes-closed")
    stages = [
        phase(planned_start=start, planned_end=end, vehicle_impact=impact)
        for start, end, impact in zip(days, days[1:], impacts, strict=False)
    ]
    event = published(agency, at=days[0], phases=stages)
    confirming.confirm(event, by=dispatcher, at=NOW, phase=1, ended_at=NOW, source="foreman")
    text = told(event).replace("\u00a0", " ")
    assert text.startswith("В Small city открыто движение по улице Пушкина")
    assert "Подтверждено с места." in text
    assert "Следующий этап — с 12:00 11 июня до 12:00 12 июня: " in text
    assert "движение ограничат." in text


def test_stages_that_never_began_are_told_as_cancelled_and_lie_nowhere_in_time(agency, dispatcher):
    later = phase(
        planned_start=NOW + timedelta(days=1),
        planned_end=NOW + timedelta(days=2),
        geometry=line((200, 200), (400, 200)),
    )
    first = phase(planned_start=NOW - timedelta(hours=5), planned_end=NOW - timedelta(hours=1))
    event = published(agency, at=NOW - timedelta(hours=5), phases=[first, later])
    never = event.phases.get(number=2)
    confirming.finish(event, by=dispatcher, at=NOW)
    text = told(event)
    assert f"Отменён этап: {never.place}." in text
    assert text.count(never.place) == 1
    assert "раньше срока" not in text
    never.refresh_from_db()
    event.refresh_from_db()
    assert (never.during.upper, list(never.in_force), never.told.upper) == (NOW, [], NOW)
    assert (never.state_at(NOW), event.end) == ("cancelled", NOW)


def test_what_was_put_off_is_told_with_its_new_start(agency, dispatcher):
    event = active(agency)
    later = phase(planned_start=NOW + timedelta(hours=2), planned_end=NOW + timedelta(days=3))
    entry = amending.change(event, fields={}, phases=[later], by=dispatcher, at=NOW)
    assert entry.verb == "extended"
    assert "Движение будет закрыто с" in told(event)
    assert "Прежний срок: с" in told(event)


def test_ends_that_differ_by_seconds_are_no_new_term(agency, dispatcher):
    event = active(agency)
    it = event.phases.get()
    same = phase(planned_start=it.planned_start, planned_end=it.planned_end + timedelta(seconds=20))
    assert amending.change(event, fields={}, phases=[same], by=dispatcher, at=NOW).verb == "changed"
    assert "прежний" not in told(event)


def test_phases_that_differ_by_seconds_are_no_stages(agency):
    times = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    second = phase(planned_start=times["planned_start"] + timedelta(seconds=20), planned_end=times["planned_end"])
    event = published(agency, at=NOW, phases=[phase(**times), second | {"geometry": line((200, 200), (400, 200))}])
    assert "этап" not in told(event)


def a_gap_between_stages(agency):
    """The first has lapsed an hour ago, the second follows tomorrow on another street."""
    first = phase(planned_start=NOW - timedelta(hours=5), planned_end=NOW - timedelta(hours=1))
    times = {"planned_start": NOW + timedelta(hours=22), "planned_end": NOW + timedelta(days=2)}
    second = phase(geometry=line((200, 200), (400, 200)), **times)
    return published(agency, at=NOW - timedelta(hours=5), phases=[first, second])


def test_a_stage_that_lapsed_before_the_next_is_told_once_and_the_whole_once_more(agency):
    event = a_gap_between_stages(agency)
    clock.advance(NOW)
    clock.advance(NOW + timedelta(minutes=1))
    assert verbs(event) == ["drafted", "published", "overdue"]
    assert "до Речного переулка. По плану закрытие" in told(event)
    assert f": {event.phases.get(number=2).place}, движение закроют." in told(event).split("Следующий этап — с")[1]
    clock.advance(END)
    clock.advance(END + timedelta(minutes=1))
    assert verbs(event) == ["drafted", "published", "overdue", "overdue"]


def test_a_lapsed_stage_that_is_confirmed_over_leaves_nothing_overdue(agency, dispatcher):
    event = a_gap_between_stages(agency)
    clock.advance(NOW)
    confirming.confirm(event, by=dispatcher, at=NOW, phase=1, ended_at=NOW, source="foreman")
    event.refresh_from_db()
    assert (event.overdue_at, event.state_at(NOW)) == (None, "planned")


def test_a_stage_that_begins_before_its_time_is_told_when_it_begins(agency, dispatcher):
    event = two_stages(agency)
    begun = NOW + timedelta(days=1, hours=23)
    entry = confirming.confirm(event, by=dispatcher, at=begun, phase=2, started_at=begun, comment="пришли раньше")
    assert (entry.verb, str(entry.public_words)) == ("stage", "Начался следующий этап")
    assert "Этапы:" in told(event)


def test_a_button_does_not_replace_the_word_of_the_foreman(agency, dispatcher):
    event = active(agency)
    entry = confirming.confirm(event, by=dispatcher, at=NOW, source="foreman")
    assert confirming.confirm(event, by=dispatcher, at=NOW) == entry
    assert event.phases.get().start_source == "foreman"
    confirming.confirm(event, by=dispatcher, at=NOW, comment="бригадир ошибся")
    assert event.phases.get().start_source == "office"


def test_a_second_word_on_a_start_means_the_start_that_was_confirmed(agency, dispatcher):
    event = active(agency)
    early = NOW - timedelta(minutes=90)
    confirming.confirm(event, by=dispatcher, at=NOW, started_at=early)
    confirming.confirm(event, by=dispatcher, at=NOW, source="foreman")
    it = event.phases.get()
    assert (it.actual_start, it.start_source) == (early, "foreman")
