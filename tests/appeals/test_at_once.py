"""Two hands on one message, and on two: the second waits for the first, and nobody waits for ever."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from appeals import actions, claims, erasing, links, objecting, placing, violations
from appeals.models import Appeal
from appeals.models.photo import ORIGINALS
from appeals.photos import checked
from appeals.proof import NotProved
from appeals.splitting import Part, split
from appeals.term_letters import escalate
from appeals.workflow import MoveRefused, Status
from closures.models import RoadEvent
from roadmap.models import Agency, Delivery, RoadSegment, User
from tests.appeals.factories import NEXT_TO_IT, PUSHKINA, answered, appeal, category, noted, upload
from tests.closures.factories import published
from tests.conftest import NOW, signed_in
from tests.hands import Hand

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(hours=1)


def fresh(message: Appeal) -> Appeal:
    return Appeal.objects.get(pk=message.pk)


def test_a_verb_waits_for_the_one_before_it_and_obeys_what_that_one_did(small_city, agency, operator):
    message = appeal(small_city)
    with transaction.atomic():
        actions.reject(message, reason="двор", by=operator, at=NOW)
        second = Hand(lambda: actions.answer(message, "Заделали.", by=operator, at=LATER))
        assert second.waits()
    assert isinstance(second.done().error, MoveRefused)
    assert (fresh(message).status, fresh(message).answer) == (Status.REJECTED, "двор")


def waiting_photos() -> set[Path]:
    return {path for path in (Path(settings.MEDIA_ROOT) / ORIGINALS).rglob("*") if path.is_file()}


def test_a_double_tap_waits_for_the_first_and_finds_its_message_without_an_error(small_city, agency):
    key, failed = uuid4(), []

    def heard(execute, *told):
        try:
            return execute(*told)
        except DatabaseError as error:
            failed.append(error)
            raise

    def tap() -> Appeal:
        with connection.execute_wrapper(heard):
            return appeal(small_city, draft_key=key, photos=[checked(upload())])

    with transaction.atomic():
        first, kept = tap(), waiting_photos()
        second = Hand(tap)
        assert second.waits()
    assert second.done().error is None
    assert (second.result.pk, failed) == (first.pk, [])
    assert waiting_photos() <= kept


def test_every_verb_holds_its_message(small_city, agency, other_agency, operator):
    event = RoadEvent.objects.get(pk=published(agency).pk)
    sent, done, other = appeal(small_city), answered(small_city, by=operator), appeal(small_city, NEXT_TO_IT)
    verbs = {
        "place": lambda: placing.correct_place(sent, point=PUSHKINA, by=operator, at=LATER),
        "forward": lambda: actions.forward(sent, other_agency, reason="люк", by=operator, at=LATER),
        "take": lambda: actions.take(sent, by=operator, at=LATER),
        "release": lambda: actions.release(sent, text=True, photos=[], by=operator, at=LATER),
        "join": lambda: actions.join(sent, other, by=operator, at=LATER),
        "reopen": lambda: objecting.reopen(done, at=LATER),
        "answer": lambda: actions.answer(done, "Ещё раз.", by=operator, at=LATER),
        "rate": lambda: objecting.rate(done, 5, at=LATER),
        "close": lambda: actions.close(done, at=LATER),
        "works": lambda: actions.note_works_ended(done, event, works=event.headline, at=LATER),
        "erase": lambda: erasing.erase_author(done, at=LATER),
    }
    for name, verb in verbs.items():
        before = {message.pk: fresh(message).version for message in (sent, done)}
        with transaction.atomic():
            for message in (sent, done):
                actions.release(message, text=False, photos=[], by=operator, at=NOW)
            second = Hand(verb)
            assert second.waits(), name
        assert second.done().error is None, name
        after = sum(fresh(message).version for message in (sent, done))
        assert after == sum(before.values()) + 3, name


@pytest.mark.parametrize("verb", ["accept", "finish", "refuse"])
def test_whoever_settles_a_claim_waits_for_its_messages_first_as_who_erases_one_does(
    small_city, agency, operator, verb
):
    """Else each would hold what the other waits for."""
    builder = Agency.objects.create(city=small_city, slug="builder", name="ООО «Дорстрой»")
    message = appeal(small_city, text="Яма у моего подъезда")
    under_warranty = {"warranty_until": NOW.date() + timedelta(days=365), "warranty_contractor": builder}
    RoadSegment.objects.filter(pk=message.segment_id).update(**under_warranty, owner=agency)
    Appeal.objects.filter(pk=message.pk).update(agency=builder)
    claim = claims.claim(message.pk, at=NOW)
    more = {"reason": "Вскрывали сети"} if verb == "refuse" else {}
    with transaction.atomic():
        Appeal.objects.locked(message.pk)
        second = Hand(lambda: getattr(claims, verb)(claim, by=operator, at=LATER, **more))
        assert second.waits()
        erasing.erase_author(fresh(message), at=NOW)
    assert second.done().error is None
    assert fresh(message).text == "" and message.claims.get().status != "written"


def test_two_messages_joined_to_each_other_at_once_end_joined_one_way(small_city, agency, operator):
    first, last = appeal(small_city), appeal(small_city, NEXT_TO_IT)
    with transaction.atomic():
        Appeal.objects.locked(last.pk)
        hands = []
        for one, other in ((last, first), (first, last)):
            hands.append(Hand(lambda one=one, other=other: actions.join(one, other, by=operator, at=LATER)))
            assert hands[-1].waits()
    assert [type(hand.done().error) for hand in hands] == [type(None), MoveRefused]
    assert (fresh(last).duplicate_of, fresh(first).duplicate_of) == (first, None)
    assert fresh(first).status == Status.NEW


def holds(message: Appeal) -> bool:
    """Whether somebody else holds it at this moment."""
    try:
        with transaction.atomic():
            Appeal.objects.select_for_update(nowait=True, of=("self",), no_key=True).get(pk=message.pk)
    except DatabaseError:
        return True
    return False


def posted(message: Appeal, user, **told):
    return lambda: signed_in(user).post(f"/desk/appeals/{message.pk}/", told).status_code


def test_a_form_of_the_desk_waits_for_the_first_of_its_messages_before_it_holds_the_second(
    small_city, agency, operator
):
    """Two who join two messages to each other, or a part's verb and its whole's, would wait for each other."""
    first, last, whole = appeal(small_city), appeal(small_city, NEXT_TO_IT), appeal(small_city)
    (part,) = split(whole, [Part(category("lighting"), "Фонарь")], by=operator, at=NOW)
    acts = [(first, last, {"verb": "join", "main": first.pk}), (whole, part, {"verb": "note", "text": "Звонили"})]
    for lower, own, told in acts:
        with transaction.atomic():
            Appeal.objects.locked(lower.pk)
            hand = Hand(posted(own, operator, **told))
            assert hand.waits()
            assert not holds(own), told["verb"]
        assert (hand.done().error, hand.result) == (None, 302)
    assert fresh(last).duplicate_of == first


def test_the_same_form_sent_twice_at_once_is_done_once(small_city, agency, operator):
    message, key = appeal(small_city), str(uuid4())
    with transaction.atomic():
        Appeal.objects.locked(message.pk)
        hands = [Hand(posted(message, operator, verb="note", text="Звонили", key=key)) for _twice in range(2)]
        assert all(hand.waits() for hand in hands)
    assert [(hand.done().error, hand.result) for hand in hands] == [(None, 302)] * 2
    assert message.notes.count() == 1


def test_one_photo_that_proves_two_repairs_at_once_proves_one(small_city, agency, operator):
    hole, light = appeal(small_city), appeal(small_city, code="lighting")

    def fixed(message: Appeal) -> Appeal:
        photos = [noted(NOW + timedelta(minutes=30), PUSHKINA)]
        return actions.answer(message, "Готово.", photos=photos, outcome="fixed", by=operator, at=LATER)

    with transaction.atomic():
        fixed(hole)
        second = Hand(lambda: fixed(light))
        assert second.waits()
    assert isinstance(second.done().error, NotProved)
    assert (fresh(hole).outcome, fresh(light).status) == ("fixed", Status.NEW)


def test_a_message_joined_meanwhile_is_nobodys_main_one(small_city, agency, operator):
    first, second, third = (appeal(small_city, place) for place in (PUSHKINA, NEXT_TO_IT, PUSHKINA))
    with transaction.atomic():
        actions.join(second, third, by=operator, at=NOW)
        hand = Hand(lambda: actions.join(first, second, by=operator, at=LATER))
        assert hand.waits()
    assert isinstance(hand.done().error, MoveRefused)
    assert fresh(first).duplicate_of is None


def test_those_who_joined_are_held_with_the_message_that_they_follow(small_city, agency, operator):
    """In order of number: the follower is the oldest, and what holds it must not wait for those after it."""
    follower, main, other = (appeal(small_city, place) for place in (PUSHKINA, NEXT_TO_IT, PUSHKINA))
    actions.join(follower, main, by=operator, at=NOW)
    with transaction.atomic():
        Appeal.objects.locked(other.pk)
        joining = Hand(lambda: actions.join(main, other, by=operator, at=LATER))
        assert joining.waits()
        again = Hand(lambda: actions.join(follower, main, by=operator, at=LATER))
        assert again.waits()
    assert joining.done().error is None
    assert isinstance(again.done().error, MoveRefused)
    assert fresh(follower).duplicate_of == fresh(main).duplicate_of == other


def test_messages_that_follow_a_new_network_are_held_in_order_of_number(small_city, agency, operator):
    """The newest by date is the first by number here, so another order would be seen."""
    first, last = appeal(small_city, at=LATER), appeal(small_city, NEXT_TO_IT, at=NOW)
    Appeal.objects.filter(pk__in=[first.pk, last.pk]).update(segment=None)
    with transaction.atomic():
        Appeal.objects.locked(first.pk)
        network = Hand(lambda: transaction.atomic(links.follow_network)(small_city, []))
        assert network.waits()
        operators = Hand(lambda: actions.take(last, by=operator, at=LATER))
        assert not operators.waits()
    assert [network.done().error, operators.done().error] == [None, None]
    assert fresh(last).status == Status.IN_WORK
    assert fresh(last).segment is not None


def test_a_place_corrected_meanwhile_is_not_undone_by_a_new_network(small_city, agency, operator):
    message = appeal(small_city)
    Appeal.objects.filter(pk=message.pk).update(segment=None)
    with transaction.atomic():
        corrected = placing.correct_place(message, point=NEXT_TO_IT, by=operator, at=NOW)
        network = Hand(lambda: transaction.atomic(links.follow_network)(small_city, []))
        assert network.waits()
    assert network.done().error is None
    assert fresh(message).segment == corrected.segment is not None
    assert fresh(message).position == corrected.position


def test_a_message_joins_no_claim_that_is_refused_just_now(small_city, agency, operator):
    """It writes the next one, and its contractor hears of it."""
    builder = Agency.objects.create(city=small_city, slug="builder", name="Дорстрой", hold_s=0)
    segment = appeal(small_city, code="lighting").segment
    until = NOW.date() + timedelta(days=500)
    RoadSegment.objects.filter(pk=segment.pk).update(warranty_until=until, warranty_contractor=builder, owner=agency)
    first, second = (appeal(small_city, place) for place in (PUSHKINA, NEXT_TO_IT))
    old = claims.claim(first.pk, at=NOW)
    with transaction.atomic():
        claims.refuse(old, reason="Вскрывали сети", by=operator, at=NOW)
        worker = Hand(lambda: claims.claim(second.pk, at=LATER))
        assert worker.waits()
    assert worker.done().error is None
    assert second.claims.get() != old
    assert (fresh(first).agency, fresh(second).agency, second.claims.get().is_open) == (agency, builder, True)


def test_two_clocks_tell_the_next_level_of_a_broken_term_once(small_city, agency, mailbox):
    User.objects.create_user("head", agency=agency, roles=["leader"], email="head@example.org")
    at = appeal(small_city).answer_due_at + timedelta(minutes=1)
    violations.find(at)
    with transaction.atomic():
        assert escalate(at) == 1
        second = Hand(lambda: escalate(at))
        assert not second.waits()
    assert (second.done().error, second.result) == (None, 0)
    assert Delivery.objects.filter(subject__startswith="overdue:").count() == 1
