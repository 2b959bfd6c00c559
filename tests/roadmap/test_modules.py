"""A page tells the browser of all its modules at once, not round after round."""

import re

import pytest

from roadmap.templatetags.modules import graph
from tests.closures.factories import active
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db

EARLY = re.compile(r'<link rel="modulepreload" href="/static/([^"]+)">')
SCRIPT = re.compile(r'<script (?:[^>]* )?src="/static/([^"]+)"')
PUBLIC = ("/", "/list/", "/trip/", "/report/", "/embed/map/")
DESK = ("/desk/events/new/", "/desk/unconfirmed/", "/desk/programme/")
LATE = {"timeline", "place_search", "suggest"}  # fetched when they are wanted


def test_each_page_with_a_map_names_all_that_its_script_imports(anonymous, agency):
    event = active(agency)
    pages = {
        "/": "roadmap/js/map_page.js",
        event.get_absolute_url(): "closures/js/event_page.js",
        "/report/": "appeals/js/report.js",
    }
    for path, script in pages.items():
        told = EARLY.findall(anonymous.get(path).content.decode())
        assert told[: len(graph(script))] == list(graph(script)), path
        assert "roadmap/js/spread.js" in told  # imported by what is imported by what is imported
        assert not LATE & {name.split("/")[-1].removesuffix(".js") for name in told}


def test_the_maps_styles_of_its_layers_are_told_too(anonymous, small_city):
    told = EARLY.findall(anonymous.get("/").content.decode())
    assert {"closures/js/styles.js", "appeals/js/styles.js"} <= {*told}
    assert len(told) == len({*told})


def test_a_module_that_imports_nothing_stands_alone():
    assert graph("roadmap/js/format.js") == ("roadmap/js/format.js",)
    assert set(graph("roadmap/js/names.js")) == {"roadmap/js/names.js", "roadmap/js/arrows.js"}


def test_a_map_loads_leaflet_and_none_of_its_helpers(anonymous, small_city):
    page = anonymous.get("/").content.decode()
    assert 'src="/static/leaflet/leaflet.js"' in page
    assert "leaflet.extras.js" not in page


def test_the_two_largest_scripts_are_asked_for_before_the_many_small_ones(anonymous, small_city):
    page = anonymous.get("/").content.decode()
    for name in ("leaflet/leaflet.js", "protomaps-leaflet/protomaps-leaflet.js"):
        early = f'<link rel="preload" as="script" href="/static/{name}" fetchpriority="high">'
        assert page.index(early) < page.index('rel="modulepreload"')
        assert f'src="/static/{name}"' in page  # by the same address: else it is fetched twice


@pytest.mark.parametrize("address", [*PUBLIC, *DESK])
def test_what_tells_of_a_script_that_did_not_come_stands_before_all_scripts(dispatcher, address):
    page = signed_in(dispatcher).get(address).content.decode()
    assert SCRIPT.findall(page)[:1] == ["roadmap/js/loaded.js"]
    assert '<script src="/static/roadmap/js/presses.js"></script>' in page  # at once: it holds presses meanwhile
    assert page.count('id="not-loaded"') == 1
