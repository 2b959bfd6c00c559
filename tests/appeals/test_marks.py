"""One message with a mark in every field goes its whole way: no mark is met where anybody may look."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import reverse
from PIL import ExifTags, Image

from appeals import actions, asking, erasing, following, noting
from appeals.models import Appeal, Follower
from closures.feeds import FEEDS
from roadmap.logs import SecretsMasked
from roadmap.models import Delivery
from tests.addresses import public_addresses
from tests.appeals.factories import PUSHKINA, category, looked_at, picture, upload
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MARK = "zqmark"  # of each: zqmark0, zqmark1, …
LISTS = ("/api/v1/appeals/", "/api/v1/appeals/?status=closed", "/api/v1/road-events/", "/api/v1/road-segments/")
OPEN311 = ("services", "requests", "discovery")
TILES = ("/tiles/appeals/12/2793/1251.mvt", "/tiles/appeals/16/44699/20026.mvt")


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def message(agency, operator, small_city, caplog):
    """Sent by the API as a program sends it, asked, replied, answered, refuted, answered again."""
    caplog.set_level(logging.DEBUG)
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = exif[ExifTags.Base.ImageDescription] = f"{MARK}0"
    told = {
        "category": category().code,
        "lon": PUSHKINA.x,
        "lat": PUSHKINA.y,
        "text": f"Яма {MARK}1",
        "place_text": f"у дома {MARK}2",
        "name": f"{MARK}3",
        "email": f"{MARK}4@example.org",
        "phone": "+7 999 313 37 31",
        "consent": "true",
        "confirmed": "true",
        "photos": upload(picture(exif=exif), f"{MARK}5.jpg"),
    }
    sent = Client().post("/api/v1/appeals/", told)
    assert sent.status_code == 201, sent.content
    row = looked_at(Appeal.objects.get())
    page = Client()
    asking.ask(row, f"Где, {MARK}6?", by=operator, at=NOW)
    asking.reply(row, f"Там {MARK}7", at=NOW)
    noting.add_note(row, f"звонила {MARK}8", by=operator, at=NOW)
    actions.answer(Appeal.objects.get(), "Заделано.", by=operator, at=NOW)
    again = page.post(row.get_secret_url(), {"verb": "reopen", "words": f"Не заделано {MARK}9"})
    assert again.status_code == 302
    following.ask_by_mail(row, f"{MARK}10@example.org", language="ru", at=NOW)
    Follower.objects.update(confirmed_at=NOW)
    return Appeal.objects.get()


def marks_in(told: bytes | str) -> list[str]:
    words = told if isinstance(told, str) else told.decode("utf-8", "ignore")
    return [mark for mark in (MARK, "999 313", "9993133731") if mark in words.lower()]


def body(answer) -> bytes:
    head = str(dict(answer.headers)).encode()
    return head + (b"".join(answer.streaming_content) if answer.streaming else answer.content)


def addresses_about(row: Appeal) -> list[str]:
    return [
        *public_addresses(),
        *LISTS,
        *TILES,
        *(f"/open311/v2/{name}.{suffix}" for name in OPEN311 for suffix in ("json", "xml")),
        f"/open311/v2/requests/{row.pk}.xml",
        f"/api/v1/appeals/{row.pk}/",
        f"/api/v1/locate/?lon={PUSHKINA.x}&lat={PUSHKINA.y}",
        reverse("appeal-card", args=[row.pk]),
        reverse("appeal-follow", args=[row.pk]),
        reverse("segment", args=[row.segment_id]),
        row.get_absolute_url(),
        f"/streets/{row.segment.road.slug}/",
        *(f"/feeds/{name}" for name in FEEDS),
        f"/appeals/{row.pk}/no-such/",
        "/m/wrong/",
    ]


@override_settings(EMAIL_URL="smtp://127.0.0.1:1", EMAIL_FROM="roads@example.org")
def test_no_public_answer_and_no_line_of_the_log_holds_a_mark(message, anonymous, follow_up, caplog, capsys):
    follow_up(NOW)
    assert MARK in message.text and MARK in message.author_email  # they are there to be found
    leaks = {path: found for path in addresses_about(message) if (found := marks_in(body(anonymous.get(path))))}
    assert leaks == {}
    anonymous.get("/report/", {"text": MARK, "name": MARK})  # what a form was asked with is not logged either
    assert marks_in("\n".join(map(_as_logged, caplog.records))) == []
    letters = Delivery.objects.notices().exclude(recipient=_of_author(message))
    assert letters.exists()
    told = "\n".join(str(row) for row in letters.values_list("subject", "recipient", "title", "text", "caption", "url"))
    assert marks_in(told) == []
    titles = "\n".join(str(row) for row in Delivery.objects.values_list("subject", "recipient", "title"))
    assert marks_in(titles) == []
    call_command("anonymize", "--appeal", str(message.pk))
    assert marks_in(capsys.readouterr().out) == []


def test_after_forgetting_no_row_about_the_message_holds_a_mark(message, follow_up):
    follow_up(NOW)
    erasing.erase_author(message, at=NOW + DAY)
    follow_up(NOW + DAY)
    kept = [
        *Appeal.objects.values_list(),
        *message.changes.values_list(),
        *message.questions.values_list(),
        *message.notes.values_list(),
        *message.photos.values_list(),
        *message.uploads.values_list(),
        *Delivery.objects.exclude(recipient__in=_of_others(message)).values_list(),
    ]
    assert marks_in("\n".join(map(str, kept))) == []


def _of_author(message: Appeal) -> str:
    return message.followers.get(is_author=True).subscriber.recipient


def _of_others(message: Appeal) -> list[str]:
    return [each.subscriber.recipient for each in message.followers.filter(is_author=False)]


def _as_logged(record: logging.LogRecord) -> str:
    return SecretsMasked("%(name)s %(message)s").format(record)
