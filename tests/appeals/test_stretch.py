"""A stretch instead of a point, and a place that a photo tells."""

import base64
import json
import re

import pytest
from django.contrib.gis.db.models.functions import Length
from django.contrib.gis.geos import Point
from django.test import Client

from appeals import actions, placing, stretch
from appeals.models import Appeal
from appeals.place import understand
from appeals.stretch import stretch_to
from roadmap.models import RoadSegment
from roadmap.stretches import NoStretch
from tests.appeals.factories import ACROSS_TOWN, NOWHERE, PUSHKINA, appeal, category, noted, spot, upload
from tests.conftest import NOW, ROOT
from tests.node import ran

WEST, EAST = spot(-150, 204), spot(150, 197)  # on улица Пушкина, 300 m apart, over the crossings at -100 and 0
LENIN_WEST, LENIN_EAST = spot(-100, 12), spot(-150, 8)  # on its northern carriageway, which runs west


def sent(point: Point | None, end: Point | None = None, **told):
    pins = {"lon": point.x, "lat": point.y} if point else {}
    ends = {"end_lon": end.x, "end_lat": end.y} if end else {}
    return Client().post("/api/v1/appeals/", pins | ends | {"category": "pothole", "consent": "true"} | told)


def test_a_stretch_is_a_line_on_the_segments_of_its_street_and_its_length_is_shown(small_city, agency):
    assert sent(WEST, EAST).status_code == 201
    message = Appeal.objects.get()
    assert message.stretch_m == pytest.approx(300, abs=2)
    crossed = RoadSegment.objects.filter(geometry__intersects=message.stretch, road__name="улица Пушкина")
    assert crossed.count() == 3
    on_them = [segment for segment in crossed if message.stretch.distance(segment.geometry) < 1e-7]
    assert len(on_them) == 3
    length = Appeal.objects.annotate(length=Length("stretch")).get().length.m
    assert length == pytest.approx(300, abs=2)
    page = Client().get(message.get_secret_url()).content.decode()
    assert re.search(r"300\sм", page)
    assert re.search(r"300\sм", Client().get(f"/appeals/{message.pk}/card/").content.decode())


def test_both_carriageways_belong_to_a_stretch_and_count_once(small_city, agency):
    place = understand(small_city, LENIN_WEST)
    found = stretch_to(place, LENIN_EAST)
    assert found.length_m == pytest.approx(50, abs=2)
    assert len(found.line) == 2


@pytest.mark.parametrize("end", [ACROSS_TOWN, WEST, NOWHERE], ids=["another street", "the same place", "no street"])
def test_two_ends_that_make_no_stretch_are_refused_by_the_field(end, small_city, agency):
    answer = sent(WEST, end)
    assert (answer.status_code, list(answer.json())) == (400, ["end_lon"])
    assert "улица Пушкина" in answer.json()["end_lon"][0]
    assert not Appeal.objects.exists()


@pytest.mark.parametrize(
    "told", [{"end_lon": "65.5"}, {"end_lon": "nan", "end_lat": "57"}, {"end_lon": "999", "end_lat": "57"}]
)
def test_an_end_that_is_no_place_is_refused(told, small_city, agency):
    answer = sent(WEST, **told)
    assert (answer.status_code, list(answer.json())) == (400, ["end_lon"])


def test_a_stretch_has_an_end(small_city, agency, monkeypatch):
    monkeypatch.setattr(stretch, "LONGEST_M", 200)
    with pytest.raises(NoStretch, match="200"):
        stretch_to(understand(small_city, WEST), EAST)
    with pytest.raises(NoStretch):
        stretch_to(understand(small_city, NOWHERE), EAST)


def test_an_operator_who_moves_the_pin_moves_it_away_from_the_stretch(small_city, agency, operator):
    place = understand(small_city, WEST)
    message = actions.submit(
        city=small_city, category=category(), point=WEST, at=NOW, place=place, stretch=stretch_to(place, EAST)
    )
    moved = placing.correct_place(message, by=operator, at=NOW, point=ACROSS_TOWN)
    assert (moved.stretch, moved.stretch_m) == (None, None)


def test_without_scripts_the_other_end_is_a_house(small_city, agency, anonymous):
    told = {"category": "pothole", "place_text": "улица Пушкина, 13", "consent": "true", "end_text": "1"}
    page = anonymous.post("/report/", told).content.decode()
    assert "Участок:" in page
    assert 'name="end_lon" value="65.5' in page
    wrong = anonymous.post("/report/", told | {"end_text": "Небывалая 900"})
    assert (wrong.status_code, "Такой дом не известен" in wrong.content.decode()) == (400, True)


# The place of a photo


def photo(place: Point | None) -> bytes:
    file = noted(NOW, place).file
    file.seek(0)
    return file.read()


def test_without_a_pin_the_place_is_where_the_photo_was_taken(small_city, agency):
    assert sent(None, photos=upload(photo(PUSHKINA))).status_code == 201
    message = Appeal.objects.get()
    assert (message.street, message.point.x) == ("улица Пушкина", pytest.approx(PUSHKINA.x, abs=1e-5))
    assert sent(None, photos=upload(photo(None))).status_code == 400
    assert sent(None, photos=upload(photo(Point(37.6, 55.7, srid=4326)))).status_code == 400  # Moscow


def test_the_form_takes_the_photos_place_too_and_words_are_obeyed_before_it(small_city, agency):
    told = {"category": "pothole", "consent": "true", "place_text": "", "lon": "", "lat": ""}
    answer = Client().post("/report/", told | {"photos": upload(photo(PUSHKINA))})
    assert answer.status_code == 302
    assert Appeal.objects.get().street == "улица Пушкина"
    page = Client().post("/report/", told | {"place_text": "улица 8 Марта, 1", "photos": upload(photo(PUSHKINA))})
    assert "улица 8 Марта" in page.content.decode()


READ = """
const { placeIn } = await import(process.argv[1]);
let told = "";
for await (const part of process.stdin) told += part;
const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
const read = (text) => placeIn(view(Buffer.from(text, "base64")));
console.log(JSON.stringify(JSON.parse(told).map(read)));
"""


def test_the_browser_reads_the_same_place_and_no_file_breaks_it():
    whole = photo(PUSHKINA)
    cut = [whole[:length] for length in range(0, 400, 7)]
    turned = [whole[:at] + b"\xff" + whole[at + 1 :] for at in range(0, 300, 5)]
    given = [base64.b64encode(one).decode() for one in (whole, photo(None), b"", b"GIF89a", *cut, *turned)]
    script = (ROOT / "appeals/static/appeals/js/exif.js").as_uri()
    read, nothing, *rest = ran(READ, script, given=given, is_module=True)
    assert (read["lon"], read["lat"]) == (pytest.approx(PUSHKINA.x, abs=1e-6), pytest.approx(PUSHKINA.y, abs=1e-6))
    assert nothing is None
    assert rest[:2] == [None, None]
    assert len(json.dumps(rest)) > 0


# Before anything is written


def shown(point: Point, **told) -> str:
    place = {"lon": point.x, "lat": point.y, "category": "pothole"}
    return Client().post("/report/place/", place | told).content.decode()


def test_earlier_messages_lie_around_the_pin_and_can_be_joined(small_city, agency, operator):
    near, hidden = appeal(small_city), appeal(small_city, text="тайна")
    actions.reject(hidden, reason="-", by=operator, at=NOW)
    page = shown(spot(112, 203))
    assert f"/appeals/{near.pk}/follow/" in page
    assert "12 м отсюда" in page
    told = json.loads(page.split('id="near"')[1].split(">", 1)[1].split("</script>")[0])
    assert [one["url"] for one in told] == [f"/appeals/{near.pk}/follow/"]


def test_a_yard_says_who_answers_in_it(small_city, agency):
    assert "двор" in shown(spot(-100, 260))
    assert "двор" not in shown(PUSHKINA)
