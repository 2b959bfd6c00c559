"""The log keeps no key to anybody's message."""

import logging
from io import StringIO

import pytest
from django.conf import settings

from roadmap.logs import SecretsMasked
from tests.appeals.factories import appeal

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """What goes into the log, as the installation's formatter writes it."""
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(SecretsMasked())
    logging.getLogger("django").addHandler(handler)
    yield told
    logging.getLogger("django").removeHandler(handler)


def test_the_secret_of_a_message_is_not_in_the_log(small_city, agency, client, told):
    message = appeal(small_city)
    assert client.post(message.get_secret_url(), {"verb": "rate", "rating": "9"}).status_code == 400
    assert "/m/…/" in told.getvalue()
    assert message.secret not in told.getvalue()


def test_the_secret_of_a_trip_is_not_in_the_log(small_city, client, told):
    for address in ("/trip/key-to-it/", "/trip/key-to-it/roadworks.ics", "/subscribe/?trip=key-to-it"):
        assert client.get(address).status_code == 404
    logging.getLogger("django").warning("GET /subscribe/?trip=key-to-it&where=trip")
    assert "key-to-it" not in told.getvalue()


@pytest.mark.parametrize(
    "address",
    [
        "/districts/at/?lat=57.151234&lon=65.541234",
        "/list/?lang=ru&near=65.541234,57.151234",
        "/m/?x=%3F&lat=57.151234",
    ],
)
def test_where_a_phone_is_is_not_in_the_log(address, told):
    logging.getLogger("django.server").warning('"GET %s HTTP/1.1" 404 12', address)
    assert f'"GET {address.partition("?")[0]}?… HTTP/1.1" 404 12' in told.getvalue()


def test_all_lines_go_through_it():
    assert settings.LOGGING["formatters"]["line"]["()"] == "roadmap.logs.SecretsMasked"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}


def test_a_wrong_host_is_one_line(small_city, client, told):
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    (line,) = told.getvalue().splitlines()
    assert "evil.example" in line


def test_a_list_asked_for_a_hidden_column_is_one_line(admin_client, told):
    assert admin_client.get("/admin/appeals/appeal/?secret__regex=a").status_code == 400
    assert len(told.getvalue().splitlines()) == 1


def test_a_fault_of_ours_keeps_its_traceback(small_city, client, told, monkeypatch):
    monkeypatch.setattr("roadmap.views.journal.Paginator", lambda *_args: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/journal/").status_code == 500
    assert "Traceback" in told.getvalue()
    assert "ZeroDivisionError" in told.getvalue()
