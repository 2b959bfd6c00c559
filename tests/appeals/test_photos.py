"""Photos on their way: nothing is decoded in the web, no worker's death loses or loops, no file outlives its row."""

import errno
import os
import stat
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.http import HttpResponse
from django.utils import timezone
from kombu.exceptions import OperationalError
from PIL import Image

from appeals import actions, clock, copies, erasing, photos, sweeping
from appeals.models import Appeal, AppealPhoto, PhotoUpload
from appeals.models.photo import ORIGINALS
from appeals.photos import checked, look_at
from roadmap import broker
from roadmap.decoding import Fault
from roadmap.models import Agency, PersonalLook
from tests.appeals.factories import PUSHKINA, appeal, category, looked_at, personal, picture, upload
from tests.appeals.test_decoding import shared
from tests.conftest import NOW

URL = "/api/v1/appeals/"
CUT = picture((600, 600))[:-400]
HAND_OVER = photos.hand_over
FULL = OSError(errno.ENOSPC, "No space left on device")


def told(*files, **more) -> dict:
    pin = {"category": "pothole", "lon": 65.5416, "lat": 57.1518, "text": "Яма у остановки", "consent": "true"}
    return pin | {"photos": list(files)} | more


def sent(city, *files, at=NOW) -> Appeal:
    """With photos that nobody has looked at."""
    originals = [checked(file) for file in files or [upload()]]
    return actions.submit(city=city, category=category(), point=PUSHKINA, at=at, photos=originals)


def files_kept() -> set[Path]:
    return {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def full_disk(monkeypatch):
    """From the second file on, half of which is written."""
    save = FileSystemStorage.save

    def fail(storage, name, content):
        if files_kept():
            Path(default_storage.path(name)).parent.mkdir(parents=True, exist_ok=True)
            Path(default_storage.path(name)).write_bytes(b"half")
            raise FULL
        return save(storage, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", fail)


# Taking in


def test_the_web_reads_headers_only(small_city, agency, anonymous, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda image: pytest.fail("decoded in the web"))
    assert anonymous.post(URL, told(upload(), upload())).status_code == 201
    assert PhotoUpload.objects.waiting().count() == 2
    assert not AppealPhoto.objects.exists()


def test_an_original_waits_under_a_random_name_for_nobody_elses_eyes(small_city, agency):
    waiting = sent(small_city, upload(name="anna-home.jpg")).uploads.get()
    assert "anna" not in waiting.file.name
    path = Path(waiting.file.path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_one_bad_photo_stores_nothing(small_city, agency, anonymous):
    answer = anonymous.post(URL, told(upload(), upload(b"not a photo", "bad.jpg")))
    assert answer.status_code == 400
    assert "bad.jpg" in str(answer.json()["photos"])
    assert not Appeal.objects.exists()
    assert not files_kept()


def test_a_failed_row_leaves_no_file(small_city, agency, monkeypatch):
    monkeypatch.setattr(actions, "_record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sent(small_city)
    assert not PhotoUpload.objects.exists()
    assert not files_kept()


def test_photos_are_handed_over_after_commit(small_city, agency, monkeypatch, django_capture_on_commit_callbacks):
    handed = []
    monkeypatch.setattr(photos, "hand_over", handed.extend)
    with django_capture_on_commit_callbacks(execute=True):
        message = sent(small_city)
        assert handed == []
    assert handed == [message.uploads.get().pk]


def test_a_broker_that_is_away_leaves_them_to_the_clock(small_city, agency, anonymous, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr(photos, "hand_over", HAND_OVER)
    monkeypatch.setattr(broker.current_app, "send_task", away)
    monkeypatch.setitem(broker._broker, "away_until", 0.0)
    waiting = sent(small_city).uploads.get()
    photos.hand_over([waiting.pk])
    assert PhotoUpload.objects.due(NOW).get() == waiting


def test_too_many_waiting_photos_are_sent_away_for_a_minute(small_city, agency, anonymous, monkeypatch):
    monkeypatch.setattr(photos, "MOST_WAITING", 2)
    assert anonymous.post(URL, told(upload(), upload())).status_code == 201
    refused = anonymous.post(URL, told(upload()))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "60")
    assert "очень много" in refused.json()["photos"][0]
    page = anonymous.post("/report/", told(upload(), confirmed="1"))
    assert (page.status_code, page.headers["Retry-After"]) == (503, "60")
    assert "Яма у остановки" in page.content.decode()
    assert anonymous.post(URL, told()).status_code == 201, "words alone are always taken"


def test_a_full_disk_leaves_no_orphan_and_loses_no_word(small_city, agency, anonymous, full_disk):
    page = anonymous.post("/report/", told(upload(), upload(), confirmed="1"))
    assert (page.status_code, page.headers["Retry-After"]) == (507, "300")
    text = page.content.decode()
    assert "Яма у остановки" in text
    assert "нет места" in text
    assert not Appeal.objects.exists()
    assert not files_kept()


def test_a_full_disk_is_told_to_programs(small_city, agency, full_disk, anonymous):
    anonymous.raise_request_exception = False
    answer = anonymous.post(URL, told(upload(), upload()))
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "300")
    assert "нет места" in answer.json()["detail"]


def test_the_form_says_which_photos_must_be_chosen_again(small_city, agency, anonymous):
    page = anonymous.post("/report/", told(upload(name="яма.jpg"), upload(name="ещё.jpg"), lon="", find="1"))
    assert "Выберите фото ещё раз" in page.content.decode()
    assert "яма.jpg, ещё.jpg" in page.content.decode()
    assert "Выберите фото ещё раз" not in anonymous.post("/report/", told(lon="", find="1")).content.decode()


# Waiting for them


@pytest.fixture
def naps(monkeypatch, settings):
    """What the form does while it waits: each nap takes a second of a clock of ours."""
    settings.PHOTO_PATIENCE_S = 5
    taken = []
    monkeypatch.setattr(photos.time, "sleep", taken.append)
    monkeypatch.setattr(photos.time, "monotonic", lambda: len(taken))
    return taken


def nobody() -> bool:
    return False


def test_the_form_waits_five_seconds_at_most(small_city, agency, naps):
    photos.wait_for(sent(small_city), others_wait=nobody)
    assert len(naps) == 5


def test_it_waits_no_longer_than_needed(small_city, agency, naps, monkeypatch):
    message = sent(small_city)
    monkeypatch.setattr(photos.time, "sleep", lambda seconds: (naps.append(seconds), looked_at(message)))
    photos.wait_for(message, others_wait=nobody)
    assert len(naps) == 1


def test_it_gives_up_its_turn_as_soon_as_somebody_waits_to_send(small_city, agency, naps):
    photos.wait_for(sent(small_city), others_wait=lambda: len(naps) == 2)
    assert len(naps) == 2


def test_it_does_not_wait_behind_a_crowd(small_city, agency, naps, monkeypatch):
    monkeypatch.setattr(photos, "WORTH_WAITING", 1)
    photos.wait_for(sent(small_city, upload(), upload()), others_wait=nobody)
    assert naps == []


# Looking at them


def test_a_picture_of_ours_stands_beside_the_original(small_city, agency, django_capture_on_commit_callbacks):
    message = sent(small_city)
    original = message.uploads.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        looked_at(message)
    photo = message.photos.get()
    assert not PhotoUpload.objects.exists()
    assert photo.original.name == original
    assert files_kept() == {Path(file.path) for file in (photo.file, photo.thumbnail, photo.original)}
    assert len(photo.name) == 64


def test_photos_keep_the_order_in_which_they_were_sent(small_city, agency):
    message = sent(small_city, *(upload(picture((side, 40))) for side in (40, 50, 60)))
    for waiting in message.uploads.order_by("-pk"):
        look_at(waiting.pk, NOW)
    assert list(message.photos.values_list("width", flat=True)) == [40, 50, 60]


# Originals: for staff, for their term


def gps_photo() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Camera of Anna"
    exif.get_ifd(0x8825).update({1: "N", 2: (57.0, 9.0, 0.0), 3: "E", 4: (65.0, 32.0, 0.0)})
    return picture(exif=exif.tobytes())


def taken(client, photo) -> HttpResponse:
    return client.get(f"/desk/appeals/{photo.appeal_id}/photos/{photo.pk}/original/")


def test_staff_take_the_file_as_it_came_and_it_is_written_down_who_did(small_city, agency, client, operator):
    content = gps_photo()
    photo = looked_at(sent(small_city, upload(content))).photos.get()
    client.force_login(operator)
    answer = taken(client, photo)
    assert b"".join(answer) == content
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    look = PersonalLook.objects.latest("at")
    assert (look.how, look.subject, look.numbers) == ("downloaded", "appeals.appeal", [photo.appeal_id])
    assert (look.by, look.why) == (operator, f"фото {photo.pk}")


def test_nobody_else_takes_it(small_city, agency, client, anonymous, dispatcher, operator):
    photo = looked_at(sent(small_city, upload(gps_photo()))).photos.get()
    assert taken(anonymous, photo).status_code == 302
    client.force_login(dispatcher)
    assert taken(client, photo).status_code == 404
    photo.appeal.agency = Agency.objects.create(city=small_city, slug="other", name="Другие")
    photo.appeal.save()
    client.force_login(operator)
    assert taken(client, photo).status_code == 404


@pytest.mark.parametrize(
    "path", [None, *(pytest.param(path, marks=pytest.mark.shared_data) for path in shared("gps"))], ids=str
)
def test_nothing_of_the_place_is_in_what_others_see(small_city, agency, anonymous, operator, path):
    message = sent(small_city, upload(path.read_bytes() if path else gps_photo()))
    photo = looked_at(message).photos.get()
    actions.release(message, text=True, photos=[photo.pk], by=operator, at=NOW)
    for address in (f"/photos/{photo.name}/", f"/m/{message.secret}/photos/{photo.name}/"):
        for size in ("", "?size=small"):
            seen = b"".join(anonymous.get(address + size))
            assert b"Exif" not in seen
            assert b"Anna" not in seen
            assert not Image.open(BytesIO(seen)).getexif()


def test_originals_go_when_their_term_is_over(small_city, agency, django_capture_on_commit_callbacks):
    photo = looked_at(sent(small_city)).photos.get()
    path = Path(photo.original.path)
    last = NOW + timedelta(days=60)
    assert sweeping.forget_originals(last - timedelta(seconds=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert sweeping.forget_originals(last) == 1
    photo.refresh_from_db()
    assert (photo.original.name, path.exists(), Path(photo.file.path).exists()) == ("", False, True)


def test_originals_go_with_their_senders_data(small_city, agency, follow_up):
    message = looked_at(sent(small_city, upload(), upload()))
    erasing.erase_author(message, at=NOW)
    follow_up(NOW)
    assert not files_kept()


def test_the_list_is_another_once_a_proof_is_there(small_city, agency, operator, anonymous):
    message = appeal(small_city)
    actions.answer(message, "Готово", by=operator, at=NOW, photos=[checked(upload())])
    before = anonymous.get(URL, {"status": "answered"})
    looked_at(message)
    after = anonymous.get(URL, {"status": "answered"}, HTTP_IF_NONE_MATCH=before.headers["ETag"])
    assert (after.status_code, len(after.json()["features"][0]["properties"]["photos"])) == (200, 1)


def test_a_damaged_photo_is_refused_and_its_file_goes(small_city, agency, anonymous):
    message = looked_at(sent(small_city, upload(CUT, "двор.jpg"), upload()))
    refused = message.uploads.get()
    assert (refused.state, refused.fault, refused.called) == ("refused", Fault.DAMAGED, "двор.jpg")
    assert message.photos.count() == 1
    assert refused.file.name == ""


def test_one_that_killed_three_workers_is_given_up(small_city, agency):
    """A worker that dies over a picture has claimed it and comes to nothing."""
    waiting, at = sent(small_city).uploads.get(), timezone.now()
    for number in range(1, 4):
        claimed = PhotoUpload.objects.due(at).filter(pk=waiting.pk, tries__lt=photos.MOST_TRIES)
        assert claimed.exists(), number
        PhotoUpload.objects.filter(pk=waiting.pk).update(tries=number)
    look_at(waiting.pk, at)
    assert PhotoUpload.objects.get(pk=waiting.pk).state == "waiting", "no worker meets it a fourth time"
    clock.look_at_photos()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.fault, files_kept()) == ("refused", Fault.DAMAGED, set())


def test_a_try_is_counted_before_the_picture_is_touched(small_city, agency, monkeypatch):
    class Killed(BaseException):
        pass

    def die(file, masks):
        raise Killed

    waiting = sent(small_city).uploads.get()
    monkeypatch.setattr(copies, "decoded", die)
    with pytest.raises(Killed):
        look_at(waiting.pk, NOW)
    waiting.refresh_from_db()
    assert (waiting.tries, waiting.next_try_at, waiting.state) == (1, NOW + timedelta(minutes=1), "waiting")


def test_two_workers_do_not_look_at_the_same(small_city, agency, monkeypatch):
    waiting = sent(small_city).uploads.get()
    decode = copies.decoded

    def meanwhile(file, masks):
        look_at(waiting.pk, NOW)
        return decode(file, masks)

    monkeypatch.setattr(copies, "decoded", meanwhile)
    look_at(waiting.pk, NOW)
    assert AppealPhoto.objects.count() == 1


def test_what_was_erased_meanwhile_does_not_come_back(small_city, agency, monkeypatch):
    message = sent(small_city)
    decode = copies.decoded

    def meanwhile(file, masks):
        erasing.erase_author(message, at=NOW)
        return decode(file, masks)

    monkeypatch.setattr(copies, "decoded", meanwhile)
    looked_at(message)
    assert not AppealPhoto.objects.exists()
    folder = Path(settings.MEDIA_ROOT) / ORIGINALS
    assert all(path.is_relative_to(folder) for path in files_kept()), "the original goes with what follows the erasure"


def test_a_disk_that_is_full_uses_up_no_try(small_city, agency, monkeypatch):
    waiting = sent(small_city).uploads.get()

    def fail(storage, name, content):
        raise FULL

    monkeypatch.setattr(FileSystemStorage, "save", fail)
    look_at(waiting.pk, NOW)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.tries, waiting.next_try_at) == ("waiting", 0, NOW + timedelta(minutes=5))


def test_an_original_that_is_gone_is_told(small_city, agency):
    message = sent(small_city)
    Path(message.uploads.get().file.path).unlink()
    looked_at(message)
    assert message.uploads.get().fault == Fault.GONE


def test_the_clock_hands_over_what_waits(small_city, agency, monkeypatch):
    waiting, handed = sent(small_city).uploads.get(), []
    monkeypatch.setattr(photos, "hand_over", handed.extend)
    PhotoUpload.objects.update(next_try_at=timezone.now() + timedelta(minutes=1))
    clock.look_at_photos()
    assert handed == []
    PhotoUpload.objects.update(next_try_at=timezone.now())
    clock.look_at_photos()
    assert handed == [waiting.pk]


# What the sender and the operator see


def test_the_secret_page_tells_what_became_of_the_photos(small_city, agency, anonymous):
    message = looked_at(sent(small_city, upload(CUT, "двор<b>.jpg")))
    photos.keep(message, [checked(upload())], ["waiting/x"], at=NOW)
    page = anonymous.get(f"/m/{message.secret}/").content.decode()
    assert "1 фото проверяется" in page
    assert "Файл «двор&lt;b&gt;.jpg» не принят: он повреждён" in page
    assert "waiting_photos.js" in page


def test_the_operator_sees_that_photos_are_on_their_way(small_city, agency, operator, client):
    message = sent(small_city)
    client.force_login(operator)
    assert "1 фото проверяется" in client.get(f"/desk/appeals/{message.pk}/").content.decode()


def test_the_sender_may_delete_what_still_waits(small_city, agency, follow_up):
    message = sent(small_city, upload(), upload())
    erasing.erase_author(message, at=NOW)
    follow_up(NOW)
    assert not message.uploads.exists()
    assert not files_kept()


def test_a_message_whose_photos_wait_holds_something_of_its_sender(small_city, agency, operator):
    message = sent(small_city)
    message.text = ""
    message.save()
    actions.reject(message, reason="не дорога", by=operator, at=NOW)
    assert message in Appeal.objects.personal_settled_before(NOW + timedelta(days=1))


# Files and rows that have lost each other


def old(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    long_ago = (timezone.now() - timedelta(hours=2)).timestamp()
    os.utime(path, (long_ago, long_ago))
    return path


def test_files_without_a_row_are_swept(small_city, agency):
    photo, media, at = personal(small_city).photos.get(), Path(settings.MEDIA_ROOT), timezone.now()
    waiting = sent(small_city).uploads.get()
    kept = {old(Path(file.path)) for file in (photo.file, photo.thumbnail, photo.original, waiting.file)}
    for folder in ("waiting", "making", "appeals/00", "appeals/ff", "originals/7f"):
        old(media / folder / "orphan")
    young = media / "waiting" / "young"
    young.write_bytes(b"x")
    sweeping.sweep(at)
    assert young.exists(), "its row may yet come"
    for hour in range(24):
        sweeping.sweep(at + timedelta(hours=hour))
    assert not young.exists()
    assert files_kept() == kept


def test_rows_without_a_file_are_told(small_city, agency, caplog):
    photo = personal(small_city).photos.get()
    Path(photo.thumbnail.path).unlink()
    for hour in range(24):
        sweeping.sweep(NOW + timedelta(hours=hour))
    assert photo.thumbnail.name in caplog.text
    assert photo.file.name not in caplog.text
