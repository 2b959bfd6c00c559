"""What an installation lacks is told by system checks, and what is whole is not."""

import pytest
from django.core.checks import Warning

from deploy.up.kept import p256_key
from roadmap import checks

TLS = "smtps://roads:secret@mail.example.org"
PLAIN = "smtp://roads:secret@mail.example.org"
SENDER = "Roads <roads@example.org>"


def told(check) -> list[str]:
    found = check(None)
    assert all(isinstance(one, Warning) and one.hint for one in found)
    return [one.id for one in found]


@pytest.mark.parametrize(
    ("url", "sender", "expected"),
    [
        ("", "", []),
        (TLS, SENDER, []),
        ("smtp+tls://roads:secret@mail.example.org", SENDER, []),
        ("smtp://mail.example.org", SENDER, []),  # no password to be told
        ("smtp://roads:secret@127.0.0.1:2525", SENDER, []),  # nobody on the way
        (TLS, "", ["roadmap.W008"]),
        ("", SENDER, ["roadmap.W008"]),
        ("https://mail.example.org", SENDER, ["roadmap.W008"]),
        (TLS, "nobody", ["roadmap.W008"]),
        (PLAIN, "", ["roadmap.W008"]),
        (PLAIN, SENDER, ["roadmap.W009"]),
    ],
)
def test_mail_is_set_whole_or_not_at_all_and_no_password_goes_over_plain_smtp(settings, url, sender, expected):
    settings.EMAIL_URL, settings.EMAIL_FROM = url, sender
    assert told(checks.mail_to_readers) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [("", []), (p256_key(), []), ("short", ["roadmap.W010"]), ("A" * 43, ["roadmap.W010"])],
    ids=["none", "whole", "short", "off the curve"],
)
def test_a_key_that_no_browser_would_believe_is_told(settings, key, expected):
    settings.VAPID_PRIVATE_KEY = key
    assert told(checks.push_to_readers) == expected


@pytest.mark.parametrize(
    ("token", "chat", "expected"),
    [("", "", []), ("1:a", "@roads", []), ("1:a", "", ["roadmap.W001"]), ("", "@roads", ["roadmap.W001"])],
)
def test_telegram_is_set_whole_or_not_at_all(settings, token, chat, expected):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = token, chat
    assert told(checks.telegram) == expected
