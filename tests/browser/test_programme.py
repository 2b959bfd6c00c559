"""The programme by hand: a draft is dragged and pushed by weeks, taken back, moved by a phone's buttons, joined."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from closures.programme.works import Year
from roadmap.models import Agency
from tests.browser.conftest import DESKTOP, PHONE, at_rest, sign_in
from tests.browser.test_access import AXE, JUDGE
from tests.closures.factories import draft, line, phase, published

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}
WEEK = timedelta(days=7)


def planned(agency, start, weeks, *, make=draft, **values):
    told = {"planned_start": start, "planned_end": start + weeks * WEEK, "vehicle_impact": "some-lanes-closed"}
    return make(agency, at=timezone.now(), phases=[phase(**told | values)])


def start_of(event):
    return event.phases.get().planned_start


def drag(page, bar, weeks: int) -> None:
    box = bar.bounding_box()
    width = bar.evaluate("(bar) => bar.parentElement.clientWidth / 53")
    x, y = box["x"] + min(30, box["width"] / 2), box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + weeks * width / 2, y, steps=4)
    page.mouse.move(x + weeks * width, y, steps=4)
    page.mouse.up()


def test_a_draft_is_moved_by_weeks_and_joined(cast, opened, shoot):
    other = Agency.objects.create(city=cast.city, slug="heat-network", name="Тепловые сети")
    year = Year.of(cast.city, timezone.now().astimezone(cast.city.zone).year + 1)
    spring = year.start + 12 * WEEK
    mine, theirs = planned(cast, spring, 6), planned(other, spring + 10 * WEEK, 8)
    planned(other, spring + 2 * WEEK, 4, make=published, geometry=line((-200, -10), (0, -10)))
    planned(cast, spring + 3 * WEEK, 10, geometry=line((-200, 10), (100, 10)))
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    page.goto("/desk/programme/")
    bar = page.locator(f".bar[data-event='{mine.pk}']")
    expect(page.locator(".dig-once li").first).to_contain_text("Пушкина")
    shoot(page, "programme")
    page.evaluate(AXE)
    assert page.evaluate(JUDGE) == []

    drag(page, bar, 2)
    expect(page.locator("#programme-said")).to_contain_text("Перенесено")
    assert start_of(mine) == spring + 2 * WEEK
    assert page.url.endswith("/desk/programme/")  # no click follows a drag
    shoot(page, "programme-moved")
    page.click("#programme-said button")
    expect(page.locator("#programme-said")).to_contain_text("Возвращено")
    assert start_of(mine) == spring

    bar.focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    expect(page.locator("#programme-said")).to_contain_text("Перенесено")
    assert start_of(mine) == spring - 3 * WEEK
    expect(page.locator(f".bar[data-event='{mine.pk}']")).to_be_focused()
    assert mine.changes.count() == 4  # three presses are one change

    drag(page, bar, 1)
    bar.focus()
    page.keyboard.press("ArrowLeft")  # while the drag is on its way
    expect(bar).to_have_attribute("data-version", "6")
    assert start_of(mine) == spring - 3 * WEEK

    drag(page, page.locator(f".bar[data-event='{theirs.pk}']"), 2)
    assert start_of(theirs) == spring + 10 * WEEK

    phone = opened(PHONE)
    sign_in(phone, "dispatcher")
    phone.goto("/desk/programme/")
    work = phone.locator(f".bar[data-event='{mine.pk}'] + .bar__moves")
    shoot(phone, "programme-phone")
    phone.evaluate(AXE)
    assert phone.evaluate(JUDGE) == []
    work.get_by_role("button", name="На неделю позже").click()
    expect(phone.locator("#programme-said")).to_contain_text("Перенесено")
    assert start_of(mine) == spring - 2 * WEEK
    for device, name in ((NARROW, "320"), (DESKTOP | {"color_scheme": "dark"}, "dark")):
        small = opened(device)
        sign_in(small, "dispatcher")
        small.goto("/desk/programme/?by=contractor")
        at_rest(small)
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shoot(small, f"programme-{name}")

    drag(page, bar, 1)  # of a version that stands no more
    expect(page.locator("#programme-said")).to_contain_text("изменил")
    page.emulate_media(media="print")
    shoot(page, "programme-print")
    page.emulate_media(media="screen")
    page.locator("form:has([name=one]) button").first.click()
    expect(page.get_by_text(re.compile("начнётся вместе"))).to_be_visible()
    assert start_of(mine) == start_of(theirs)
