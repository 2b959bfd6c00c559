"""A short video with a message: made anew by a process of its own, without sound, place and device, to be played."""

import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import av
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from appeals import actions, copies, photos
from appeals.models import Appeal, AppealPhoto
from appeals.photos import checked, checked_all, look_at
from roadmap import video_files, videos, videos_apart
from roadmap.decoding import BadPicture, Fault
from tests.appeals.factories import PUSHKINA, category, looked_at, upload
from tests.appeals.films import film
from tests.conftest import NOW, ROOT

URL = "/api/v1/appeals/"


def sent(content: bytes, name: str = "IMG_7.MOV") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def message_with(city, content: bytes) -> Appeal:
    told = {"city": city, "category": category(), "point": PUSHKINA, "at": NOW}
    return actions.submit(**told, photos=[checked(sent(content))])


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def released(small_city, agency, operator) -> AppealPhoto:
    message = looked_at(message_with(small_city, film()))
    photo = message.photos.get()
    actions.release(message, text=False, photos=[photo.pk], by=operator, at=NOW)
    return photo


def remade(content: bytes, folder: Path) -> tuple[video_files.Still, av.container.InputContainer]:
    (folder / "sent").write_bytes(content)
    return videos_apart.remade_apart(folder / "sent", folder / "made.mp4"), av.open(str(folder / "made.mp4"))


@pytest.mark.parametrize("kind", ["mp4", "mov", "webm"])
def test_what_phones_make_becomes_a_silent_mp4_that_tells_nothing_of_the_phone(tmp_path, kind):
    still, made = remade(film(kind=kind), tmp_path)
    with made:
        (stream,) = made.streams
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert not {"location", "comment", "title"} & made.metadata.keys()
    content = (tmp_path / "made.mp4").read_bytes()
    assert not any(words in content for words in (b"Anna", b"secret", b"+57.15"))
    assert content.index(b"moov") < content.index(b"mdat"), "playing begins before all is there"
    assert still.seconds == pytest.approx(2, abs=0.2)
    red, blue = (Image.open(BytesIO(still.jpeg)).getpixel((x, 60)) for x in (40, 120))
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


def test_it_is_720p_at_most(tmp_path):
    still, made = remade(film(size=(1920, 1080), seconds=1), tmp_path)
    with made:
        assert (made.streams.video[0].width, made.streams.video[0].height) == (1280, 720)
    assert (still.width, still.height) == (1280, 720)
    assert Image.open(BytesIO(still.thumbnail)).size == (480, 270)


def test_one_that_lasts_too_long_is_refused_by_name(small_city, agency, anonymous):
    message = looked_at(message_with(small_city, film(size=(32, 32), seconds=63)))
    assert message.uploads.get().fault == Fault.LONG
    assert "дольше минуты" in anonymous.get(f"/m/{message.secret}/").content.decode()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (film()[:1500], Fault.NO_VIDEO),
        (film()[:32] + b"\0" * 5000, Fault.NO_VIDEO),
        (b"\x1a\x45\xdf\xa3" + b"\0" * 5000, Fault.NO_VIDEO),
        (b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n", Fault.NO_VIDEO),
    ],
    ids=["cut", "noughts", "webm of noughts", "playlist"],
)
def test_what_is_no_video_is_refused(tmp_path, content, fault):
    with pytest.raises(BadPicture) as refusal:
        remade(content, tmp_path)
    assert refusal.value.fault == fault


def test_a_frame_too_large_is_refused(tmp_path, monkeypatch):
    (tmp_path / "sent").write_bytes(film())
    monkeypatch.setattr(videos, "MOST_PIXELS", 100)
    with pytest.raises(BadPicture) as refusal:
        videos.remade(tmp_path / "sent", tmp_path / "made.mp4")
    assert refusal.value.fault == Fault.LARGE


def test_one_too_large_and_a_second_one_are_refused_by_their_headers(db, settings):
    settings.VIDEO_MAX_BYTES = len(film()) - 1
    with pytest.raises(ValidationError, match=r"IMG_7\.MOV.*больше"):
        checked(sent(film()))
    settings.VIDEO_MAX_BYTES = len(film())
    with pytest.raises(ValidationError, match="Не больше одного видео"):
        checked_all([sent(film()), upload(), sent(film())])
    assert [each.is_video for each in checked_all([upload(), sent(film())])] == [False, True]


def test_a_process_that_dies_uses_up_a_try_and_the_film_comes_again(small_city, agency, monkeypatch):
    run = subprocess.run
    message = message_with(small_city, film())
    waiting = message.uploads.get()

    def killed(command, **told):
        return run(["sh", "-c", f"kill -{signal.SIGKILL} $$"], **told)

    monkeypatch.setattr(subprocess, "run", killed)
    with pytest.raises(ChildProcessError):
        look_at(waiting.pk, NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries, waiting.next_try_at) == ("waiting", 1, NOW + photos.VIDEO_REST)
    monkeypatch.undo()
    look_at(waiting.pk, waiting.next_try_at)
    assert message.photos.get().is_video


def test_one_that_takes_too_long_is_ended_and_refused(small_city, agency, monkeypatch):
    monkeypatch.setattr(videos_apart, "PATIENCE_S", 0.01)
    message = looked_at(message_with(small_city, film()))
    assert message.uploads.get().fault == Fault.SLOW


def test_one_that_takes_too_much_work_is_ended_and_refused(small_city, agency, monkeypatch):
    """The system ends its process; nothing of what was half made is left, and it was made where the sweep looks."""
    run, targets = subprocess.run, []

    def worked_out(command, **told):
        targets.append(Path(command[-2]))
        targets[0].write_bytes(b"half")
        return run(["sh", "-c", f"kill -{signal.SIGXCPU} $$"], **told)

    monkeypatch.setattr(subprocess, "run", worked_out)
    message = looked_at(message_with(small_city, film()))
    assert message.uploads.get().fault == Fault.SLOW
    assert (targets[0].parent, targets[0].exists()) == (Path(settings.MEDIA_ROOT) / copies.MAKING, False)


@pytest.mark.parametrize(("bound", "most"), [("MOST_FRAMES", 19), ("MOST_DECODED", 19 * 160 * 120)])
def test_what_is_decoded_is_bounded_before_any_of_it_is_left_out(tmp_path, monkeypatch, bound, most):
    (tmp_path / "sent").write_bytes(film())  # twenty frames of 160 x 120
    monkeypatch.setattr(videos, bound, most)
    with pytest.raises(BadPicture) as refusal:
        videos.remade(tmp_path / "sent", tmp_path / "made.mp4")
    assert refusal.value.fault == Fault.SLOW
    monkeypatch.setattr(videos, bound, most * 20 // 19 + 1)
    videos.remade(tmp_path / "sent", tmp_path / "made.mp4")


def test_its_process_ends_with_the_one_that_waits_for_it(tmp_path):
    """Held at a pipe that nobody writes into, as over a long film."""
    pipe = tmp_path / "sent"
    os.mkfifo(pipe)
    waits = f"""
from pathlib import Path
from django.conf import settings
settings.configure(BASE_DIR={str(ROOT)!r})
from roadmap.videos_apart import remade_apart
remade_apart(Path({str(pipe)!r}), Path({str(tmp_path / "made.mp4")!r}))
"""
    with subprocess.Popen([sys.executable, "-c", waits], cwd=ROOT) as worker:
        end = opened_for_writing(pipe)
        worker.kill()
    gone = select.poll()
    gone.register(end, select.POLLERR)
    try:
        assert gone.poll(10_000), "nobody holds the pipe any more"
    finally:
        os.close(end)


def opened_for_writing(pipe: Path) -> int:
    """As soon as somebody reads."""
    for _ in range(600):
        with suppress(OSError):
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        time.sleep(0.05)
    raise AssertionError("nobody reads")


def test_it_is_given_so_much_work_and_ends_where_nobody_waits():
    told = "import os, resource as r; from roadmap.apart import tie; tie({}, 7); print(r.getrlimit(r.RLIMIT_CPU))"
    for parent, said in (("os.getppid()", "(7, 12)\n"), ("1", "")):
        done = subprocess.run(
            [sys.executable, "-c", told.format(parent)], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert (done.stdout, done.returncode) == (said, 0 if said else 1), done.stderr


def test_the_still_stands_in_lists_and_the_video_plays_in_ranges(released, anonymous):
    still = anonymous.get(f"/photos/{released.name}/?size=small")
    assert (still.status_code, still.headers["Content-Type"]) == (200, "image/jpeg")
    whole = anonymous.get(f"/photos/{released.name}/?size=video")
    content = b"".join(whole)
    assert (whole.status_code, whole.headers["Content-Type"]) == (200, "video/mp4")
    assert whole.headers["Accept-Ranges"] == "bytes"
    part = anonymous.get(f"/photos/{released.name}/?size=video", HTTP_RANGE="bytes=4-7")
    assert (part.status_code, part.streaming, part.getvalue()) == (206, True, b"ftyp")
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(content)}"
    assert anonymous.get(f"/photos/{released.name}/?size=video", HTTP_RANGE="bytes=9999999-").status_code == 416
    page = anonymous.get(f"/appeals/{released.appeal_id}/card/").content.decode()
    assert f'<source src="/photos/{released.name}/?size=video" type="video/mp4">' in page


def test_nobody_but_its_sender_and_staff_sees_it_before_it_is_released(small_city, agency, anonymous):
    message = looked_at(message_with(small_city, film()))
    photo = message.photos.get()
    assert anonymous.get(f"/photos/{photo.name}/?size=video").status_code == 404
    assert anonymous.get(f"/m/{message.secret}/photos/{photo.name}/?size=video").status_code == 200
    assert "<video" in anonymous.get(f"/m/{message.secret}/").content.decode()


def test_the_same_form_sent_again_after_a_lost_connection_is_one_message(small_city, agency, anonymous):
    told = {"category": "pothole", "lon": 65.5416, "lat": 57.1518, "consent": "true"}
    told["draft_key"] = "5b9fbf0a-51f7-4bb1-9b4e-8d6f0f2f8a11"
    answers = [anonymous.post(URL, told | {"photos": [upload(), sent(film())]}) for _try in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert Appeal.objects.get().uploads.count() == 2
    kept = [path for path in Path(photos.settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(kept) == 2


def test_up_to_five_photos_and_one_short_video_of_which_nothing_of_gps_or_device_reaches_the_public(
    small_city, agency, anonymous, operator
):
    """The row "photo or video": N photos and one short video; GPS and device data never reach the public copy;
    staff hide per photo (test_hiding); the upload survives a lost connection (above)."""
    told = {"city": small_city, "category": category(), "point": PUSHKINA, "at": NOW}
    files = [checked(upload(name=f"{number}.jpg")) for number in range(5)]
    message = looked_at(actions.submit(**told, photos=[*files, checked(sent(film()))]))
    pictures = list(message.photos.all())
    assert [picture.is_video for picture in pictures] == [False] * 5 + [True]
    actions.release(message, text=False, photos=[picture.pk for picture in pictures], by=operator, at=NOW)
    shown = anonymous.get(f"/api/v1/appeals/{message.pk}/").json()["properties"]["photos"]
    assert shown == [f"/photos/{picture.name}/" for picture in pictures]
    for address in [*shown, *(f"{each}?size=small" for each in shown), f"{shown[-1]}?size=video"]:
        content = b"".join(anonymous.get(address))
        assert not any(words in content for words in (b"Exif", b"Anna", b"secret", b"+57.15")), address


def test_the_original_of_a_video_goes_in_time_too(released):
    assert released.original_until == NOW + timedelta(days=60)
