"""Who came, who was refused and who saw whose data stands in the log, by numbers only."""

import logging

import pytest
from django.test import Client

from roadmap.models import User
from tests.appeals.factories import personal
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
ANNA = ("Анна", "Секретова", "anna@", "999", "подъезда", "Пушкина")


@pytest.fixture
def lines(caplog):
    """What was noted so far, read and forgotten."""
    caplog.set_level(logging.INFO, "roadmap.access")

    def read() -> list[str]:
        told = [record.getMessage() for record in caplog.records if record.name == "roadmap.access"]
        caplog.clear()
        return told

    return read


@pytest.fixture
def administrator(agency):
    return User.objects.create_user("chief", password="pass-word-1", agency=agency, roles=["administrator"])


def test_coming_and_going(operator, lines):
    browser = Client()
    browser.post("/login/", {"username": "operator", "password": "pass-word-1"})
    browser.post("/logout/")
    assert lines() == [f"signed in: by user {operator.pk}", f"signed out: by user {operator.pk}"]


def test_a_wrong_password_names_the_account_by_number_and_keeps_what_was_typed_out(operator, lines):
    Client().post("/login/", {"username": "operator", "password": "wrong"})
    Client().post("/login/", {"username": "my-Password-by-mistake", "password": "x"})
    assert lines() == [f"wrong password: roadmap.user {operator.pk}", "wrong password: by nobody known"]


def test_a_changed_password(operator, lines):
    told = {"old_password": "pass-word-1", "new_password1": "новый-Пароль-77", "new_password2": "новый-Пароль-77"}
    signed_in(operator).post("/password/", told)
    assert lines() == [f"changed the own password: by user {operator.pk}"]


def test_an_operator_who_reads_a_message_and_its_photo(small_city, operator, lines):
    sent = personal(small_city)
    photo = sent.photos.get()
    desk = signed_in(operator)
    desk.get("/desk/appeals/")
    desk.get(f"/desk/appeals/{sent.pk}/")
    desk.get(f"/desk/appeals/{sent.pk}/photos/{photo.name}/")
    told = lines()
    assert told == [
        f"listed: by user {operator.pk}, appeals.appeal {sent.pk}",
        f"opened: by user {operator.pk}, appeals.appeal {sent.pk}",
        f"opened: by user {operator.pk}, appeals.appeal {sent.pk}",
    ]
    assert not [words for words in (*ANNA, sent.secret, photo.name, "operator") if words in " ".join(told)]


def test_an_administrator_who_looks_at_people_and_messages(small_city, operator, administrator, lines):
    sent = personal(small_city)
    office = signed_in(administrator)
    for address in (
        *("/admin/roadmap/user/", f"/admin/roadmap/user/{operator.pk}/change/"),
        *("/admin/appeals/appeal/", f"/admin/appeals/appeal/{sent.pk}/change/"),
    ):
        assert office.get(address).status_code == 200
    assert lines() == [
        f"listed: by user {administrator.pk}, roadmap.user {administrator.pk}, roadmap.user {operator.pk}",
        f"opened: by user {administrator.pk}, roadmap.user {operator.pk}",
        f"listed: by user {administrator.pk}, appeals.appeal {sent.pk}",
        f"opened: by user {administrator.pk}, appeals.appeal {sent.pk}",
    ]


def test_who_is_refused(agency, small_city, operator, other_dispatcher, lines):
    event, sent = published(agency), personal(small_city)
    stranger = signed_in(other_dispatcher)
    stranger.get(f"/desk/events/{event.pk}/")
    stranger.get(f"/desk/appeals/{sent.pk}/")
    signed_in(operator).get(f"/api/staff/v1/road-events/{event.pk}/")
    Client().get(f"/api/staff/v1/road-events/{event.pk}/")
    signed_in(operator).get("/admin/login/")
    assert lines() == [
        f"refused with 404 /desk/events/<int:pk>/ {event.pk}: by user {other_dispatcher.pk}",
        f"refused with 404 /desk/appeals/<int:pk>/ {sent.pk}: by user {other_dispatcher.pk}",
        f"refused with 403 /api/staff/v1/road-events/<int:pk>/ {event.pk}: by user {operator.pk}",
        f"refused with 403 /api/staff/v1/road-events/<int:pk>/ {event.pk}: by nobody known",
        f"refused with 403 /admin/login/: by user {operator.pk}",
    ]


def test_a_residents_page_that_is_not_there_is_no_refusal(small_city, anonymous, lines):
    anonymous.get("/m/nobody-has-this-one/")
    anonymous.get("/events/999999/")
    assert lines() == []
