"""The scale of time and the names of times: map, list and API are one at any moment."""

import re
from datetime import datetime, timedelta
from random import Random

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import RoadEvent
from roadmap.models import City
from roadmap.presets import NAMED_TIMES, named_window
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import line, phase, published

DAY, MOMENTS = timedelta(days=1), 20
A_STEP_LATER = "() => { const now = Date.now; Date.now = () => now() + 3100; }"  # what follows sooner is the same step
STREETS = [((0, 200), (200, 200)), ((-180, 200), (-20, 200)), ((0, 20), (0, 180)), ((200, 20), (200, 180))]
NIGHTS = {"hours": [{"start": "22:00", "end": "06:00"}]}
DRAWN = """async ({ when, moment }) => {
    const form = document.getElementById("filters");
    form.elements.when.value = when;
    form.elements.moment.value = moment;
    const asked = { list: null, features: null };
    const seen = new PerformanceObserver((list) => {
        for (const { name } of list.getEntries()) {
            if (/api\\/v1\\/road-events\\/[?]/.test(name)) asked.features = name;
            if (/part=list/.test(name)) asked.list = name;
        }
    });
    seen.observe({ type: "resource" });
    form.elements.when.dispatchEvent(new Event("change", { bubbles: true }));
    const busy = () => document.getElementById("map").hasAttribute("aria-busy") || !asked.features || !asked.list;
    for (let turn = 0; turn < 400 && busy(); turn += 1) await new Promise((go) => { setTimeout(go, 25); });
    seen.disconnect();
    const { search } = new URL(asked.features);
    const answer = await (await fetch(`/api/v1/road-events/${search}`)).json();
    const bare = new URLSearchParams(search);
    const rows = [...document.querySelectorAll("#list [data-key^=event-]")];
    return {
        time: ["at", "from", "to"].map((name) => bare.get(name)),
        api: [...new Set(answer.features.map(({ properties }) => properties.event))].sort((one, other) => one - other),
        list: rows.map(({ dataset }) => Number(dataset.key.slice(6))).sort((one, other) => one - other),
        drawn: [...document.querySelectorAll(".map-sign")].length,
        parts: answer.features.length,
    };
}"""


@pytest.fixture
def city(cast):
    return City.objects.get(slug="small-city")


@pytest.fixture
def plan(cast):
    """Forty days of works by day and by night on four streets."""
    dice, now = Random(9), timezone.now()
    events = []
    for number in range(8):
        start = now + dice.randrange(0, 30) * DAY
        term = {"planned_start": start, "planned_end": start + dice.randrange(1, 12) * DAY}
        hours = {"schedule": NIGHTS} if number % 2 else {}
        events.append(published(cast, at=now, phases=[phase(geometry=line(*STREETS[number % 4]), **term, **hours)]))
    return events


def true_at(at: datetime) -> list[int]:
    """By the schedules themselves."""
    return sorted(
        event.pk
        for event in RoadEvent.objects.published().prefetch_related("phases")
        if any(each.timetable().includes(at) for each in event.phases.all())
    )


def test_at_twenty_moments_map_list_api_and_schedules_say_the_same(plan, city, opened):
    page, dice = opened(DESKTOP), Random(20)
    page.goto("/")
    expect(page.locator("#map:not([aria-busy])")).to_have_count(1)
    today = datetime.combine(timezone.now().astimezone(city.zone).date(), datetime.min.time(), city.zone)
    found = 0
    for _ in range(MOMENTS):
        at = today + dice.randrange(1, 45) * DAY + timedelta(hours=dice.randrange(24))
        told = page.evaluate(DRAWN, {"when": "moment", "moment": f"{at:%Y-%m-%dT%H:%M}"})
        expected = true_at(at)
        assert (told["api"], told["list"]) == (expected, expected), at
        assert told["drawn"] == told["parts"] == len(expected)
        found += len(expected)
    assert found > MOMENTS / 2, "the plan is too thin to tell anything"
    for name in NAMED_TIMES[1:]:
        told = page.evaluate(DRAWN, {"when": name, "moment": ""})
        window = named_window(name, city.zone, timezone.now())
        assert told["time"] == [None, *(f"{edge:%Y-%m-%dT%H:%M}" for edge in window)], name
        assert told["api"] == told["list"]


def shown(page) -> tuple[list[int], int]:
    """Events of the list, and the signs on the map."""
    keys = page.locator("#list [data-key^=event-]").evaluate_all("(rows) => rows.map((row) => row.dataset.key)")
    return sorted(int(key.removeprefix("event-")) for key in keys), page.locator(".map-sign").count()


def told_by_the_api(page, moment: str) -> list[int]:
    features = page.request.get("/api/v1/road-events/", params={"at": moment}).json()["features"]
    return sorted(feature["id"] for feature in features)


def expect_moment(page, city, at: datetime) -> None:
    """The address, the thumbs, the words, the list, the map, the API and the schedules themselves."""
    moment = f"{at:%Y-%m-%dT%H:%M}"
    expect(page).to_have_url(re.compile(f"when=moment&moment={moment}"))
    at_rest(page)
    expected = true_at(at)
    assert (shown(page), told_by_the_api(page, moment)) == ((expected, len(expected)), expected)
    days = (at.date() - timezone.now().astimezone(city.zone).date()).days
    expect(page.locator("[data-part=day]")).to_have_value(str(days))
    expect(page.locator("[data-part=hour]")).to_have_value(str(at.hour))
    expect(page.locator("[data-part=day]")).to_have_attribute("aria-valuetext", re.compile(rf"\b{at.day} .*{at:%H:%M}"))


def test_by_keyboard_to_a_moment_and_by_back_to_the_one_before(plan, city, opened):
    page = opened(DESKTOP)
    page.goto("/")
    at_rest(page)
    before = shown(page)
    page.focus("#show-time")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=day]")).to_be_focused()
    hour = int(page.locator("[data-part=hour]").input_value())
    today = datetime.combine(timezone.now().astimezone(city.zone).date(), datetime.min.time(), city.zone)
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    first = today + 5 * DAY + timedelta(hours=hour)
    expect_moment(page, city, first)
    page.evaluate(A_STEP_LATER)
    page.keyboard.press("PageUp")  # a tenth of the scale
    page.keyboard.press("Tab")
    page.keyboard.press("Home")
    second = today + 14 * DAY
    expect_moment(page, city, second)
    page.go_back()
    expect_moment(page, city, first)
    page.go_back()
    expect(page).not_to_have_url(re.compile("moment="))
    at_rest(page)
    assert shown(page) == before
    page.go_forward()
    expect_moment(page, city, first)
    page.focus("[data-part=day]")
    page.keyboard.press("Escape")
    expect(page.locator("#timeline")).to_be_hidden()
    expect(page.locator("#show-time")).to_be_focused()


def test_a_time_chosen_right_after_back_or_a_search_takes_nothing_from_the_history(plan, opened):
    """However soon it comes: Back returns to what was seen before it."""
    page = opened(DESKTOP)
    page.goto("/?when=week")
    at_rest(page)
    page.select_option("#when", "today")
    page.go_back()
    expect(page.locator("#when")).to_have_value("week")
    page.select_option("#when", "tomorrow")
    page.go_back()
    expect(page.locator("#when")).to_have_value("week")
    page.select_option("#when", "today")
    page.fill("#place", "улица Пушкина")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    page.select_option("#when", "tomorrow")
    page.go_back()
    expect(page.locator("#when")).to_have_value("today")
    expect(page.locator("#place")).to_have_value("улица Пушкина")


def test_play_goes_on_day_by_day_until_it_is_stopped(site, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.click("#show-time")
    page.click("[data-part=play]")
    expect(page.locator("[data-part=day]")).to_have_value("2")
    page.click("[data-part=play]")
    stood = page.locator("[data-part=day]").input_value()
    page.wait_for_timeout(1500)
    assert page.locator("[data-part=day]").input_value() == stood


def test_play_on_the_last_day_begins_anew(site, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.click("#show-time")
    day = page.locator("[data-part=day]")
    expect(day).to_be_focused()  # the scale is fetched when it is first wanted
    day.press("End")
    expect(day).to_have_value(day.get_attribute("max"))
    page.click("[data-part=play]")
    expect(day).to_have_value("1")


def test_bars_tell_how_many_begin_above_and_how_many_end_below(cast, opened):
    """Three begin tomorrow, two of them end on the third day, one on the fifth: bars of 24 parts, 16 and 8."""
    now = timezone.now()
    for last in (3, 3, 5):
        term = {"planned_start": now + DAY, "planned_end": now + last * DAY}
        published(cast, at=now, phases=[phase(**term)])
    page = opened(DESKTOP)
    page.goto("/")
    page.click("#show-time")
    expect(page.locator("[data-part=counts]")).not_to_be_empty()
    read = "(bars) => bars.map((bar) => Number(bar.getAttribute('height')))"
    starts, ends = (page.locator(f".timeline__{name}").evaluate_all(read) for name in ("starts", "ends"))
    assert starts[:6] == [0, 24, 0, 0, 0, 0]
    assert ends[:6] == [0, 0, 0, 16, 0, 8]


def test_who_wants_no_motion_is_offered_none(site, opened):
    page = opened(DESKTOP | {"reduced_motion": "reduce"})
    page.goto("/")
    page.click("#show-time")
    expect(page.locator("[data-part=day]")).to_be_visible()
    expect(page.locator("[data-part=play]")).to_be_hidden()


IS_WHOLE = """(button) => {
    const row = button.parentElement;
    const { paddingLeft, paddingRight } = getComputedStyle(row);
    const [own, around] = [button, row].map((each) => each.getBoundingClientRect());
    const [left, right] = [around.left + parseFloat(paddingLeft), around.right - parseFloat(paddingRight)];
    return own.left >= left - 1 && own.right <= right + 1;
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_that_there_are_more_names_of_times_and_the_chosen_one_whole(plan, opened, shoot, width):
    """The row fades at its edge, and what is stood on or chosen lies before the fading."""
    page = opened(PHONE | {"viewport": {"width": width, "height": 844}})
    page.goto("/?when=fortnight")
    page.click("#show-time")
    row = page.locator(".timeline__presets")
    expect(row).to_have_css("mask-image", re.compile("gradient"))
    at_rest(page)
    shoot(page, f"timeline-{width}")
    assert row.locator("[data-when=fortnight]").evaluate(IS_WHOLE)
    for name in ("now", "tonight", ""):
        button = row.locator(f"[data-when='{name}']")
        button.focus()
        at_rest(page)
        assert button.evaluate(IS_WHOLE), name
