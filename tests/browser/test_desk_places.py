"""A place that was saved is shown in the editor as what it is, and can be gone on from."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from closures.models import RoadEvent
from tests.browser.conftest import DESKTOP, at_rest, choose_end, saved_by, sign_in
from tests.closures.factories import area, draft, line, phase
from tests.conftest import NOW

ON = "улица Пушкина"
RIVER, BAUMANA = "Речной переулок", "улица Баумана"
# docs/places.md → what the line says, the street's field, and the two ends
FORMS = [
    (
        {"type": "between", "on": ON, "from": BAUMANA, "to": RIVER},
        f"Участок улицы: {ON}: {BAUMANA} — {RIVER}",
        BAUMANA,
        RIVER,
    ),
    ({"type": "between", "on": ON, "from": BAUMANA, "to": "дом 16"}, f"{ON}: {BAUMANA} — дом 16", BAUMANA, "дом 16"),
    ({"type": "crossing", "on": ON, "with": RIVER}, f"Перекрёсток: {ON} / {RIVER}", RIVER, "только сам перекрёсток"),
    # the name alone would be told of the whole street: a part of it is kept with its ends
    ({"type": "street", "on": ON}, f"Участок улицы: {ON}: {BAUMANA} — {RIVER}", BAUMANA, RIVER),
    ({"type": "address", "on": ON, "house": "12"}, f"У дома: {ON}, 12", "—", "—"),
    ({"type": "range_of_houses", "on": ON, "from": "2", "to": "14"}, f"У домов: {ON}: 2 — 14", "2", "14"),
    ({"type": "landmark", "on": ON, "name": "школа № 5"}, f"Ориентир: {ON}, ", "—", "—"),
    ({"type": "bridge", "on": ON, "name": "низовой мост"}, f"Мост: {ON}, низовой мост", "—", "—"),
]


def ends(page) -> list[str]:
    """As they are read: an empty one by what it means."""
    return [page.locator(f"#{end}").evaluate("each => each.value || each.placeholder") for end in ("from", "to")]


@pytest.fixture
def editor_of(opened):
    def open_page(event):
        page = opened(DESKTOP)
        sign_in(page, "dispatcher")
        page.goto(f"/desk/events/{event.pk}/")
        return page

    return open_page


def stages(*places: list[dict]) -> list[dict]:
    starts = [NOW + timedelta(days=number) for number in range(len(places))]
    return [
        phase(planned_start=start, planned_end=start + timedelta(hours=9), places=words)
        for start, words in zip(starts, places, strict=True)
    ]


def test_each_form_of_a_saved_place_is_shown_as_what_it_is(cast, editor_of, shoot):
    saved = stages(*([place] for place, *_told in FORMS))
    round_the_corner = phase(
        geometry=line((0, 0), (0, 200), (200, 200)), planned_start=NOW + timedelta(days=30), planned_end=None
    )
    page = editor_of(draft(cast, phases=[*saved, round_the_corner]))
    for number, (_place, told, first, second) in enumerate(FORMS):
        page.click(f"#phases [data-phase='{number}']")
        expect(page.locator("#picked")).to_contain_text(told)
        assert ends(page) == [first, second]
        shoot(page, f"saved-place-{number}")
    page.click(f"#phases [data-phase='{len(FORMS)}']")
    expect(page.locator("#picked")).to_contain_text("Нарисовано на карте: ")
    expect(page.locator("#picked")).to_contain_text("; ")
    assert (page.input_value("#street"), *ends(page)) == ("", "—", "—")


def test_the_whole_of_a_street_is_told_from_a_part_of_it(cast, editor_of):
    page = editor_of(draft(cast))
    page.fill("#street", RIVER)
    page.click(f"#street-list li:has-text('{RIVER}')")
    expect(page.locator("#picked")).to_contain_text(f"Вся улица: {RIVER}")
    with saved_by(page):
        page.click("[data-do=save]")
    expect(page.locator("#picked")).to_have_text(f"Вся улица: {RIVER}")
    assert ends(page) == ["вся улица", "вся улица"]


def test_an_area_is_told_to_be_drawn(cast, editor_of):
    square = area((0, 150), (200, 150), (200, 250), (0, 250))
    page = editor_of(draft(cast, kind="repair-zone", phases=[phase(geometry=square)]))
    expect(page.locator("#picked")).to_contain_text("Нарисовано на карте")
    assert (page.input_value("#street"), *ends(page)) == ("", "—", "—")


def test_one_end_of_a_saved_stretch_is_moved(cast, editor_of):
    saved = {"type": "between", "on": ON, "from": BAUMANA, "to": RIVER}
    event = draft(cast, phases=[phase(geometry=line((0, 200), (200, 200)), places=[saved])])
    page = editor_of(event)
    page.click("#from")
    page.wait_for_selector("#from-list [role=option]")
    offered = page.locator("#from-list [role=option]").evaluate_all(
        "rows => rows.map((row) => row.firstChild.textContent)"
    )
    other = next(name for name in offered if name not in (BAUMANA, RIVER))
    choose_end(page, "from", other)
    expect(page.locator("#picked")).to_contain_text(RIVER)
    expect(page.locator("#picked")).not_to_contain_text(BAUMANA)
    with saved_by(page):
        page.click("[data-do=save]")
    (words,) = RoadEvent.objects.get().phases.get().places
    assert {words["from"], words["to"]} == {other, RIVER}


def new_closure(opened):
    page = opened(DESKTOP)
    sign_in(page, "dispatcher")
    page.goto("/desk/events/new/")
    return page


def test_a_file_is_taken_as_a_drawing_is(cast, opened, tmp_path, shoot):
    page = new_closure(opened)
    wrong, right = tmp_path / "wrong.kml", tmp_path / "right.geojson"
    wrong.write_text("<kml/>")
    right.write_text(line((0, 200), (200, 200)).geojson)
    page.set_input_files("#drawing-file", wrong)
    expect(page.locator("[data-error=file]")).to_contain_text("нет ни линии")
    page.set_input_files("#drawing-file", right)
    expect(page.locator("#picked")).to_contain_text(f"{ON}: {BAUMANA} — {RIVER} · 200")
    expect(page.locator("[data-error=file]")).to_be_hidden()
    shoot(page, "place-from-a-file")


def test_an_area_shuts_the_streets_inside_it(cast, opened, shoot):
    page = new_closure(opened)
    page.wait_for_load_state("networkidle")
    page.click("#draw-area")
    box = page.locator("#map").bounding_box()
    for x, y in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)):
        page.mouse.click(box["x"] + box["width"] * x, box["y"] + box["height"] * y)
    page.click("[data-draw=finish]")
    expect(page.locator("#picked")).to_contain_text("проспект Ленина")
    shoot(page, "area-of-a-closure")
    page.fill("#planned_end", "")
    with saved_by(page):
        page.click("[data-do=save]")
    assert RoadEvent.objects.get().geometry.geom_type == "MultiLineString"


def test_a_click_takes_a_block_and_another_all_between(cast, opened, shoot):
    """The map opens on the whole city; улица Пушкина is chosen in the form, so the map looks at it."""
    page = new_closure(opened)
    page.fill("#street", "Пушк")
    page.click("#street-list li:first-child")
    choose_end(page, "from", BAUMANA)
    choose_end(page, "to", RIVER)
    expect(page.locator("#picked")).to_contain_text("200")
    at_rest(page)
    first, last = (page.locator(".stretch-end").nth(number).bounding_box() for number in (0, 1))
    block, y = last["x"] - first["x"], first["y"] + first["height"] / 2
    shoot(page, "ends-of-a-stretch")
    page.mouse.click(first["x"] + 11 - block / 2, y)  # the block before it
    expect(page.locator("#from")).to_have_value("Кремлёвская улица")
    expect(page.locator("#to")).to_have_value(RIVER)
    expect(page.locator("#picked")).to_contain_text("400")
    at_rest(page)
    first, last = (page.locator(".stretch-end").nth(number).bounding_box() for number in (0, 1))
    page.mouse.click((first["x"] + 11) * 0.25 + (last["x"] + 11) * 0.75, first["y"] + 11)
    expect(page.locator("#from")).to_have_value(BAUMANA)
    expect(page.locator("#picked")).to_contain_text("200")
    page.click("#undo-place")
    expect(page.locator("#picked")).to_contain_text("Кремлёвская улица")


def test_an_end_is_dragged_to_another_crossing(cast, opened):
    page = new_closure(opened)
    page.fill("#street", "Пушк")
    page.click("#street-list li:first-child")
    choose_end(page, "from", "Кремлёвская улица")
    choose_end(page, "to", RIVER)
    at_rest(page)
    first, last = (page.locator(".stretch-end").nth(number).bounding_box() for number in (0, 1))
    page.mouse.move(last["x"] + 11, last["y"] + 11)
    page.mouse.down()
    page.mouse.move((first["x"] + last["x"]) / 2 + 20, last["y"] + 15, steps=5)
    page.mouse.up()
    expect(page.locator("#to")).to_have_value(BAUMANA)
    expect(page.locator("#picked")).to_contain_text("200")


def test_a_house_is_typed_as_an_end(cast, opened):
    page = new_closure(opened)
    page.fill("#street", "Пушк")
    page.click("#street-list li:first-child")
    choose_end(page, "from", BAUMANA)
    page.fill("#to", "12")
    page.click("#to-list li:has-text('дом 12')")
    expect(page.locator("#picked")).to_contain_text(f"{BAUMANA} — дом 12")
    with saved_by(page):
        page.click("[data-do=save]")
    (place,) = RoadEvent.objects.get().phases.get().places
    assert {place["from"], place["to"]} == {BAUMANA, "дом 12"}
