"""Cases beside the checkout on which the product once went wrong: their own input, run as their README.txt tells.

A kind of case is its folder's name without the number; what is expected is read from expected.txt where it is a figure.
What goes wrong in a browser only has a test of our own: the map beside the 180th meridian in tests/browser/test_map.py.
"""

import json
import re
import runpy
from ast import literal_eval
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from PIL import Image
from shapely.affinity import translate

from appeals.models import Appeal
from appeals.photos import checked
from roadmap import delivery
from roadmap.decoding import decoded
from roadmap.geometry import shape_of, to_degrees, to_metres
from roadmap.importers.run import import_file
from roadmap.language.grammar.dates import hours_in_brief
from roadmap.models import Agency, City, Delivery, User
from roadmap.places.on_network import point_of
from roadmap.places.search import streets_like
from roadmap.schedule import Schedule
from tests.appeals.factories import PUSHKINA, looked_at
from tests.closures.desk import EVENTS, do
from tests.conftest import NOW, ROOT, SHARED, signed_in
from tests.doubles.telegram import TelegramDouble, refusal
from tests.plan import lonlat

CASES = SHARED / "data" / "cases"
KINDS = ("api", "post", "sched", "form", "photo", "link")
TYUMEN = ROOT / "fixtures" / "tyumen" / "tyumen.osm"
PREVIEW = "/api/staff/v1/preview/"
TILE_PX = 256

pytestmark = [pytest.mark.django_db, pytest.mark.shared_data]


def kind_of(case: Path) -> str:
    return case.name.partition("-")[2]


def of(kind: str):
    """Each folder of that kind."""
    return pytest.mark.parametrize(
        "case",
        [case for case in sorted(CASES.glob("*-*")) if kind_of(case) == kind],
        ids=lambda case: case.name,
    )


def read(case: Path, file: str) -> str:
    return (case / file).read_text(encoding="utf-8")


def how_to_run(case: Path) -> str:
    return re.search(r"^run: (.+)$", read(case, "README.txt"), re.MULTILINE)[1]


def expected_number(case: Path) -> int:
    return int(re.search(r"\d+", read(case, "expected.txt"))[0])


def post(client: Client, address: str, data: dict):
    return client.post(address, data, content_type="application/json")


@pytest.fixture
def tyumen(db, settings) -> City:
    import_file(TYUMEN, city_slug="tyumen", zone="Asia/Yekaterinburg", at=NOW)
    settings.CITY = "tyumen"
    return City.objects.get(slug="tyumen")


@pytest.fixture
def desk(dispatcher) -> Client:
    with time_machine.travel(NOW, tick=False):
        yield signed_in(dispatcher)


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = double.url, double.token, "@roads"
        yield double


def closure(*, stage: dict, **fields) -> dict:
    """Of улица Пушкина in the small city, from tomorrow."""
    place = {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]}
    term = {"planned_start": "2026-06-11T00:00", "planned_end": "2026-06-25T00:00"}
    whole = {"geometry": place, "vehicle_impact": "all-lanes-closed"} | term | stage
    return {"kind": "closure", "cause": "heat-network", "phases": [whole]} | fields


def test_every_kind_of_case_is_run_here():
    found = {kind_of(case) for case in CASES.glob("*-*") if kind_of(case).split("-")[0] in KINDS}
    run = {name.removeprefix("test_").replace("_", "-") for name in globals() if name.startswith("test_")}
    assert found
    assert found <= run


@of("api-map-of-anadyr")
def test_api_map_of_anadyr(case, settings):
    """The box of a window that looks beyond the 180th meridian."""
    (drawing,) = case.glob("*.osm")
    settings.CITY = import_file(drawing, by_hand=True, at=NOW).city
    zoom, lat, lon = map(float, re.search(r"map=([\d.]+)/([\d.]+)/([\d.]+)", how_to_run(case)).groups())
    half = int(re.search(r"(\d+) px", how_to_run(case))[1]) / 2 / TILE_PX * 360 / 2**zoom
    assert lon - half < 180 < lon + half
    box = f"{lon - half},{lat - 1},{lon + half - 360},{lat + 1}"
    answer = Client().get(f"/api/v1/road-events/?bbox={box}")
    assert (answer.status_code, len(answer.json()["features"])) == (200, expected_number(case))


@of("api-lorries-only-is-closed-for-all")
def test_api_lorries_only_is_closed_for_all(case, tyumen):
    asked = json.loads(read(case, "request.json"))
    (stage,) = asked["phases"]
    begins = datetime.fromisoformat(stage["planned_start"]).replace(tzinfo=ZoneInfo(tyumen.time_zone))
    with time_machine.travel(begins + timedelta(hours=1), tick=False):
        pk = published(tyumen, asked)
        (listed,) = Client().get("/api/v1/road-events/").json()["features"]
        alone = Client().get(f"/api/v1/road-events/{pk}/").json()
        shut = Client().get("/api/v1/road-events/?passage=closed").json()["features"]
        card = Client().get(f"/events/{pk}/card/").content.decode()
    for told in (listed["properties"], alone["properties"]):
        assert (told["vehicle_classes"], told["exemptions"]) == (stage["vehicle_classes"], [])
        assert told["passage"] != "closed"
    assert shut == []
    assert "sign--" in card
    assert "sign--closure" not in card


def published(city: City, asked: dict) -> int:
    agency = Agency.objects.create(city=city, slug="roads", name="Дороги", is_default=True)
    desk = signed_in(User.objects.create_user("roads", password="pass-word-1", agency=agency, roles=["dispatcher"]))
    drafted = post(desk, EVENTS, asked)
    assert drafted.status_code == 201, drafted.content
    answer = do(desk, drafted.json()["id"], "publish")
    assert answer.status_code == 200, answer.content
    return drafted.json()["id"]


@of("post-caption-utf16")
def test_post_caption_utf16(case, desk):
    """README names how many of which emoji each field has."""
    fields = {
        field: emoji * int(many)
        for field, many, emoji in re.findall(r"(\w+)(?: of)? (\d+) ([^\s,]+)", how_to_run(case))
    }
    assert fields
    shown = post(desk, PREVIEW, closure(stage={}, **fields))
    assert shown.status_code == 200, shown.content
    units = len(shown.json()["caption"].encode("utf-16-le")) // 2
    assert 100 < units <= expected_number(case)


@of("post-deleted-by-hand")
def test_post_deleted_by_hand(case, small_city, dispatcher, telegram):
    sent(small_city, 1, "Закрыто")
    telegram.fail((400, refusal(400, re.search(r"'(.+?)'", how_to_run(case))[1])))
    correction = sent(small_city, 2, "Продлено")
    if correction.state != Delivery.State.SENT:
        delivery.send_again(correction.pk, by=dispatcher, at=NOW)
        delivery.send(correction.pk, NOW)
    assert (telegram.calls[-1].method, telegram.calls[-1].fields["text"]) == ("sendMessage", "Продлено")
    assert sent(small_city, 3, "Открыто").state == Delivery.State.SENT
    assert (telegram.calls[-1].method, telegram.calls[-1].fields["text"]) == ("editMessageText", "Открыто")


def sent(city: City, version: int, words: str) -> Delivery:
    content = delivery.Content(words, words, words, "http://testserver/events/1/")
    (row,) = delivery.enqueue("road-event:1", version, content, city=city, at=NOW, channels=["telegram"])
    delivery.send(row.pk, NOW)
    row.refresh_from_db()
    return row


@of("sched-slots-twice")
def test_sched_slots_twice(case, desk):
    """Said once in brief and at length, or refused by name."""
    spec = json.loads(read(case, "schedule.json"))
    shown = post(desk, PREVIEW, closure(stage={"schedule": spec}))
    if shown.status_code == 400:
        assert "schedule" in str(shown.json())
        return
    at_length = re.findall(r"с \d\d:\d\d до \d\d:\d\d", shown.json()["long"].replace("\u00a0", " "))
    brief = hours_in_brief(Schedule.from_json(NOW, None, "Asia/Yekaterinburg", spec))
    in_brief = re.findall(r"\d\d:\d\d–\d\d:\d\d", brief)
    assert len(at_length) == len(set(at_length)) > 0
    assert len(in_brief) == len(set(in_brief)) > 0


@of("form-photo-without-script")
def test_form_photo_without_script(case, agency, anonymous):
    photo = SimpleUploadedFile("след.jpg", b"\xff\xd8", "image/jpeg")
    form = {"category": "pothole", "consent": "true", "photos": [photo], "place_text": ""}
    page = anonymous.post("/report/", form).content.decode()
    assert re.search(r"Выберите фото ещё раз[^<]*след\.jpg", page)


@of("photo-thin")
def test_photo_thin(case, agency, anonymous):
    """Refused by its name, or taken."""
    (file,) = case.glob("*.jpg")
    photo = SimpleUploadedFile(file.name, file.read_bytes(), "image/jpeg")
    message = {"category": "pothole", "consent": "true", "lon": PUSHKINA.x, "lat": PUSHKINA.y, "photos": [photo]}
    answer = anonymous.post("/api/v1/appeals/", message)
    if answer.status_code == 400:
        assert file.name in str(answer.json()["photos"])
        return
    assert answer.status_code == 201, answer.content
    assert looked_at(Appeal.objects.get()).photos.count() == 1


@of("photo-16-bit")
def test_photo_16_bit(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(case / "make.py"))
    (file,) = tmp_path.iterdir()
    photo = decoded(checked(SimpleUploadedFile(file.name, file.read_bytes(), "image/png")).file)
    middle = Image.open(BytesIO(photo.jpeg)).getpixel((photo.width // 2, photo.height // 2))
    assert middle == literal_eval(read(case, "expected.txt").strip())


@of("link-accuracy-ignored")
def test_link_accuracy_ignored(case, tyumen, tmp_path):
    """The points of the file are put beside the crossing that README names."""
    lon, lat = beside_crossing(tyumen, *re.search(r"crossing (\S+) – ([^\s,]+)", how_to_run(case)).groups())
    points = [json.loads(row) for row in read(case, "input.jsonl").splitlines() if row.startswith("{")]
    given, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("\n".join(json.dumps(point | {"lon": lon, "lat": lat}) for point in points))
    call_command("link_points", str(given), str(answered), "--city", tyumen.slug)
    answers = [json.loads(row) for row in answered.read_text(encoding="utf-8").splitlines()]
    by_accuracy = {point["accuracy_m"]: answer for point, answer in zip(points, answers, strict=True)}
    sure = by_accuracy[min(by_accuracy)]
    rough = [answer for accuracy, answer in by_accuracy.items() if accuracy >= expected_number(case)]
    assert sure["segment"] is not None
    assert rough
    assert all(answer["segment"] is None or answer["confidence"] < sure["confidence"] for answer in rough)


def beside_crossing(city: City, on: str, other: str) -> tuple[float, float]:
    """Three metres east and north of it."""
    street, with_ = (streets_like(city, name, 1)[0].name for name in (on, other))
    crossing = point_of(city, {"type": "crossing", "on": street, "with": with_})
    moved = to_degrees(translate(to_metres(shape_of(crossing), city.metric_srid), 3, 3), city.metric_srid)
    return moved.x, moved.y
