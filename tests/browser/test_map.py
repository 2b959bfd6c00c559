"""What a hand does on the map: the list, the card, the filters and the address bar tell one story."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import expect

from roadmap.importers.run import import_file
from roadmap.models import Agency, City
from roadmap.moments import span_words
from tests.appeals.factories import appeal
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import area, line, phase, published


@pytest.fixture
def events(site):
    """A closure and a signal outage now, a repair zone from tomorrow on."""
    city = City.objects.get(slug="small-city")
    agency = Agency.objects.create(city=city, slug="road-department", name="Департамент дорог", is_default=True)
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3, hours=1)}
    later = {"planned_start": now + timedelta(days=1), "planned_end": now + timedelta(days=9)}
    place = area((100, 40), (190, 40), (190, 160), (100, 160))
    return {
        "closure": published(agency, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)]),
        "outage": published(agency, at=now, kind="signal-outage", phases=[begun | {"vehicle_impact": "unknown"}]),
        "zone": published(agency, at=now, kind="repair-zone", phases=[phase(geometry=place, **later)]),
    }


def key(event) -> str:
    return f"[data-key=event-{event.pk}]"


def test_list_and_map_hold_the_same_and_a_card_opens_by_keyboard(events, opened, shoot):
    page = opened(DESKTOP)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    expect(page.locator("#list .row")).to_have_count(3)
    page.focus(key(events["closure"]))
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")
    expect(page.locator("#card h2")).to_be_focused()
    expect(page.locator("#card")).to_contain_text("Ещё 3 дня")
    expect(page).to_have_url(re.compile(f"open=event-{events['closure'].pk}"))
    at_rest(page)
    shoot(page, "map-card-desktop")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("open="))


def test_what_is_in_force_and_grave_lies_on_top(events, opened):
    page = opened(DESKTOP)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    heights = "signs => signs.map((sign) => [sign.querySelector('svg').classList[1], Number(sign.style.zIndex)])"
    found = dict(page.eval_on_selector_all(".map-sign", heights))
    assert sorted(found, key=found.get) == ["sign--repair-zone", "sign--signal-outage", "sign--closure"]


def test_script_and_page_count_the_same_time_that_is_left(events, opened):
    """The words that the script gets, put together by its own rule."""
    page = opened(DESKTOP)
    page.goto("/")
    spans = [timedelta(seconds=20), timedelta(minutes=59, seconds=40), timedelta(hours=7, minutes=48)]
    spans += [timedelta(hours=23, minutes=59, seconds=40), timedelta(days=1, minutes=29), timedelta(days=3, hours=12)]
    spans += [timedelta(days=6, hours=23, minutes=31), timedelta(days=12, hours=11), timedelta(days=12, hours=13)]
    script = """async (spans) => {
        const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
        const address = loaded.find((name) => /roadmap\\/js\\/format[^/]*[.]js/.test(name));
        const { spanText } = await import(address);
        const words = JSON.parse(document.getElementById("map-words").textContent).spans;
        return spans.map((span) => spanText(new Date(span), new Date(0), words));
    }"""
    told = page.evaluate(script, [span / timedelta(milliseconds=1) for span in spans])
    with override("ru"):
        assert told == [span_words(span) for span in spans]


def test_a_click_on_the_drawn_line_opens_its_card(events, opened):
    page = opened(DESKTOP)
    west, south, east, north = events["closure"].geometry.extent
    page.goto(f"/?map=17/{(south + north) / 2:.6f}/{west + (east - west) / 4:.6f}")
    expect(page.locator(".map-sign")).not_to_have_count(0)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")


def test_a_link_opened_anew_shows_the_same(events, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.uncheck("[name=kind][value=signal-outage]")
    page.select_option("[name=when]", "week")
    page.click(key(events["closure"]))
    expect(page.locator("#card h2")).to_be_visible()
    expect(page).to_have_url(re.compile(r"map=\d+/57\.\d+/65\.\d+"))
    at_rest(page)
    again = opened(DESKTOP)
    again.goto(page.url)
    expect(again.locator("#card h2")).to_contain_text("улица Пушкина")
    expect(again.locator("[name=when]")).to_have_value("week")
    expect(again.locator("[name=kind][value=signal-outage]")).not_to_be_checked()
    expect(again.locator(".sign--signal-outage.map-sign, .map-sign .sign--signal-outage")).to_have_count(0)
    at_rest(again)
    assert again.url == page.url


def test_filters_change_map_and_list_together(events, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.select_option("[name=when]", "now")
    expect(page.locator("#list .row")).to_have_count(2)
    expect(page.locator(".map-sign")).to_have_count(2)
    expect(page.locator("#count")).to_have_text("2 события")
    page.uncheck("[name=kind][value=closure]")
    page.uncheck("[name=kind][value=signal-outage]")
    expect(page.locator("#list")).to_contain_text("Здесь ничего нет")
    expect(page.locator(".map-sign")).to_have_count(0)


def test_the_address_says_what_the_form_asks_and_no_more(events, opened):
    """A moment only where one is asked for; that all layers are off, and not that they are as usual."""
    page = opened(DESKTOP)
    page.goto("/")
    page.select_option("#when", "moment")
    expect(page).to_have_url(re.compile("when=moment&moment=20"))
    page.select_option("#when", "tonight")
    expect(page).to_have_url(re.compile("when=tonight"))
    expect(page).not_to_have_url(re.compile("moment"))
    layers = page.locator("[name=kind]").all()
    for layer in layers:
        layer.uncheck()
    expect(page).to_have_url(re.compile("kind=none"))
    page.reload()
    assert [layer.is_checked() for layer in layers] == [False] * len(layers)


def test_a_lost_connection_is_told_and_tried_again(events, opened):
    page = opened(DESKTOP)
    page.route("**/api/v1/road-events/**", lambda route: route.abort())
    page.goto("/")
    expect(page.locator("#map-status")).to_contain_text("Нет связи")
    page.unroute("**/api/v1/road-events/**")
    page.focus("#map-status button")
    page.keyboard.press("Enter")
    expect(page.locator("#map-status")).to_be_hidden()
    expect(page.locator("#map")).to_be_focused()
    expect(page.locator(".map-sign")).to_have_count(3)


def test_after_a_lost_connection_the_page_tries_again_by_itself(events, opened):
    page = opened(DESKTOP)
    page.clock.install()
    page.route("**/api/v1/road-events/**", lambda route: route.abort())
    page.goto("/")
    expect(page.locator("#map-status")).to_contain_text("Нет связи")
    page.unroute("**/api/v1/road-events/**")
    page.clock.fast_forward(11_000)
    expect(page.locator("#map-status")).to_be_hidden()
    expect(page.locator(".map-sign")).to_have_count(3)


def test_a_late_answer_is_told_until_it_is_there(events, opened):
    page = opened(DESKTOP)
    page.clock.install()
    waiting = []
    page.route("**/api/v1/road-events/**", lambda route: waiting.append(route))
    page.goto("/")
    expect(page.locator("#map[aria-busy]")).to_have_count(1)
    page.clock.fast_forward(6_000)
    expect(page.locator("#map-status")).to_contain_text("Ответ задерживается")
    for route in waiting:
        route.continue_()
    expect(page.locator("#map-status")).to_be_hidden()
    expect(page.locator(".map-sign")).to_have_count(3)


@pytest.mark.parametrize("key_of_none", ["event-999999", "event-x", "volcano-1", "nothing"])
def test_a_link_to_what_is_not_there_says_so_and_shows_the_map(events, opened, key_of_none):
    page = opened(DESKTOP)
    page.goto(f"/?open={key_of_none}")
    expect(page.locator("#map-status")).to_contain_text("Этого здесь больше нет")
    expect(page.locator("#card")).to_be_hidden()
    expect(page.locator(".map-sign")).to_have_count(3)
    expect(page).not_to_have_url(re.compile("open="))


@pytest.mark.parametrize("lost", ["**/protomaps-leaflet*.js", "**/basemap/**"], ids=["script", "file"])
def test_events_are_drawn_without_the_base_map_and_the_page_says_so(events, opened, shoot, lost):
    page = opened(PHONE)
    page.route(lost, lambda route: route.abort())
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    expect(page.locator(".map__note")).to_be_visible()
    expect(page.locator(".map__note")).to_contain_text("Подложку карты загрузить не удалось")
    shoot(page, "map-without-ground")
    page.goto(f"/events/{events['closure'].pk}/")
    expect(page.locator(".map-sign")).to_have_count(1)


LIST_TOP = """() => Math.round(document.getElementById("list").getBoundingClientRect().top + scrollY)"""


def test_a_list_that_is_there_before_the_map_does_not_jump_when_that_comes(events, opened):
    """The page's end comes last over the network, the map's place with it."""
    page = opened(PHONE)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    whole = page.evaluate(LIST_TOP)
    page.evaluate("document.querySelector('.stage').remove()")
    assert page.evaluate(LIST_TOP) == whole > 500


def test_a_list_that_says_the_same_is_not_made_anew(events, opened):
    page = opened(DESKTOP)
    page.goto("/")
    expect(page.locator("#list .row")).to_have_count(3)
    page.wait_for_load_state("networkidle")
    page.eval_on_selector_all("#list .row", "(rows) => rows.forEach((row) => { row.seen = true; })")
    with page.expect_response("**/?part=list*"):
        page.keyboard.press("Tab")
        page.click(".leaflet-control-zoom-out")
    page.wait_for_timeout(500)
    assert page.eval_on_selector_all("#list .row", "(rows) => rows.every(({ seen }) => seen)")


def test_back_from_a_number_of_the_citys_line_leads_to_all_that_was_asked_before(events, opened):
    page = opened(DESKTOP)
    page.goto("/?kind=closure,repair-zone,signal-outage")
    expect(page.locator("#list .row")).to_have_count(3)
    closures, messages = (page.locator(f"[name=kind][value={kind}]") for kind in ("closure", "appeals"))
    page.locator("#city-now a").get_by_text("светофор").click()
    expect(closures).not_to_be_checked()
    expect(page.locator("#list .row")).to_have_count(1)
    page.go_back()
    expect(closures).to_be_checked()
    expect(messages).not_to_be_checked()
    expect(page.locator("#list .row")).to_have_count(3)
    page.go_forward()
    expect(closures).not_to_be_checked()
    expect(page.locator("#when")).to_have_value("now")
    expect(page.locator("#list .row")).to_have_count(1)


def test_with_its_base_map_the_page_says_nothing_of_it(events, opened):
    page = opened(DESKTOP)
    with page.expect_response("**/basemap/**"):
        page.goto("/")
    expect(page.locator("picture")).to_have_count(0)  # the ground is drawn
    expect(page.locator(".map__note")).to_be_hidden()


def by_pages_of(limit: int, page) -> list[str]:
    """The API answers that many at once; the list says what was asked for."""
    asked = []

    def narrow(route):
        asked.append(route.request.url)
        route.continue_(url=re.sub(r"limit=\d+", f"limit={limit}", route.request.url))

    page.route("**/api/v1/road-events/**", narrow)
    return asked


def test_events_beyond_the_first_page_of_the_answer_are_drawn_too(events, opened):
    page = opened(DESKTOP)
    asked = by_pages_of(1, page)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    assert len([url for url in asked if "cursor=" in url]) == 2
    expect(page.locator("#map-status")).to_be_hidden()


def test_on_a_phone_the_card_is_a_sheet_and_nothing_is_wider_than_the_screen(events, opened, shoot):
    page = opened(PHONE)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(3)
    shoot(page, "map-phone")
    page.tap(".stage__list")
    page.tap(key(events["zone"]))
    expect(page.locator("#card h2")).to_be_visible()
    at_rest(page)
    shoot(page, "map-card-phone")
    box = page.locator("#card").bounding_box()
    assert box["y"] + box["height"] == 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for address in ("/list/", f"/events/{events['zone'].pk}/", "/journal/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_list_and_its_filters_still_work(events, browser_of):
    page = browser_of(PHONE | {"java_script_enabled": False}).new_page()
    page.goto("/")
    expect(page.locator("#list .row")).to_have_count(3)
    page.select_option("[name=passage]", "closed")
    page.click("noscript button, #filters button:has-text('Показать')")
    expect(page).to_have_url(re.compile("passage=closed"))
    page.click(key(events["closure"]))
    expect(page.locator("h1")).to_contain_text("улица Пушкина")


def test_beside_the_180th_meridian_the_map_asks_for_what_there_is(site, opened, tmp_path):
    """A wide window on a city at 177.5° east looks beyond the meridian."""
    nodes = "".join(f'<node id="{n}" lat="64.73" lon="{177.5 + n / 500}"/>' for n in range(2))
    way = '<way id="9"><nd ref="0"/><nd ref="1"/><tag k="highway" v="primary"/></way>'
    path = tmp_path / "anadyr.osm"
    path.write_text(f'<osm version="0.6">{nodes}{way}</osm>')
    import_file(path, city_slug="anadyr", by_hand=True, at=timezone.now())
    page, answers = opened(DESKTOP), []
    page.on("response", lambda response: answers.append((response.url, response.status)))
    with page.expect_response(re.compile("part=list")) as asked:
        page.goto("/?map=8/64.73/179.5")
    west, _south, east, _north = re.search(r"bbox=([^&]+)", unquote(asked.value.url))[1].split(",")
    assert (asked.value.status, float(west) > float(east)) == (200, True)
    page.wait_for_load_state("networkidle")
    assert [url for url, status in answers if ("bbox" in url or "/tiles/" in url) and status != 200] == []
    columns = {re.search(r"/tiles/road-events/7/(\d+)/", url)[1] for url, _status in answers if "/tiles/road-ev" in url}
    assert {"0", "127"} <= columns


NAMES = """() => [...document.querySelectorAll(".leaflet-names-pane canvas")].some((tile) => {
    const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
    return data.some((value, at) => at % 4 === 3 && value > 200);
})"""
NAME_OVER_LINE = """() => {
    const lines = document.querySelector(".leaflet-overlay-pane canvas");
    const ratio = lines.width / lines.getBoundingClientRect().width;
    const { left, top } = lines.getBoundingClientRect();
    const drawn = lines.getContext("2d");
    const isOverLine = (x, y) => drawn.getImageData((x - left) * ratio, (y - top) * ratio, 1, 1).data[3] > 200;
    return [...document.querySelectorAll(".leaflet-names-pane canvas")].some((tile) => {
        const box = tile.getBoundingClientRect();
        const { data } = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height);
        for (let i = 3; i < data.length; i += 4 * 3) {
            const [x, y] = [((i - 3) / 4) % tile.width, Math.floor((i - 3) / 4 / tile.width)];
            const [atX, atY] = [box.left + (x * box.width) / tile.width, box.top + (y * box.height) / tile.height];
            if (data[i] > 200 && isOverLine(atX, atY)) return true;
        }
        return false;
    });
}"""


def test_the_names_along_a_way_round_stand_beside_it(site, opened, shoot):
    agency = Agency.objects.create(
        city=City.objects.get(slug="small-city"), slug="road-department", name="Департамент дорог", is_default=True
    )
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    event = published(agency, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])
    page = opened(DESKTOP)
    with page.expect_response("**/detour/**"):
        page.goto(f"/?open=event-{event.pk}&map=18/57.15090/65.54330")  # Речной переулок
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    shoot(page, "names-beside-the-way-round")
    assert page.evaluate(NAMES)
    assert not page.evaluate(NAME_OVER_LINE)


def test_the_name_of_a_shut_street_stands_beside_its_line(site, opened, shoot):
    """A line along the whole street: its name steps aside, and where it cannot it is drawn over the line."""
    agency = Agency.objects.create(
        city=City.objects.get(slug="small-city"), slug="road-department", name="Департамент дорог", is_default=True
    )
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    published(agency, at=now, phases=[phase(geometry=line((-400, 200), (350, 200)), **begun)])
    page = opened(DESKTOP)
    page.goto("/?map=17/57.1518/65.5400")
    expect(page.locator(".map-sign")).to_have_count(1)
    at_rest(page)
    shoot(page, "name-beside-line")
    assert page.evaluate(NAMES)
    assert not page.evaluate(NAME_OVER_LINE)
    panes = (page.locator(f".leaflet-{name}-pane") for name in ("names", "overlay", "marker"))
    names, lines, signs = (int(pane.evaluate("(pane) => getComputedStyle(pane).zIndex")) for pane in panes)
    assert lines < names < signs


CONTRAST = """(link) => {
    const ground = link.closest(".leaflet-control-attribution");
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const pen = canvas.getContext("2d");
    const light = (...colours) => {
        for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
        const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((each) => each / 255)
            .map((each) => (each <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const map = getComputedStyle(document.documentElement).getPropertyValue("--map-ground").trim();
    const under = [map, getComputedStyle(ground).backgroundColor];
    const [one, other] = [light(...under), light(...under, getComputedStyle(link).color)];
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_credit_of_the_map_can_be_read(events, opened, scheme):
    page = opened(DESKTOP | {"color_scheme": scheme})
    page.goto("/")
    assert page.locator(".leaflet-control-attribution a").first.evaluate(CONTRAST) >= 4.5


def test_words_under_the_mouse_stand_in_lines_of_a_readable_width(events, opened):
    page = opened(DESKTOP)
    page.goto(f"/?map=17/{events['closure'].geometry.centroid.y:.6f}/{events['closure'].geometry.centroid.x:.6f}")
    page.locator(".map-sign").first.hover()
    expect(page.locator(".map-tip")).to_be_visible()
    assert page.locator(".map-tip").bounding_box()["width"] > 200


@pytest.mark.parametrize("when", ["moment", "tomorrow"])
def test_words_under_the_mouse_count_from_the_moment_that_was_chosen(events, opened, when):
    event = events["closure"]
    zone = event.city.zone
    midnight = datetime.combine(timezone.now().astimezone(zone).date() + timedelta(days=1), time(), zone)
    chosen = midnight + timedelta(days=1, hours=9) if when == "moment" else midnight
    middle = event.geometry.centroid
    page = opened(DESKTOP)
    page.goto(f"/?map=17/{middle.y:.6f}/{middle.x:.6f}&when={when}&moment={chosen:%Y-%m-%dT%H:%M}&kind=closure")
    page.locator(".map-sign").first.hover()
    with override("ru"):
        expect(page.locator(".map-tip")).to_contain_text(span_words(event.end - chosen))


def test_what_is_seen_is_counted_and_messages_are_no_events(events, opened):
    """The first load, too: the list in the page is that of the whole city, the map shows less of it."""
    agency = Agency.objects.get(slug="road-department")
    appeal(agency.city, at=timezone.now())
    page = opened(DESKTOP)
    page.goto("/?map=17/57.1518/65.5410")
    rows = page.locator("#list .row")
    expect(page.locator("#count")).to_have_text(re.compile(r"^\d+ событи., 1 сообщение$"))
    told = sum(int(number) for number in re.findall(r"\d+", page.locator("#count").inner_text()))
    assert rows.count() == told
    expect(page.locator("[data-key^=appeal-]")).to_contain_text("Сообщение жителя")


def test_without_an_address_the_list_is_of_what_the_map_shows(events, opened):
    page = opened({"viewport": {"width": 960, "height": 240}, "locale": "ru-RU"})  # too low for all of the city
    page.goto("/")
    page.wait_for_load_state("networkidle")
    seen = page.locator(".map-sign").evaluate_all(
        """(signs) => {
            const map = document.getElementById("map").getBoundingClientRect();
            const isIn = ({ left, top, width, height }) => top + height / 2 > map.top && top + height / 2 < map.bottom;
            return signs.filter((sign) => isIn(sign.getBoundingClientRect())).length;
        }"""
    )
    expect(page.locator("#list .row")).to_have_count(seen)


def test_outside_the_city_the_page_says_so(events, opened):
    page = opened(PHONE)
    page.goto("/?map=18/57.1500/65.5565")
    expect(page.locator("#map-status")).to_contain_text("Здесь карта города кончается")


def test_on_paper_there_are_no_buttons(events, opened):
    page = opened(DESKTOP)
    for address in ("/", "/list/", f"/events/{events['closure'].pk}/", "/report/"):
        page.goto(address)
        page.emulate_media(media="print")
        assert page.locator(".button:visible, .icon-button:visible, button:visible").count() == 0, address
        page.emulate_media(media="screen")


def test_the_reader_s_place_is_a_dot_within_what_it_is_sure_of(site, opened, shoot):
    place = {"longitude": 65.541, "latitude": 57.1518, "accuracy": 80}
    page = opened(PHONE | {"geolocation": place, "permissions": ["geolocation"]})
    page.goto("/")
    page.click("#locate")
    expect(page.locator("#locate")).to_have_attribute("aria-pressed", "true")
    at_rest(page)
    shoot(page, "located")
    drawn = page.locator(".leaflet-above-pane path")
    expect(drawn).to_have_count(2)
    within = page.locator(".leaflet-above-pane svg").bounding_box()
    assert within["width"] >= 390 and within["height"] > 200  # it cuts off what is outside
    circle, dot = (drawn.nth(number).bounding_box() for number in (0, 1))
    assert circle["width"] > 3 * dot["width"] > 30
    assert circle["x"] < dot["x"] < dot["x"] + dot["width"] < circle["x"] + circle["width"]


SEEN_WHILE_ZOOMING = """async () => {
    const scales = new Set();
    document.querySelector(".leaflet-control-zoom-in").click();
    const until = performance.now() + 600;
    while (performance.now() < until) {
        for (const level of document.querySelectorAll(".leaflet-names-pane .leaflet-tile-container")) {
            const { visibility, transform } = getComputedStyle(level);
            if (visibility === "visible" && level.children.length) scales.add(new DOMMatrix(transform).a);
        }
        await new Promise((go) => requestAnimationFrame(go));
    }
    return [...scales];
}"""


def test_names_are_not_blown_up_while_those_of_the_next_zoom_are_on_their_way(site, opened):
    page = opened(DESKTOP)
    page.goto("/?map=15/57.1510/65.5300")
    expect(page.locator(".leaflet-names-pane canvas")).not_to_have_count(0)
    at_rest(page)
    scales = page.evaluate(SEEN_WHILE_ZOOMING)
    assert [scale for scale in scales if scale > 1.01] == []
