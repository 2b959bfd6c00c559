"""One set of signs: pages show and pictures draw the same files."""

import re
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops

from roadmap import signs
from roadmap.layers import map_layers
from roadmap.picture.signs import sign
from roadmap.signs.sheet import DAY, NIGHT, drawn, shown
from tests.closures.factories import active
from tests.conftest import ROOT

SYMBOL = "{http://www.w3.org/2000/svg}symbol"
RED, WHITE = (195, 33, 27), (255, 255, 255)


def shown_names() -> set[str]:
    return {name for layer in map_layers() for name in layer.signs or (layer.sign,)}


def test_every_sign_that_a_layer_names_has_its_file():
    assert shown_names() <= set(signs.files())


def test_every_file_is_drawn_on_the_same_grid():
    assert [name for name, path in signs.files().items() if not path.read_text().startswith(signs.HEAD)] == []


def test_the_sprite_holds_each_file_as_a_symbol(client):
    answer = client.get(f"/signs-{signs.version()}.svg")
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert "immutable" in answer["Cache-Control"]
    symbols = ElementTree.fromstring(answer.content).findall(SYMBOL)
    assert {symbol.get("id") for symbol in symbols} == {f"sign-{name}" for name in signs.files()}
    assert {symbol.get("viewBox") for symbol in symbols} == {"0 0 32 32"}


def test_a_page_of_an_older_version_gets_the_present_signs_but_does_not_keep_them(client):
    answer = client.get("/signs-0123456789ab.svg")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-cache")


@pytest.mark.django_db
def test_pages_point_into_the_sprite(anonymous, agency):
    active(agency)
    page = anonymous.get("/").content.decode()
    used = set(re.findall(r'<use href="(/signs-[^"#]+)#sign-([a-z-]+)"', page))
    assert {address for address, _name in used} == {f"/signs-{signs.version()}.svg"}
    assert {name for _address, name in used} <= set(signs.files())
    assert f'data-signs="/signs-{signs.version()}.svg"' in page


def inks(drawn) -> dict[tuple, int]:
    """How many pixels have each full colour."""
    return {colour[:3]: count for count, colour in drawn.getcolors(10_000) if colour[3] == 255}


@pytest.mark.parametrize("name", sorted(signs.files()))
def test_a_picture_draws_the_file_in_the_colour_asked_for(name):
    drawn = sign(name, 64, "#c3211b")
    assert drawn.size == (64, 64)
    assert drawn.getpixel((0, 0))[3] == 0  # the corners are open
    assert min(inks(drawn)[RED], inks(drawn)[WHITE]) > 100


@pytest.mark.parametrize("name", sorted(signs.files()))
def test_what_is_planned_is_hollow(name):
    solid, hollow = sign(name, 64, "#c3211b"), sign(name, 64, "#c3211b", is_planned=True)
    pairs = list(zip(solid.get_flattened_data(), hollow.get_flattened_data(), strict=True))
    emptied = [after[:3] == WHITE for before, after in pairs if before == (*RED, 255)]
    assert sum(emptied) > 0.5 * len(emptied)
    assert inks(hollow)[RED] > 100


def test_no_colour_of_a_file_is_left_open():
    left = {name: re.findall(r"var\([^)]*\)", signs.filled(name, "#c3211b")) for name in signs.files()}
    assert not any(left.values()), left


def test_the_sheet_in_the_docs_is_of_the_signs_that_are():
    with Image.open(ROOT / "docs" / "signs.png") as kept:
        there, now = kept.convert("RGB"), drawn(map_layers()).convert("RGB")
    assert there.size == now.size, "./run manage draw_signs docs/signs.png"
    assert ImageChops.difference(there, now).getbbox() is None, "./run manage draw_signs docs/signs.png"


def test_the_sheet_has_every_sign_of_every_layer():
    assert {each.name for each in shown(map_layers())} == shown_names()


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("each", list(shown(map_layers())), ids=lambda each: each.name)
def test_a_sign_stands_out_from_the_ground_and_its_glyph_from_the_sign(each):
    """3:1, as WCAG asks of graphics (1.4.11): by day and by night, full and hollow."""
    day, night = each.colours.light, each.colours.dark
    for colour, side in ((day, DAY), (night, NIGHT)):
        assert contrast(colour, signs.PAPER) >= 3
        assert contrast(colour, side.ground) >= 3
        assert contrast(colour, side.paper) >= 3
