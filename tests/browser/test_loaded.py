"""A page that came without one of its scripts says so, instead of looking whole with buttons that do nothing."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, sign_in

FAULTS = {
    "refused": {"status": 503},
    "of another version": {"content_type": "text/javascript", "body": "export const other = 1;"},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_module_that_is_missing_is_told_with_a_button_that_loads_the_page_anew(cast, browser_of, fault, shoot):
    page = browser_of(PHONE).new_page()
    sign_in(page, "dispatcher")
    page.route("**/closures/js/hours_form.js", lambda route: route.fulfill(**FAULTS[fault]))  # the editor imports it
    page.goto("/desk/events/new/")
    told = page.get_by_role("alert").filter(has_text="Страница загрузилась не полностью — обновите её")
    expect(told).to_be_visible()
    shoot(page, "not-loaded")
    page.unroute_all()
    told.get_by_role("button", name="Обновить страницу").click()
    expect(page.locator("#map .leaflet-control-zoom")).to_be_visible()
    expect(told).to_be_hidden()
