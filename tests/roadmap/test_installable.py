"""What a phone asks of a site that it puts among its programs."""

import re
from io import BytesIO
from pathlib import Path

import numpy
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image, ImageChops

from roadmap import icons

pytestmark = pytest.mark.django_db


def test_the_manifest_is_in_the_readers_language(small_city, anonymous):
    told = anonymous.get("/manifest.webmanifest")
    assert told["Content-Type"] == "application/manifest+json"
    in_russian, in_english = (
        told.json(),
        anonymous.get("/manifest.webmanifest", headers={"Accept-Language": "en"}).json(),
    )
    assert (in_russian["lang"], in_russian["short_name"]) == ("ru", "Дороги")
    assert (in_english["lang"], in_english["short_name"]) == ("en", "Roads")
    assert in_russian["name"] == "Карта дорожных работ · Small city"
    assert in_russian["start_url"] == "/"


def file_of(icon: dict) -> Path:
    return Path(finders.find(icon["src"].removeprefix(settings.STATIC_URL).lstrip("/").removeprefix("static/")))


def test_its_icons_are_there_in_the_sizes_that_it_says(small_city, anonymous):
    told = anonymous.get("/manifest.webmanifest").json()["icons"]
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in told}
    assert {(px, purpose) for px in ("192x192", "512x512") for purpose in ("any", "maskable")} <= sizes
    for icon in told:
        assert file_of(icon).is_file()
        if icon["type"] == "image/png":
            with Image.open(file_of(icon)) as drawn:
                assert icon["sizes"] == f"{drawn.width}x{drawn.height}"


def test_a_phone_may_cut_an_icon_into_its_own_shape(small_city, anonymous):
    """W3C Web App Manifest, 8: all that matters lies in a circle of 0.4 of the width, the ground reaches the edges."""
    told = anonymous.get("/manifest.webmanifest").json()["icons"]
    cut = [icon for icon in told if icon.get("purpose") == "maskable"]
    assert cut
    for icon in cut:
        pixels = numpy.asarray(Image.open(file_of(icon)).convert("RGBA"), dtype=int)
        across, along = numpy.indices(pixels.shape[:2]) + 0.5 - len(pixels) / 2
        is_safe = numpy.hypot(across, along) <= 0.4 * len(pixels)
        ground = numpy.array([0x0F, 0x4C, 0x5C, 255])
        assert numpy.abs(pixels[~is_safe] - ground).max() == 0
        assert (numpy.abs(pixels[is_safe] - ground).max(axis=1) > 100).mean() > 0.1


@pytest.mark.parametrize("icon", icons.ALL, ids=lambda icon: icon.name)
def test_the_icons_are_drawn_from_the_one_file(icon):
    with Image.open(icons.FOLDER / icon.name) as kept, Image.open(BytesIO(icon.drawn())) as now:
        assert ImageChops.difference(kept.convert("RGBA"), now.convert("RGBA")).getbbox(alpha_only=False) is None, (
            "./run manage draw_icons"
        )


def test_its_shortcuts_open_pages(small_city, anonymous):
    shortcuts = anonymous.get("/manifest.webmanifest").json()["shortcuts"]
    assert "/report/" in [shortcut["url"] for shortcut in shortcuts]
    assert all(anonymous.get(shortcut["url"]).status_code == 200 for shortcut in shortcuts)


def test_the_worker_is_made_of_all_its_scripts_and_asked_for_each_time(anonymous):
    told = anonymous.get("/sw.js")
    assert told["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in told["Cache-Control"]
    assert len(re.findall(r'importScripts\("[^"]+"\);', told.content.decode())) == len(settings.WORKER_SCRIPTS)
    assert anonymous.get("/sw.js", headers={"If-None-Match": told["ETag"]}).status_code == 304


def test_only_a_page_made_for_nobody_in_particular_may_be_kept(small_city, anonymous, client, dispatcher):
    assert '<meta name="offline" content="keep">' in anonymous.get("/").content.decode()
    client.force_login(dispatcher)
    assert '<meta name="offline"' not in client.get("/").content.decode()
