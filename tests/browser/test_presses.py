"""A hand that is quicker than the page's scripts: nothing that it presses or types is lost."""

from playwright.sync_api import expect

from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_pasting import day, paste

NOTICE = f"Улица Пушкина от Баумана до Речного переулка закрыта {day(3)} с 9:10 до 17:10, ремонт теплотрассы"


def held_back(page, script: str) -> list:
    """The script comes when the test lets it: `.pop().continue_()`."""
    held = []
    page.route(f"**/{script}*.js", lambda route: held.append(route))
    return held


def test_a_notice_that_is_published_before_the_form_has_its_script_is_published_once(cast, opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    held = held_back(page, "closures/js/editor")
    with page.expect_navigation(wait_until="commit"):
        paste(page, NOTICE)
    page.locator("[data-do=publish]").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    held.pop().continue_()
    page.unroute_all()
    expect(page.locator("#said")).to_contain_text("Опубликовано")
    assert RoadEvent.objects.get().status == "published"


def test_ctrl_enter_before_the_box_has_its_script_reads_the_notice(cast, opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    held = held_back(page, "closures/js/notice_box")
    page.goto("/desk/events/new/", wait_until="commit")
    paste(page, NOTICE)
    held.pop().continue_()
    expect(page.locator("#street")).to_have_value("улица Пушкина")


def test_the_box_is_read_by_its_button_before_its_script_is_there(cast, opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    held = held_back(page, "closures/js/notice_box")
    page.goto("/desk/notices/", wait_until="commit")
    page.fill("#notice-text", NOTICE)
    page.click("#notice-read")
    held.pop().continue_()
    expect(page.locator("#street")).to_have_value("улица Пушкина")


def test_the_form_takes_nothing_until_it_is_filled(desk_of, event):
    page = desk_of(event)
    held = held_back(page, "closures/js/editor")
    page.reload(wait_until="commit")
    page.locator("#reason").focus()
    expect(page.locator("#reason")).not_to_be_focused()
    held.pop().continue_()
    expect(page.locator("#planned_start")).not_to_have_value("")
    page.locator("#reason").focus()
    expect(page.locator("#reason")).to_be_focused()


def test_a_residents_press_before_the_map_has_its_script_is_done(site, opened):
    page = opened(PHONE)
    held = held_back(page, "roadmap/js/map_page")
    page.goto("/", wait_until="commit")
    page.click("#show-filters")
    held.pop().continue_()
    expect(page.locator("#show-filters")).to_have_attribute("aria-expanded", "true")
