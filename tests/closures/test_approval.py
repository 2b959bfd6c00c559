"""Where an agency wants a second person, nobody shows to the public what nobody else has seen."""

from datetime import timedelta

import pytest
import time_machine

from closures.models import ProposedChange, RoadEventChange
from roadmap.models import Delivery, User
from tests.closures.desk import EVENTS, change, do
from tests.closures.factories import active, draft, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def strict(agency):
    agency.needs_second_person = True
    agency.save()
    return agency


def person(agency, name, *roles):
    return User.objects.create_user(name, password="pass-word-1", agency=agency, roles=list(roles))


@pytest.fixture
def approver(agency):
    return person(agency, "approver", "approver")


@pytest.fixture
def desk(dispatcher):
    return signed_in(dispatcher)


@pytest.fixture
def second(approver):
    return signed_in(approver)


def state_of(event):
    event.refresh_from_db()
    return event.status


def test_without_the_setting_a_dispatcher_publishes_alone(agency, dispatcher, desk):
    event = draft(agency, by=dispatcher)
    assert do(desk, event.pk, "publish").status_code == 200


def test_a_dispatcher_sends_it_for_review_and_an_approver_publishes_it(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    refused = do(desk, event.pk, "publish")
    assert (refused.status_code, list(refused.json())) == (400, ["status"])
    assert "проверку" in refused.json()["status"][0]
    assert do(desk, event.pk, "submit").json()["status"] == "in-review"
    assert do(desk, event.pk, "publish").status_code == 400
    assert do(second, event.pk, "publish").status_code == 200
    assert state_of(event) == "published"


def test_what_was_not_sent_for_review_is_published_by_no_approver(strict, dispatcher, second):
    event = draft(strict, by=dispatcher)
    assert do(second, event.pk, "publish").status_code == 400


def test_nobody_approves_what_they_entered(strict, approver, second):
    event = draft(strict, by=approver)
    do(second, event.pk, "submit")
    told = do(second, event.pk, "publish")
    assert told.status_code == 400
    assert "сами" in told.json()["status"][0]


def test_nor_what_they_changed_last(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    do(desk, event.pk, "submit")
    assert change(second, event.pk, {"reason": "замена трубы"}).status_code == 200
    assert do(second, event.pk, "publish").status_code == 400
    other = signed_in(person(strict, "another", "approver"))
    assert do(other, event.pk, "publish").status_code == 200


def test_an_administrator_approves_but_not_their_own(strict, dispatcher, desk):
    chief = person(strict, "chief", "administrator")
    theirs, own = draft(strict, by=dispatcher), draft(strict, by=chief)
    for event in (theirs, own):
        do(desk, event.pk, "submit")
    assert [do(signed_in(chief), event.pk, "publish").status_code for event in (theirs, own)] == [200, 400]


def test_it_is_returned_with_a_comment_that_its_author_reads(strict, dispatcher, desk, second):
    event = draft(strict, by=dispatcher)
    do(desk, event.pk, "submit")
    for given in ({}, {"comment": ""}):
        assert "comment" in do(second, event.pk, "return", given).json()
    assert do(desk, event.pk, "return", {"comment": "нет"}).status_code == 400
    assert do(second, event.pk, "return", {"comment": "Не та улица"}).json()["status"] == "draft"
    assert event.changes.latest("version").verb == "returned"
    for page in ("/desk/?state=draft", f"/desk/events/{event.pk}/"):
        assert "Не та улица" in desk.get(page).content.decode()
    do(desk, event.pk, "submit")
    assert "Не та улица" not in desk.get("/desk/?state=review").content.decode()


def test_the_queue_tells_who_since_when_and_what(strict, dispatcher, desk, second):
    waiting, unsent = draft(strict, by=dispatcher), draft(strict, by=dispatcher)
    do(desk, waiting.pk, "submit", {"comment": "к понедельнику"})
    html = second.get("/desk/", {"state": "review"}).content.decode()
    assert f"/desk/events/{waiting.pk}/" in html
    assert f"/desk/events/{unsent.pk}/" not in html
    assert "dispatcher" in html
    assert "к понедельнику" in html


def test_a_change_of_what_is_shown_waits_for_a_second_person(strict, desk, second, dispatcher, approver):
    event = published(strict)
    sent = Delivery.objects.count()
    told = change(desk, event.pk, {"reason": "замена трубы", "comment": "уточнили"})
    assert (told.status_code, told.json()["is_proposed"], told.json()["reason"]) == (202, True, "ремонт теплотрассы")
    assert Delivery.objects.count() == sent
    page = second.get(f"/desk/events/{event.pk}/").content.decode()
    assert "замена трубы" in page
    assert f"/desk/events/{event.pk}/" in second.get("/desk/?state=review").content.decode()
    assert do(desk, event.pk, "approve").status_code == 400
    assert do(second, event.pk, "approve").json()["reason"] == "замена трубы"
    made = event.changes.latest("version")
    assert (made.verb, made.by, made.proposed_by, made.comment) == ("changed", approver, dispatcher, "уточнили")
    assert Delivery.objects.count() == sent + 1
    assert not ProposedChange.objects.exists()


def test_nobody_approves_their_own_change(strict, second):
    event = published(strict)
    assert change(second, event.pk, {"reason": "замена трубы"}).status_code == 202
    assert "сами" in do(second, event.pk, "approve").json()["status"][0]


def test_what_is_wrong_with_a_change_is_told_to_who_enters_it(strict, desk):
    event = published(strict)
    assert "planned_start" in change(desk, event.pk, {"phases": [{}]}).json()["phases"]["0"]
    assert not ProposedChange.objects.exists()


def test_what_differs_in_nothing_waits_for_nobody(strict, desk):
    event = published(strict)
    assert change(desk, event.pk, {"reason": event.reason}).status_code == 200
    assert not ProposedChange.objects.exists()


def test_two_changes_do_not_wait_side_by_side(strict, desk):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    other = signed_in(person(strict, "another", "dispatcher"))
    assert "dispatcher" in change(other, event.pk, {"reason": "иное"}).json()["status"][0]
    assert change(desk, event.pk, {"reason": "замена трубы на Пушкина"}).status_code == 202  # one's own is replaced
    assert ProposedChange.objects.get().values["reason"] == "замена трубы на Пушкина"


def test_a_change_is_returned_and_sent_again_or_withdrawn(strict, desk, second):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    do(second, event.pk, "return", {"comment": "Какой трубы?"})
    assert "Какой трубы?" in desk.get(f"/desk/events/{event.pk}/").content.decode()
    assert do(second, event.pk, "approve").status_code == 400
    change(desk, event.pk, {"reason": "замена водопровода"})
    stranger = signed_in(person(strict, "another", "dispatcher"))
    assert do(stranger, event.pk, "withdraw").status_code == 400
    assert do(desk, event.pk, "withdraw").status_code == 200
    assert not ProposedChange.objects.exists()


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_nobody_approves_or_returns_what_they_have_not_read(strict, desk, second, verb):
    """Its author puts another change in its place while the approver reads: the event's own version stands."""
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    read = second.get(f"{EVENTS}{event.pk}/")
    page = second.get(f"/desk/events/{event.pk}/").content.decode()
    assert f'data-proposal="{read.json()["proposal"]}"' in page
    change(desk, event.pk, {"reason": "никем не виданное"})
    told = {"comment": "нет", "proposal": read.json()["proposal"]}
    late = do(second, event.pk, verb, told, version=read["ETag"])
    assert (late.status_code, late.json()["event"]["proposal"]) == (412, ProposedChange.objects.get().digest)
    assert do(second, event.pk, verb, told | {"proposal": ""}, version="*").status_code == 428
    assert state_of(event) == "published"
    assert not ProposedChange.objects.get().is_returned
    assert event.reason != "никем не виданное"
    assert do(second, event.pk, verb, {"comment": "нет"}).status_code == 200


@pytest.mark.parametrize(("verb", "values"), [("cancel", {"comment": "перенесли"}), ("reopen", {"planned_end": None})])
def test_cancelling_and_taking_up_again_wait_too(strict, desk, second, verb, values):
    event = active(strict)
    if verb == "reopen":
        do(desk, event.pk, "finish")
    before = state_of(event)
    assert do(desk, event.pk, verb, values).status_code == 202
    assert state_of(event) == before
    assert do(second, event.pk, "approve").status_code == 200
    assert state_of(event) == {"cancel": "cancelled", "reopen": "published"}[verb]


def test_what_the_street_tells_waits_for_nobody(strict, desk):
    event = active(strict)
    assert do(desk, event.pk, "confirm", {"started_at": (NOW - timedelta(minutes=50)).isoformat()}).status_code == 200
    assert do(desk, event.pk, "finish").status_code == 200


def test_another_agency_finds_nothing_to_approve(strict, desk, other_agency):
    event = published(strict)
    change(desk, event.pk, {"reason": "замена трубы"})
    stranger = signed_in(person(other_agency, "another", "approver"))
    named = {"If-Match": "*"}
    for verb in ("approve", "return", "withdraw"):
        answer = stranger.post(f"{EVENTS}{event.pk}/{verb}/", {}, content_type="application/json", headers=named)
        assert answer.status_code == 404


def test_an_administrator_sets_it(agency, client):
    client.force_login(person(agency, "chief", "administrator"))
    page = client.get(f"/admin/roadmap/agency/{agency.pk}/change/").content.decode()
    assert "needs_second_person" in page


def test_the_queue_asks_the_database_as_often_for_ten_as_for_two(
    strict, desk, second, dispatcher, django_assert_max_num_queries
):
    def waiting(number):
        for _number in range(number):
            do(desk, draft(strict, by=dispatcher).pk, "submit")

    waiting(2)
    with django_assert_max_num_queries(40) as asked:
        second.get("/desk/", {"state": "review"})
    few = len(asked)  # what later requests ask is counted anew
    waiting(8)
    with django_assert_max_num_queries(few):
        second.get("/desk/", {"state": "review"})
    assert RoadEventChange.objects.filter(verb="submitted").count() == 10
