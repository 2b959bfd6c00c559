"""What a phone asks of a site that it puts among its programs."""

import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

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


def test_its_icons_are_there_in_the_sizes_that_it_says(small_city, anonymous):
    icons = anonymous.get("/manifest.webmanifest").json()["icons"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    for icon in icons:
        assert finders.find(icon["src"].removeprefix(settings.STATIC_URL).lstrip("/").removeprefix("static/"))


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
