"""The crew's list of the day, and “fixed” from the spot, once however often it is sent."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from appeals import actions, objecting
from appeals.assigning import assign
from appeals.crew import route
from appeals.models import CrewReport
from tests.appeals.factories import (
    ACROSS_TOWN,
    NEXT_TO_IT,
    PUSHKINA,
    appeal,
    cut,
    noted,
    personal,
    picture,
    spot,
    upload,
)
from tests.closures.factories import active, line, phase
from tests.conftest import NOW, signed_in

LIST = "/desk/crew/"
JSON = {"HTTP_ACCEPT": "application/json"}
HERE = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "accuracy_m": 6}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def phone(operator):
    return signed_in(operator)


def hours_ago(city, *where, **told):
    return appeal(city, *where, at=NOW - timedelta(hours=3), **told)


def sent(client, row, key=None, **told):
    return client.post(f"{LIST}{row.pk}/fixed/", {"key": str(key or uuid4())} | told, **JSON)


def test_the_way_goes_from_place_to_place_from_where_the_crew_stands(small_city, agency, phone):
    far, near, next_one = (appeal(small_city, place) for place in (ACROSS_TOWN, PUSHKINA, NEXT_TO_IT))
    west = spot(60, 203)
    stops = route([far, near, next_one], west)
    assert [stop.appeal for stop in stops] == [near, next_one, far]
    assert [round(stop.gap_m) for stop in stops[:2]] == [40, 12]
    page = phone.get(LIST, {"lon": west.x, "lat": west.y}).content.decode()
    assert page.index(f"message-{near.pk}") < page.index(f"message-{next_one.pk}") < page.index(f"message-{far.pk}")
    for nonsense in ({"lon": "x", "lat": "1"}, {"lon": "999", "lat": "57"}, {"lon": "nan", "lat": "57"}):
        assert phone.get(LIST, nonsense).context["has_start"] is False


def test_what_one_was_given_comes_before_what_the_body_has_and_others_nothing(
    small_city, agency, operator, other_dispatcher, phone
):
    row, mine = personal(small_city), appeal(small_city, ACROSS_TOWN)
    page = phone.get(LIST).content.decode()
    assert f"{LIST}{row.pk}/photos/{row.photos.get().name}/" in page
    assert f"message-{mine.pk}" in page
    assign(mine, operator, by=operator, at=NOW)
    page = phone.get(LIST).content.decode()
    assert (f"message-{mine.pk}" in page, f"message-{row.pk}" in page) == (True, False)
    stranger = signed_in(other_dispatcher)
    assert "Анна" not in stranger.get(LIST).content.decode()
    assert sent(stranger, row, photos=[upload()], **HERE).status_code == 404
    assert stranger.get(f"{LIST}{row.pk}/photos/{row.photos.get().name}/").status_code == 404


def test_a_double_send_is_one_answer(small_city, agency, phone):
    row, key = hours_ago(small_city), uuid4()
    answers = [sent(phone, row, key, photos=[upload()], **HERE) for _ in range(2)]
    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"secret_url": f"/desk/appeals/{row.pk}/"})
    ] * 2
    row.refresh_from_db()
    assert (row.status, row.outcome, row.photos.proofs().count()) == ("answered", "fixed", 1)
    assert list(row.changes.values_list("verb", flat=True)) == ["submitted", "answered"]
    assert sent(phone, hours_ago(small_city), key, photos=[upload()], **HERE).status_code == 409
    assert sent(phone, row, photos=[upload()], **HERE).status_code == 409
    assert CrewReport.objects.count() == 1


def test_anothers_key_and_that_of_an_answer_that_came_back_are_refused(small_city, agency, phone, django_user_model):
    row, key = hours_ago(small_city), uuid4()
    sent(phone, row, key, photos=[upload()], **HERE)
    mate = django_user_model.objects.create_user("mate", agency=agency, roles=["operator"])
    assert sent(signed_in(mate), row, key, photos=[upload()], **HERE).status_code == 409
    objecting.reopen(row, at=NOW)
    assert sent(phone, row, key, photos=[upload()], **HERE).status_code == 409


def test_a_photo_that_came_in_half_is_given_back_in_words_and_nothing_is_answered(small_city, agency, phone):
    row = hours_ago(small_city)
    refused = sent(phone, row, photos=[upload(cut(picture()))], **HERE)
    assert (refused.status_code, "яма.jpg" in refused.json()["detail"]) == (400, True)
    row.refresh_from_db()
    assert (row.status, row.photos.count(), CrewReport.objects.count()) == ("new", 0, 0)


def test_what_is_missing_is_named_and_no_key_is_used_up(small_city, agency, phone):
    row, key = hours_ago(small_city), uuid4()
    assert "photos" in sent(phone, row, key, **HERE).json()
    assert "photos" in sent(phone, row, key, photos=[upload()]).json()
    assert "photos" in sent(phone, row, key, photos=[upload(b"x", "x.jpg")], **HERE).json()
    assert "key" in phone.post(f"{LIST}{row.pk}/fixed/", {"key": "x"}, **JSON).json()
    assert phone.post(f"{LIST}{row.pk}/fixed/", {"key": "x"}).status_code == 400
    photo = noted(NOW - timedelta(hours=1), PUSHKINA).file
    photo.seek(0)
    assert sent(phone, row, key, photos=[photo]).status_code == 200


def test_a_session_that_is_over_is_said_so_and_a_report_goes_as_who_made_it(
    small_city, agency, operator, phone, anonymous, dispatcher
):
    """The worker takes no sign-in page for an answer."""
    row, key, own = hours_ago(small_city), uuid4(), {"by": str(operator.pk)}
    for client in (anonymous, signed_in(dispatcher)):
        answer = sent(client, row, key, photos=[upload()], **HERE, **own)
        assert (answer.status_code, list(answer.json())) == (401, ["detail"])
    assert anonymous.get(f"{LIST}me/", **JSON).status_code == 401
    assert phone.get(f"{LIST}me/", **JSON).json()["by"] == own["by"]
    assert not CrewReport.objects.exists()
    assert sent(phone, row, key, photos=[upload()], **HERE, **own).status_code == 200
    assert CrewReport.objects.get().by == operator


def test_when_works_end_all_that_waited_for_them_are_answered_on_one_page(small_city, agency, operator, phone):
    works = active(agency, kind="repair-zone", phases=[phase(geometry=line((0, 200), (200, 200)))])
    waiting = [appeal(small_city, PUSHKINA), appeal(small_city, NEXT_TO_IT)]
    assert {row.planned_work_id for row in waiting} == {works.pk}
    done = actions.answer(appeal(small_city, PUSHKINA), "-", by=operator, at=NOW)
    page = phone.get(f"/desk/appeals/works/{works.pk}/")
    assert [each.appeal for each in page.context["chosen"]] == waiting
    assert done not in [each.appeal for each in page.context["chosen"]]
    told = {"verb": "answer", "sure": "1", "text": "Ремонт идёт до пятницы.", "outcome": "planned"}
    rows = [f"{row.pk}:{row.version}" for row in waiting]
    phone.post("/desk/appeals/bulk/", told | {"row": rows})
    for row in waiting:
        row.refresh_from_db()
    assert {(row.status, row.answer) for row in waiting} == {("answered", "Ремонт идёт до пятницы.")}
    assert phone.get(f"/desk/appeals/works/{works.pk}/").status_code == 404
