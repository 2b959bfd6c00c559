"""A cattle drive, from the desk to the journal: test_new_kind.py runs it in a copy of the checkout with such a kind."""

from io import BytesIO

import pytest
import time_machine
from PIL import Image

from closures.kinds import KINDS
from closures.models import RoadEvent
from roadmap.delivery import send
from roadmap.layers import colours_version
from roadmap.models import Delivery, JournalEntry
from roadmap.picture import picture_bytes
from tests.closures.desk import EVENTS, do
from tests.conftest import NOW, signed_in
from tests.plan import lonlat

pytestmark = pytest.mark.django_db
LINE = {"type": "LineString", "coordinates": [lonlat(0, 200), lonlat(200, 200)]}
RING = [lonlat(*point) for point in ((0, 0), (100, 0), (100, 100), (0, 0))]
AMBER = (0xC2, 0x74, 0x00)  # a herd leaves the way narrowed


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def is_amber(pixel: tuple[int, ...]) -> bool:
    """Pictures have a palette of 256 colours, so that none is met exactly."""
    return all(abs(one - other) <= 14 for one, other in zip(pixel, AMBER, strict=True))


def entered(desk, geometry: dict):
    stage = {"geometry": geometry, "planned_start": "2026-06-12T08:00", "vehicle_impact": "flagging"}
    body = {"kind": "cattle-drive", "phases": [stage]}
    return desk.post(EVENTS, body, content_type="application/json")


def test_a_cattle_drive_from_the_desk_to_the_journal(dispatcher, client):
    desk = signed_in(dispatcher)
    assert "Прогон скота" in desk.get("/desk/events/new/").content.decode()
    pk = entered(desk, LINE).json()["id"]
    published = do(desk, pk, "publish")
    assert published.json()["state"] == "planned", published.content

    send(Delivery.objects.get(channel="journal").pk, NOW)
    entry = JournalEntry.objects.get()
    assert "погонят скот по улице Пушкина" in entry.text
    assert "пока стадо не пройдёт" in entry.text
    drawn = Image.open(BytesIO(picture_bytes(entry.picture))).convert("RGB")
    assert sum(is_amber(pixel) for pixel in drawn.get_flattened_data()) > 500

    (feature,) = client.get("/api/v1/road-events/?kind=cattle-drive").json()["features"]
    assert feature["properties"]["headline"].startswith("Прогон скота: улица Пушкина")
    page = client.get("/").content.decode()
    assert "Прогоны скота" in page
    assert page.count("#sign-cattle-drive") == 2  # in the legend and beside its row
    assert "#sign-cattle-drive" in client.get(f"/events/{pk}/").content.decode()
    assert f'href="/events/{pk}/"' in client.get("/list/?kind=cattle-drive").content.decode()


def test_what_has_no_sentence_of_its_own_is_told_as_a_closure(dispatcher):
    desk = signed_in(dispatcher)
    pk = entered(desk, LINE).json()["id"]
    event = RoadEvent.objects.get(pk=pk)
    manner = event.declared.manners.of("flagging")
    assert manner.templates("finished") == ["posts/cattle-drive/finished.txt", "posts/closure/finished.txt"]


def test_a_herd_is_no_area(dispatcher):
    answer = entered(signed_in(dispatcher), {"type": "Polygon", "coordinates": [RING]})
    assert answer.status_code == 400
    assert "geometry" in str(answer.json())


def test_pages_have_its_colours(client, small_city):
    colours = KINDS["cattle-drive"].colours
    sheet = client.get(f"/colours-{colours_version()}.css").content.decode()
    assert f"--kind-cattle-drive: {colours.light};" in sheet
    assert f"--kind-cattle-drive: {colours.dark};" in sheet
