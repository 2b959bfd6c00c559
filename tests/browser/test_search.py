"""What a hand does with the search: a street by keyboard, what is shut there tonight, and Back."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import Agency, City
from tests.browser.conftest import DESKTOP, PHONE, at_rest
from tests.closures.factories import line, phase, published


@pytest.fixture
def shut(site):
    city = City.objects.get(slug="small-city")
    agency = Agency.objects.create(city=city, slug="road-department", name="Департамент дорог", is_default=True)
    now = timezone.now()
    times = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(agency, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **times)])


def test_on_a_phone_the_answer_stands_above_the_map(shut, opened, shoot):
    """Nobody has to scroll for it, and it goes when the search does."""
    page = opened(PHONE)
    page.goto("/")
    page.fill("#place", "пушк")
    page.get_by_role("option", name=re.compile("улица Пушкина")).click()
    told = page.locator("#city-now")
    expect(told).to_contain_text("Улица Пушкина")
    expect(told).to_contain_text("До утра: движение закрыто, ")
    expect(told).to_contain_text("На неделе: больше ничего")
    shoot(page, "search-in-short")
    expect(told.get_by_text("На неделе")).to_be_in_viewport(ratio=1)
    expect(page.locator(".stage__list")).to_be_in_viewport(ratio=1)
    told.get_by_role("link", name="движение закрыто").click()
    expect(page.locator("#card h2")).to_contain_text("улица Пушкина")
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    told.get_by_role("link", name="Улица Пушкина").click()
    expect(page.locator(f".answer [data-key=event-{shut.pk}]")).to_be_in_viewport()
    page.fill("#place", "")
    expect(told).to_contain_text("перекрыто 1")


def test_enter_while_the_suggestions_are_on_their_way_takes_the_likeliest(shut, opened):
    page = opened(DESKTOP)
    page.goto("/")
    page.route("**/api/v1/places/**", lambda route: (time.sleep(0.6), route.continue_()))
    page.focus("#place")
    page.keyboard.type("пушк")
    page.keyboard.press("Enter")  # before the pause after which a field asks
    expect(page.locator(".answer h2")).to_have_text("Улица Пушкина")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type("ленин")
    page.keyboard.press("Enter")  # the script is there now
    expect(page.locator(".answer h2")).to_have_text("Проспект Ленина")
    page.wait_for_timeout(500)
    expect(page.locator("#place-list")).to_be_hidden()


def test_what_was_answered_before_the_suggestions_came_is_not_suggested_again(shut, opened):
    page = opened(DESKTOP)
    held = []
    page.route("**/place_search.js", lambda route: held.append(route))
    page.goto("/")
    page.focus("#place")
    page.keyboard.type("пушк")
    page.keyboard.press("Enter")
    expect(page.locator(".answer h2")).to_have_text("Улица Пушкина")
    held[0].continue_()
    page.wait_for_timeout(1000)  # the script comes, and more than the pause after which a field asks
    expect(page.locator("#place-list")).to_be_hidden()


def test_search_street_tonight_by_keyboard(shut, opened, shoot):
    page = opened(DESKTOP)
    page.goto("/?map=16/57.1450/65.5300")
    page.keyboard.press("Tab")  # the link that skips to the content
    page.get_by_role("combobox", name=re.compile("Улица, дом")).focus()
    page.keyboard.type("пушк")
    option = page.get_by_role("option", name=re.compile("улица Пушкина"))
    expect(option).to_have_attribute("aria-selected", "true")
    expect(page.locator(".search [role=status]")).to_contain_text("Найдено")
    shoot(page, "search-suggests")
    page.keyboard.press("Enter")
    expect(page.locator(".answer h2")).to_have_text("Улица Пушкина")
    expect(page.locator(".answer__group").first).to_have_text("До утра")
    expect(page.locator(f".answer [data-key=event-{shut.pk}]")).to_be_visible()
    expect(page).to_have_url(re.compile("q=%D1%83%D0%BB|q=ул"))
    expect(page).to_have_url(re.compile(r"map=1\d/57\.15"))  # the map has gone there
    page.wait_for_timeout(400)
    shoot(page, "search-answer")
    page.focus(f".answer [data-key=event-{shut.pk}]")
    page.keyboard.press("Enter")
    expect(page.locator("#card h2")).to_be_focused()
    page.go_back()
    expect(page.locator("#card")).to_be_hidden()
    expect(page.locator(".answer h2")).to_have_text("Улица Пушкина")
    page.go_back()
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator("#place")).to_have_value("")


def test_where_nothing_is_found_no_empty_list_lies_over_the_page(site, opened):
    page = opened(PHONE)
    page.goto("/")
    page.fill("#place", "ъъъъъъ")
    expect(page.locator(".search [role=status]")).to_contain_text("Ничего не")
    expect(page.locator("#place-list")).to_be_hidden()


def test_the_map_shows_what_the_answer_lists_and_nothing_else(shut, opened):
    """Near and from afar, in the time that is asked for; without the search all of the city is there again."""
    other = {"planned_start": timezone.now() - timedelta(hours=1), "planned_end": None}
    published(shut.agency, at=timezone.now(), phases=[phase(geometry=line((0, 20), (0, 180)), **other)])
    later = {"planned_start": timezone.now() + timedelta(days=40), "planned_end": timezone.now() + timedelta(days=41)}
    published(shut.agency, at=timezone.now(), phases=[phase(geometry=line((-180, 200), (-20, 200)), **later)])
    page = opened(DESKTOP)
    for zoom in (15, 11):
        page.goto(f"/?q=улица Пушкина&map={zoom}/57.1510/65.5300")
        at_rest(page)
        assert (page.locator(".answer [data-key]").count(), shown_on_map(page)) == (2, 2), zoom
    page.select_option("#when", "tonight")
    at_rest(page)
    assert (page.locator(".answer [data-key]").count(), shown_on_map(page)) == (1, 1)
    page.get_by_role("link", name="Показать весь город").click()
    page.select_option("#when", "")
    at_rest(page)
    assert shown_on_map(page) == 3


@pytest.mark.parametrize(("place", "asked"), [("улица Пушкина", "road="), ("улица Пушкина / улица Баумана", "bbox=")])
def test_the_scale_of_time_counts_at_the_place_that_was_searched_for(shut, opened, place, asked):
    page = opened(DESKTOP)
    page.goto(f"/?q={place}")
    expect(page.locator(".answer h2")).to_be_visible()
    at_rest(page)
    with page.expect_request(re.compile("/days/")) as days:
        page.click("#show-time")
    assert asked in days.value.url


def shown_on_map(page) -> int:
    """For how many things its signs stand."""
    counts = page.locator(".map-sign:not([hidden])").evaluate_all(
        "(signs) => signs.map((sign) => Number(sign.querySelector('.map-sign__count')?.textContent || 1))"
    )
    return sum(counts)
