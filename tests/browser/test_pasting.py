"""A dispatcher pastes a notice, looks and publishes: by keyboard alone, without a hand on the map."""

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures.models import NoticeEntry, PastedNotice, RoadEvent
from roadmap.models import Address
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, at_rest, choose_end, sign_in
from tests.browser.test_access import AXE, JUDGE
from tests.closures.factories import line, phase, published

MACHINE_S = 20.0  # of one notice from paste to published, all that is no dispatcher's; on two busy cores
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()  # noqa: SIM905


def day(number: int) -> str:
    """«12 июня»: so many days from now."""
    at = timezone.localtime(timezone.now(), timezone.get_fixed_timezone(300)) + timedelta(days=number)
    return f"{at.day} {MONTHS[at.month - 1]}"


def ten() -> list[tuple[str, str, list[str]]]:
    """Notices of ten shapes, with the kind and the streets of the event; each in days of its own."""
    return [
        (
            f"С 22:00 {day(3)} до 6:00 {day(5)} прекращается движение по улице Пушкина на участке от Баумана "
            "до Речного переулка: ремонт теплотрассы. Объезд по проспекту Ленина. Автобусы 2, 57д идут в объезд.",
            "closure",
            ["улица Пушкина"],
        ),
        (f"Пушкина 13-17А {day(7)} 9–17", "closure", ["улица Пушкина"]),
        (f"Пушкина / Кремлёвская {day(9)} 14-18", "closure", ["Кремлёвская улица", "улица Пушкина"]),
        (
            f"{day(11)} с 9 до 17 не работает светофор Пушкина – Кремлёвская, энергетики.",
            "signal-outage",
            ["Кремлёвская улица", "улица Пушкина"],
        ),
        (
            f"На проспекте Ленина в сторону Речного переулка закроют движение от Кремлёвской до Баумана {day(13)}.",
            "closure",
            ["проспект Ленина"],
        ),
        (f"Сужение на Баумана от Пушкина до Ленина с {day(15)} по {day(16)}", "closure", ["улица Баумана"]),
        (
            f"{day(18)} с 7 до 20 запрещена стоянка на Кремлёвской от Пушкина до Ленина.",
            "parking-change",
            ["Кремлёвская улица"],
        ),
        (
            f"Праздник! {day(20)} с 10:00 до 22:00 улица Баумана от Пушкина до Ленина закрыта, фестиваль.",
            "public-event",
            ["улица Баумана"],
        ),
        (
            "Закроют две улицы: Пушкина от Баумана до Речного и проспект Ленина от Баумана до Речного, "
            f"{day(22)}, 6:00–9:00.",
            "closure",
            ["проспект Ленина", "улица Пушкина"],
        ),
        (
            f"Ежедневно с 21:10 до 6:10 с {day(24)} по {day(27)} закрыто движение по Речному переулку от Пушкина до "
            "Ленина.",
            "closure",
            ["Речной переулок"],
        ),
    ]


@pytest.fixture
def desk(opened, cast):
    """`desk(DESKTOP)`: the form of a new event before a dispatcher."""

    def open_page(device: dict):
        page = opened(device)
        sign_in(page, "dispatcher")
        page.goto("/desk/events/new/")
        return page

    return open_page


def paste(page, text: str) -> None:
    """Into the box that stands above the form, by keyboard."""
    page.locator("#notice-text").focus()
    page.keyboard.insert_text(text)
    page.keyboard.press("Control+Enter")


def press(page, selector: str) -> None:
    page.locator(selector).focus()
    page.keyboard.press("Enter")


def test_ten_notices_of_different_shape_are_published_without_a_hand_on_the_map(desk, shoot):
    page = desk(DESKTOP)
    seconds = []
    for number, (text, kind, streets) in enumerate(ten(), start=1):
        page.goto("/desk/events/new/")
        began = time.monotonic()
        paste(page, text)
        expect(page.locator("#pasted-notice .said--place").first).to_be_visible()
        expect(page.locator("#picked")).not_to_have_class(re.compile("is-empty"))
        shoot(page, f"pasted-{number}")
        press(page, "[data-do=publish]")
        expect(page.locator("#said")).to_contain_text("Опубликовано")
        seconds.append(time.monotonic() - began)
        event = RoadEvent.objects.latest("pk")
        assert (event.kind, event.status, sorted(event.roads)) == (kind, "published", sorted(streets)), text
        assert NoticeEntry.objects.filter(event=event).exists()
    assert sorted(seconds)[len(seconds) // 2] < MACHINE_S, seconds
    print("seconds of the machine:", [round(each, 1) for each in seconds])


def test_several_drafts_are_opened_in_turn_and_none_is_lost_on_the_way(desk, shoot):
    page = desk(DESKTOP)
    paste(
        page,
        f"Ограничения:\n– {day(3)} с 9 до 17 закрыта улица Пушкина от Баумана до Речного переулка;\n"
        f"– {day(6)} с 10 до 12 закрыта улица Баумана от Пушкина до Ленина.",
    )
    expect(page.locator(".draft")).to_have_count(2)
    shoot(page, "drafts")
    page.reload()
    expect(page.locator(".draft")).to_have_count(2)
    press(page, ".draft:nth-child(2) .button")
    expect(page.locator("#street")).to_have_value("улица Баумана")
    page.go_back()
    press(page, ".draft:nth-child(1) .button")
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    page.reload()
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    press(page, "[data-do=publish]")
    expect(page.locator("#said")).to_contain_text("Опубликовано")
    press(page, "details.pasted > summary")
    press(page, "details.pasted a.button")
    expect(page.locator(".draft:nth-child(1) .badge")).to_have_text("опубликовано")
    expect(page.locator(".draft:nth-child(2) .badge")).to_have_count(0)


def test_an_extension_opens_its_event_with_the_difference_and_is_saved_by_one_press(desk, cast, shoot):
    now = timezone.now()
    event = published(cast, at=now, phases=[phase(planned_start=now, planned_end=now + timedelta(days=3))])
    page = desk(DESKTOP)
    paste(page, f"До {day(8)} продлили закрытие улицы Пушкина от Баумана до Речного переулка.")
    expect(page.locator("#pasted-difference")).to_contain_text("вместо прежнего")
    shoot(page, "extension")
    press(page, "[data-do=change]")
    expect(page.locator("#said")).to_contain_text("Изменено")
    event.refresh_from_db()
    assert event.end > now + timedelta(days=7)
    assert NoticeEntry.objects.get().version == event.version


def test_what_is_open_is_taken_out_of_an_event_that_goes_on(desk, cast, shoot):
    """One phase in two places; the open one becomes a stage that has ended."""
    now = timezone.now()
    term = {"planned_start": now - timedelta(days=1), "planned_end": now + timedelta(days=3)}
    streets = [{"geometry": line((0, 200), (200, 200))}, {"geometry": line((0, 20), (0, 190))}]
    event = published(cast, at=term["planned_start"], phases=[phase(**term, geometry=None, locations=streets)])
    page = desk(DESKTOP)
    opened = "Движение по улице Пушкина от Баумана до Речного переулка открыто"
    paste(page, f"{opened}, а на улице Баумана от Пушкина до проспекта Ленина работы продолжаются.")
    expect(page.locator("#pasted-difference")).to_contain_text("продолжается: улица Баумана")
    page.click("#phases [data-phase='1']")
    expect(page.locator("#ended_at-said")).to_contain_text("Открыто по факту")
    shoot(page, "taken-out")
    press(page, "[data-do=change]")
    expect(page.locator("#said")).to_contain_text("Изменено")
    kept, ended = event.phases.all()
    assert (kept.roads, ended.roads) == (["улица Баумана"], ["улица Пушкина"])
    assert (kept.actual_end, ended.end_source, ended.planned) == (None, "office", kept.planned)
    assert now - timedelta(minutes=2) < ended.actual_end <= timezone.now()
    assert event.changes.latest("version").comment == f"По объявлению № {PastedNotice.objects.get().pk}"


def test_a_reopening_proposes_its_moment_in_the_dialog_of_the_usual_verb(desk, cast):
    now = timezone.now()
    start = now - timedelta(days=1)
    event = published(cast, at=start, phases=[phase(planned_start=start, planned_end=now + timedelta(days=3))])
    page = desk(DESKTOP)
    paste(page, "Движение по улице Пушкина от Баумана до Речного переулка открыто раньше срока.")
    expect(page.locator("#preview")).to_contain_text("Текст составится")
    press(page, "#pasted-do")
    expect(page.locator("#moment-finish [data-moment]")).to_have_value(re.compile(r"\d{4}-"))
    page.fill("#moment-finish [data-comment]", "сообщили строители")
    page.keyboard.press("Enter")
    expect(page.locator("[data-ask=reopen]")).to_be_visible()
    event.refresh_from_db()
    assert event.status == "finished"
    assert NoticeEntry.objects.filter(event=event).exists()


def test_what_is_open_is_answered_by_a_choice_before_anything_goes_out(desk, shoot):
    page = desk(PHONE)
    paste(
        page,
        f"1-й этап: улица Пушкина от Баумана до Речного переулка закрыта {day(3)}. 2-й этап: {day(5)} ночью закрыта "
        "улица Пушкина от Кремлёвской до Баумана в сторону Лондона.",
    )
    expect(page.locator("#pasted-asks li.is-open")).to_have_count(2)
    shoot(page, "asked-on-a-phone")
    press(page, "#pasted-asks button:has-text('23:00')")
    expect(page.locator("#pasted-asks li.is-open")).to_have_count(1)
    page.locator("[data-do=publish]").click()
    expect(page.locator("[data-error=direction]")).to_contain_text("Лондона")
    assert not RoadEvent.objects.exists()
    press(page, "#pasted-asks li.is-open button >> nth=0")
    expect(page.locator("#pasted-asks li.is-open")).to_have_count(0)
    expect(page.locator("#direction")).to_have_value("forward")
    press(page, "[data-do=publish]")
    expect(page.locator("#said")).to_contain_text("Опубликовано")
    stages = RoadEvent.objects.get().phases.all()
    told = [(stage.name, location.direction) for stage in stages for location in stage.locations.all()]
    assert told == [("1-й этап", "both"), ("2-й этап", "forward")]
    hours = [
        (stage.schedule.get("hours"), stage.planned_start.astimezone(stage.event.city.zone).hour) for stage in stages
    ]
    assert hours == [(None, 0), ([{"weekdays": None, "start": "23:00", "end": "06:00"}], 23)]


def test_where_and_which_way_are_answered_by_one_press(desk, shoot):
    """A map that knows the first house and the last guesses at the others; the city has no street of that direction."""
    Address.objects.filter(road__name="улица Пушкина").exclude(house__in=["1", "21/2"]).delete()
    page = desk(DESKTOP)
    paste(page, f"Пушкина от 7 до 13, в сторону Лондона, {day(3)} с 9:10 до 17:10")
    expect(page.locator("#pasted-asks li.is-open")).to_have_count(1)
    shoot(page, "where-and-which-way")
    press(page, "#pasted-asks button:has-text('от дома до дома'):has-text('в сторону') >> nth=0")
    expect(page.locator("#direction")).to_have_value("forward")
    assert "is-loading" in page.get_attribute(".editor__post", "class")  # it is not the text of this place yet
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    assert {page.input_value("#from"), page.input_value("#to")} == {"7", "13"}
    expect(page.locator("[data-do=publish]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("Опубликовано")
    location = RoadEvent.objects.get().phases.get().locations.get()
    assert (location.direction, location.words[0]["type"]) == ("forward", "range_of_houses")


def test_the_keyboard_stands_at_what_is_next_after_reading(desk):
    page = desk(DESKTOP)
    paste(page, f"Улица Пушкина от Баумана до Речного переулка закрыта в сторону Лондона {day(3)}")
    expect(page.locator("#pasted-asks li.is-open button").first).to_be_focused()
    page.goto("/desk/events/new/")
    paste(page, f"Улица Пушкина от Баумана до Речного переулка закрыта {day(3)} с 9:10 до 17:10, ремонт теплотрассы")
    expect(page.locator("[data-do=publish]")).to_be_focused()
    page.locator("#reason").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#said")).to_contain_text("Опубликовано")


def test_a_crossing_that_the_map_lacks_is_picked_beside_what_was_found(desk):
    page = desk(DESKTOP)
    paste(page, f"Улица Пушкина закрыта от Баумана до Гагарина {day(3)}")
    expect(page.locator("#from")).to_have_value("улица Баумана")
    expect(page.locator("#to")).to_have_value("улица Гагарина")
    press(page, "[data-do=publish]")
    expect(page.locator("[data-error=to]")).to_be_visible()
    at_rest(page)  # what the button has asked for comes to its end
    choose_end(page, "to", "Речной переулок")
    expect(page.locator("#pasted-asks li.is-open")).to_have_count(0)
    press(page, "[data-do=publish]")
    expect(page.locator("#said")).to_contain_text("Опубликовано")


def test_on_a_phone_the_map_stands_right_under_the_notice_that_was_read(desk, shoot):
    page = desk(PHONE)
    paste(page, f"Пушкина 13-17А {day(7)} 9–17")
    expect(page.locator("#pasted-notice")).to_be_visible(timeout=20_000)
    expect(page.locator("#map")).to_be_visible()
    notice, drawn = page.locator("#pasted-notice").bounding_box(), page.locator(".editor__map").bounding_box()
    assert 0 <= drawn["y"] - notice["y"] - notice["height"] < 60
    shoot(page, "pasted-phone-map")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_was_pasted_survives_the_end_of_the_session(desk):
    page = desk(DESKTOP)
    page.context.clear_cookies()
    text = f"Улица Пушкина от Баумана до Речного переулка закрыта {day(3)}"
    paste(page, text)
    expect(page.locator("#sign-in")).to_be_visible()
    page.fill("#sign-in-name", "dispatcher")
    page.fill("#sign-in-password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#street")).to_have_value("улица Пушкина")


def test_a_part_of_the_text_leads_to_its_field_and_back_to_the_text(desk):
    page = desk(DESKTOP)
    text = f"Улица Пушкина от Баумана до Речного переулка закрыта {day(3)}, ремонт теплотрассы"
    held = []
    page.route("**/closures/js/editor*.js", lambda route: held.append(route))
    with page.expect_navigation(wait_until="commit"):
        paste(page, text)
    page.locator("a.said--cause").focus()  # quicker than the form's script, which leaves it there
    held.pop().continue_()
    expect(page.locator("label[for=cause] .from-text")).to_have_text("из текста")
    page.keyboard.press("Enter")
    expect(page.locator("#cause")).to_be_focused()
    page.unroute("**/closures/js/editor*.js")
    page.go_back()  # who comes back finds what was pasted, also where the browser keeps no page and no field
    page.evaluate("document.getElementById('notice-text').autocomplete = 'off'")
    page.reload()
    expect(page.locator("#notice-text")).to_have_value(text)


def test_a_file_is_read_as_a_text_is_and_a_broken_one_is_refused_beside_the_box(desk):
    page = desk(DESKTOP)
    page.set_input_files("#notice-file", {"name": "a.docx", "mimeType": "application/zip", "buffer": b"PK broken"})
    expect(page.locator("#notice-wrong")).to_contain_text("повреждён")
    text = f"Улица Пушкина от Баумана до Речного переулка закрыта {day(3)}"
    page.set_input_files("#notice-file", {"name": "a.txt", "mimeType": "text/plain", "buffer": text.encode("cp1251")})
    expect(page.locator("#street")).to_have_value("улица Пушкина")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_of_a_notice_shut_nobody_out(desk, shoot, scheme):
    page = desk(PHONE | {"color_scheme": scheme})
    paste(
        page,
        f"– {day(3)} закрыта улица Пушкина от Баумана до Речного переулка, в сторону Лондона, ремонт теплотрассы;\n"
        f"– {day(6)} улица Гагарина закрыта от Пушкина до Ленина, объезд по Баумана, автобусы 2 и 3.",
    )
    expect(page.locator(".draft")).to_have_count(2)
    found = {}
    for address in (page.url, "/desk/notices/", "/desk/events/new/"):
        page.goto(address)
        found |= judged(page)
    page.goto("/desk/notices/")
    press(page, ".rows a.row >> nth=0")
    press(page, ".draft:nth-child(1) .button")
    expect(page.locator("#pasted-asks li")).to_have_count(1)
    shoot(page, f"pasted-{scheme}")
    assert found | judged(page) == {}


def judged(page) -> dict[str, list[str]]:
    """By the address what axe-core complains of."""
    expect(page.locator(".is-loading, [aria-busy=true]")).to_have_count(0)
    page.evaluate(AXE)
    complaints = page.evaluate(JUDGE)
    return {page.url: complaints} if complaints else {}
