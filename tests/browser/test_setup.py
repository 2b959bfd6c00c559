"""The set-up by hand: the guide, segments chosen on the map, forms by case with their sentences, an extract."""

import pytest
from playwright.sync_api import expect

from roadmap.models import Area, Road, RoadSegment, SettingChange, Upload, User
from roadmap.setting_up import uploads
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, at_rest, sign_in, sign_in_by_hand
from tests.browser.test_access import AXE, JUDGE
from tests.conftest import SMALL_CITY
from tests.roadmap.test_setup_areas import TWO, collection

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}
TABLE = "улица;от;до;группа;гарантия до\nулица Пушкина;Кремлёвская улица;улица Баумана;Б;31.05.2027\nНет такой;;;А;\n"


@pytest.fixture
def boss(cast):
    return User.objects.create_user("boss", password=PASSWORD, agency=cast, roles=["administrator"])


def file_of(name: str, content: bytes) -> dict:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def looked_at_small(opened, shoot, address: str, name: str) -> None:
    """On a phone, a narrow one and in the dark nothing is wider than the screen, and nobody is shut out."""
    for device, kind in ((PHONE, "phone"), (NARROW, "320"), (PHONE | {"color_scheme": "dark"}, "dark")):
        page = opened(device)
        sign_in(page, "boss")
        page.goto(address)
        at_rest(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (address, kind)
        if kind != "phone":  # as the narrow one
            page.evaluate(AXE)
            assert page.evaluate(JUDGE) == [], (address, kind)
        shoot(page, f"{name}-{kind}")


def test_an_administrator_begins_at_the_guide_and_takes_an_extract_over(boss, opened, shoot):
    page = opened(DESKTOP)
    sign_in_by_hand(page, "boss")
    expect(page.locator("h1")).to_have_text("Настройка")
    shoot(page, "setup-guide")
    page.click("text=Загрузить выгрузку")
    page.set_input_files("[type=file]", file_of("small-city.osm", SMALL_CITY.read_bytes()))
    page.get_by_role("button", name="Отправить файл").click()
    expect(page.locator("progress")).to_be_visible()
    shoot(page, "setup-going-on")
    uploads.work_on(Upload.objects.get().pk)
    page.get_by_role("button", name="Загрузить", exact=True).click()
    uploads.work_on(Upload.objects.get().pk)
    expect(page.locator("text=Что загружено")).to_be_visible()
    shoot(page, "setup-done")
    looked_at_small(opened, shoot, page.url, "setup-done")
    looked_at_small(opened, shoot, "/desk/setup/", "setup-guide")
    page.goto("/desk/setup/log/")
    expect(page.locator(".row__title").first).to_have_text("Small city")
    shoot(page, "setup-log")
    looked_at_small(opened, shoot, "/desk/setup/log/", "setup-log")


def test_segments_of_a_street_are_chosen_on_the_map_and_set(boss, opened, shoot):
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto("/desk/setup/segments/")
    page.fill("#street", "пушкина")
    page.get_by_role("button", name="Выбрать").click()
    number = RoadSegment.objects.along(Road.objects.get(name="улица Пушкина")).count()
    expect(page.locator("#chosen")).to_have_text(f"Выбрано участков: {number}")
    at_rest(page)
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + 5, box["y"] + 5)
    expect(page.locator("#chosen")).to_have_text("Здесь нет улицы.")
    shoot(page, "setup-segments")
    page.select_option("#id_gost_group", "Б")
    page.get_by_role("button", name="Записать для выбранных").click()
    expect(page.locator(".message--success")).to_contain_text("Записано")
    assert RoadSegment.objects.filter(gost_group="Б").count() == number
    looked_at_small(opened, shoot, "/desk/setup/segments/?street=пушкина", "setup-segments")


def test_a_click_on_a_chosen_segment_takes_it_out(boss, opened):
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto("/desk/setup/segments/?street=Речной переулок")
    chosen, number = (
        page.locator("#chosen"),
        RoadSegment.objects.along(Road.objects.get(name="Речной переулок")).count(),
    )
    expect(chosen).to_have_text(f"Выбрано участков: {number}")
    at_rest(page)
    box = page.locator("#map").bounding_box()
    on_it = {"x": box["width"] / 2, "y": box["height"] * 0.6}  # the street runs from north to south
    for left in (number - 1, number):
        page.locator("#map").click(position=on_it)
        expect(chosen).to_have_text(f"Выбрано участков: {left}")


def test_a_table_and_borders_are_seen_first(boss, opened, shoot):
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto("/desk/setup/segments/table/")
    shoot(page, "setup-tables")
    page.set_input_files("[type=file]", file_of("участки.csv", TABLE.encode("cp1251")))
    page.get_by_role("button", name="Посмотреть").click()
    expect(page.get_by_role("button", name="Загрузить 1 строку")).to_be_visible()
    shoot(page, "setup-table")
    looked_at_small(opened, shoot, page.url, "setup-table")
    page.goto("/desk/setup/areas/")
    page.set_input_files("[type=file]", file_of("borders.geojson", collection(*TWO)))
    page.get_by_role("button", name="Посмотреть").click()
    expect(page.locator(".row__title").first).to_have_text("Северный")
    at_rest(page)
    shoot(page, "setup-areas")
    looked_at_small(opened, shoot, page.url, "setup-areas")
    page.get_by_role("button", name="Загрузить", exact=True).click()
    expect(page.locator(".message--success")).to_contain_text("2")
    assert Area.objects.filter(name="Южный").exists()


def test_sentences_follow_the_forms_that_are_typed(boss, opened, shoot):
    road = Road.objects.get(name="улица Пушкина")
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto(f"/desk/setup/streets/{road.pk}/")
    page.fill("[name=case_forms_dative]", "улице Пушкиной")
    expect(page.locator("#sentences")).to_contain_text("по улице Пушкиной")
    shoot(page, "setup-street")
    looked_at_small(opened, shoot, page.url, "setup-street")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator(".message--success")).to_be_visible()
    road.refresh_from_db()
    assert road.case_forms == {"dative": "улице Пушкиной"}
    assert SettingChange.objects.get().by.username == "boss"
