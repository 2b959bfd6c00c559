"""Signs on the map: none hides another, a name or a label; each can be opened by a finger and by keyboard."""

import re
from datetime import timedelta

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Polygon
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import Area
from tests.appeals.factories import appeal
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import line, phase, published
from tests.plan import lonlat

VIEW = "/?map=17/57.1518/65.5410"
STREET = ((0, 200), (200, 200))  # улица Пушкина

MEETING = """(signs) => {
    const boxes = signs.filter((sign) => !sign.hidden).map((sign) => sign.getBoundingClientRect());
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => meet(a, b))).length;
}"""

LABELS_OVER = """(labels) => {
    const shown = labels.filter((label) => label.checkVisibility({ visibilityProperty: true }));
    const signs = [...document.querySelectorAll(".map-sign:not([hidden]) .sign")];
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const boxOf = (element) => element.getBoundingClientRect();
    const covers = (label) => [...signs, ...shown].some((other) => other !== label && meet(boxOf(label), boxOf(other)));
    return { shown: shown.length, covering: shown.filter(covers).length };
}"""

NAMES_UNDER = """(sign) => {
    const box = sign.getBoundingClientRect();
    const isInk = (tile) => {
        const { left, top, width: shown } = tile.getBoundingClientRect();
        const ratio = tile.width / shown;
        const [x, y] = [Math.round((box.left - left) * ratio), Math.round((box.top - top) * ratio)];
        const [width, height] = [Math.round(box.width * ratio), Math.round(box.height * ratio)];
        const { data } = tile.getContext("2d").getImageData(x, y, width, height);
        return data.some((value, at) => at % 4 === 3 && value > 200);
    };
    return [...document.querySelectorAll(".leaflet-names-pane canvas")].some(isInk);
}"""


@pytest.fixture
def on_one_street(cast):
    """Five closures of the same stretch."""
    return [shut(cast, STREET) for _ in range(5)]


def shut(agency, place):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(agency, at=now, phases=[phase(geometry=line(*place), **begun)])


@pytest.fixture
def in_one_place(cast):
    """Three messages of one point of the street."""
    return [appeal(cast.city, code=code, at=timezone.now()) for code in ("pothole", "manhole", "marking")]


def drawn(page, count: int) -> None:
    """With the ground's names, which signs avoid."""
    expect(page.locator(".map-sign")).to_have_count(count)
    at_rest(page)


@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_sign_lies_on_another_and_none_is_lost(on_one_street, in_one_place, opened, shoot, device):
    page = opened(device)
    for zoom in (14, 15, 17):  # from farther away one stands for many (test_tiles.py)
        page.goto(VIEW.replace("17/", f"{zoom}/"))
        drawn(page, 8)
        shoot(page, f"signs-{zoom}-{device['viewport']['width']}")
        assert page.locator(".map-sign").evaluate_all(MEETING) == 0, zoom
        counts = page.locator(".map-sign__count:visible").all_inner_texts()
        alone = page.locator(".map-sign:visible:not(:has(.map-sign__count:visible))").count()
        assert alone + sum(int(count) for count in counts) == 8, zoom


def test_signs_of_one_street_spread_along_it_where_there_is_room(on_one_street, opened):
    page = opened(DESKTOP)
    page.goto(VIEW.replace("17/", "19/"))
    drawn(page, 5)
    expect(page.locator(".map-sign:visible")).to_have_count(5)
    assert page.locator(".map-sign").evaluate_all(MEETING) == 0


def test_a_finger_chooses_among_signs_of_one_place(in_one_place, opened, shoot):
    page = opened(PHONE | {"viewport": {"width": 320, "height": 568}})
    page.goto(f"/?map=17/{in_one_place[0].snapped_point.y:.5f}/{in_one_place[0].snapped_point.x:.5f}")
    drawn(page, 3)
    for number in range(3):
        page.locator(".map-sign:visible").tap()
        expect(page.locator(".map-choice__row")).to_have_count(3)
        expect(page.locator(".map-choice__title")).to_have_text("Здесь: 3")
        shoot(page, "choice-320")
        shade = "(list) => getComputedStyle(list).backgroundAttachment"
        assert page.locator(".map-choice ul").evaluate(shade) == "local, local, scroll, scroll"  # where it goes on
        page.locator(".map-choice__row").nth(number).tap()
        expect(page.locator(".map-choice")).to_have_count(0)
        expect(page.locator("#card h2")).to_be_visible()
        page.tap("[data-card-close]")
        expect(page.locator("#card")).to_be_hidden()


# A hand that is quicker than Playwright's: what that would wait for is not waited for.
SIGN_AND_ROW = """async () => {
    const touch = { bubbles: true, detail: 1, pointerType: "touch" };
    for (const touched of [".map-sign:not([hidden])", ".map-choice__row"]) {
        while (!document.querySelector(touched)) await new Promise(requestAnimationFrame); // its script comes first
        document.querySelector(touched).dispatchEvent(new PointerEvent("click", touch));
    }
}"""


def test_a_sign_and_then_a_row_of_its_choice_are_no_double_tap(in_one_place, opened):
    page = opened(PHONE)
    page.goto(VIEW)
    drawn(page, 3)
    page.evaluate(SIGN_AND_ROW)
    expect(page.locator("#card h2")).to_be_visible()
    page.wait_for_timeout(600)
    expect(page).to_have_url(re.compile("map=17/"))


def test_signs_and_choices_are_reached_by_keyboard(cast, in_one_place, opened):
    other = shut(cast, ((-400, 200), (-200, 200)))
    page = opened(DESKTOP)
    page.goto("/?map=16/57.1518/65.5400")
    drawn(page, 4)
    page.focus("#map")
    page.keyboard.press("Tab")
    first = page.locator(".map-sign:focus")
    expect(first).to_have_attribute("aria-label", re.compile("Закрытие движения"))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".map-sign:focus")).to_have_attribute("aria-label", re.compile("; "))
    page.keyboard.press("Enter")
    expect(page.locator(".map-choice__row").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".map-choice")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"open=event-{other.pk}"))
    expect(page.locator("#card h2")).to_be_focused()


def test_words_beside_signs_cover_neither_signs_nor_each_other(on_one_street, in_one_place, opened):
    page = opened(DESKTOP)
    page.goto(VIEW)
    drawn(page, 8)
    told = page.locator(".map-sign:not([hidden]) .map-sign__label").evaluate_all(LABELS_OVER)
    assert told["shown"] > 0
    assert told["covering"] == 0


def test_signs_of_a_shut_street_leave_its_name_free(cast, opened, shoot):
    """Shut piece by piece from end to end: some of the pieces have the name on their middle."""
    for west in range(-400, 350, 75):
        shut(cast, ((west, 200), (west + 75, 200)))
    page = opened(DESKTOP)
    page.goto("/?map=17/57.1518/65.5400")
    drawn(page, 10)
    shoot(page, "signs-beside-a-name")
    signs = page.locator(".map-sign:visible .sign")
    assert signs.count() == 10
    assert [number for number in range(10) if signs.nth(number).evaluate(NAMES_UNDER)] == []


def test_how_many_parking_spaces_are_gone_stands_beside_the_sign(cast, opened):
    now = timezone.now()
    begun = {
        "planned_start": now - timedelta(hours=1),
        "planned_end": now + timedelta(days=3),
        "vehicle_impact": "all-lanes-open",
    }
    street = phase(geometry=line((0, 200), (200, 200)), **begun)
    published(cast, at=now, kind="parking-change", phases=[street], parking_places=18)
    page = opened(DESKTOP)
    page.goto("/?map=17/57.1518/65.5416")
    expect(page.locator(".map-sign__label")).to_have_text("парковка: −18")


def test_the_name_of_a_district_steps_aside_from_a_sign(cast, opened, shoot):
    """The closure lies where the district would be named, beside all streets, whose names may cross it."""
    corners = [lonlat(*at) for at in ((-200, 600), (400, 600), (400, 1200), (-200, 1200), (-200, 600))]
    outline = MultiPolygon(Polygon(corners), srid=4326)
    Area.objects.create(city=cast.city, name="Средний район", slug="middle", geometry=outline)
    page = opened(DESKTOP)
    (lon, lat) = named_at(page, "Средний район")
    now = timezone.now()
    term = {"planned_start": now - timedelta(hours=1), "planned_end": None}
    place = LineString((lon - 0.001, lat), (lon + 0.001, lat), srid=4326)
    published(cast, at=now, phases=[phase(geometry=place, **term)])
    page.goto(f"/?map=11/{lat}/{lon}")  # from afar a sign stands on its point
    expect(page.locator(".map-sign")).to_be_visible()
    expect(page.locator(".leaflet-names-pane canvas")).not_to_have_count(0)
    at_rest(page)
    shoot(page, "district-aside")
    sign = page.locator(".map-sign .sign")
    assert not sign.evaluate(NAMES_UNDER)
    sign.evaluate("(sign) => { Object.assign(sign.style, { transition: 'none', transform: 'scale(4)' }); }")
    assert sign.evaluate(NAMES_UNDER), "it stands beside the sign"


def named_at(page, district: str) -> tuple[float, float]:
    """Longitude and latitude of the place at which a district is named from afar."""
    features = page.request.get("/districts.geojson").json()["features"]
    told = [(each["properties"], each["geometry"]["coordinates"]) for each in features]
    return next(place for properties, place in told if properties.get("name") == district)
