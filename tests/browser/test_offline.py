"""Without a connection: what was seen is still there and says how old it is; what was written goes off later, once."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone
from playwright.sync_api import expect

from appeals import actions
from appeals.models import Appeal
from tests.browser.conftest import PHONE, at_rest, waits_for
from tests.closures.factories import line, phase, published

WITH_WORKER = PHONE | {"service_workers": "allow"}
IS_KEPT = """async (path) => {
    for (const name of await caches.keys()) {
        const kept = await (await caches.open(name)).keys();
        if (kept.some(({ url }) => url.includes(path))) return true;
    }
    return false;
}"""


@pytest.fixture
def closure(cast):
    now = timezone.now()
    begun = {"planned_start": now - timedelta(hours=1), "planned_end": now + timedelta(days=3)}
    return published(cast, at=now, phases=[phase(geometry=line((0, 200), (200, 200)), **begun)])


BEGUN = "navigator.serviceWorker.controller !== null"


def seen(page, address: str, *kept: str) -> None:
    page.goto(address)
    waits_for(page, BEGUN)
    for path in kept:
        waits_for(page, IS_KEPT, path)


@pytest.mark.parametrize(
    ("address", "kept"),
    [("/?map=16/57.1518/65.5410", "/api/v1/road-events/?"), ("/?map=13/57.1518/65.5410", "/tiles/road-events/")],
    ids=["near", "far"],
)
def test_the_map_that_was_seen_is_there_without_a_connection(closure, opened, shoot, address, kept):
    page = opened(WITH_WORKER)
    seen(page, address, "/?map=", kept, "part=list", "map_page", ".pmtiles")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator("#offline")).to_contain_text("Показаны данные на")
    expect(page.locator(".leaflet-container")).to_be_visible()
    expect(page.locator(".map-sign").first).to_be_visible()
    expect(page.locator("#list .row")).to_have_count(1)
    shoot(page, "map-offline")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_be_hidden()


def write_without_connection(page) -> None:
    seen(page, "/report/", "/report/")
    page.fill("#place-text", "Пушкина 13")
    with page.expect_response("**/report/find/"):
        page.click("[name=find]")
    expect(page.locator(".pin")).to_have_count(1)
    page.check("[name=category][value=pothole]", force=True)
    page.fill("#text", "Яма у дома")
    page.check("#consent")
    page.context.set_offline(True)
    page.click("#send")
    expect(page.locator("#waiting")).to_contain_text("Сообщение сохранено на этом телефоне")
    expect(page.locator("#failure")).to_be_hidden()


def test_a_message_written_without_a_connection_is_sent_once_when_it_is_back(cast, opened, shoot):
    page = opened(WITH_WORKER)
    write_without_connection(page)
    shoot(page, "report-offline")
    assert not Appeal.objects.exists()
    page.context.set_offline(False)
    other = page.context.new_page()
    other.goto("/list/")  # whatever page comes next, two of them at once
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline a")).to_have_attribute("href", re.compile(r"/m/[\w-]+/$"))
    assert [appeal.text for appeal in Appeal.objects.all()] == ["Яма у дома"]


def test_the_page_that_a_message_was_written_on_sends_it_when_the_connection_is_back(cast, opened, shoot, monkeypatch):
    """The first tries may fail all the same: nobody has to open another page, or this one anew."""
    page = opened(WITH_WORKER)
    write_without_connection(page)
    taken, refused = actions.submit, []

    def submit(**given):
        if len(refused) < 2:
            refused.append(given)
            raise OperationalError("away")
        return taken(**given)

    monkeypatch.setattr(actions, "submit", submit)
    page.context.set_offline(False)
    expect(page.locator("#waiting a").first).to_have_attribute("href", re.compile(r"/m/[\w-]+/$"))
    shoot(page, "report-sent-later")
    assert Appeal.objects.count() == 1
    page.get_by_role("link", name="Написать ещё одно сообщение").click()
    expect(page.locator("#send")).to_be_enabled()


def test_what_is_of_one_person_alone_is_not_kept(cast, opened):
    page = opened(WITH_WORKER)
    seen(page, "/", "part=list")
    page.goto("/login/")
    page.goto("/desk/")
    assert not page.evaluate(IS_KEPT, "/login/")
    assert not page.evaluate(IS_KEPT, "/desk/")


def test_where_somebody_is_is_not_kept(closure, opened):
    page = opened(WITH_WORKER)
    seen(page, "/", "part=list")
    for address in ("/subscribe/?lon=65.541234&lat=57.151234", "/list/?near=65.541,57.151", "/list/"):
        page.goto(address)
    assert page.evaluate(IS_KEPT, "/list/")
    assert not page.evaluate(IS_KEPT, "/subscribe/")
    assert not page.evaluate(IS_KEPT, "near=")


def test_a_search_that_has_no_connection_says_so_and_works_when_it_is_back(closure, opened):
    page = opened(WITH_WORKER)
    seen(page, "/", "map_page", "part=list")
    page.context.set_offline(True)
    page.focus("#place")
    told = page.locator(".search [role=status]")
    expect(told).to_contain_text("Нет связи")
    page.context.set_offline(False)
    expect(told).to_have_text("")
    page.fill("#place", "пушкина")
    page.press("#place", "Enter")
    expect(page.locator(".answer h2")).to_have_text("Улица Пушкина")


def test_suggestions_that_do_not_come_say_so(closure, opened):
    page = opened(WITH_WORKER)
    seen(page, "/", "map_page", "part=list")
    page.fill("#place", "пушк")
    expect(page.get_by_role("option", name=re.compile("улица Пушкина"))).to_be_visible()
    page.context.set_offline(True)
    page.fill("#place", "баум")
    expect(page.locator(".search [role=status]")).to_contain_text("Нет связи")


@pytest.mark.parametrize("button", ["#show-time", "#locate"])
def test_a_button_whose_script_does_not_come_says_why(closure, opened, button):
    page = opened(WITH_WORKER)
    seen(page, "/", "map_page", "part=list")
    page.context.set_offline(True)
    page.click(button)
    expect(page.locator("#map-status")).to_contain_text("Нет связи")
    page.context.set_offline(False)
    expect(page.locator("#map-status")).to_be_hidden()


def test_an_event_of_the_list_opens_without_a_connection_as_far_as_it_is_known(closure, opened, shoot):
    page = opened(WITH_WORKER)
    seen(page, "/?map=16/57.1518/65.5410", "map_page", "part=list")
    page.context.set_offline(True)
    page.click("#list .row")
    card = page.locator("#card")
    expect(card.locator("h2")).to_contain_text("улица Пушкина")
    expect(card).to_contain_text("Подробности — когда она появится")
    expect(page.locator("#map-status")).to_be_hidden()
    shoot(page, "card-offline")
    page.context.set_offline(False)
    expect(card).to_contain_text("Департамент дорог")
    expect(card).not_to_contain_text("Подробности — когда")


def test_an_event_of_the_map_that_is_in_no_row_is_told_as_far_as_the_map_knows_it(closure, opened, shoot):
    page = opened(WITH_WORKER)
    seen(page, "/?map=16/57.1518/65.5410", "map_page", "part=list")
    expect(page.locator(".map-sign")).to_be_visible()
    at_rest(page)
    page.evaluate("document.getElementById('list').replaceChildren()")
    page.context.set_offline(True)
    page.locator(".map-sign").click()
    card = page.locator("#card")
    expect(card.locator("h2")).to_contain_text("улица Пушкина")
    expect(card).to_contain_text(re.compile(r"\d+ \S+, \d\d:\d\d – "))
    expect(card).to_contain_text("Подробности — когда она появится")
    shoot(page, "card-offline-of-the-map")
    page.context.set_offline(False)
    expect(card).to_contain_text("Департамент дорог")


def test_a_page_that_was_never_seen_says_so_and_comes_when_the_connection_is_back(closure, opened, shoot):
    page = opened(WITH_WORKER)
    seen(page, "/", "/offline/", "map_page")
    page.context.set_offline(True)
    page.goto("/streets/")
    expect(page.get_by_role("heading", name="Нет связи")).to_be_visible()
    shoot(page, "unseen-offline")
    page.get_by_role("link", name="Карта, какой вы её видели").click()
    expect(page.locator(".leaflet-container")).to_be_visible()
    page.goto("/streets/")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", name="Улицы")).to_be_visible()
