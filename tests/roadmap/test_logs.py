"""The log keeps no key to anybody's message."""

import logging
from io import StringIO

import pytest
from django.conf import settings

from roadmap.logs import SecretsMasked
from tests.appeals.factories import appeal

pytestmark = pytest.mark.django_db


def test_the_secret_of_a_message_is_not_in_the_log(small_city, agency, client):
    message = appeal(small_city)
    told = StringIO()
    handler = logging.StreamHandler(told)
    handler.setFormatter(SecretsMasked())
    logging.getLogger("django.request").addHandler(handler)
    try:
        assert client.post(message.get_secret_url(), {"verb": "rate", "rating": "9"}).status_code == 400
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert "/m/…/" in told.getvalue()
    assert message.secret not in told.getvalue()


def test_all_lines_go_through_it():
    assert settings.LOGGING["formatters"]["line"]["()"] == "roadmap.logs.SecretsMasked"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
