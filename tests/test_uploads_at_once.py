"""Many photos at once, with the real web server and the real photos' worker: the map answers, nothing is lost.

A small picture of what is measured by hand (docs/decisions.md): eight callers with five pictures of 8300 x 8300 each.
"""

import threading
import time
import uuid
from http import HTTPStatus

import pytest

from appeals import clock, photos
from appeals.models import Appeal, AppealPhoto, PhotoUpload
from roadmap.models import Agency, City
from tests.appeals.factories import picture
from tests.conftest import process_environment
from tests.test_web_server import ask, web_server
from tests.workers import broker, wait_until, workers  # noqa: F401 - a fixture

CALLERS, PICTURES = 8, 2
LARGE = picture((3000, 3000), "PNG")
BOUNDARY = "between-the-parts"


@pytest.fixture
def handed_over(monkeypatch):
    """Here photos are really handed to the broker."""


@pytest.fixture
def installation(transactional_db, broker, settings, tmp_path):  # noqa: F811
    """Environment of real processes that share the test's database, broker and media."""
    city = City.objects.get(slug="small-city")
    Agency.objects.create(city=city, slug="road-department", name="Департамент дорог", is_default=True)
    settings.MEDIA_ROOT = tmp_path / "media"
    yield process_environment(
        ROADMAP_DATA=str(tmp_path), REDIS_URL=broker, SITE_URL="http://127.0.0.1", APPEAL_RATE="1000/hour"
    )


@pytest.fixture
def start_worker(installation, tmp_path):
    with workers(installation, tmp_path, "-Q", "photos", "-c", "1") as start:
        yield start


def form(*pictures: bytes) -> bytes:
    words = {"category": "pothole", "lon": "65.5416", "lat": "57.1518", "consent": "true", "text": str(uuid.uuid4())}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in words.items()]
    head = b'Content-Disposition: form-data; name="photos"; filename="p.png"\r\nContent-Type: image/png\r\n\r\n'
    parts += [head + content for content in pictures]
    return b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


def send(port: int, *pictures: bytes):
    return ask(
        port,
        "POST",
        "/api/v1/appeals/",
        form(*pictures),
        timeout=60,
        Content_Type=f"multipart/form-data; boundary={BOUNDARY}",
    )


def send_until_taken(port: int, *pictures: bytes) -> int:
    """The last answer's status. A busy machine may tell some to come again, and they do, sooner than they are told."""
    for _try in range(30):
        answer = send(port, *pictures)
        if answer.status != HTTPStatus.SERVICE_UNAVAILABLE or "Retry-After" not in answer.headers:
            break
        time.sleep(1)
    return answer.status


def test_the_map_answers_while_many_send_large_pictures(installation, start_worker, tmp_path):
    start_worker()
    with web_server(installation, tmp_path) as port:
        answers = []
        callers = [
            threading.Thread(target=lambda: answers.append(send_until_taken(port, *[LARGE] * PICTURES)))
            for _ in range(CALLERS)
        ]
        for caller in callers:
            caller.start()
        while any(caller.is_alive() for caller in callers):
            assert ask(port, "GET", "/").status == 200
            assert ask(port, "GET", "/healthz").status == 200
        assert answers == [201] * CALLERS
    assert Appeal.objects.count() == CALLERS, "what was refused left nothing"
    wait_until(lambda: not PhotoUpload.objects.exists(), 120)
    assert AppealPhoto.objects.count() == CALLERS * PICTURES
    assert AppealPhoto.objects.exclude(original="").count() == CALLERS * PICTURES, "each beside its original"


def test_a_worker_killed_over_a_picture_is_not_killed_for_ever(installation, start_worker, tmp_path, monkeypatch):
    """The child is killed at each try, as by the system where memory ends; the third is the last."""
    monkeypatch.setattr(photos, "REST", photos.timedelta(0))
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal\n"
        "from PIL import ImageFile\n"
        "ImageFile.ImageFile.load = lambda image: os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    installation["PYTHONPATH"] = str(tmp_path)
    with web_server({**installation, "PYTHONPATH": ""}, tmp_path) as port:
        assert send(port, picture()).status == 201
    upload = PhotoUpload.objects.get()
    start_worker()
    for _look in range(120):  # as the clock does, without the rest between tries
        PhotoUpload.objects.filter(state="waiting").update(next_try_at=upload.next_try_at)
        clock.look_at_photos()
        if PhotoUpload.objects.get().state == "refused":
            break
        time.sleep(1)
    upload.refresh_from_db()
    assert (upload.state, upload.tries) == ("refused", photos.MOST_TRIES)
    assert Appeal.objects.exists(), "the message stays"
