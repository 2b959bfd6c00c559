"""Who approves a change that clashes reads with what, why and what will be posted; the reason stays its giver's."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from closures import posts
from closures.conflicts import follow
from closures.desk.approving import outcome_of
from closures.models import KnownClash, ProposedChange, PublicVersion
from roadmap.models import User
from tests.closures.desk import EVENTS, change, do, page_of
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
REASON = {"clash_reason": "копаем вместе с соседями"}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def strict(agency):
    agency.needs_second_person = True
    agency.save()
    return agency


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def approver(agency):
    return User.objects.create_user("approver", password="pass-word-1", agency=agency, roles=["approver"])


@pytest.fixture
def second(approver):
    return signed_in(approver)


@pytest.fixture
def theirs(other_agency):
    return published(other_agency)


@pytest.fixture
def event(strict):
    return published(strict, phases=[phase(geometry=line((200, 200), (350, 200)))])


def moved_onto_theirs(desk, event):
    stage = desk.get(f"{EVENTS}{event.pk}/").json()["phases"][0]
    geometry = {"type": "LineString", "coordinates": list(map(list, phase()["geometry"].coords))}
    return {"phases": [{"id": stage["id"], "planned_start": stage["planned_start"], "geometry": geometry}]}


def post_of(event):
    return posts.texts_of(event.changes.latest("version")).long


def test_the_approver_reads_what_clashes_why_it_goes_on_and_the_post(desk, second, theirs, event, dispatcher, approver):
    moved = moved_onto_theirs(desk, event)
    (asked,) = change(desk, event.pk, moved).json()["clashes"]
    assert change(desk, event.pk, moved | REASON).status_code == 202
    page = page_of(second, event.pk)
    assert escape(asked["text"]) in page
    assert f"{escape(theirs.headline)} · Тепловые сети" in page
    assert f"Причина: {REASON['clash_reason']}" in page
    do(second, event.pk, "approve")
    assert post_of(event).splitlines()[0]
    assert f'<div class="post-preview" lang="ru">{escape(post_of(event))}</div>' in page
    kept, made = KnownClash.objects.get(), event.changes.latest("version")
    assert (kept.reason, kept.by) == (REASON["clash_reason"], dispatcher)
    assert (made.by, made.proposed_by) == (approver, dispatcher)
    assert f"Продолжено с причиной: {REASON['clash_reason']} · dispatcher" in page_of(second, event.pk)


def test_looking_at_what_clashes_holds_up_no_writer_of_the_city(desk, second, theirs, event):
    change(desk, event.pk, moved_onto_theirs(desk, event) | REASON)
    with CaptureQueriesContext(connection) as asked:
        page = page_of(second, event.pk)
    assert REASON["clash_reason"] in page
    of_city = [sql for query in asked if PublicVersion._meta.db_table in (sql := str(query["sql"]))]
    assert not [sql for sql in of_city if "UPDATE" in sql]
    assert not KnownClash.objects.exists()


def test_a_reason_of_the_approvers_own_is_theirs(desk, second, theirs, event, approver):
    change(desk, event.pk, moved_onto_theirs(desk, event) | REASON)
    do(second, event.pk, "approve", {"clash_reason": "решил штаб"})
    kept = KnownClash.objects.get()
    assert (kept.reason, kept.by) == ("решил штаб", approver)


def test_what_clashes_since_and_nobody_gave_a_reason_for_is_shown_too(desk, second, event, other_agency, approver):
    change(desk, event.pk, moved_onto_theirs(desk, event))
    published(other_agency)
    assert "Причину никто не указал." in page_of(second, event.pk)
    assert "clashes" in do(second, event.pk, "approve").json()
    do(second, event.pk, "approve", REASON)
    assert KnownClash.objects.get().by == approver


def test_taking_up_again_what_clashes_is_read_and_kept_alike(strict, desk, second, other_agency, dispatcher):
    event = active(strict)
    do(desk, event.pk, "finish")
    theirs = active(other_agency)
    assert do(desk, event.pk, "reopen", {"planned_end": None} | REASON).status_code == 202
    page = page_of(second, event.pk)
    assert f"{escape(theirs.headline)} · Тепловые сети" in page
    do(second, event.pk, "approve")
    assert f'<div class="post-preview" lang="ru">{escape(post_of(event))}</div>' in page
    kept = KnownClash.objects.get()
    assert (kept.reason, kept.by) == (REASON["clash_reason"], dispatcher)


def test_what_would_be_cancelled_clashes_with_nothing_and_is_told(desk, second, theirs, event):
    do(desk, event.pk, "cancel", {"comment": "перенесли"})
    page = page_of(second, event.pk)
    do(second, event.pk, "approve")
    assert f'<div class="post-preview" lang="ru">{escape(post_of(event))}</div>' in page


def test_a_reason_does_not_cover_what_clashes_since_it_was_given(desk, second, theirs, event, other_agency, approver):
    change(desk, event.pk, moved_onto_theirs(desk, event) | REASON)
    later = published(other_agency, reason="замена опоры")
    page = page_of(second, event.pk)
    assert page.index(f"Причина: {REASON['clash_reason']}") < page.index("Накладки, возникшие после отправки")
    (asked,) = do(second, event.pk, "approve").json()["clashes"]
    assert asked["event"] == later.pk
    assert not KnownClash.objects.exclude(reason="").exists()
    assert do(second, event.pk, "approve", {"clash_reason": "решил штаб"}).status_code == 200
    assert set(KnownClash.objects.values_list("reason", "by")) == {("решил штаб", approver.pk)}


def test_a_reason_is_for_what_clashes_anew_not_for_what_was_known(strict, desk, theirs):
    event = published(strict)
    follow(event, NOW)
    assert KnownClash.objects.of(event).count() == 1
    assert change(desk, event.pk, {"reason": "замена опоры"} | REASON).status_code == 202
    assert ProposedChange.objects.get().clashes == []


def test_without_a_reason_nothing_is_told_to_have_one(desk, theirs, event):
    change(desk, event.pk, moved_onto_theirs(desk, event) | REASON)
    proposal = ProposedChange.objects.get()
    (told,) = outcome_of(proposal, NOW).clashes
    proposal.values["clash_reason"] = ""
    outcome = outcome_of(proposal, NOW)
    assert ([clash.identity for clash in outcome.asked], outcome.clashes) == ([told.identity], [])


def test_neither_does_one_for_taking_up_again(strict, desk, second, other_agency):
    event = active(strict)
    do(desk, event.pk, "finish")
    active(other_agency)
    do(desk, event.pk, "reopen", {"planned_end": None} | REASON)
    later = active(other_agency)
    (asked,) = do(second, event.pk, "approve").json()["clashes"]
    assert asked["event"] == later.pk
