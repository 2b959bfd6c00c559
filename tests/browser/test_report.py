"""The form of a message under a hand: a house is looked for or asked about, and no pin outlives its words."""

import pytest
from playwright.sync_api import expect

from appeals.models import Appeal, Category, CategoryQuestion
from tests.browser.conftest import DESKTOP, PHONE, sign_in
from tests.browser.test_story import photo


@pytest.fixture
def form(cast, opened):
    page = opened(DESKTOP)
    page.goto("/report/")
    return page


def look_for(page, words: str) -> None:
    page.fill("#place-text", words)
    with page.expect_response("**/report/find/"):
        page.click("[name=find]")


def expect_no_pin(page) -> None:
    expect(page.locator(".pin")).to_have_count(0)
    expect(page.locator("[name=lon]")).to_have_value("")
    expect(page.locator("#place")).to_be_empty()


def test_a_known_house_gets_the_pin_and_another_search_takes_it_away(form):
    look_for(form, "Пушкина 13")
    expect(form.locator(".pin")).to_have_count(1)
    expect(form.locator("#place")).to_contain_text("улица Пушкина")
    look_for(form, "Небывалая 1")
    expect(form.locator("#position-said")).to_contain_text("Ничего похожего не нашлось")
    expect_no_pin(form)


def test_an_unknown_house_is_asked_about_near_its_street(form, shoot):
    look_for(form, "Пушкина 4000")
    expect(form.locator("#position-said")).to_contain_text("Карта не знает дома 4000: улица Пушкина")
    expect_no_pin(form)
    shoot(form, "report-unknown-house")
    form.click("#found button")
    expect(form.locator(".pin")).to_have_count(1)


def test_words_typed_anew_take_the_pin_of_the_old_ones_away(form):
    look_for(form, "Пушкина 13")
    expect(form.locator(".pin")).to_have_count(1)
    form.fill("#place-text", "Садовая 1")
    expect_no_pin(form)
    form.check("[name=category][value=pothole]", force=True)
    form.check("#consent")
    form.click("#send")
    expect(form.locator("[data-error=place_text]")).to_contain_text("Поставьте метку")
    assert not Appeal.objects.exists()


def test_a_pin_put_by_hand_stays_and_what_was_refused_is_sent_once_it_is_mended(form):
    form.locator("#report-map").scroll_into_view_if_needed()
    box = form.locator("#report-map").bounding_box()
    form.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(form.locator(".pin")).to_have_count(1)
    form.fill("#place-text", "у дома 5")
    expect(form.locator(".pin")).to_have_count(1)
    form.check("[name=category][value=pothole]", force=True)
    form.check("#consent")
    form.click(".report__who summary")
    form.fill("#phone", "abc")
    form.fill("#email", "ivan@example")
    form.click(".report__who summary")
    form.click("#send")
    for box in form.locator("[data-error=phone], [data-error=email]").all():
        expect(box).to_be_visible()  # also where it was folded away
    expect(form.locator("[data-error=phone]")).to_contain_text("+7")
    form.fill("#phone", "+7 912 000-00-00")
    form.fill("#email", "ivan@example.org")
    form.click("#send")
    form.wait_for_url("**/m/**")
    assert Appeal.objects.get().author_email == "ivan@example.org"


def test_a_house_of_the_text_far_from_the_pin_is_asked_about_while_it_is_typed(form):
    form.locator("#report-map").scroll_into_view_if_needed()
    box = form.locator("#report-map").bounding_box()
    form.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(form.locator("#confirmed")).to_be_hidden()
    form.fill("#text", "Яма у дома 1 по улице Пушкина")
    expect(form.locator("#place [data-house]")).to_contain_text("улица Пушкина, 1")
    expect(form.locator("#confirmed")).to_be_visible()
    form.check("[name=confirmed]")
    form.fill("#text", "Яма")
    expect(form.locator("#confirmed")).to_be_hidden()
    expect(form.locator("[name=confirmed]")).not_to_be_checked()


WORDS_TOO_LONG = """() => [...document.querySelectorAll(".report__categories .choice__body")].filter((tile) => {
    tile.style.overflowWrap = "normal";
    tile.style.hyphens = "none";
    return tile.scrollWidth > tile.clientWidth;
}).map((tile) => tile.textContent)"""


@pytest.mark.parametrize(("width", "size"), [(320, "100%"), (390, "200%")])
def test_a_kind_of_problem_is_not_broken_inside_a_word(width, size, form, opened):
    page = opened(PHONE | {"viewport": {"width": width, "height": 568}})
    page.goto("/report/")
    page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    assert page.evaluate(WORDS_TOO_LONG) == []
    number = page.locator(".report__number").first.bounding_box()
    assert number["width"] == pytest.approx(number["height"], abs=1)


def test_without_scripts_a_lost_photo_is_told_when_the_place_is_missing(cast, browser_of):
    page = browser_of(PHONE | {"java_script_enabled": False}).new_page()
    page.goto("/report/")
    page.check("[name=category][value=pothole]", force=True)
    page.set_input_files("#photos", {"name": "яма.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.check("#consent")
    page.click("#send")
    expect(page.get_by_text("Выберите фото ещё раз")).to_be_visible()
    expect(page.get_by_text("яма.jpg")).to_be_visible()


def test_a_question_of_the_category_costs_one_tap_and_another_category_does_not_ask_it(cast, opened):
    asked = {"words": "В каком ряду?", "datatype": "singlevaluelist", "choices": ["левый ряд", "правый ряд"]}
    CategoryQuestion.objects.create(category=Category.objects.get(code="pothole"), code="lane", **asked)
    page = opened(PHONE)
    page.goto("/report/")
    page.fill("#place-text", "Пушкина 13")
    with page.expect_response("**/report/find/"):
        page.click("[name=find]")
    page.check("[name=category][value=lighting]", force=True)
    expect(page.get_by_text("В каком ряду?")).to_be_hidden()
    page.check("[name=category][value=pothole]", force=True)
    expect(page.get_by_text("В каком ряду?")).to_be_visible()
    page.get_by_text("правый ряд").click()
    page.check("#consent")
    page.click("#send")
    page.wait_for_url("**/m/**")
    assert Appeal.objects.get().details == "В каком ряду? правый ряд"


@pytest.mark.parametrize("width", [390, 320])
def test_a_topic_unfolds_above_the_topics_after_it_and_each_of_its_kinds_takes_a_tap(width, cast, opened, shoot):
    Category.objects.create(code="deep", name="Глубокая яма", parent=Category.objects.get(code="pothole"))
    page = opened(PHONE | {"viewport": {"width": width, "height": 700}})
    page.goto("/report/")
    page.locator(".report__topic > summary").tap()
    shoot(page, f"report-topic-{width}")
    for code in ("deep", "pothole"):
        page.locator(f".choice:has([value={code}])").tap()
        expect(page.locator(f"[name=category][value={code}]")).to_be_checked()


def test_a_question_of_the_category_is_asked_of_who_enters_a_call(cast, opened):
    asked = {"words": "Глубина, см?", "datatype": "number", "is_required": True}
    CategoryQuestion.objects.create(category=Category.objects.get(code="pothole"), code="depth", **asked)
    page = opened(DESKTOP)
    sign_in(page, "operator")
    page.goto("/desk/appeals/new/")
    expect(page.get_by_text("Глубина, см?")).to_be_hidden()
    page.select_option("[name=category]", label=str(Category.objects.get(code="pothole")))
    expect(page.get_by_text("Глубина, см?")).to_be_visible()
    page.fill("[name='attribute[depth]']", "15")
    page.fill("[name=text]", "Яма")
    page.fill("[name=place_text]", "Пушкина 13")
    with page.expect_response("**/report/find/"):
        page.click("#find")
    expect(page.locator("#entry-map .pin")).to_have_count(1)
    page.click("#entry .button--primary")
    page.wait_for_url("**/desk/appeals/*/")
    assert Appeal.objects.get().details == "Глубина, см? 15"


OLD_PLACE = "lon=65.5421&lat=57.1531&category=pothole"


def test_what_was_typed_at_an_address_with_a_pin_is_there_after_a_reload_answers_too(cast, opened):
    lane = {"words": "В каком ряду?", "datatype": "singlevaluelist", "choices": ["левый ряд", "правый ряд"]}
    pothole = Category.objects.get(code="pothole")
    CategoryQuestion.objects.create(category=pothole, code="lane", is_required=True, **lane)
    CategoryQuestion.objects.create(category=pothole, code="depth", words="Глубина, см?", datatype="number")
    page = opened(PHONE)
    page.goto(f"/report/?{OLD_PLACE}")
    page.fill("#text", "Снова яма")
    page.get_by_text("правый ряд").click()
    page.fill("[name='attribute[depth]']", "15")
    for address in (f"/report/?{OLD_PLACE}", "/report/?lon=65.5422&lat=57.1532&category=pothole"):
        page.goto(address)  # a phone that opens its tab anew, and another place for the same words
        expect(page.locator("#text")).to_have_value("Снова яма")
        expect(page.locator("[name='attribute[depth]']")).to_have_value("15")
        expect(page.locator("[value='правый ряд']")).to_be_checked()
    expect(page.locator("[name=lon]")).to_have_value("65.5422")


def test_a_category_chosen_before_the_script_runs_stays(cast, opened):
    page = opened(DESKTOP)
    page.goto("/report/")
    page.check("[name=category][value=pothole]", force=True)
    page.fill("#text", "Яма")
    held = []
    page.route("**/draft*.js", lambda route: held.append(route))
    page.reload(wait_until="commit")
    page.check("[name=category][value=lighting]", force=True)
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    expect(page.locator("#text")).to_have_value("Яма")
    expect(page.locator("[value=lighting]")).to_be_checked()
