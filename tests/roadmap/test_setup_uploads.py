"""An extract is sent, looked at, shown and taken over; whatever goes wrong, the network is as it was."""

import errno
import gzip
import re
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.html import escape

from roadmap.models import City, Effect, RoadSegment, SettingChange, Upload, User
from roadmap.postgis import rows_of
from roadmap.setting_up import kept_files, uploads
from tests.conftest import ROOT, SMALL_CITY, process_environment, signed_in
from tests.workers import wait_until

pytestmark = pytest.mark.django_db
WHOLE = SMALL_CITY.read_bytes()
State = Upload.State


@pytest.fixture
def boss(agency):
    return User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"])


@pytest.fixture
def office(boss):
    return signed_in(boss)


def half() -> bytes:
    """The same city without most of its streets."""
    ways = list(re.finditer(r"<way .*?</way>", WHOLE.decode(), re.DOTALL))
    text = WHOLE.decode()
    for way in ways[3:]:
        text = text.replace(way[0], "")
    return text.encode()


def sent(office, content: bytes, name: str = "small-city.osm"):
    return office.post("/desk/setup/roads/", {"file": SimpleUploadedFile(name, content)})


def looked_at(office, content: bytes, name: str = "small-city.osm") -> Upload:
    assert sent(office, content, name).status_code == 302
    upload = Upload.objects.latest("pk")
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    return upload


def network() -> set[str]:
    return set(RoadSegment.objects.values_list("key", flat=True))


def test_a_file_is_looked_at_shown_and_only_then_taken_over(office, boss, small_city):
    before = network()
    upload = looked_at(office, WHOLE)
    assert upload.state == State.SEEN and upload.city == small_city
    assert upload.seen["segments"] == upload.seen["before"]["segments"] == len(before)
    page = f"/desk/setup/uploads/{upload.pk}/"
    assert "Что изменится" in office.get(page).content.decode()
    assert office.post(page + "take/").status_code == 302
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == State.DONE and upload.summary["segments"] == len(before)
    assert network() == before
    entry = SettingChange.objects.get()
    assert (entry.verb, entry.by, entry.number) == ("imported", boss, small_city.pk)
    assert "Что загружено" in office.get(page).content.decode()


def test_its_work_is_left_as_an_effect(office):
    sent(office, WHOLE)
    upload = Upload.objects.get()
    assert Effect.objects.get().arguments == {"pk": upload.pk}
    page = office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    assert "http-equiv" in page


def test_a_broker_that_is_away_is_tried_again(office, monkeypatch):
    monkeypatch.setattr("roadmap.broker.hand_over", lambda task, pk: False)
    with pytest.raises(ConnectionError):
        uploads.hand_to_worker(at=timezone.now(), pk=1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("city.osm", b""),
        ("city.exe", WHOLE),
        ("city", WHOLE),
    ],
    ids=["empty", "another kind", "no kind"],
)
def test_what_is_no_extract_is_refused_beside_its_field(office, name, content):
    answer = sent(office, content, name)
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("city.osm", b"<osm></osm>"),
        ("city.osm", b"\x00\xff nonsense"),
        ("city.osm.gz", gzip.compress(b"<osm>" + b" " * (80 << 20))),
        ("city.osm.pbf", b"\x00\x00\x00\x0dnonsense"),
        ("city.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("city.osm", WHOLE[: len(WHOLE) // 2]),
    ],
    ids=["no roads", "nonsense", "bomb", "no pbf", "no features", "half of it"],
)
def test_a_hostile_or_broken_file_changes_nothing_and_says_why(office, small_city, name, content):
    before = network()
    upload = looked_at(office, content, name)
    assert upload.state == State.REFUSED and upload.reason
    assert escape(upload.reason)[:40] in office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    assert network() == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("city.osm", b"\x00\xff nonsense", "строка 1 повреждена"),
        ("city.osm", b"<html></html>", "начинается не так"),
        ("city.osm", b"<osm version='0.6'><node id='x' lat='1' lon='1'/></osm>", "данные повреждены"),
        ("city.osm.pbf", b"\x00\x00\x00\x0dnonsense", "упакованные данные"),
        ("city.osm.gz", gzip.compress(WHOLE)[:500], "упакованные данные"),
        ("city.osm.bz2", b"BZh9nonsense", "упакованные данные"),
    ],
    ids=["no xml", "a page", "no number", "pbf", "gzip", "bzip2"],
)
def test_what_a_library_says_in_english_is_told_in_the_readers_words(office, name, content, words):
    reason = looked_at(office, content, name).reason
    assert words in reason, reason
    assert not re.search(r"[a-z]{4}", reason.replace(name, "").replace("OpenStreetMap", "")), reason


def test_a_file_that_would_shrink_the_city_asks_whether_that_is_meant(office, small_city):
    before = network()
    upload = looked_at(office, half())
    assert upload.state == State.SEEN and upload.seen["is_great_loss"]
    page = f"/desk/setup/uploads/{upload.pk}/"
    assert "больше пятой части" in office.get(page).content.decode()
    office.post(page + "take/")
    upload.refresh_from_db()
    assert upload.state == State.SEEN and network() == before
    office.post(page + "take/", {"meant": "on"})
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == State.DONE and len(network()) < len(before)


def test_what_hangs_on_a_drawing_is_asked_for_too(office, small_city):
    """A schematic demonstration holds events as well, and a file of another place takes all their streets."""
    City.objects.filter(pk=small_city.pk).update(is_schematic=True)
    before, upload = network(), looked_at(office, half())
    page = f"/desk/setup/uploads/{upload.pk}/"
    shown = office.get(page).content.decode()
    assert "notice--danger" in shown and 'name="meant"' in shown and "файл этого города" in shown
    office.post(page + "take/")
    upload.refresh_from_db()
    assert upload.state == State.SEEN and network() == before


def test_a_file_of_another_place_says_that_it_makes_a_new_city(office):
    moved = re.sub(r'lat="57', 'lat="47', WHOLE.decode()).encode()
    upload = looked_at(office, moved, "Новый город.osm")
    assert upload.seen["city"] is None
    assert "появится новый" in office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    office.post(f"/desk/setup/uploads/{upload.pk}/take/")
    uploads.work_on(upload.pk)
    assert City.objects.filter(name="Новый город").exists()


def test_a_full_disk_is_said_and_nothing_is_left(office, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(kept_files.shutil, "copyfileobj", full)
    answer = sent(office, WHOLE)
    assert answer.status_code == 507
    assert "нет места" in answer.content.decode()
    assert not Upload.objects.exists()


def test_a_name_leads_nowhere_else():
    assert kept_files.safe_name("../../etc/passwd") == "passwd"
    assert kept_files.safe_name("C:\\x\\..\\город.osm") == "город.osm"
    assert kept_files.safe_name("..") == "file"


@pytest.mark.parametrize("letter", ["道", "д", "x", "😀", "a\u0301"])
def test_a_long_name_is_cut_by_bytes_and_keeps_its_end(letter, tmp_path):
    name = kept_files.safe_name(f"{letter * 130}.osm")
    assert name.endswith(".osm")
    (tmp_path / name).write_bytes(b"")
    assert len(name) <= 200  # Upload.file_name


def test_a_message_that_comes_twice_finds_nothing_to_do(office):
    upload = looked_at(office, WHOLE)
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == State.SEEN


def test_another_file_takes_the_place_of_one_that_waits(office):
    first = looked_at(office, WHOLE)
    looked_at(office, WHOLE)
    first.refresh_from_db()
    assert first.state == State.REFUSED


def test_strangers_find_no_file(office, dispatcher, anonymous):
    upload = looked_at(office, WHOLE)
    stranger = signed_in(dispatcher)
    for what in ("take", "again", "drop"):
        assert stranger.post(f"/desk/setup/uploads/{upload.pk}/{what}/").status_code == 404
    assert stranger.get(f"/desk/setup/uploads/{upload.pk}/").status_code == 404
    upload.refresh_from_db()
    assert upload.state == State.SEEN


def test_while_somebody_works_on_it_nobody_begins_anew(office):
    sent(office, WHOLE)
    upload = Upload.objects.get()
    Upload.objects.update(state=State.TAKING, step="улицы")
    worker = connection.copy()
    worker.set_autocommit(False)
    with worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [uploads.LOCK, upload.pk])
    with pytest.raises(uploads.NotNow):
        uploads.try_again(upload.pk, at=timezone.now())
    assert "http-equiv" in office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    worker.rollback()
    worker.close()
    page = office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    assert "остановилась на шаге «улицы»" in page
    for shown in (page, office.get("/desk/setup/roads/").content.decode()):
        assert "остановилось</span>" in shown and "загружается" not in shown


SLEEPER = """
import sys, time, django
django.setup()
from roadmap.setting_up import uploads
def slowly(*args, progress, **more):
    progress("улицы и участки", 2, 6)
    time.sleep(60)
uploads.import_file = slowly
uploads.work_on(int(sys.argv[1]))
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_killed_leaves_the_step_and_the_file_to_try_again(office, small_city):
    before = network()
    upload = looked_at(office, WHOLE)
    office.post(f"/desk/setup/uploads/{upload.pk}/take/")
    environment = process_environment(DJANGO_SETTINGS_MODULE="roadmap.settings", PYTHONPATH=str(ROOT))
    environment["ROADMAP_DATA"] = str(kept_files.path_of(upload).parents[2])
    with subprocess.Popen([sys.executable, "-c", SLEEPER, str(upload.pk)], env=environment, cwd=ROOT) as worker:
        wait_until(lambda: Upload.objects.get(pk=upload.pk).step == "улицы и участки")
        page = office.get(f"/desk/setup/uploads/{upload.pk}/")
        assert page.context["is_going_on"]
        worker.send_signal(signal.SIGKILL)
    wait_until(lambda: not uploads.is_alive(upload))
    page = office.get(f"/desk/setup/uploads/{upload.pk}/").content.decode()
    assert "остановилась на шаге «улицы и участки»" in page
    assert network() == before
    office.post(f"/desk/setup/uploads/{upload.pk}/again/")
    uploads.work_on(upload.pk)
    upload.refresh_from_db()
    assert upload.state == State.DONE
    assert not kept_files.path_of(upload).exists()


@pytest.mark.parametrize("state", [State.TO_LOOK, State.LOOKING, State.SEEN])
def test_of_files_that_wait_the_newer_one_takes_the_place(office, state):
    sent(office, WHOLE)
    first = Upload.objects.get()
    Upload.objects.update(state=state)
    sent(office, WHOLE)
    first.refresh_from_db()
    assert (first.state, Upload.objects.exclude(pk=first.pk).get().state) == ("refused", "to-look")


def test_two_files_of_a_kind_that_come_at_once_are_begun_one_after_the_other(office):
    """The second waits for the end of the first one's transaction, which here is the test's."""
    sent(office, WHOLE)
    held = [rows_of(uploads.IS_LOCKED, [uploads.LOCK_OF_KIND, number]) for number in range(3)]
    assert [bool(each) for each in held] == [True, False, False]


def test_what_nobody_takes_for_a_week_is_given_up_with_its_file(office, django_capture_on_commit_callbacks):
    sent(office, WHOLE)
    upload = Upload.objects.get()
    assert uploads.sweep(upload.at + timedelta(days=6, hours=23)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads.sweep(upload.at + timedelta(days=7, minutes=1)) == 1
    upload.refresh_from_db()
    assert upload.state == "refused"
    assert not kept_files.path_of(upload).exists()
    uploads.work_on(upload.pk)  # what the worker still has of it
    assert Upload.objects.get().state == "refused"
