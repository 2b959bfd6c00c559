"""Who answers where, by hand: a zone is drawn, a rule shown before it is saved, a press on the map tells the body."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from appeals.models import ResponsibilityRule
from roadmap.models import Agency, Area, User
from tests.appeals import factories
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, at_rest, sign_in
from tests.browser.test_setup import looked_at_small


@pytest.fixture
def boss(cast):
    return User.objects.create_user("boss", password=PASSWORD, agency=cast, roles=["administrator"])


def press(page, x: float, y: float) -> None:
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def test_an_administrator_draws_a_zone_sees_what_its_rule_changes_and_tries_it_out(boss, cast, opened, shoot):
    lights = Agency.objects.create(city=cast.city, slug="lights", name="Горсвет", hold_s=0)
    factories.appeal(cast.city, code="lighting", at=timezone.now())
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto("/desk/setup/responsibility/zone/")
    at_rest(page)
    for x, y in ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9)):
        press(page, x, y)
    page.fill("[name=name]", "Центр")
    shoot(page, "zone-drawn")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Центр")
    assert Area.objects.get(name="Центр").geometry.num_points == 5

    page.goto("/desk/setup/responsibility/new/")
    page.select_option("[name=category]", label="Освещение")
    page.select_option("[name=area]", label="Центр")
    page.select_option("[name=agency]", str(lights.pk))
    page.fill("[name=why]", "лампы центра")
    page.get_by_role("button", name="Показать, что изменится").click()
    expect(page.locator("#effect-of-rule")).to_contain_text("Горсвет")
    shoot(page, "rule-effect")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Лампы центра")

    page.goto("/desk/responsibility/?category=lighting")
    at_rest(page)
    press(page, 0.5, 0.5)
    expect(page.locator("#verdict")).to_have_text("Горсвет")
    expect(page.locator("main")).to_contain_text("Департамент дорог")
    shoot(page, "bench")
    rule = ResponsibilityRule.objects.get()
    asked = page.url.removeprefix(page.evaluate("location.origin"))
    for name, address in {
        "bench": asked,
        "rules": "/desk/setup/responsibility/",
        "rule": f"/desk/setup/responsibility/{rule.pk}/",
        "zone": "/desk/setup/responsibility/zone/",
        "zones": "/zones/?place=57.1518,65.5417",
    }.items():
        looked_at_small(opened, shoot, address, name)


def test_a_resident_presses_the_map_and_reads_who_answers(cast, opened, shoot):
    page = opened(PHONE)
    page.goto("/zones/")
    at_rest(page)
    press(page, 0.5, 0.5)
    expect(page.locator("#verdict")).to_have_text("Департамент дорог")
    expect(page.get_by_role("link", name="Сообщить об этом месте")).to_be_visible()
    shoot(page, "zones-answer")


def test_without_javascript_an_address_is_enough(cast, opened):
    page = opened(PHONE | {"java_script_enabled": False})
    page.goto("/zones/")
    page.fill("[name=place]", "улица Пушкина")
    page.get_by_role("button", name="Кто отвечает?").click()
    expect(page.locator("#verdict")).to_have_text("Департамент дорог")
