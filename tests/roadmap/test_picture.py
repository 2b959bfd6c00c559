"""Pictures of the map: what is drawn where, and that nothing is cut off or lies over another."""

import json
from io import BytesIO
from itertools import combinations
from math import log2
from time import perf_counter

import pytest
from django.test import override_settings
from PIL import Image
from shapely.geometry import Point, box
from shapely.geometry import shape as from_geojson

from roadmap.language.grammar import short_name
from roadmap.models import LandShape, Picture
from roadmap.picture import digest_of, draw, draw_still, palette, picture_bytes, spec_for, still_box
from roadmap.picture.drawing import plan
from roadmap.picture.fonts import font
from roadmap.picture.kept import drop_others, folder, kept
from roadmap.picture.projection import Frame
from roadmap.picture.shapes import PATTERNS, draw_shape
from roadmap.picture.text import line_height, wrapped
from roadmap.signs import files
from tests.plan import area, line, lonlat, shape

CLOSED = "#c3211b"
RED, GREEN, LAND, WATER, PARK = (195, 33, 27), (18, 129, 58), (243, 241, 236), (169, 207, 226), (213, 229, 200)
LONG = (
    "Закрытие движения: улица Пушкина от Кремлёвской улицы до Речного переулка, улица Баумана от улицы Пушкина до "
    "проспекта Ленина, проспект Ленина, улица 8 Марта и Садовая улица в связи с проведением полумарафона и "
    "празднованием Дня города Иннополис-Верхнеуслонский-Нижнекамский"
)

pytestmark = pytest.mark.django_db


def geojson(geometry) -> dict:
    return json.loads(geometry.json)


def closure(*points, **values) -> dict:
    points = points or ((0, 200), (200, 200))
    return {"geometry": geojson(line(*points)), "line": "solid", "colour": CLOSED, "sign": "closure"} | values


def way_round(*points) -> dict:
    return {"geometry": geojson(line(*points)), "line": "arrows", "colour": palette.DETOUR}


def zone(geometry) -> dict:
    return {"geometry": geojson(geometry), "line": "tape", "colour": "#b25000", "sign": "repair-zone"}


def spec(*shapes, **values) -> dict:
    event = [each["geometry"] for each in shapes if each["line"] != "arrows"]
    around = [each["geometry"] for each in shapes if each["line"] == "arrows"]
    size = values.get("size", [1200, 630])
    return {"box": spec_for(event, size, around), "size": size, "shapes": list(shapes)} | values


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def colour_at(image: Image.Image, frame: Frame, x: float, y: float) -> tuple[int, int, int]:
    """Of the pixel at metres from the small city's origin."""
    pixel = frame.pixels(Point(*lonlat(x, y)))
    return image.getpixel((round(pixel.x), round(pixel.y)))


def is_like(one, other) -> bool:
    return all(abs(a - b) <= 14 for a, b in zip(one, other, strict=True))


def test_the_closure_is_red_where_it_is_and_nowhere_beyond(small_city):
    recipe = spec(closure())
    image, frame = opened(draw(recipe, small_city)), plan(recipe, small_city).frame
    assert image.size == (1200, 630)
    assert is_like(colour_at(image, frame, 40, 200), RED)
    assert is_like(colour_at(image, frame, 160, 200), RED)
    assert not is_like(colour_at(image, frame, 260, 200), RED)


def test_a_way_round_is_green_and_a_finished_closure_too(small_city):
    detour = {
        "geometry": geojson(line((0, 200), (0, 10), (200, 10), (200, 200))),
        "line": "arrows",
        "colour": palette.DETOUR,
    }
    recipe = spec(closure(), detour)
    planned = plan(recipe, small_city)
    image = opened(draw(recipe, small_city))
    along = [colour_at(image, planned.frame, 0, y) for y in range(40, 180, 4)]
    assert sum(is_like(colour, GREEN) for colour in along) > len(along) / 3
    over = spec(closure(colour=palette.OPEN, sign="open"))
    assert is_like(colour_at(opened(draw(over, small_city)), plan(over, small_city).frame, 40, 200), (27, 127, 67))


def test_a_planned_closure_is_hollow(small_city):
    recipe = spec(closure(is_planned=True))
    image, frame = opened(draw(recipe, small_city)), plan(recipe, small_city).frame
    assert is_like(colour_at(image, frame, 40, 200), (255, 255, 255))


def test_the_ground_shows_river_and_park(small_city):
    recipe = {"box": [*lonlat(-300, -100), *lonlat(640, 300)], "shapes": []}
    image, frame = opened(draw(recipe, small_city)), plan(recipe, small_city).frame
    river = [colour_at(image, frame, x, 100) for x in range(380, 520, 2)]
    park = [colour_at(image, frame, x, 120) for x in range(-180, -20, 4)]
    assert any(is_like(colour, WATER) for colour in river)
    assert any(is_like(colour, PARK) for colour in park)
    assert is_like(colour_at(image, frame, 300, 100), LAND)


@pytest.mark.parametrize("size", [[1200, 630], [1080, 1080], [600, 900]])
def test_the_event_lies_inside_the_middle_of_the_frame(small_city, size):
    for geometry in (line((-200, 200), (600, 200)), line((0, -200), (0, 400)), area((0, 0), (300, 0), (100, 300))):
        recipe = spec(
            zone(geometry),
            size=size,
            title="Ремонт",
            lines=["июнь"],
        )
        planned = plan(recipe, small_city)
        left, top, right, bottom = planned.shapes[0].geometry.bounds
        height = size[1] - planned.panel.height
        assert right - left <= size[0] * 0.4501
        assert bottom - top <= height * 0.4501
        assert (left + right) / 2 == pytest.approx(size[0] / 2, abs=1)
        assert (top + bottom) / 2 == pytest.approx(planned.panel.height + height / 2, abs=1)


def test_a_way_round_is_seen_whole_and_the_event_stays_in_the_middle(small_city):
    detour = {
        "geometry": geojson(line((0, 200), (-200, 200), (-200, 0), (200, 0), (200, 200))),
        "line": "arrows",
        "colour": palette.DETOUR,
    }
    planned = plan(spec(closure(), detour), small_city)
    by_line = {drawn.line: drawn.geometry for drawn in planned.shapes}
    assert box(0, 0, 1200, 630).contains(by_line["arrows"])
    assert box(1200 * 0.275 - 1, 630 * 0.275 - 1, 1200 * 0.725 + 1, 630 * 0.725 + 1).contains(by_line["solid"])


def test_a_way_round_that_goes_very_far_does_not_shrink_the_event(small_city):
    far = way_round((0, 200), (30_000, 200))
    alone, together = (plan(spec(*shapes), small_city).frame for shapes in ([closure()], [closure(), far]))
    assert together.metres_a_pixel <= alone.metres_a_pixel * 2.51


def test_names_of_streets_do_not_overlap_and_leave_the_event_free(small_city):
    recipe = spec(closure(), title="Закрытие движения: улица Пушкина", lines=["12 июня"])
    planned = plan(recipe, small_city)
    assert {"ул. Пушкина", "ул. Баумана", "Речной пер."} <= {label.text for label in planned.labels}
    for one, other in combinations(planned.labels, 2):
        assert not one.box.intersects(other.box), (one.text, other.text)
    picture = box(0, planned.panel.height, 1200, 630)
    for label in planned.labels:
        assert picture.contains(label.box)
        assert not label.box.intersects(planned.shapes[0].body)
        assert not label.box.intersects(box(*planned.credit.box))


def test_the_street_of_the_event_is_named_first_and_bold(small_city):
    labels = plan(spec(closure()), small_city).labels
    assert labels[0].text == "ул. Пушкина"
    assert [label.text for label in labels if label.is_bold] == ["ул. Пушкина"]


def test_names_are_read_from_left_to_right(small_city):
    labels = plan({"box": list(small_city.bounds), "shapes": []}, small_city).labels
    assert labels
    assert all(-90 <= label.angle <= 90 for label in labels)


def test_a_name_is_written_as_on_maps():
    assert short_name("улица Пушкина", "улица") == "ул. Пушкина"
    assert short_name("Кремлёвская улица", "улица") == "Кремлёвская ул."
    assert short_name("Речной переулок", "переулок") == "Речной пер."
    assert short_name("Main Street", "") == "Main Street"


def test_rivers_and_parks_are_named(small_city):
    recipe = {"box": [*lonlat(-300, -150), *lonlat(640, 300)], "shapes": []}
    colours = {label.text: label.colour for label in plan(recipe, small_city).labels}
    assert colours["река Быстрая"] == "#2f6788"
    assert colours["ул. Пушкина"] == "#3a444c"


def test_a_park_that_crosses_itself_spoils_no_picture(small_city):
    bow = shape("Polygon", [[lonlat(*point) for point in ((0, 50), (150, 150), (150, 50), (0, 150), (0, 50))]])
    LandShape.objects.create(city=small_city, kind="green", name="сквер", geometry=bow)
    image = opened(draw(spec(closure()), small_city))
    assert is_like(colour_at(image, plan(spec(closure()), small_city).frame, 146, 70), PARK)


def test_the_credit_is_on_every_picture(small_city):
    small_city.credit = "© OpenStreetMap contributors"
    bare = opened(draw({"box": list(small_city.bounds), "shapes": []}, small_city))
    credit = plan({"box": list(small_city.bounds), "shapes": []}, small_city).credit
    assert credit.text == "© OpenStreetMap contributors"
    assert box(0, 0, 1200, 630).contains(box(*credit.box))
    ink = sum(max(pixel) < 140 for pixel in bare.crop(credit.box).get_flattened_data())
    assert ink > 150  # letters are there
    small_city.credit = ""
    without = opened(draw({"box": list(small_city.bounds), "shapes": []}, small_city))
    assert without.crop(credit.box).tobytes() != bare.crop(credit.box).tobytes()


@override_settings(LANGUAGE_CODE="en")
def test_a_schematic_city_says_so(small_city):
    small_city.is_schematic = True
    credit = plan({"box": list(small_city.bounds), "shapes": []}, small_city).credit
    assert credit.text == f"schematic map · {small_city.credit}"


@pytest.mark.parametrize("size", [[1200, 630], [1080, 1080], [480, 480]])
def test_a_long_headline_is_wrapped_and_never_cut(small_city, size):
    planned = plan(spec(closure(), size=size, title=LONG, lines=[LONG, "12 июня"]), small_city)
    written = "".join(text for text, *_ in planned.panel.rows).replace(" ", "")
    assert written == f"{LONG}{LONG}12июня".replace(" ", "")
    for text, letters, is_bold, y in planned.panel.rows:
        assert planned.panel.text_left + font(letters, is_bold=is_bold).getlength(text) <= size[0]
        assert y + line_height(letters) <= planned.panel.height


def test_words_that_belong_together_stay_in_a_row():
    rows = wrapped("ремонт до 12\u00a0июня включительно", font(20), font(20).getlength("ремонт до 12 и"))
    assert rows == ["ремонт до", "12\u00a0июня", "включительно"]


def test_a_word_longer_than_a_row_is_cut_into_pieces():
    rows = wrapped("Ш" * 60, font(20), 200)
    assert "".join(rows) == "Ш" * 60
    assert all(font(20).getlength(row) <= 200 for row in rows)


def test_the_font_has_the_letters_that_notices_use():
    empty = bytes(font(24).getmask("\uffff"))
    assert all(bytes(font(24).getmask(letter)) != empty for letter in "Ёёйъыэ№«»—–©·ӘәҢң")


@pytest.mark.parametrize("drawn", [*({"line": line} for line in PATTERNS), *({"sign": sign} for sign in files())])
@pytest.mark.parametrize("values", [{}, {"is_planned": True}, {"label": "только ночью, 22:00–06:00"}])
def test_every_line_and_sign_is_drawn_on_every_geometry(small_city, drawn, values):
    ring = [lonlat(*point) for point in ((0, 0), (200, 0), (200, 200), (0, 200), (0, 0))]
    hole = [lonlat(*point) for point in ((50, 50), (150, 50), (150, 150), (50, 50))]
    for geometry in (
        shape("Polygon", [ring, hole]),
        shape("MultiLineString", [ring[:2], ring[2:4]]),
        shape("Point", ring[0]),
    ):
        one = {"geometry": geojson(geometry), "colour": CLOSED} | drawn | values
        recipe = {"box": spec_for([one["geometry"]]), "size": [400, 300], "shapes": [one]}
        assert opened(draw(recipe, small_city)).size == (400, 300)


def test_a_label_lies_beside_the_event_inside_the_picture(small_city):
    planned = plan(spec(closure(label="закрыта правая полоса")), small_city)
    bubble = planned.bubbles[0]
    assert bubble.rows == ("закрыта правая полоса",)
    assert box(0, 0, 1200, 630).contains(bubble.ground)
    assert not bubble.ground.intersects(planned.shapes[0].body)


def test_the_same_recipe_gives_the_same_bytes(small_city):
    recipe = spec(closure(), title="Закрытие движения", lines=["12 июня"])
    assert draw(recipe, small_city) == draw(json.loads(json.dumps(recipe)), small_city)


def test_a_picture_without_a_network_is_drawn_too(small_city):
    recipe = {"box": [10.0, 50.0, 10.02, 50.01], "size": [300, 200], "shapes": []}
    assert is_like(opened(draw(recipe, small_city)).getpixel((20, 20)), LAND)


def test_queries_do_not_grow_with_the_picture(small_city, django_assert_num_queries):
    with django_assert_num_queries(2):
        draw(spec(closure(), title="Закрытие движения"), small_city)


def test_the_still_has_the_live_map_s_scale(small_city):
    """Leaflet shows a box at the largest whole zoom at which it fits: 256 pixels a tile."""
    for size in ((390, 844), (1280, 800)):
        frame = Frame.around(still_box(small_city.bounds, size), size)
        zoom = log2(frame.scale / 256)
        assert zoom == pytest.approx(round(zoom), abs=1e-6)
        whole = frame.pixels(from_geojson(geojson(small_city.box))).bounds
        assert whole[0] >= -0.5
        assert whole[1] >= -0.5
        assert whole[2] <= size[0] + 0.5
        assert whole[3] <= size[1] + 0.5
        assert whole[2] - whole[0] > size[0] / 2 or whole[3] - whole[1] > size[1] / 2


def test_the_still_is_small(small_city):
    for size in ((390, 844), (1280, 800)):
        recipe = {"box": still_box(small_city.bounds, size), "size": list(size), "shapes": [closure()]}
        content = draw_still(recipe, small_city)
        assert Image.open(BytesIO(content)).size == size
        assert len(content) <= 60 * 1024


def picture_row(city) -> Picture:
    recipe = spec(closure(), title="Закрытие движения")
    return Picture.objects.create(digest=digest_of(recipe, city.slug), city=city, spec=recipe)


def test_a_picture_is_drawn_once_and_kept(small_city, monkeypatch):
    row = picture_row(small_city)
    content = picture_bytes(row)
    monkeypatch.setattr("roadmap.picture.kept.draw", lambda *_: pytest.fail("drawn again"))
    assert picture_bytes(row) == content
    assert (folder() / f"{row.digest}.png").read_bytes() == content
    assert not list(folder().glob("*.part"))


def test_a_drawing_that_fails_leaves_nothing_behind(small_city):
    def fail():
        raise OSError("no room")

    with pytest.raises(OSError, match="no room"):
        kept("never.png", fail)
    assert not (folder() / "never.png").exists()
    kept("still-a-1.webp", lambda: b"1")
    kept("still-a-2.webp", lambda: b"2")
    drop_others("still-a", "still-a-2.webp")
    assert [path.name for path in folder().glob("still-a-*")] == ["still-a-2.webp"]


def test_the_address_of_a_picture(small_city, client):
    row = picture_row(small_city)
    answer = client.get(f"/pictures/{row.digest}.png")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/png"
    assert "immutable" in answer["Cache-Control"]
    assert opened(answer.content).size == (1200, 630)
    again = client.get(f"/pictures/{row.digest}.png", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    assert client.post(f"/pictures/{row.digest}.png").status_code == 405


def test_networks_that_take_no_png_fetch_a_jpeg(small_city, client):
    row = picture_row(small_city)
    answer = client.get(f"/pictures/{row.digest}.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    picture = Image.open(BytesIO(answer.content))
    assert (picture.format, picture.size) == ("JPEG", (1200, 630))


@pytest.mark.parametrize("name", ["0" * 64, "..%2f..%2fenvironment", "abc"])
def test_nobody_draws_what_no_action_asked_for(small_city, client, name):
    assert client.get(f"/pictures/{name}.png").status_code == 404


def test_the_time_of_a_picture_is_told(small_city, record_property):
    recipe = spec(closure(), title="Закрытие движения", lines=["12 июня"])
    draw(recipe, small_city)
    start = perf_counter()
    draw(recipe, small_city)
    record_property("picture_ms", round((perf_counter() - start) * 1000))


# --- direction -----------------------------------------------------------------------------------------------------


class Slate:
    """Takes what is filled, and is drawn on by nothing else."""

    def __init__(self):
        self.filled = []

    def fill(self, areas, colour):
        self.filled += [area for area in areas if colour == CLOSED]

    def stroke(self, *_args, **_options):
        pass


def arrows_of(small_city, *points, **values):
    """Whether each arrow of a drawn closure points to the east."""
    drawn = plan(spec(closure(*points, **values)), small_city).shapes[0]
    slate = Slate()
    draw_shape(slate, drawn)
    return [arrow.exterior.coords[0][0] > arrow.centroid.x for arrow in slate.filled], drawn, slate.filled


@pytest.mark.parametrize(("direction", "is_east"), [("forward", True), ("backward", False)])
def test_arrows_go_with_the_traffic_that_is_hit(small_city, direction, is_east):
    arrows, _drawn, _areas = arrows_of(small_city, direction=direction)
    assert arrows
    assert set(arrows) == {is_east}


def test_both_directions_have_no_arrows(small_city):
    assert arrows_of(small_city)[0] == []


def test_lines_that_meet_keep_their_direction(small_city):
    """Two pieces of one stretch, joined by the picture."""
    pieces = shape("MultiLineString", [[lonlat(100, 200), lonlat(200, 200)], [lonlat(0, 200), lonlat(100, 200)]])
    arrows, _drawn, _areas = arrows_of(small_city, geometry=geojson(pieces), direction="backward")
    assert set(arrows) == {False}


@pytest.mark.parametrize("metres", [120, 200, 330])
def test_no_arrow_lies_under_the_sign(small_city, metres):
    _arrows, drawn, areas = arrows_of(small_city, (0, 200), (metres, 200), direction="forward")
    assert areas
    sign = drawn.sign_at.buffer(drawn.sign_size / 2)
    assert not [area for area in areas if area.intersects(sign)]
