"""The foreman's page on a phone: big buttons, the phone's place where it is allowed, and all of it without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import SiteReport
from closures.street.links import link_of
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.closures.factories import line, lonlat, phase, published

HOUR = timedelta(hours=1)


@pytest.fixture
def event(cast):
    now = timezone.now()
    times = {"planned_start": now - HOUR / 2, "planned_end": now + 5 * HOUR}
    return published(cast, at=now - 2 * HOUR, phases=[phase(**times)])


def open_site(page, event):
    page.goto(link_of(event).get_secret_url())


def test_two_taps_with_the_phones_place_end_it_once(event, opened, shoot):
    longitude, latitude = lonlat(100, 210)
    place = {"permissions": ["geolocation"], "geolocation": {"longitude": longitude, "latitude": latitude}}
    page = opened(PHONE | place)
    open_site(page, event)
    shoot(page, "site")
    page.click("#place")
    expect(page.locator("#place-said")).to_contain_text("Ваше место приложено")
    page.locator("[value=finished]").dblclick()
    expect(page.locator("main [role=status].message--success")).to_contain_text("работы завершены")
    shoot(page, "site-finished")
    report = SiteReport.objects.get()
    assert report.distance_m == pytest.approx(10, abs=1)
    event.refresh_from_db()
    assert event.status == "finished"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_scripts_and_without_a_place_it_works_as_well(event, opened):
    page = opened(PHONE | {"java_script_enabled": False})
    open_site(page, event)
    expect(page.locator("#place")).to_be_hidden()
    page.click("[value=started]")
    expect(page.locator("main [role=status].message--success")).to_contain_text("работы начаты")
    assert SiteReport.objects.get().point is None


def test_the_page_fits_the_narrowest_phone_and_tells_what_is_wrong(cast, opened, shoot):
    now = timezone.now()
    stages = [
        phase(planned_start=now - 3 * HOUR, planned_end=now + HOUR),
        phase(planned_start=now + HOUR, planned_end=now + 50 * HOUR, geometry=line((0, 0), (200, 0))),
    ]
    event = published(cast, at=now - 5 * HOUR, phases=stages)
    page = opened(PHONE | {"viewport": {"width": 320, "height": 640}, "color_scheme": "dark"})
    open_site(page, event)
    page.click("text=Сейчас никто не работает")
    page.click("[value=quiet]:not([type=radio])")
    expect(page.locator("#errors")).to_be_focused()
    for summary in page.locator("summary").all():
        if summary.locator("xpath=..").get_attribute("open") is None:
            summary.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shoot(page, "site-narrow")


def test_the_dispatcher_lets_a_doubtful_word_count(event, opened, shoot):
    longitude, latitude = lonlat(100, -460)
    place = {"permissions": ["geolocation"], "geolocation": {"longitude": longitude, "latitude": latitude}}
    foreman = opened(PHONE | place)
    open_site(foreman, event)
    foreman.click("#place")
    expect(foreman.locator("#place-said")).to_contain_text("приложено")
    foreman.click("[value=finished]")
    expect(foreman.locator("main [role=status]").first).to_contain_text("диспетчер подтвердит")
    desk = opened(DESKTOP)
    sign_in(desk, "dispatcher")
    desk.goto(f"/desk/events/{event.pk}/#from-street")
    desk.locator("#from-street").scroll_into_view_if_needed()
    shoot(desk, "desk-street")
    desk.click("#from-street [value=accept]")
    expect(desk.locator("#from-street .badge").first).to_have_text("учтено")
    event.refresh_from_db()
    assert event.status == "finished"
