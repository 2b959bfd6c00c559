"""A photo goes with the answer that it proves: with none that is taken back, and with no other."""

from datetime import timedelta

import pytest
import time_machine

from appeals import actions, answering, erasing, objecting
from appeals.models import Appeal
from roadmap.models import User
from tests.appeals.factories import NOW, PUSHKINA, appeal, noted

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _an_hour_later():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def strict(agency):
    agency.answers_need_second_person = True
    agency.save()
    return agency


@pytest.fixture
def approver(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["operator", "approver"])


def proof():
    return noted(NOW + timedelta(minutes=30), PUSHKINA)


def proposed(row, by, text="Заделали.", outcome="fixed", photos=True):
    row = Appeal.objects.get(pk=row.pk)
    told = {"photos": [proof()]} if photos else {}
    return answering.propose(row, text, outcome=outcome, by=by, at=LATER, **told)


def is_shown(row) -> bool:
    return row.photos.public().exists() or row.photos.proofs().exists()


def test_a_draft_that_says_something_else_lets_the_photos_of_the_one_before_go(small_city, strict, operator, approver):
    row = proposed(appeal(small_city), operator)
    answering.give_back(row, note="это не та яма", by=approver, at=LATER)
    proposed(row, operator, "Не наша дорога.", "explained", photos=False)
    answering.approve(row, by=approver, at=LATER)
    assert not row.photos.exists()


def test_a_draft_of_the_same_outcome_keeps_them(small_city, strict, operator, approver):
    row = proposed(appeal(small_city), operator)
    answering.give_back(row, note="поправьте слова", by=approver, at=LATER)
    proposed(row, operator, "Заделали полностью.", photos=False)
    answering.approve(row, by=approver, at=LATER)
    assert row.photos.public().proofs().count() == 1


def test_they_go_with_a_draft_that_goes_with_its_sender(small_city, strict, operator, approver):
    row = proposed(appeal(small_city), operator)
    erasing.erase_author(row, at=LATER)
    assert not row.photos.exists()


def test_they_do_not_follow_the_message_to_another_body(small_city, strict, operator, approver, other_agency):
    row = proposed(appeal(small_city), operator)
    actions.forward(row, other_agency, reason="не наше", by=approver, at=LATER)
    assert not row.photos.exists()


def test_a_refuted_repair_is_shown_to_nobody_but_the_desk(small_city, agency, operator, client):
    row = appeal(small_city)
    actions.answer(row, "Заделали.", outcome="fixed", photos=[proof()], by=operator, at=LATER)
    name = row.photos.get().name
    own = f"/m/{row.secret}/photos/{name}/"
    before = [client.get(address).status_code for address in (own, f"/photos/{name}/")]
    objecting.reopen(Appeal.objects.get(pk=row.pk), at=LATER + timedelta(minutes=1))
    after = [client.get(address).status_code for address in (own, f"/photos/{name}/")]
    assert (before, after) == ([200, 200], [404, 404])
    told = {"by": operator, "at": LATER + timedelta(minutes=2)}
    actions.answer(Appeal.objects.get(pk=row.pk), "Не подтвердилось.", outcome="explained", **told)
    assert not is_shown(row)
    assert row.photos.refuted().count() == 1


def test_an_answer_put_right_to_something_else_takes_its_proof_back(small_city, agency, operator):
    row = appeal(small_city)
    row = actions.answer(row, "Заделали.", outcome="fixed", photos=[proof()], by=operator, at=LATER)
    answering.correct(row, "Заделаем весной.", outcome="planned", by=operator, at=LATER)
    assert not is_shown(row)
    assert row.photos.refuted().count() == 1
