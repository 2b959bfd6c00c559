"""Others' works taken over: created, updated by their number, left alone where a dispatcher has corrected them."""

from datetime import UTC, datetime, timedelta

import pytest

from closures import actions, amending, by_plan, confirming
from closures.models import KnownClash, RoadEvent, SourceItem, SourceRow, SourceRun
from closures.sources import gone, report, runs
from closures.sources.records import Unreadable
from roadmap.models import Delivery, Effect
from tests.closures.factories import area, phase, published
from tests.closures.sources.files import notice, notices, sites
from tests.closures.sources.readings import outcomes, taken
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def test_a_notice_becomes_a_draft_with_its_place_terms_and_words(source):
    run = taken(source, notices(notice("20-92-1/26")))
    (item,) = SourceItem.objects.all()
    event = item.event
    assert (item.external_id, event.status, event.kind) == ("20-92-1/26", "draft", "repair-zone")
    assert (event.performer, event.reason, event.act_number) == ("АО «ТЕПЛО»", "Прокладка кабеля", "20-92-1/26")
    works, mending = event.phases.all()
    assert works.planned_start == datetime(2026, 6, 30, 19, tzinfo=UTC)  # 1 July, 00:00 in the city
    assert works.planned_end == mending.planned_start == datetime(2026, 7, 10, 19, tzinfo=UTC)  # the 10th included
    assert mending.planned_end == datetime(2026, 7, 15, 19, tzinfo=UTC)
    assert {phase.vehicle_impact for phase in (works, mending)} == {"unknown"}
    assert event.roads == ["улица Пушкина"]
    assert event.geometry.geom_type == "Polygon"
    assert run.state == "done" and run.content is None


def test_coordinates_are_understood_in_either_order(source):
    right = notice("2/26")
    right["geometry"]["coordinates"].reverse()
    taken(source, notices(notice("1/26"), right))
    one, other = RoadEvent.objects.order_by("pk")
    assert one.geometry.equals_exact(other.geometry, 1e-6)


def test_the_same_file_twice_gives_the_same_rows(source):
    content = notices(notice("1/26"), notice("2/26", (0, -200)), notice("3/26", status="Отказ"))
    assert outcomes(taken(source, content)) == ["created", "created", "rejected"]
    before = list(RoadEvent.objects.order_by("pk").values_list("pk", "version"))
    again = taken(source, content, at=LATER)
    assert outcomes(again) == ["unchanged", "unchanged", "rejected"]
    assert list(RoadEvent.objects.order_by("pk").values_list("pk", "version")) == before
    (row,) = report.summary(again)["reasons"]
    assert row == {"row": 3, "id": "3/26", "reason": "Статус уведомления: Отказ."}


def test_another_term_in_the_source_moves_the_event_and_keeps_its_number(source):
    taken(source, notices(notice("1/26")))
    later = notice("1/26", days=("2026-07-01", "2026-07-12"), mended=("2026-07-13", "2026-07-20"))
    assert outcomes(taken(source, notices(later), at=LATER)) == ["updated"]
    (event,) = RoadEvent.objects.all()
    assert event.end == datetime(2026, 7, 20, 19, tzinfo=UTC)
    assert event.changes.latest("version").comment == "из источника «Ордера»"


def test_what_a_dispatcher_corrected_is_kept_and_the_difference_is_told(source, dispatcher):
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    amending.change(event, fields={"reason": "Ремонт теплотрассы"}, by=dispatcher, at=NOW)
    new = notice("1/26", purpose="Прокладка трубы", performer="АКЦИОНЕРНОЕ ОБЩЕСТВО &quot;ВОДА&quot;")
    run = taken(source, notices(new), at=LATER)
    event.refresh_from_db()
    assert (event.reason, event.performer) == ("Ремонт теплотрассы", "АО «ВОДА»")
    (row,) = run.rows.all()
    assert row.outcome == "kept"
    assert "«Ремонт теплотрассы»" in row.reason and "«Прокладка трубы»" in row.reason
    # and it is told again as long as it stands
    assert outcomes(taken(source, notices(new), at=LATER)) == ["kept"]


def test_who_comes_to_the_sources_words_differs_no_more(source, dispatcher):
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    amending.change(event, fields={"reason": "Ремонт теплотрассы"}, by=dispatcher, at=NOW)
    new = notices(notice("1/26", purpose="Прокладка трубы"))
    assert outcomes(taken(source, new, at=LATER)) == ["kept"]
    amending.change(event, fields={"reason": "Прокладка трубы"}, by=dispatcher, at=LATER)
    assert outcomes(taken(source, new, at=LATER)) == ["unchanged"]
    assert SourceItem.objects.get().difference == ""
    # and from then on it follows the source again
    assert outcomes(taken(source, notices(notice("1/26", purpose="Замена трубы")), at=LATER)) == ["updated"]


def test_a_place_that_was_drawn_anew_by_hand_stays_while_the_term_follows_the_source(source, dispatcher):
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    drawn = area((90, 190), (110, 190), (110, 210), (90, 210))
    phases = [
        {"id": each.pk, "planned_start": each.planned_start, "planned_end": each.planned_end, "geometry": drawn}
        for each in event.phases.all()
    ]
    amending.change(event, fields={}, phases=phases, by=dispatcher, at=NOW)
    later = notice("1/26", mended=("2026-07-11", "2026-07-18"))
    assert outcomes(taken(source, notices(later), at=LATER)) == ["updated"]
    event.refresh_from_db()
    assert [each.locations.get().geometry.equals_exact(drawn, 1e-6) for each in event.phases.all()] == [True, True]
    assert event.end == datetime(2026, 7, 18, 19, tzinfo=UTC)


DRAWN = area((90, 190), (110, 190), (110, 210), (90, 210))


def corrected(event, dispatcher, *numbers, **values):
    """By hand, at the stages of these numbers."""
    phases = [
        {"id": each.pk, "planned_start": each.planned_start, "planned_end": each.planned_end}
        | (values if each.number in numbers else {})
        for each in event.phases.all()
    ]
    amending.change(event, fields={}, phases=phases, by=dispatcher, at=NOW)


def is_drawn(event) -> list[bool]:
    phases = event.phases.order_by("number")
    return [each.locations.get().geometry.equals_exact(DRAWN, 1e-6) for each in phases]


@pytest.mark.parametrize("number", [1, 2])
def test_a_place_of_one_stage_that_was_drawn_by_hand_stays_when_the_source_moves(source, dispatcher, number):
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    corrected(event, dispatcher, number, geometry=DRAWN)
    run = taken(source, notices(notice("1/26", (0, -200))), at=LATER)
    assert outcomes(run) == ["kept"]
    assert is_drawn(event) == [each == number for each in (1, 2)]


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_corrected_by_hand_stays_when_the_source_tells_fewer_or_more_stages(source, dispatcher, number):
    whole = notice("1/26")
    single = notice("1/26")
    body = single["info"]["balloonContentBody"]
    single["info"]["balloonContentBody"] = "\n".join(line for line in body.split("\n") if "восстанов" not in line)
    before, after = (single, whole) if number == 1 else (whole, single)
    taken(source, notices(before))
    (event,) = RoadEvent.objects.all()
    corrected(event, dispatcher, 1, 2, geometry=DRAWN, vehicle_impact="all-lanes-closed")
    assert outcomes(taken(source, notices(after), at=LATER)) == ["updated"]
    assert is_drawn(event) == [True] * (3 - event_stages(before))
    assert {each.vehicle_impact for each in event.phases.all()} == {"all-lanes-closed"}
    assert outcomes(taken(source, notices(after), at=LATER)) == ["unchanged"]


def event_stages(told) -> int:
    return told["info"]["balloonContentBody"].count("Сроки")


def test_what_was_called_off_here_is_not_brought_back(source, dispatcher):
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    actions.cancel(event, by=dispatcher, at=NOW)
    assert outcomes(taken(source, notices(notice("1/26", purpose="Другое")), at=LATER)) == ["kept"]
    event.refresh_from_db()
    assert (event.status, event.reason) == ("cancelled", "Прокладка кабеля")


def test_what_was_ended_here_is_not_taken_up_again(source, dispatcher):
    source.becomes = "published"
    source.save()
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    ended_at = datetime(2026, 7, 5, 9, 13, tzinfo=UTC)
    confirming.finish(event, by=dispatcher, at=ended_at)
    longer = notice("1/26", mended=("2026-07-11", "2026-07-28"))
    assert outcomes(taken(source, notices(longer), at=ended_at + timedelta(hours=1))) == ["kept"]
    event.refresh_from_db()
    assert (event.status, event.ended_at) == ("finished", ended_at)


def test_what_the_source_tells_no_more_is_marked_and_stays(source):
    taken(source, notices(notice("1/26"), notice("2/26", (0, -200))))
    run = taken(source, notices(notice("1/26")), at=LATER)
    assert [item.external_id for item in gone.missed(run)] == ["2/26"]
    assert report.summary(run)["gone"] == 1
    assert RoadEvent.objects.get(source_items__external_id="2/26").status == "draft"
    taken(source, notices(notice("1/26"), notice("2/26", (0, -200))), at=LATER)
    assert not SourceItem.objects.exclude(gone_in=None).exists()


@pytest.mark.parametrize(
    "content", [b"", b"   ", b"{", b'{"features": []}', b"[]", notices(), b"null", b'{"features": {}}']
)
def test_an_empty_or_broken_source_changes_nothing(source, content):
    taken(source, notices(notice("1/26")))
    with pytest.raises(Unreadable):
        runs.begin(source, "works.json", content, by=None, at=LATER)
    assert SourceItem.objects.get().gone_in is None
    assert SourceRun.objects.count() == 1


def test_a_file_of_which_nothing_can_be_taken_proves_nothing_gone(source):
    taken(source, notices(notice("1/26")))
    run = taken(source, notices({"type": "Feature"}, notice("2/26", status="Отказ")), at=LATER)
    assert set(outcomes(run)) == {"rejected"}
    assert SourceItem.objects.get().gone_in is None


def test_looking_writes_nothing_and_says_what_taking_will_do(source):
    run = runs.begin(source, "works.json", notices(notice("1/26"), notice("2/26", (90_000, 0))), by=None, at=NOW)
    runs.look(run, at=NOW)
    while runs.advance(run, NOW):
        pass
    run.refresh_from_db()
    assert run.state == "seen"
    assert not RoadEvent.objects.exists() and not SourceItem.objects.exists()
    assert outcomes(run) == ["created", "rejected"]
    assert run.rows.first().told["place"].startswith("улица Пушкина")
    assert "вне города" in run.rows.last().reason
    runs.take(run, by=None, at=NOW)
    runs.advance(run, NOW)
    assert outcomes(run) == ["created", "rejected"]
    assert RoadEvent.objects.count() == 1


def test_a_source_that_publishes_posts_nothing_and_writes_to_nobody(source, follow_up):
    source.becomes = "published"
    source.save()
    taken(source, notices(notice("1/26")))
    (event,) = RoadEvent.objects.all()
    assert (event.status, event.is_quiet) == ("published", True)
    by_plan.start(event, at=event.start)
    follow_up(event.start)
    assert not Delivery.objects.exists()
    assert not Effect.objects.filter(name="tell-readers").exists()


def test_what_a_source_publishes_over_others_works_is_told_and_kept_with_its_reason(source, other_agency):
    source.becomes, source.vehicle_impact = "published", "all-lanes-closed"
    source.save()
    shut = {"planned_start": datetime(2026, 7, 1, tzinfo=UTC), "planned_end": datetime(2026, 7, 9, tzinfo=UTC)}
    theirs = published(other_agency, phases=[phase(**shut)])
    content = notices(notice("1/26"))
    run = taken(source, content)
    (known,) = KnownClash.objects.all()
    assert {known.event_id, known.other_id} == {theirs.pk, RoadEvent.objects.exclude(pk=theirs.pk).get().pk}
    assert known.reason == "из источника «Ордера»"
    (told,) = report.summary(run)["clashes"]
    assert (told["row"], len(told["clashes"])) == (1, 1)
    assert report.summary(taken(source, content, at=LATER))["clashes"] == []


@pytest.mark.parametrize(("past", "outcome"), [("history", "created"), ("left-out", "left-out")])
@pytest.mark.parametrize(("becomes", "is_public"), [("draft", False), ("published", True)])
def test_works_long_over_come_in_as_finished_or_not_at_all(source, past, outcome, becomes, is_public):
    source.past, source.becomes = past, becomes
    source.save()
    old = notice("1/23", days=("2023-05-03", "2023-05-12"), mended=("2023-05-13", "2023-05-19"))
    assert outcomes(taken(source, notices(old))) == [outcome]
    if past == "left-out":
        assert not RoadEvent.objects.exists()
        return
    (event,) = RoadEvent.objects.all()
    assert (event.status, event.end_basis) == ("finished", "plan")
    assert event.ended_at == datetime(2023, 5, 19, 19, tzinfo=UTC)
    assert RoadEvent.objects.public().exists() is is_public
    assert not Delivery.objects.exists()


def test_what_was_filed_away_is_told_when_it_is_taken_up_again(source, dispatcher):
    old = notice("1/23", days=("2023-05-03", "2023-05-12"), mended=("2023-05-13", "2023-05-19"))
    taken(source, notices(old))
    event = RoadEvent.objects.get()
    amending.reopen(event, by=dispatcher, at=LATER)
    event.refresh_from_db()
    assert (event.status, event.published_at) == ("published", LATER)
    assert Delivery.objects.filter(subject=event.subject).exists()


def test_a_file_that_nobody_took_gives_way_to_the_next_one(source):
    first = runs.begin(source, "works.json", notices(notice("1/26")), by=None, at=NOW)
    runs.look(first, at=NOW)
    second = runs.begin(source, "works.json", notices(notice("1/26")), by=None, at=LATER)
    assert list(SourceRun.objects.all()) == [second]
    runs.step(at=LATER, run=first.pk, state="looking")  # what a worker still has of it
    assert not SourceRow.objects.exclude(run=second).exists()


def test_the_events_page_names_the_source_and_what_was_kept_against_it(source, dispatcher):
    taken(source, notices(notice("1/26")))
    event = RoadEvent.objects.get()
    amending.change(event, fields={"reason": "Своё"}, by=dispatcher, at=NOW)
    taken(source, notices(notice("1/26", purpose="Чужое")), at=LATER)
    shown = signed_in(dispatcher).get(f"/desk/events/{event.pk}/").content.decode()
    assert "Ордера" in shown and "1/26" in shown and "«Чужое»" in shown


def test_a_notice_of_a_private_person_does_not_tell_the_name(source):
    person = "Индивидуальный предприниматель Выдуманный Иван Иванович"
    taken(source, notices(notice("1/26", performer=person)))
    assert RoadEvent.objects.get().performer == "Индивидуальный предприниматель"


def test_a_construction_site_lies_on_the_stretch_that_its_title_names(source):
    source.format = "polygons"
    source.save()
    around = [(-50, 150), (250, 150), (250, 250), (-50, 250), (-50, 150)]
    title = "Строительство ул. Пушкина на участке от ул. Баумана до переулка Речного"
    taken(source, sites((title, around), ("Строительство развязки", around)))
    named, drawn = RoadEvent.objects.order_by("pk")
    assert named.geometry.geom_type == "MultiLineString"
    assert [(span.segment.road.name) for phase in named.phases.all() for span in phase.spans.all()] == ["улица Пушкина"]
    assert drawn.geometry.geom_type == "Polygon"
    assert (named.start, named.end) == (NOW, None)
    assert outcomes(taken(source, sites((title, around), ("Строительство развязки", around)), at=LATER)) == [
        "unchanged",
        "unchanged",
    ]


@pytest.mark.parametrize(
    "title",
    [
        "Стройка ул. Пушкина от ул. Баумана до переулка Речного. Стройка ул. Выдуманной от ул. Баумана до Мира",
        "Стройка ул. Пушкина от ул. Баумана до переулка Речного и развязки на пересечении ул. Баумана и пр. Ленина",
        "Строительство ул. 8 Марта от ул. Баумана до Кремлёвской",
    ],
)
def test_where_a_title_names_more_than_is_known_in_the_outline_the_outline_stands(source, title):
    source.format = "polygons"
    source.save()
    taken(source, sites((title, [(-50, 150), (250, 150), (250, 250), (-50, 250), (-50, 150)])))
    assert RoadEvent.objects.get().geometry.geom_type == "Polygon"


def test_a_worker_goes_through_a_file_step_by_step(source, follow_up, monkeypatch):
    monkeypatch.setattr(runs, "STEP", 2)
    monkeypatch.setattr(runs.advance, "__kwdefaults__", {"most": 2})
    many = notices(*(notice(f"{number}/26", (number * 10, 200)) for number in range(1, 6)))
    run = runs.begin(source, "works.json", many, by=None, at=NOW)
    runs.look(run, at=NOW)
    follow_up(NOW)
    run.refresh_from_db()
    assert run.state == "seen"
    runs.take(run, by=None, at=NOW)
    follow_up(NOW)
    run.refresh_from_db()
    assert run.state == "done" and RoadEvent.objects.count() == 5
    assert SourceRow.objects.filter(run=run, event=None).count() == 0
