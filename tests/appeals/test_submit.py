"""A message comes in: place, body, dates, duplicates, planned works, history; all or nothing."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from appeals import actions, placing
from appeals.duplicates import duplicates_of
from appeals.models import Appeal, AppealChange
from appeals.place import place_of
from appeals.responsibility import NobodyAnswers
from appeals.workflow import Status
from roadmap.models import Address, Agency, Effect, RoadSegment
from tests.appeals import factories
from tests.appeals.factories import (
    ACROSS_TOWN,
    CORNER,
    IN_THE_PARK,
    NEXT_TO_IT,
    NOWHERE,
    PUSHKINA,
    answered,
    appeal,
    category,
    spot,
)
from tests.conftest import signed_in


def test_a_message_is_linked_to_the_street_beside_it(small_city, agency):
    sent = appeal(small_city)
    assert sent.street == "улица Пушкина"
    assert sent.segment.road.name == "улица Пушкина"
    assert sent.distance_m == pytest.approx(3, abs=0.3)
    assert 0 < sent.position < 1
    assert sent.confidence > 0.8
    assert sent.snapped_point.distance(sent.segment.geometry) < 1e-9


def test_it_has_a_body_a_reason_two_dates_and_a_history(small_city, agency):
    sent = appeal(small_city, at=datetime(2026, 6, 10, 7, tzinfo=UTC))
    assert sent.agency == agency
    assert sent.agency_reason
    assert sent.first_reply_due_at == datetime(2026, 6, 10, 11, tzinfo=UTC)  # noon + 4 working hours
    assert sent.answer_due_at == datetime(2026, 6, 19, 18, 59, 59, tzinfo=UTC)
    change = sent.changes.get()
    assert (change.verb, change.version, change.by) == ("submitted", 1, None)


def test_the_history_holds_nothing_of_the_sender(small_city, agency):
    sent = factories.personal(small_city)
    told = str(list(AppealChange.objects.filter(appeal=sent).values()))
    for private in ("Секретова", "anna@", "+7 999", "подъезда", "Пушкина, 13"):
        assert private not in told


def test_it_knows_the_nearest_house_of_its_street_and_the_side(small_city, agency):
    road = RoadSegment.objects.filter(city=small_city, road__name="улица Пушкина").first().road
    other = RoadSegment.objects.filter(city=small_city, road__name="улица Баумана").first().road
    Address.objects.filter(city=small_city).delete()
    for street, house, place in ((road, "12", spot(110, 220)), (road, "14", spot(150, 220)), (other, "1", PUSHKINA)):
        Address.objects.create(city=small_city, road=street, house=house, point=place)
    sent = appeal(small_city)
    assert (sent.house, sent.side) == ("12", "north")
    assert appeal(small_city, spot(-350, 203)).house == "", "the next known house is four hundred metres off"


def test_a_pin_far_from_any_road_is_kept_without_a_link(small_city, agency):
    sent = appeal(small_city, NOWHERE)
    assert sent.segment is None
    assert sent.snapped_point is None
    assert sent.point.coords == NOWHERE.coords
    assert sent not in Appeal.objects.public()


def test_a_pin_on_the_crossing_asks_and_a_name_in_the_text_answers(small_city, agency):
    asked = appeal(small_city, CORNER)
    assert asked.segment is None
    assert {one["street"] for one in asked.candidates} == {"улица Пушкина", "улица Баумана"}
    told = appeal(small_city, CORNER, text="яма на Баумана")
    assert told.segment.road.name == "улица Баумана"


def test_a_wide_error_of_the_phone_reaches_farther(small_city, agency):
    beyond_the_end = spot(-480, 250)  # 94 m from the end of улица Пушкина, 250 m from the next street
    assert appeal(small_city, IN_THE_PARK).segment is not None
    assert appeal(small_city, beyond_the_end, accuracy_m=60).segment is None
    assert appeal(small_city, beyond_the_end, accuracy_m=250).segment.road.name == "улица Пушкина"
    assert appeal(small_city, NOWHERE, accuracy_m=250).segment is None, "it may as well be the other street"


def test_without_a_point_the_words_are_kept(small_city, agency):
    sent = appeal(small_city, None, place_text="где-то за рекой")
    assert (sent.point, sent.segment, sent.agency) == (None, None, agency)


def test_nobody_to_answer_stores_nothing(small_city):
    Agency.objects.filter(city=small_city).update(is_default=False)
    small_city.areas.update(agency=None)
    with pytest.raises(NobodyAnswers):
        appeal(small_city)
    assert not Appeal.objects.exists()


def test_the_same_draft_twice_is_one_message(small_city, agency):
    key = uuid4()
    first, second = appeal(small_city, draft_key=key), appeal(small_city, draft_key=key)
    assert first.pk == second.pk
    assert Appeal.objects.count() == 1


def test_a_double_tap_is_one_message_even_when_both_were_under_way(small_city, agency, monkeypatch):
    key = uuid4()
    first = appeal(small_city, draft_key=key)
    answers = iter([None, first])  # the first look comes before the other request has committed
    monkeypatch.setattr(actions, "_sent_before", lambda key: next(answers))
    assert appeal(small_city, draft_key=key).pk == first.pk
    assert Appeal.objects.count() == 1


def test_secrets_are_long_and_differ(small_city, agency):
    one, two = appeal(small_city), appeal(small_city)
    assert one.secret != two.secret
    assert len(one.secret) == 32


def test_open_messages_of_one_kind_close_by_on_one_street_are_duplicates(small_city, agency, operator, at):
    first = appeal(small_city)
    again = appeal(small_city, NEXT_TO_IT)
    appeal(small_city, NEXT_TO_IT, code="lighting")
    appeal(small_city, ACROSS_TOWN)
    appeal(small_city, factories.spot(150, 200))  # almost forty metres on
    answered = factories.answered(small_city, by=operator)
    assert duplicates_of(again) == [first]
    assert answered not in duplicates_of(again)


def test_round_the_corner_is_no_duplicate(small_city, agency):
    on_bauman = appeal(small_city, factories.spot(2, 190))
    on_pushkin = appeal(small_city, factories.spot(12, 201))
    assert (on_bauman.street, on_pushkin.street) == ("улица Баумана", "улица Пушкина")
    assert duplicates_of(on_pushkin) == []


def test_the_body_follows_a_corrected_place(small_city, agency, other_agency, operator, at):
    sent = appeal(small_city, NOWHERE)
    other = place_of(appeal(small_city, ACROSS_TOWN)).segment
    other.owner = other_agency
    other.save()
    moved = placing.correct_place(sent, point=ACROSS_TOWN, by=operator, at=at)
    assert (moved.street, moved.agency) == ("улица 8 Марта", other_agency)
    assert moved.answer_due_at == sent.answer_due_at


def test_a_changed_body_is_told_and_whoever_had_it_loses_it(small_city, agency, other_agency, operator, resident, at):
    RoadSegment.objects.filter(pk=place_of(appeal(small_city, ACROSS_TOWN)).segment.pk).update(owner=other_agency)
    sent = actions.take(appeal(small_city, email="anna@example.org"), by=operator, at=at)
    moved = placing.correct_place(sent, point=NEXT_TO_IT, by=operator, at=at)
    assert (moved.agency, moved.assignee, moved.status) == (agency, operator, Status.IN_WORK)
    assert moved.changes.last().verb == "linked"
    moved = placing.correct_place(sent, point=ACROSS_TOWN, by=operator, at=at)
    assert (moved.agency, moved.assignee, moved.status) == (other_agency, None, Status.NEW)
    assert (told := moved.changes.last()).verb == "forwarded"
    assert told.words == "улица 8 Марта: дорогу содержит эта организация."
    assert Effect.objects.filter(name="tell-of-message", arguments__change=told.pk).exists()
    assert told.words in resident.get(sent.get_secret_url()).content.decode()
    page = signed_in(operator).get(f"/desk/appeals/{sent.pk}/")
    assert page.status_code == 200 and told.words in page.content.decode(), "who moved the pin reads on"


def test_a_forwarded_message_keeps_its_body_unless_the_rules_are_asked_anew(
    small_city, agency, other_agency, operator, other_dispatcher, at
):
    sent = actions.forward(appeal(small_city), other_agency, reason="их труба", by=operator, at=at)
    actions.take(sent, by=other_dispatcher, at=at)
    desk = signed_in(other_dispatcher)
    moved = {"verb": "place", "lon": NEXT_TO_IT.x, "lat": NEXT_TO_IT.y}
    assert 'name="by_rules"' in desk.get(f"/desk/appeals/{sent.pk}/").content.decode()
    assert desk.post(f"/desk/appeals/{sent.pk}/", moved).status_code == 302
    sent.refresh_from_db()
    assert (sent.point, sent.agency, sent.agency_basis) == (NEXT_TO_IT, other_agency, "forwarded")
    assert sent.assignee == other_dispatcher
    desk.post(f"/desk/appeals/{sent.pk}/", moved | {"by_rules": "1"})
    sent.refresh_from_db()
    assert (sent.agency, sent.agency_basis, sent.assignee) == (agency, "default", None)


def test_the_pin_of_a_settled_message_moves_and_its_body_stays(small_city, agency, other_agency, operator, at):
    RoadSegment.objects.filter(pk=place_of(appeal(small_city, ACROSS_TOWN)).segment.pk).update(owner=other_agency)
    done = answered(small_city, by=operator)
    for settle in (lambda: None, lambda: actions.close(done, at=at)):
        settle()
        moved = placing.correct_place(done, point=ACROSS_TOWN, by=operator, at=at, by_rules=True)
        assert (moved.street, moved.agency, moved.assignee) == ("улица 8 Марта", agency, operator)


def test_an_operator_names_the_segment_among_the_candidates(small_city, agency, operator, at):
    sent = appeal(small_city, CORNER)
    chosen = next(one for one in sent.candidates if one["street"] == "улица Баумана")
    moved = placing.correct_place(sent, segment=RoadSegment.objects.get(pk=chosen["segment"]), by=operator, at=at)
    assert moved.street == "улица Баумана"
    assert moved.confidence == 1.0
    assert moved.position == pytest.approx(chosen["position"], abs=0.01)
    assert moved.snapped_point.distance(moved.segment.geometry) < 1e-9


def test_a_message_starts_new_and_shows_its_number(small_city, agency):
    sent = appeal(small_city, PUSHKINA)
    assert sent.status == Status.NEW
    assert sent.number == f"26-{sent.pk:05d}"
    assert sent.category == category("pothole")


def test_how_exact_the_phone_was_goes_with_the_pin_that_an_operator_moves(small_city, agency, operator, at):
    sent = appeal(small_city, accuracy_m=25)
    assert placing.correct_place(sent, segment=sent.segment, by=operator, at=at).accuracy_m == 25
    assert placing.correct_place(sent, point=NEXT_TO_IT, by=operator, at=at).accuracy_m is None
