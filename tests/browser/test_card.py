"""The card of an event: in sight with its place on every screen, closed by Back, and the list stays as it was."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE, at_rest, waits_for
from tests.closures.factories import line, phase, published

SMALL_SCREENS = {"320x568": (320, 568), "360x640": (360, 640), "390x844": (390, 844), "844x390": (844, 390)}

LIES_OPEN = """(sign) => {
    const { left, top, width, height } = sign.getBoundingClientRect();
    const above = document.elementFromPoint(left + width / 2, top + height / 2);
    return Boolean(above) && sign.contains(above);
}"""

EDGE_PX = 60  # of the map, a sign nearer to it is hardly seen


def short(width: int, height: int) -> dict:
    return PHONE | {"viewport": {"width": width, "height": height}}


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3, hours=1)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


@pytest.fixture
def many(cast):
    """More closures than a screen has rows; all that a list needs to be scrolled."""
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3, hours=1)}
    return [
        published(cast, at=now, phases=[phase(geometry=line((x, 200), (x + 50, 200)), **begun)])
        for x in range(0, 160, 10)
    ]


def key(event) -> str:
    return f"[data-key=event-{event.pk}]"


def expect_card_and_place(page) -> None:
    """The sign is on the screen with nothing over it, and so is the card's heading."""
    expect(page.locator("#card h2")).to_be_in_viewport()
    at_rest(page)
    sign = page.locator(".map-sign.is-chosen")
    expect(sign).to_be_in_viewport(ratio=1)
    waits_for(page, f"() => ({LIES_OPEN})(document.querySelector('.map-sign.is-chosen'))")


@pytest.mark.parametrize("size", SMALL_SCREENS.values(), ids=SMALL_SCREENS)
def test_a_card_opened_by_a_link_is_in_sight_with_its_place(closure, opened, shoot, size):
    page = opened(short(*size))
    page.goto(f"/?open=event-{closure.pk}")
    expect_card_and_place(page)
    shoot(page, f"card-by-link-{size[0]}")
    assert page.evaluate("window.scrollY") == 0
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [SMALL_SCREENS["320x568"], SMALL_SCREENS["844x390"]], ids=["320x568", "844x390"])
def test_a_card_opened_from_the_list_is_in_sight_with_its_place_and_leaves_the_page_where_it_was(many, opened, size):
    page = opened(short(*size))
    page.goto("/")
    page.wait_for_load_state("networkidle")  # the list is that of the map now
    row = page.locator("#list .row").last
    row.scroll_into_view_if_needed()
    before = page.evaluate("window.scrollY")
    assert before > 0
    row.tap()
    expect_card_and_place(page)
    page.tap("[data-card-close]")
    expect(page.locator("#card")).to_be_hidden()
    at_rest(page)
    assert page.evaluate("window.scrollY") == before
    expect(page.locator("#list .row")).to_have_count(len(many))


WAY_DRAWN = """() => {
    const drawn = document.querySelector(".leaflet-overlay-pane canvas");
    const { data } = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height);
    const isWay = (at) => [0x12, 0x81, 0x3a].every((colour, band) => Math.abs(data[at + band] - colour) < 6);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) count += isWay(at);
    return count;
}"""


def test_the_way_round_is_drawn_while_the_card_is_open(closure, opened, shoot):
    page = opened(DESKTOP)
    with page.expect_response("**/detour/**") as answer:
        page.goto(f"/?open=event-{closure.pk}")
    assert answer.value.json()["features"]
    waits_for(page, f"() => ({WAY_DRAWN})() > 100")
    at_rest(page)
    shoot(page, "way-round")
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    waits_for(page, f"() => ({WAY_DRAWN})() === 0")


def test_a_shared_view_that_would_hide_the_place_under_the_card_is_left(closure, opened):
    west, south, east, north = closure.geometry.extent
    page = opened(short(320, 568))
    page.goto(f"/?map=16/{(south + north) / 2 + 0.002:.5f}/{(west + east) / 2:.5f}&open=event-{closure.pk}")
    expect_card_and_place(page)


def test_back_closes_the_card_and_forward_opens_it_again(closure, opened):
    page = opened(PHONE)
    page.goto("/list/")
    page.goto("/")
    page.locator(key(closure)).tap()
    expect(page.locator("#card h2")).to_be_visible()
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    expect(page).not_to_have_url(re.compile("open="))
    page.go_forward()
    expect(page.locator("#card h2")).to_be_visible()
    page.tap("[data-card-close]")
    expect(page.locator("#card")).to_be_hidden()
    page.go_back()  # closing has taken the card out of the history, too
    expect(page).to_have_url(re.compile("/list/"))


def test_escape_pressed_twice_does_not_leave_the_page(closure, opened):
    page = opened(DESKTOP)
    page.goto("/list/")
    page.goto("/")
    page.click(key(closure))
    expect(page.locator("#card h2")).to_be_visible()
    page.evaluate("for (const _ of [1, 2]) document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))")
    expect(page.locator("#card")).to_be_hidden()
    page.wait_for_timeout(300)
    assert "/list/" not in page.url


def test_a_chosen_row_keeps_the_list_its_scroll_and_the_view_it_was_made_for(many, opened):
    page = opened(DESKTOP | {"viewport": {"width": 1280, "height": 720}})
    page.goto("/?map=15/57.1500/65.5400")
    rows = page.locator("#list .row")
    expect(rows).to_have_count(len(many))
    page.wait_for_load_state("networkidle")
    rows.last.scroll_into_view_if_needed()
    scrolled = page.locator("#list").evaluate("(list) => list.scrollTop")
    assert scrolled > 0
    rows.last.click()
    expect(page.locator("#card h2")).to_be_visible()
    expect(page).not_to_have_url(re.compile("map=15/"))  # the map has flown nearer
    expect(rows).to_have_count(len(many))
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"map=15/57\.1500/65\.5400"))
    page.wait_for_load_state("networkidle")
    expect(rows).to_have_count(len(many))
    expect(rows.last).to_be_focused()
    assert page.locator("#list").evaluate("(list) => list.scrollTop") == scrolled


def test_who_moves_the_map_under_an_open_card_stays_there(many, opened):
    page = opened(DESKTOP)
    page.goto("/?map=15/57.1500/65.5400")
    with page.expect_response("**/detour/**"):
        page.click(key(many[0]))
    expect(page).not_to_have_url(re.compile("map=15/"))
    at_rest(page)
    page.focus("#map")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(800)
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()
    page.wait_for_timeout(500)
    assert "map=15/" not in page.url


# Closes the card as soon as the map is on its way, and tells where the sign stood in that moment and stands at rest,
# and the upper and lower edge of the map.
CLOSED_ON_THE_WAY = """(moves) => new Promise((told) => {
    const top = () => document.querySelector(".map-sign:not([hidden])").getBoundingClientRect().top;
    const close = () => document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
    const watch = () => (document.querySelector(moves) ? close() : requestAnimationFrame(watch));
    new MutationObserver((_, observer) => {
        if (document.body.classList.contains("has-card")) return;
        observer.disconnect();
        const seen = top();
        const { top: upper, bottom } = document.getElementById("map").getBoundingClientRect();
        setTimeout(() => told([seen, top(), upper, bottom]), 800);
    }).observe(document.body, { attributeFilter: ["class"] });
    watch();
})"""


def test_a_card_closed_while_the_map_glides_leaves_the_sign_where_it_was_seen(closure, opened):
    page = opened(short(320, 568))
    page.goto("/?map=17/57.1518/65.5410")
    at_rest(page)
    page.evaluate("document.querySelector('.map-sign:not([hidden])').click()")
    seen, stands, upper, lower = page.evaluate(CLOSED_ON_THE_WAY, ".has-card .leaflet-pan-anim")
    # A slow machine tells of the glide's end, where the page's map has its edge: from there the sign is brought back.
    is_brought_back = not upper + EDGE_PX < seen < lower - EDGE_PX and upper + EDGE_PX < stands < lower - EDGE_PX
    assert is_brought_back or stands == pytest.approx(seen, abs=1)


def test_a_card_closed_while_the_map_zooms_brings_the_reader_back(many, opened):
    page = opened(DESKTOP)
    page.goto("/?map=15/57.1508/65.5400")
    page.wait_for_load_state("networkidle")
    page.evaluate(f"document.querySelector('{key(many[0])}').click()")
    page.evaluate(CLOSED_ON_THE_WAY, ".has-card .leaflet-zoom-anim")
    expect(page).to_have_url(re.compile(r"map=15/57\.1508/65\.5400"))
    assert page.locator("#card").is_hidden()


def test_back_from_an_events_page_leads_to_the_card_and_on_to_the_list_as_it_was(many, opened):
    page = opened(DESKTOP | {"viewport": {"width": 1280, "height": 720}})
    page.goto("/?map=15/57.1500/65.5400")
    rows = page.locator("#list .row")
    expect(rows).to_have_count(len(many))
    page.wait_for_load_state("networkidle")
    rows.last.scroll_into_view_if_needed()
    scrolled = page.locator("#list").evaluate("(list) => list.scrollTop")
    rows.last.click()
    expect(page.locator("#card h2")).to_be_visible()
    at_rest(page)
    page.click("#card .button--primary")
    expect(page.locator("h1")).to_contain_text("улица")
    page.go_back()
    expect_card_and_place(page)
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    expect(rows).to_have_count(len(many))
    page.wait_for_load_state("networkidle")
    assert page.locator("#list").evaluate("(list) => list.scrollTop") == scrolled


def test_a_card_that_does_not_come_is_told_and_the_word_stays(closure, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.route("**/card/**", lambda route: route.fulfill(status=500))
    page.click(key(closure))
    told = page.locator("#map-status")
    expect(told).to_contain_text("Попробуйте через минуту")
    page.wait_for_timeout(1500)
    expect(told).to_contain_text("Попробуйте через минуту")
    expect(page.locator("#card")).to_be_hidden()


def test_what_is_said_of_a_card_goes_with_it(closure, opened):
    page = opened(DESKTOP)
    page.goto(f"/?open=event-{closure.pk}")
    page.evaluate("navigator.clipboard.writeText = async () => {}")
    for close in (lambda: page.keyboard.press("Escape"), page.go_back):
        page.click("[data-share]")
        expect(page.get_by_text("Ссылка скопирована")).to_be_visible()
        close()
        expect(page.locator("#card")).to_be_hidden()
        expect(page.locator("#map-status")).to_be_hidden()
        page.click(key(closure))


def test_who_reads_the_list_below_a_phones_map_sees_that_a_card_does_not_come(many, opened):
    page = opened(PHONE)
    page.goto("/")
    page.route("**/card/**", lambda route: route.fulfill(status=500))
    page.tap(".stage__list")
    page.locator(key(many[-1])).tap()
    expect(page.locator("#map-status span")).to_contain_text("Попробуйте через минуту")
    expect(page.locator("#map-status span")).to_be_in_viewport(ratio=1)
    page.evaluate("scrollTo(0, 0)")
    told, *buttons = (page.locator(each).bounding_box() for each in ("#map-status", "#locate", ".stage__list"))
    assert told["x"] + told["width"] <= buttons[0]["x"]
    assert told["y"] + told["height"] <= buttons[1]["y"]


def test_a_card_that_was_opened_by_its_sign_leads_back_to_it(closure, opened):
    page = opened(DESKTOP)
    page.goto("/")
    sign = page.locator(".map-sign")
    sign.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()
    page.keyboard.press("Escape")
    expect(sign).to_be_focused()


def test_who_stands_in_filters_that_are_folded_away_stands_at_their_button(closure, opened):
    page = opened(PHONE)
    page.goto("/?passage=closed")
    page.tap("#show-filters")
    page.focus("#filter-passage")
    page.keyboard.press("Escape")
    expect(page.locator("#show-filters")).to_be_focused()
    page.focus("#clear-filters")
    page.keyboard.press("Enter")
    expect(page.locator("#filters-on")).to_be_hidden()
    expect(page.locator("#show-filters")).to_be_focused()


@pytest.mark.parametrize("address", ["/?open=event-{}", "/events/{}/"], ids=["card", "page"])
def test_what_is_shared_is_the_events_page_which_other_sites_can_preview(closure, opened, address):
    page = opened(DESKTOP)
    page.goto(address.format(closure.pk))
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text; }")
    page.click("[data-share]")
    expect(page.get_by_text("Ссылка скопирована")).to_be_visible()
    shared = page.evaluate("window.copied")
    assert shared.endswith(f"/events/{closure.pk}/")
    assert 'property="og:title"' in page.request.get(shared).text()


def test_which_filters_are_set_is_said_where_they_are_folded_away_and_all_are_cleared_at_once(closure, opened, shoot):
    page = opened(PHONE)
    page.goto("/")
    told = page.locator("#filters-on")
    expect(told).to_be_hidden()
    page.tap("#show-filters")
    page.keyboard.press("Escape")
    expect(page.locator("#show-filters")).to_have_attribute("aria-expanded", "false")
    page.tap("#show-filters")
    page.uncheck("[name=kind][value=repair-zone]")
    page.select_option("[name=passage]", "closed")
    page.tap("#show-filters")
    expect(told).to_contain_text("Проезда нет · Не показаны: Ремонтные зоны")
    expect(page.locator("#filters-count")).to_have_text("2")
    expect(page.locator("#show-filters")).to_have_class(re.compile("is-set"))
    expect(page.locator("#list")).to_contain_text("Показаны не все слои")
    shoot(page, "filters-set-phone")
    page.tap("#clear-filters")
    expect(told).to_be_hidden()
    expect(page).not_to_have_url(re.compile("kind=|passage="))
    expect(page.locator("#list")).not_to_contain_text("Показаны не все слои")


@pytest.mark.parametrize("width", [320, 390])
def test_filters_of_a_phone_stand_in_one_row_and_open_within_the_screen(closure, opened, shoot, width):
    page = opened(short(width, 640))
    page.goto("/?passage=closed&vehicle_class=lorry")
    expect(page.locator("#filters-count")).to_have_text("2")
    time, more = page.locator("#when").bounding_box(), page.locator("#show-filters").bounding_box()
    assert abs(time["y"] + time["height"] - more["y"] - more["height"]) < 1
    page.tap("#show-filters")
    for name in ("passage", "vehicle_class"):
        box = page.locator(f"[name={name}]").bounding_box()
        assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True)
    shoot(page, f"filters-{width}")
    assert page.evaluate("document.documentElement.scrollWidth") == width


BROKEN_WORDS = """(elements) => elements.flatMap((element) => {
    const text = element.firstChild;
    const words = [...text.data.matchAll(/\\p{L}+/gu)];
    return words.filter(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        return range.getClientRects().length > 1;
    }).map(({ 0: word }) => word);
})"""


def test_names_break_between_words_only(closure, opened):
    page = opened(short(320, 568))
    page.goto(f"/?open=event-{closure.pk}")
    names = page.locator("#card h2, #list .row__title")
    expect(names).to_have_count(2)
    assert names.evaluate_all(BROKEN_WORDS) == []
    assert names.evaluate_all("(all) => all.map((each) => getComputedStyle(each).hyphens)") == ["manual", "manual"]


def test_a_card_closed_on_the_way_to_the_way_round_brings_the_reader_back(many, opened):
    """The way comes after the card, and the map goes on to it: that is no move of the reader's own."""
    page, held = opened(DESKTOP), []
    page.route("**/detour/**", lambda route: held.append(route))
    page.goto("/?map=15/57.1508/65.5400")
    at_rest(page)
    page.click(key(many[0]))
    expect(page).not_to_have_url(re.compile("map=15/"))
    while not held:
        page.wait_for_timeout(50)
    page.wait_for_timeout(700)  # it has arrived
    held[0].continue_()
    page.evaluate(CLOSED_ON_THE_WAY, ".has-card .leaflet-pan-anim, .has-card .leaflet-zoom-anim")
    expect(page).to_have_url(re.compile(r"map=15/57\.1508/65\.5400"))
