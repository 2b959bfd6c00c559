"""What a stage leaves of the way, and when: limits, lanes and the days of its calendar, by pressing them."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from tests.browser.conftest import save

ZONE = ZoneInfo("Asia/Yekaterinburg")


def test_limits_are_added_and_taken_back(event, desk_of, shoot):
    page = desk_of(event)
    page.click("#limits-box summary")
    page.click("#add-limit")
    page.select_option("#limit-type-0", "speed-limit")
    expect(page.locator("label[for=limit-value-0]")).to_have_text("Сколько, км/ч")
    page.click("[data-do=change]")
    expect(page.locator("[data-error='restrictions.0']")).to_contain_text("Укажите, сколько")
    page.fill("#limit-value-0", "40")
    page.click("#add-limit")
    page.select_option("#limit-type-1", "narrow-lanes")
    expect(page.locator("#limit-value-1")).to_be_hidden()
    shoot(page, "limits")
    save(page)
    speed, narrow = {"type": "speed-limit", "value": 40, "unit": "km/h"}, {"type": "narrow-lanes"}
    assert event.phases.get().restrictions == [speed, narrow]
    page.locator("[data-limit-row]").first.locator("[data-remove]").click()
    save(page)
    assert event.phases.get().restrictions == [narrow]


def test_a_lane_and_a_footway_are_shut_by_pressing_them(event, desk_of, shoot):
    page = desk_of(event)
    page.click("#lanes-box summary")
    page.fill("#lane-count", "3")
    page.get_by_role("button", name="полоса 3").click()
    expect(page.locator("#vehicle_impact")).to_have_value("some-lanes-closed-merge-left")
    page.get_by_role("button", name="тротуар").last.click()
    expect(page.locator("#preview")).to_contain_text("тротуар закрыт")
    shoot(page, "lanes")
    save(page)
    general = {"type": "general", "status": "open"}
    lanes = [general, general, general | {"status": "closed"}, {"type": "sidewalk", "status": "closed"}]
    assert event.phases.get().lanes == [{"order": number} | lane for number, lane in enumerate(lanes, start=1)]
    page.select_option("#vehicle_impact", "all-lanes-closed")
    expect(page.locator(".lanes__cell--lane[aria-pressed=true]")).to_have_count(3)
    page.reload()
    expect(page.locator(".lanes__cell--lane[aria-pressed=true]")).to_have_count(1)


def test_a_day_of_the_calendar_is_left_out_and_taken_back(event, desk_of, start, shoot):
    """Nine days from tomorrow noon, nights of Monday and Tuesday only: those and no others can be pressed."""
    page = desk_of(event)
    first = start.astimezone(ZONE).date()
    page.fill("#planned_start", f"{first}T12:00")
    page.fill("#planned_end", f"{first + timedelta(days=9)}T12:00")
    page.click("#hours-box summary")
    page.fill("#hours-start-0", "22:00")
    page.fill("#hours-end-0", "06:00")
    page.locator("[data-hours-row] [name=weekday][value=mon]").check()
    page.locator("[data-hours-row] [name=weekday][value=tue]").check()
    days = [first + timedelta(days=number) for number in range(9)]
    nights = [day for day in days if day.weekday() in (0, 1)]
    pressed = page.locator("#calendar [data-day]")
    expect(pressed).to_have_count(len(nights))
    assert [each.get_attribute("data-day") for each in pressed.all()] == [f"{day:%Y-%m-%d}" for day in nights]
    pressed.first.click()
    expect(page.locator("#except")).to_have_value(f"{nights[0]:%d.%m.%Y}")
    expect(pressed.first).to_have_attribute("aria-pressed", "false")
    shoot(page, "calendar")
    save(page)
    assert event.phases.get().schedule["except"] == [f"{nights[0]:%Y-%m-%d}"]
    pressed.first.click()
    expect(page.locator("#except")).to_have_value("")
