"""The map page: the list is there without a script, and the script is told the rest by the page."""

import json
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from closures import confirming
from roadmap.layers import rows_of
from roadmap.models import City
from roadmap.views import map as map_views
from tests.closures.factories import active, draft, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def keys(response) -> list[str]:
    return re.findall(r'data-key="([^"]+)"', response.content.decode())


def told(response, name: str):
    """What the page hands to its script."""
    text = response.content.decode()
    return json.loads(re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', text, re.DOTALL)[1])


def test_the_list_is_in_the_page_at_once(anonymous, agency):
    event = active(agency)
    response = anonymous.get("/")
    assert keys(response) == [f"event-{event.pk}"]
    assert "улица Пушкина" in response.content.decode()


def test_of_all_classes_of_layers_the_most_urgent_rows_come_first_and_no_more_than_asked_for():
    def layer_of(*orders: int):
        rows = [SimpleNamespace(order=order) for order in orders]
        return type("ItsLayer", (), {"rows": classmethod(lambda cls, *_asked: rows)})()

    found = rows_of([layer_of(1, 4), layer_of(2, 3)], None, None, 3)
    assert [row.order for row in found] == [1, 2, 3]


def test_drafts_and_ended_events_are_not_listed(anonymous, agency):
    draft(agency)
    ended = active(agency)
    confirming.finish(ended, by=None, at=NOW)
    assert keys(anonymous.get("/")) == []


def test_what_holds_now_comes_before_what_is_planned(anonymous, agency):
    planned, now = published(agency, severity=5), active(agency, severity=1)
    assert keys(anonymous.get("/")) == [f"event-{now.pk}", f"event-{planned.pk}"]


def test_filters_of_the_address_work_without_a_script(anonymous, agency):
    closed = active(agency)
    narrowed = active(
        agency, phases=[phase(planned_start=NOW - timedelta(hours=1), vehicle_impact="some-lanes-closed")]
    )
    one_way = active(agency, phases=[phase(planned_start=NOW - timedelta(hours=1), direction="forward")])
    later = published(agency)
    everything = {f"event-{event.pk}" for event in (closed, narrowed, one_way, later)}
    assert set(keys(anonymous.get("/"))) == everything
    assert set(keys(anonymous.get("/?passage=limited"))) == {f"event-{narrowed.pk}", f"event-{one_way.pk}"}
    assert set(keys(anonymous.get("/?passage=closed"))) == {f"event-{closed.pk}", f"event-{later.pk}"}
    assert f"event-{later.pk}" not in keys(anonymous.get("/?when=now"))
    assert set(keys(anonymous.get("/?when=tomorrow"))) == everything
    assert keys(anonymous.get("/?kind=signal-outage")) == keys(anonymous.get("/?kind=none")) == []
    assert "Здесь ничего нет" in anonymous.get("/?kind=none").content.decode()


def test_the_box_narrows_the_list(anonymous, agency):
    event = active(agency)
    west, south, east, north = event.geometry.extent
    assert keys(anonymous.get(f"/?part=list&bbox={west},{south},{east},{north}")) == [f"event-{event.pk}"]
    assert keys(anonymous.get(f"/?part=list&bbox={west + 1},{south},{east + 1},{north}")) == []


def test_the_list_and_the_api_give_the_same_events(anonymous, agency):
    active(agency)
    published(agency)
    active(agency, kind="signal-outage", phases=[{"planned_start": NOW - timedelta(hours=1)}])
    for page, api in [("", ""), ("when=now", f"at={NOW:%Y-%m-%dT%H:%M}Z"), ("kind=closure", "kind=closure")]:
        features = anonymous.get(f"/api/v1/road-events/?{api}").json()["features"]
        assert set(keys(anonymous.get(f"/?{page}"))) == {f"event-{feature['id']}" for feature in features}


def test_the_script_learns_layers_and_addresses_from_the_page(anonymous):
    layers = {layer["slug"]: layer for layer in told(anonymous.get("/"), "map-layers")}
    assert set(layers) == {"closure", "repair-zone", "signal-outage", "parking-change", "public-event", "appeals"}
    assert layers["closure"]["source"] == "/api/v1/road-events/"
    assert layers["closure"]["params"] == {"kind": "closure"}
    assert layers["closure"]["filters"]["passage"]["limited"] == "limited"
    assert layers["closure"]["card"] == "/events/0/card/"


def test_russian_plurals_reach_the_script_in_all_forms(anonymous):
    words = told(anonymous.get("/"), "map-words")
    assert words["spans"]["day"] == {"one": "%s день", "few": "%s дня", "many": "%s дней", "other": "%s дней"}


def test_a_city_without_a_base_map_still_has_its_page(anonymous, small_city):
    City.objects.filter(pk=small_city.pk).update(basemap="")
    response = anonymous.get("/")
    assert response.status_code == 200
    assert 'data-basemap=""' in response.content.decode()


def test_before_any_import_the_page_says_what_to_do(anonymous, settings):
    settings.CITY = "nowhere"
    response = anonymous.get("/")
    assert response.status_code == 200
    assert "import_roads" in response.content.decode()


def test_nothing_is_run_inline_and_nothing_comes_from_elsewhere(anonymous, agency):
    active(agency)
    text = anonymous.get("/").content.decode()
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
    told = re.sub(r'<link rel="(?:canonical|alternate)"[^>]*>', "", text)  # they name pages, nothing is fetched
    assert not re.findall(r'(?:src|href|srcset)="(?:https?:)?//', told)


def test_the_page_costs_one_query_a_class_of_layers(anonymous, agency, django_assert_max_num_queries):
    for _ in range(5):
        active(agency)
    anonymous.get("/")
    with django_assert_max_num_queries(5):  # the city, events, their phases, figures, messages
        anonymous.get("/")


def test_where_the_list_is_cut_the_page_says_how_many_there_are(anonymous, agency, monkeypatch):
    for _ in range(3):
        active(agency)
    for most, told in ((2, "показаны первые: 2 события из 3"), (3, "3 события")):
        monkeypatch.setattr(map_views, "LIST_LIMIT", most)
        for address in ("/", "/?part=list"):
            assert told in anonymous.get(address, headers={"accept-language": "ru"}).content.decode()


def test_a_group_that_is_cut_off_bears_no_number(anonymous, agency, monkeypatch):
    for _ in range(3):
        active(agency)
    for most, numbers in ((2, []), (3, ["3"])):
        monkeypatch.setattr(map_views, "LIST_LIMIT", most)
        assert re.findall(r'rows-head__number">(\d+)<', anonymous.get("/").content.decode()) == numbers


def test_from_a_cut_list_a_link_leads_to_all_of_it_with_the_same_filters(anonymous, agency, monkeypatch):
    for _ in range(2):
        active(agency)
    monkeypatch.setattr(map_views, "LIST_LIMIT", 1)
    page = anonymous.get("/?part=list&bbox=65.0,57.0,66.0,58.0&map=12/57.15/65.54&when=now&kind=closure")
    assert 'href="/list/?when=now&amp;kind=closure"' in page.content.decode()
    monkeypatch.setattr(map_views, "LIST_LIMIT", 2)
    assert 'href="/list/?' not in anonymous.get("/?part=list&when=now").content.decode()


def test_what_is_seen_only_from_near_is_listed_only_there(anonymous, monkeypatch):
    from roadmap.layers import map_layers
    from roadmap.question import Question

    near_only = {layer.slug for layer in map_layers() if layer.first_zoom > 0}
    assert near_only == {"appeals"}
    asked = []
    for layer in map_layers():
        seen = lambda layers, *_asked: asked.extend(one.slug for one in layers) or []  # noqa: E731
        monkeypatch.setattr(type(layer), "rows", seen)
    for address, expected in [("/", False), ("/?map=12/57.15/65.54", False), ("/?map=13/57.15/65.54", True)]:
        asked.clear()
        anonymous.get(address)
        assert ("appeals" in asked) is expected
    assert Question(at=NOW).zoom is None


@pytest.mark.parametrize("page", ["/", "/list/"])
def test_a_page_says_what_of_its_address_it_left_out_and_shows_the_rest(anonymous, agency, page):
    event = active(agency)
    response = anonymous.get(page, {"kind": "volcano", "at": "<b>"})
    assert "чего карта не понимает и не учла: kind=volcano, at=&lt;b&gt;" in response.content.decode()
    assert f"/events/{event.pk}/" in response.content.decode()
    assert "не учла" not in anonymous.get(page, {"kind": "closure"}).content.decode()


@pytest.mark.parametrize("path", ["/", "/list/", "/journal/"])
def test_on_paper_a_page_tells_its_moment_the_credit_and_its_address(anonymous, small_city, path):
    page = anonymous.get(path, headers={"accept-language": "ru"}).content.decode()
    (printed,) = re.findall(r'<p class="printed">(.*?)</p>', page, re.DOTALL)
    for told_there in ("По состоянию на", small_city.credit, f"http://testserver{path}"):
        assert told_there in printed
    assert re.search(r"\d\d\.\d\d\.\d{4}, \d\d:\d\d", printed)


def test_the_legend_is_told_in_words_what_is_not_on_the_map(anonymous, small_city):
    """js/legend.js fills them in: the line is a live region."""
    page = anonymous.get("/", headers={"accept-language": "ru"}).content.decode()
    (line,) = re.findall(r'<p class="legend__hidden"[^>]*>', page)
    assert 'role="status"' in line
    assert "На этом масштабе не показано: %s. Приблизьте карту." in line
