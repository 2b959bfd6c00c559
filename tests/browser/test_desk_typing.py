"""The editor by real key presses: what is typed is taken, or said not to be understood, never another place."""

import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, saved_by, sign_in

PUSHKINA, BAUMANA, RIVER = "улица Пушкина", "улица Баумана", "Речной переулок"
STRETCH = {"type": "between", "on": PUSHKINA, "from": BAUMANA, "to": RIVER}


@pytest.fixture
def editor(cast, opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    page.wait_for_selector("#planned_start-said:not(:empty)")
    return page


def type_into(page, field: str, text: str, end: str, *, pause_ms: int = 0) -> None:
    page.click(f"#{field}")
    page.keyboard.type(text, delay=pause_ms)
    if end == "mouse":
        page.locator(f"#{field}-list [role=option]", has_text=re.compile(text, re.IGNORECASE)).click()
    else:
        if pause_ms:
            expect(page.locator(f"#{field}-list [role=option]").first).to_be_visible()
        page.keyboard.press(end)


def saved_words(page, how: str = "save") -> list[dict]:
    with saved_by(page):
        page.click(f"[data-do={how}]")
    return RoadEvent.objects.get().phases.get().places


@pytest.mark.parametrize("pause_ms", [0, 60], ids=["quickly", "slowly"])
@pytest.mark.parametrize("end", ["Tab", "Enter", "mouse"])
def test_crossings_that_are_typed_are_the_ends_of_the_stretch(editor, end, pause_ms):
    type_into(editor, "street", "пушк", end, pause_ms=pause_ms)
    type_into(editor, "from", "баум", end, pause_ms=pause_ms)
    type_into(editor, "to", "речн", end, pause_ms=pause_ms)
    assert saved_words(editor) == [STRETCH]


def test_what_is_typed_and_pressed_on_at_once_waits_to_be_understood(editor):
    """Nobody leaves a field here: the keys go to the button before any list has come."""
    for field, text in (("street", "пушк"), ("from", "баум"), ("to", "речн")):
        editor.fill(f"#{field}", text)
    assert saved_words(editor) == [STRETCH]


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("street", "Несуществующая", "Такой улицы нет на карте"),
        ("from", "дом 999", "карта не знает такого дома"),
        ("from", "Несуществующая", "нет такого перекрёстка"),
        ("to", "у", "Выберите из списка"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_goes_out(editor, shoot, field, typed, told):
    type_into(editor, "street", "Пушкина", "Tab")
    expect(editor.locator("#picked")).to_contain_text("Вся улица")
    editor.fill(f"#{field}", typed)
    editor.keyboard.press("Tab")
    expect(editor.locator(f"[data-error~={field}]")).to_contain_text(told)
    editor.click("[data-do=publish]")
    expect(editor.locator(f"[data-error~={field}]")).to_contain_text("Это не понято")
    expect(editor.locator(f"#{field}")).to_be_focused()
    expect(editor.locator(f"#{field}")).to_have_value(typed)
    shoot(editor, f"not-understood-{field}")
    assert not RoadEvent.objects.exists()


def test_what_was_not_understood_stays_with_its_place(editor):
    type_into(editor, "street", "Пушкина", "Tab")
    expect(editor.locator("#picked")).to_contain_text("Вся улица")
    editor.fill("#from", "Несуществующая")
    editor.click("#add-place")
    expect(editor.locator("#from")).to_have_value("")
    type_into(editor, "street", BAUMANA, "Tab")
    expect(editor.locator("#picked")).to_contain_text(BAUMANA)
    editor.click("[data-do=publish]")
    expect(editor.locator("#from")).to_have_value("Несуществующая")
    expect(editor.locator("[data-error=from]")).to_be_visible()
    editor.fill("#from", "")
    editor.click("[data-do=save]")
    expect(editor.locator("#said")).to_have_text("Сохранено.", timeout=20_000)
    assert RoadEvent.objects.get().phases.get().locations.count() == 2


def test_a_stretch_that_is_refused_is_not_the_whole_street(editor):
    type_into(editor, "street", "Пушкина", "Tab")
    expect(editor.locator("#picked")).to_contain_text("Вся улица")
    refusal = {"from": ["Улица не проходит между этими перекрёстками."]}
    editor.route("**/stretch/?*from=*", lambda route: route.fulfill(status=400, json=refusal))
    type_into(editor, "from", "Баумана", "Tab")
    type_into(editor, "to", "Речной", "Tab")
    expect(editor.locator("[data-error=from]")).to_contain_text("не проходит")
    expect(editor.locator("#to")).to_have_value(RIVER)
    editor.click("[data-do=publish]")
    expect(editor.locator("[data-error~=geometry]")).to_contain_text("Укажите, где")
    assert not RoadEvent.objects.exists()


def test_a_direction_chosen_a_moment_before_is_waited_for(editor):
    """проспект Ленина has a carriageway for each way."""
    type_into(editor, "street", "Ленина", "Tab")
    expect(editor.locator("#picked")).to_contain_text("Вся улица")
    with saved_by(editor):
        editor.evaluate("""
            const direction = document.getElementById("direction");
            direction.value = "forward";
            direction.dispatchEvent(new Event("change", { bubbles: true }));
            document.querySelector("[data-do=save]").click();
        """)
    stage = RoadEvent.objects.get().phases.get()
    assert stage.direction == "forward"
    assert len({round(line[0][1], 4) for line in stage.geometry.coords}) == 1


def test_leaving_with_words_that_are_not_understood_yet_asks(editor):
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    editor.on("dialog", stay)
    editor.fill("#street", "Несуществующая")
    editor.click(".desk-nav a >> nth=0")
    editor.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(editor.locator("#street")).to_have_value("Несуществующая")


def test_an_emptied_street_is_no_place_and_can_be_taken_back(editor):
    type_into(editor, "street", "Пушкина", "Tab")
    expect(editor.locator("#picked")).to_contain_text("Вся улица")
    editor.fill("#street", "")
    editor.keyboard.press("Tab")
    expect(editor.locator("#picked")).to_have_text("Место пока не выбрано.")
    editor.click("#undo-place")
    expect(editor.locator("#street")).to_have_value(PUSHKINA)


def go_to(page, target: str, *, most: int = 80) -> None:
    """By Tab alone."""
    for _press in range(most):
        if page.evaluate("target => document.activeElement?.matches(target)", target):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} is not reached by Tab")


def type_moment(page, field: str, moment: datetime) -> None:
    """Into the parts of the field as the tests' browser has them: month, day, year, hour, minute, half of the day."""
    go_to(page, f"#{field}")
    page.keyboard.type(f"{moment:%m%d%Y}")
    page.keyboard.press("ArrowRight")
    page.keyboard.type(f"{moment:%I%M%p}")
    expect(page.locator(f"#{field}")).to_have_value(f"{moment:%Y-%m-%dT%H:%M}")


def test_a_street_between_two_crossings_tonight_is_published_by_keyboard_alone(editor, cast, shoot):
    now = timezone.localtime(timezone.now(), cast.city.zone)
    start = (now + timedelta(days=1)).replace(hour=22, minute=0, second=0, microsecond=0)
    end = start + timedelta(hours=8)
    for field, text in (("street", "пушк"), ("from", "баум"), ("to", "речн")):
        go_to(editor, f"#{field}")
        editor.keyboard.type(text)
        editor.keyboard.press("Tab")
    type_moment(editor, "planned_start", start)
    type_moment(editor, "planned_end", end)
    go_to(editor, "#vehicle_impact")
    go_to(editor, "#reason")
    editor.keyboard.type("замена трубы")
    go_to(editor, "[data-do=publish]")
    shoot(editor, "by-keyboard")
    editor.keyboard.press("Enter")
    expect(editor.locator("#said")).to_have_text("Опубликовано. Запись отправляется.", timeout=20_000)
    event = RoadEvent.objects.get()
    stage = event.phases.get()
    assert (event.status, event.reason) == ("published", "замена трубы")
    assert stage.places == [STRETCH]
    assert (stage.planned_start, stage.planned_end) == (start, end)
    assert sorted(stage.spans.values_list("start_position", "end_position")) == [(0.0, 1.0)]
