"""Others' works by hand: a table is sent, its columns are named, what would come is seen on the map, and taken."""

import re

from django.utils import timezone
from playwright.sync_api import expect

from closures.models import RoadEvent, WorksSource
from roadmap import effects
from roadmap.models import Effect, User
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, at_rest, sign_in
from tests.browser.test_access import AXE, JUDGE

NARROW = PHONE | {"viewport": {"width": 320, "height": 640}}
TABLE = (
    "номер;улица;от;до;начало;окончание;подрядчик\n"
    "1;Пушкина;Баумана;Речной переулок;2026-07-01;2026-07-10;АО «Тепло»\n"
    "2;Несуществующая;;;2026-07-01;;\n"
    "3;8 Марта;;;2026-08-01;2026-08-05;ООО «Дорстрой»\n"
)


def do_effects() -> None:
    """What the worker does."""
    for pk in Effect.objects.filter(name="source-run").values_list("pk", flat=True):
        effects.run(pk, timezone.now())


def test_a_table_is_mapped_looked_at_and_taken(cast, opened, shoot):
    User.objects.create_user("boss", password=PASSWORD, agency=cast, roles=["administrator"])
    WorksSource.objects.create(city=cast.city, name="Ордера «Тепла»", agency=cast, format="csv")
    page = opened(DESKTOP)
    sign_in(page, "boss")
    page.goto("/desk/sources/")
    shoot(page, "sources")
    page.click("text=Ордера «Тепла»")
    table = {"name": "ордера.csv", "mimeType": "text/csv", "buffer": TABLE.encode("cp1251")}
    page.set_input_files("[type=file]", table)
    page.click("form:has([type=file]) button")
    expect(page.locator("h1")).to_have_text("Какой столбец что значит")
    expect(page.get_by_label("Улица", exact=True)).to_have_value("street")
    shoot(page, "source-columns")
    page.click("form:has(th select) .button--primary")
    page.wait_for_url(re.compile(r"/runs/\d+/$"))
    do_effects()
    take = page.get_by_role("button", name="Загрузить 2 записи")
    expect(take).to_be_visible()
    at_rest(page)
    shoot(page, "source-run")
    page.evaluate(AXE)
    assert page.evaluate(JUDGE) == []
    expect(page.locator("#row-3")).to_contain_text("Несуществующая")
    for device, name in ((PHONE, "phone"), (NARROW, "320"), (PHONE | {"color_scheme": "dark"}, "dark")):
        small = opened(device)
        sign_in(small, "boss")
        small.goto(page.url)
        at_rest(small)
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shoot(small, f"source-run-{name}")
        small.goto(page.url + "columns/")
        assert small.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shoot(small, f"source-columns-{name}")
        small.evaluate(AXE)
        assert small.evaluate(JUDGE) == []
    take.click()
    do_effects()
    expect(page.locator(".page-head .badge")).to_have_text("загружено")
    assert RoadEvent.objects.count() == 2
    page.click("#row-2 a")
    expect(page.locator("h1, .lead").first).to_be_visible()
