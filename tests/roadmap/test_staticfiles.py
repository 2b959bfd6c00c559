"""What `collectstatic` makes of our scripts and styles for browsers."""

import gzip
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.core.management.base import CommandError

from roadmap import staticfiles
from roadmap.templatetags.modules import graph

pytestmark = pytest.mark.django_db

COMMENT = "/* The map page: filters, map, list and card tell one story"
SCRIPTS_KB = 120  # of the map as it opens; with what is fetched later it may be 130 (DESIGN.md, 8)
IMPORTED = re.compile(r'(?:from|import)\s*\(?"(\.[^"]+)"')


def collected(settings, folder) -> dict[str, str]:
    """The names by content, by the files' own."""
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "roadmap.staticfiles.Storage"}}
    settings.STATIC_ROOT = folder
    call_command("collectstatic", interactive=False, verbosity=0)
    return staticfiles_storage.hashed_files


def test_browsers_get_our_scripts_short_and_each_import_by_the_name_of_its_content(settings, tmp_path):
    manifest = collected(settings, tmp_path)
    every = {*graph("roadmap/js/map_page.js"), "roadmap/js/choice.js", "closures/js/editor.js", "appeals/js/report.js"}
    for name in every:
        script = tmp_path / manifest[name]
        text = script.read_text(encoding="utf-8")
        assert not text.startswith("/*")
        for address in IMPORTED.findall(text):
            assert (script.parent / address).is_file(), (name, address)
            assert (script.parent / address).resolve().relative_to(tmp_path).as_posix() in manifest.values()
    assert COMMENT not in (tmp_path / manifest["roadmap/js/map_page.js"]).read_text(encoding="utf-8")
    for name in ("roadmap/css/map.css", "closures/css/trip.css"):
        assert "/*" not in (tmp_path / manifest[name]).read_text(encoding="utf-8")


def test_all_scripts_of_the_map_stay_small(anonymous, small_city, settings, tmp_path):
    """With what they import, by Debian's gzip at its usual level; Leaflet and protomaps-leaflet included."""
    page = anonymous.get("/").content.decode()
    names = {*re.findall(r'(?:<script[^>]* src|modulepreload" href)="/static/([^"]+)"', page)}
    assert {"leaflet/leaflet.js", "roadmap/js/offline.js", "roadmap/js/spread.js"} <= names
    manifest = collected(settings, tmp_path)
    files = [tmp_path / manifest[name] for name in names]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) <= SCRIPTS_KB * 1024


def test_what_is_not_ours_stays_as_its_makers_wrote_it():
    assert staticfiles._is_ours("closures/js/editor.js")
    assert not staticfiles._is_ours("leaflet/leaflet.js")
    assert not staticfiles._is_ours("protomaps-leaflet/protomaps-leaflet.js")


def test_collected_twice_a_script_keeps_its_name(settings, tmp_path):
    """A reader keeps what has not changed, and several machines of one site speak of the same files."""
    assert collected(settings, tmp_path) == collected(settings, tmp_path)


def test_without_esbuild_the_set_up_says_what_is_missing(settings, tmp_path):
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="npm ci"):
        staticfiles.shrink([(FileSystemStorage(tmp_path), "a.js")], tmp_path)


def test_a_script_that_cannot_be_read_leaves_those_before_it(tmp_path, capfd):
    written, folder = tmp_path / "written", tmp_path / "collected"
    written.mkdir()
    for name, text in {"good.js": "let  a = 1;", "bad.js": "let let = ;"}.items():
        (written / name).write_text(text)
    with pytest.raises(CommandError, match="cannot be shortened"):
        staticfiles.shrink([(FileSystemStorage(written), name) for name in ("good.js", "bad.js")], folder)
    assert "bad.js" in capfd.readouterr().err
    assert not folder.exists()


def test_an_esbuild_of_another_machine_is_named(settings, tmp_path):
    program = tmp_path / "node_modules" / "@esbuild" / "another" / "bin" / "esbuild"
    program.parent.mkdir(parents=True)
    program.write_bytes(b"\x7fELF")
    program.chmod(0o755)
    settings.BASE_DIR = tmp_path
    with pytest.raises(CommandError, match="another/bin/esbuild"):
        staticfiles.shrink([(FileSystemStorage(tmp_path), "a.js")], tmp_path)
