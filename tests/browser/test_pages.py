"""Pages under a finger and by keyboard: what a phone taps, what the editor says, what works without scripts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appeals.models import Appeal
from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, PHONE, choose_end, in_letters_of, sign_in, waits_for
from tests.closures.factories import line, phase, published


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


@pytest.fixture
def editor(cast, opened):
    """`editor(PHONE)`: the dispatcher before an empty form."""

    def open_editor(device: dict):
        page = opened(device)
        sign_in(page, "dispatcher")
        page.goto("/desk/events/new/")
        return page

    return open_editor


def tap_map(page, right: int = 0, down: int = 0) -> None:
    """A tap so many pixels from the map's middle."""
    box = page.locator("#map").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)


def pick_street(page) -> None:
    page.fill("#street", "Пушк")
    expect(page.locator("#street-list li").first).to_contain_text("улица Пушкина")
    page.press("#street", "Enter")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина")


IS_ABOVE_THE_CARD = """() => {
    const boxOf = each => document.querySelector(each)?.getBoundingClientRect();
    const [sign, card] = [boxOf(".map-sign.is-chosen"), boxOf("#card")];
    return sign?.height > 0 && sign.bottom < card.top;
}"""


def test_a_finger_beside_the_line_opens_its_card_and_the_card_comes_back(closure, opened):
    west, south, east, north = closure.geometry.extent
    page = opened(PHONE)
    page.goto(f"/?map=17/{(south + north) / 2:.6f}/{west + (east - west) / 4:.6f}")
    expect(page.locator(".map-sign")).not_to_have_count(0)
    tap_map(page, down=8)
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")
    waits_for(page, IS_ABOVE_THE_CARD)
    page.click("#card .button--primary")
    expect(page.locator("h1")).to_contain_text("улица Пушкина")
    page.go_back()
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")
    page.wait_for_load_state("networkidle")


def test_on_a_phone_the_filters_fold_away_and_stay_in_the_address(closure, opened):
    page = opened(PHONE)
    page.goto("/")
    page.tap("#show-filters")
    page.uncheck("[name=kind][value=closure]")
    expect(page).to_have_url(re.compile("kind="))
    expect(page.locator(".map-sign")).to_have_count(0)
    tap_map(page, right=-150, down=270)  # below the panel, beside the button of the list
    expect(page.locator("#filters-panel")).to_be_hidden()
    page.reload()
    expect(page.locator("[name=kind][value=closure]")).not_to_be_checked()
    page.wait_for_load_state("networkidle")


def test_the_editor_says_what_is_missing_before_anything_is_sent(editor):
    page = editor(DESKTOP)
    expect(page.locator("#planned_start")).to_have_value(re.compile(r"T\d\d:00$"))  # the next full hour
    page.fill("#planned_start", "")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.locator("#reason").press("Control+Enter")  # presses the main button, whatever filled the form
    expect(page.locator("[data-error~=geometry]")).to_contain_text("Укажите, где")
    expect(page.locator("[data-error=planned_start]")).to_have_text("Укажите, когда начало.")
    expect(page.locator("#street")).to_be_focused()
    assert sent == []
    pick_street(page)
    choose_end(page, "from", "улица Баумана")  # half of a stretch is not the whole street
    expect(page.locator("[data-error~=geometry]")).to_contain_text("второй конец")
    page.click("[data-do=publish]")
    expect(page.locator("[data-error~=geometry]")).to_contain_text("Укажите, где")
    assert not RoadEvent.objects.exists()


def test_a_line_is_drawn_by_finger(editor):
    page = editor(PHONE)
    pick_street(page)
    choose_end(page, "from", "улица Баумана")
    choose_end(page, "to", "Речной переулок")
    expect(page.locator("#picked")).to_contain_text("200")
    page.click("summary:has-text('рисунок')")  # on a phone what is seldom needed is folded
    page.click("#draw-line")  # the map has gone there: its middle is on the street
    tap_map(page, right=-40)
    tap_map(page, right=40)
    tap_map(page, right=40, down=60)
    page.tap("[data-draw=undo]")
    page.tap("[data-draw=finish]")
    expect(page.locator("#draw-bar")).to_be_hidden()
    expect(page.locator("#picked")).not_to_contain_text("200")
    expect(page.locator("#preview")).to_contain_text("по улице Пушкина")


def test_a_line_is_drawn_by_keyboard(editor, shoot):
    page = editor(DESKTOP)
    pick_street(page)
    choose_end(page, "from", "улица Баумана")
    choose_end(page, "to", "Речной переулок")
    expect(page.locator("#picked")).to_contain_text("200")
    page.focus("#draw-line")
    page.keyboard.press("Enter")
    page.focus("#map")
    page.keyboard.press("Enter")
    expect(page.locator("[data-draw=undo]")).to_be_enabled()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # the map glides
    shoot(page, "drawn-by-keyboard")
    page.keyboard.press("Enter")
    expect(page.locator("[data-draw=finish]")).to_be_enabled()
    page.keyboard.press("Enter")  # the same point again ends it
    expect(page.locator("#draw-bar")).to_be_hidden()
    expect(page.locator("#picked")).not_to_contain_text("200")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина")


def test_a_signal_outage_is_entered_by_its_street(editor):
    page = editor(DESKTOP)
    page.check("[name=kind][value=signal-outage]", force=True)
    page.fill("#signal", "Кремл")
    expect(page.locator("#signal-list li").first).to_contain_text("Кремлёвская")
    page.press("#signal", "Enter")
    page.click("[data-start=now]")
    page.click("[data-hours='3']")
    expect(page.locator("#preview")).to_contain_text("светофор")
    page.click("[data-do=publish]")
    expect(page.locator("#said")).to_have_text("Опубликовано. Запись отправляется.", timeout=20_000)
    event = RoadEvent.objects.get()
    assert (event.kind, event.status, event.signal is not None) == ("signal-outage", "published", True)


def test_a_message_is_sent_without_scripts(cast, browser_of):
    page = browser_of(PHONE | {"java_script_enabled": False}).new_page()
    page.goto("/report/")
    page.check("[name=category][value=pothole]", force=True)
    page.fill("#place-text", "улица Пушкина, 13")
    page.click("[name=find]")
    expect(page.locator("#place")).to_contain_text("улица Пушкина")
    page.fill("#text", "Яма у дома")
    page.check("#consent")
    page.click("#send")
    expect(page.locator("#secret-link")).to_be_visible()
    assert Appeal.objects.get().street == "улица Пушкина"


@pytest.mark.parametrize("language", ["ru-RU", "en-GB"])
def test_nothing_scrolls_sideways_on_the_narrowest_phone(language, closure, opened, shoot):
    page = opened(PHONE | {"viewport": {"width": 320, "height": 640}, "locale": language})
    for address in (
        "/",
        f"/?open=event-{closure.pk}",
        "/list/",
        f"/events/{closure.pk}/",
        "/report/",
        "/trip/?start=Пушкина%2C+13&end=Садовый+мост",
        "/journal/",
        "/feeds/",
        "/login/",
        "/nowhere/",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        for text_size in ("100%", "200%"):
            in_letters_of(page, text_size)
            shoot(page, f"narrow-{language}-{text_size}{address.replace('/', '_')}")
            assert page.evaluate("document.documentElement.scrollWidth") == 320, (address, text_size)
