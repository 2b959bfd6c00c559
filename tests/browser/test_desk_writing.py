"""The editor loses nothing: to another tab, a session that ran out, a page left by mistake, stages edited in turn."""

import re
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import MultiLineString
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import override
from playwright.sync_api import expect
from psycopg.types.range import TimestamptzRange

from closures import confirming
from closures.form_names import NAMES, name_in_form
from closures.models import ProposedChange, RoadEvent
from roadmap.models import Delivery, User
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, choose_end, save, saved_by
from tests.closures.factories import draft, line, phase, published

ZONE = ZoneInfo("Asia/Yekaterinburg")
BAUMANA = "улица Баумана"
NIGHTS = {"weekdays": ["mon", "tue"], "start": "22:00", "end": "06:00"}
DAYS = {"weekdays": None, "start": "10:00", "end": "12:00"}
FULL_STAGE = {
    "name": "левая сторона",
    "direction": "forward",
    "toward": "Речной переулок",
    "schedule": {"hours": [NIGHTS, DAYS]},
    "vehicle_impact": "some-lanes-closed",
    "lanes": [{"order": 1, "type": "general", "status": "closed"}, {"order": 2, "type": "general", "status": "open"}],
    "restrictions": [{"type": "reduced-weight", "value": 3.5, "unit": "tons"}],
    "vehicle_classes": ["lorry"],
    "exemptions": ["residents", "emergency"],
}
FULL_EVENT = {
    "cause": "gas",
    "reason": "замена газопровода",
    "severity": 4,
    "performer": "ООО «Газ»",
    "client": "Городской заказчик",
    "contact": "+7 3452 00-00-02",
    "note": "Первая строка.\nВторая строка.",
    "act_kind": "распоряжение",
    "act_number": "12-р",
    "act_on": date(2026, 11, 1),
    "act_body": "Администрация города",
    "detour": "по дворам",
    "detour_roads": ["улица Баумана, дублёр", "Речной переулок"],
    "bus_routes": ["2", "57д"],
    "stops_removed": ["Площадь, нечётная сторона", "Рынок"],
    "parking_places": 12,
}


@pytest.fixture
def colleague(cast):
    return User.objects.create_user(
        "ivanova", password=PASSWORD, first_name="Анна", last_name="Иванова", agency=cast, roles=["dispatcher"]
    )


def pick(page, street: str) -> None:
    page.fill("#street", street)
    page.click(f"#street-list li:has-text('{street}')")


def rows(event) -> list:
    """All that is stored of an event but the moment of its last change."""
    own = RoadEvent.objects.filter(pk=event.pk).values()
    phases = event.phases.values()
    places = [values for each in event.phases.all() for values in each.locations.values()]
    spans = sorted(
        event.phases.values_list("spans__segment", "spans__start_position", "spans__end_position", "spans__direction")
    )
    return [*own, *phases, *places, *({"span": span} for span in spans)]


def unlike(before: list[dict], after: list[dict]) -> list[dict]:
    """What differs, row by row: name → what was there and what is."""
    pairs = zip(before, after, strict=True)
    return [{name: (old[name], new[name]) for name in old if old[name] != new[name]} for old, new in pairs]


def test_a_full_event_opened_and_saved_unchanged_is_equal_row_by_row(cast, desk_of, start):
    second = FULL_STAGE | {"name": "правая сторона", "vehicle_impact": "all-lanes-closed", "schedule": {}}
    left_out = [f"{(start + timedelta(days=number)).astimezone(ZONE):%Y-%m-%d}" for number in (1, 2)]
    first = FULL_STAGE | {"schedule": FULL_STAGE["schedule"] | {"except": left_out}}
    stages = [
        phase(planned_start=start + timedelta(seconds=17), planned_end=start + timedelta(days=4), **first),
        phase(planned_start=start + timedelta(days=5), planned_end=None, **second),
    ]
    event = published(cast, at=timezone.now(), phases=stages, **FULL_EVENT)
    detour = MultiLineString(line((0, 0), (200, 0)), srid=4326)
    permitted = TimestamptzRange(start, start + timedelta(days=30), "[)")
    RoadEvent.objects.filter(pk=event.pk).update(detour_geometry=detour, permitted=permitted)
    before = rows(event)
    page = desk_of(event)
    save(page)
    assert not any(unlike(before, rows(event)))
    assert Delivery.objects.filter(subject=event.subject).count() == 1
    page.click("[data-phase='1']")
    page.click("[data-phase='0']")
    page.fill("#contact", "+7 3452 00-00-09")
    save(page)
    own, *others = unlike(before, rows(event))
    assert set(own) == {"contact", "version", "updated_at"}
    assert not any(others)


def test_the_second_tab_sees_who_changed_what_and_merges(event, colleague, desk_of, shoot):
    mine, theirs = desk_of(event), desk_of(event, username="ivanova")
    theirs.fill("#reason", "авария на теплотрассе")
    theirs.fill("#performer", "ООО «Тепло»")
    save(theirs)
    expect(theirs.locator("#said")).to_have_text("Изменено. Записи исправляются.")
    mine.fill("#reason", "ремонт трубы")
    mine.fill("#contact", "+7 3452 00-00-03")
    mine.click("[data-do=change]")
    dialog = mine.locator("#merge")
    expect(dialog).to_be_visible()
    expect(mine.locator("#merge-told")).to_contain_text("Анна Иванова")
    expect(mine.locator("#merge-told")).to_contain_text("«Почему и кто · Словами», «Почему и кто · Исполнитель»")
    shoot(mine, "merge")
    told = {row.locator("legend").inner_text(): row for row in mine.locator(".merge-row").all()}
    told = {name.removeprefix("Почему и кто · "): row for name, row in told.items()}
    assert set(told) == {"Словами", "Исполнитель", "Контакт"}
    assert told["Словами"].locator("[data-mine]").inner_text() == "ремонт трубы"
    assert told["Словами"].locator("[data-theirs]").inner_text() == "авария на теплотрассе"
    expect(told["Словами"].locator("[data-both]")).to_be_visible()
    expect(told["Исполнитель"].locator("[value=theirs]")).to_be_checked()
    expect(told["Контакт"].locator("[value=mine]")).to_be_checked()
    told["Словами"].locator("[value=theirs]").check()
    with saved_by(mine):
        mine.click("#merge button[value=yes]")
    event.refresh_from_db()
    assert (event.reason, event.performer, event.contact) == (
        "авария на теплотрассе",
        "ООО «Тепло»",
        "+7 3452 00-00-03",
    )


NOT_OF_A_CLOSURE = ["parking_places"]
NOT_IN_THE_EDITOR = ["geometry", "locations", "places"]  # there they are one, `place`
TITLES = """async (names) => {
    const { titleOf } = await import("/static/closures/js/merge_dialog.js");
    return Object.fromEntries(names.map((name) => [name, titleOf(name)]));
}"""


@pytest.mark.parametrize("language", ["ru-RU", "en-GB"])
def test_what_others_changed_is_named_as_the_form_names_it(cast, event, desk_of, language):
    device = DESKTOP | {"locale": language}
    parking = draft(cast, kind="parking-change", parking_places=4)
    with override(language[:2]):
        told = {name: name_in_form(name) for name in NAMES if name not in NOT_IN_THE_EDITOR}
        told["place"] = name_in_form("places")
    told_of_parking = {name: told.pop(name) for name in NOT_OF_A_CLOSURE}
    assert desk_of(event, device).evaluate(TITLES, list(told)) == told
    assert desk_of(parking, device).evaluate(TITLES, NOT_OF_A_CLOSURE) == told_of_parking


def test_a_second_tab_adds_to_the_change_that_waits_for_a_second_person(event, cast, desk_of, shoot):
    """Its form shows the version before; the page that is opened after shows the event with what waits."""
    cast.needs_second_person = True
    cast.save()
    first, second = desk_of(event), desk_of(event)
    first.fill("#contact", "+7 3452 00-00-03")
    with saved_by(first):
        first.click("[data-do=change]")
    second.fill("#performer", "ООО «Тепло»")
    second.click("[data-do=change]")
    expect(second.locator("#merge")).to_be_visible()
    told = {row.locator("legend").inner_text().split(" · ")[1]: row for row in second.locator(".merge-row").all()}
    expect(told["Контакт"].locator("[value=theirs]")).to_be_checked()
    expect(told["Исполнитель"].locator("[value=mine]")).to_be_checked()
    shoot(second, "merge-waiting")
    with saved_by(second):
        second.click("#merge button[value=yes]")
    third = desk_of(event)
    expect(third.locator("#contact")).to_have_value("+7 3452 00-00-03")
    expect(third.locator("#performer")).to_have_value("ООО «Тепло»")
    shoot(third, "waiting-in-the-form")
    third.fill("#reason", "ремонт трубы")
    with saved_by(third):
        third.click("[data-do=change]")
    waits, names = ProposedChange.objects.get().values, ("contact", "performer", "reason")
    assert [waits[name] for name in names] == ["+7 3452 00-00-03", "ООО «Тепло»", "ремонт трубы"]


def test_stages_are_merged_each_by_itself_and_nothing_typed_is_lost(event, colleague, desk_of, start):
    mine, theirs = desk_of(event), desk_of(event, username="ivanova")
    theirs.click("#add-phase")
    theirs.fill("#planned_end", wall(start + timedelta(days=20), event))
    save(theirs)
    mine.check("[name=vehicle_classes][value=lorry]")
    mine.click("[data-do=change]")
    mine.click("#merge button[value=no]")
    expect(mine.locator("[name=vehicle_classes][value=lorry]")).to_be_checked()
    assert event.phases.count() == 2
    mine.click("[data-do=change]")
    with saved_by(mine):
        mine.click("#merge button[value=yes]")
    assert [(each.number, each.vehicle_classes) for each in event.phases.all()] == [(1, ["lorry"]), (2, [])]


def test_a_verb_on_another_version_asks_too(event, colleague, desk_of):
    mine, theirs = desk_of(event), desk_of(event, username="ivanova")
    theirs.fill("#reason", "авария")
    save(theirs)
    mine.on("dialog", lambda dialog: dialog.accept())
    mine.click("[data-do=cancel]")
    expect(mine.locator("#merge")).to_be_visible()
    event.refresh_from_db()
    assert event.status == "published"
    with saved_by(mine):
        mine.click("#merge button[value=yes]")
    event.refresh_from_db()
    assert (event.status, event.reason) == ("cancelled", "авария")


def wall(moment, event) -> str:
    return f"{moment.astimezone(event.city.zone):%Y-%m-%dT%H:%M}"


def test_a_session_that_ran_out_asks_for_the_login_in_place_and_goes_on(event, desk_of, shoot):
    page = desk_of(event, PHONE)
    page.fill("#reason", "замена трубы")
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()
    page.context.clear_cookies()
    page.click("[data-do=change]")
    expect(page.locator("#sign-in")).to_be_visible()
    shoot(page, "sign-in-in-place")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-wrong")).to_have_text("Введите пароль.")
    page.fill("#sign-in-password", "wrong")
    page.keyboard.press("Enter")
    expect(page.locator("#sign-in-wrong")).to_be_visible()
    expect(page.locator("#reason")).to_have_value("замена трубы")
    page.fill("#sign-in-password", PASSWORD)
    with saved_by(page):
        page.keyboard.press("Enter")
    event.refresh_from_db()
    assert event.reason == "замена трубы"
    expect(page.locator("#said")).to_have_text("Изменено. Записи исправляются.")


def test_what_is_over_is_taken_up_again_and_said_to_be(cast, colleague, desk_of, start, shoot):
    begun = start - timedelta(days=3)
    event = published(cast, at=begun, phases=[phase(planned_start=begun, planned_end=start)])
    confirming.finish(event, by=colleague, at=timezone.now())
    page = desk_of(event, PHONE)
    page.click("[data-ask=reopen]")
    page.fill("#moment-reopen-at", wall(start + timedelta(days=3), event))
    shoot(page, "reopen")
    with saved_by(page):
        page.click("#moment-reopen [type=submit]")
    expect(page.locator("#said")).to_have_text("Возобновлено. Об этом узнают все.")
    event.refresh_from_db()
    assert (event.status, event.end) == ("published", start + timedelta(days=3))


def test_two_stages_edited_in_turn_keep_each_its_place(cast, desk_of):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    choose_end(page, "from", BAUMANA)
    choose_end(page, "to", "Речной переулок")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина: улица Баумана — Речной переулок")
    page.click("#planned_end ~ .quick [data-hours='24']")
    page.click("#add-phase")
    pick(page, BAUMANA)
    expect(page.locator("#picked")).to_contain_text(BAUMANA)
    page.select_option("#direction", "forward")
    expect(page.locator("#picked")).not_to_contain_text("Пушкина")
    page.click("[data-phase='0']")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина: улица Баумана — Речной переулок")
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    expect(page.locator("#direction")).to_have_value("both")
    expect(page.locator("#from")).to_have_value(BAUMANA)
    choose_end(page, "to", "Речной переулок")
    page.click("[data-phase='1']")
    expect(page.locator("#street")).to_have_value(BAUMANA)
    expect(page.locator("#direction")).to_have_value("forward")
    with saved_by(page):
        page.click("[data-do=save]")
    event = RoadEvent.objects.get()
    assert [(each.places[0]["on"], each.direction) for each in event.phases.all()] == [
        ("улица Пушкина", "both"),
        (BAUMANA, "forward"),
    ]


def test_stages_entered_out_of_order_stay_themselves_when_the_next_step_fails(cast, desk_of, start):
    """They are saved in the order of their starts; what is typed afterwards belongs to the one that was open."""
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина")
    fill_times(page, start + timedelta(days=5))
    page.click("#add-phase")
    fill_times(page, start)
    page.route("**/publish/", lambda route: route.fulfill(status=400, json={"status": ["Не сейчас."]}))
    with page.expect_response("**/publish/"):
        page.click("[data-do=publish]")
    expect(page.locator("[data-phase='0']")).to_have_attribute("aria-current", "true")
    written = list(RoadEvent.objects.get().phases.values_list("pk", "planned_start"))
    page.fill("#stage_name", "первая половина")
    save(page, "save")
    stages = list(RoadEvent.objects.get().phases.all())
    assert [(each.pk, each.planned_start) for each in stages] == written
    assert [each.name for each in stages] == ["первая половина", ""]


def fill_times(page, start) -> None:
    for name, moment in (("planned_start", start), ("planned_end", start + timedelta(days=1))):
        page.fill(f"#{name}", f"{moment.astimezone(ZONE):%Y-%m-%dT%H:%M}")


def test_a_place_that_is_replaced_can_be_taken_back(event, desk_of):
    page = desk_of(event)
    was, street = page.locator("#picked").inner_text(), page.input_value("#street")
    pick(page, BAUMANA)
    expect(page.locator("#former-place")).to_contain_text("улица Пушкина")
    page.click("#undo-place")
    expect(page.locator("#picked")).to_have_text(was)
    expect(page.locator("#street")).to_have_value(street)
    before = event.phases.get().geometry
    save(page)
    assert event.phases.get().geometry == before


def test_leaving_with_unsaved_entries_asks(event, desk_of):
    page = desk_of(event)
    asked = []

    def stay(dialog):
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.click(".desk-nav a >> nth=0")
    page.wait_for_url(re.compile("/desk/$"))
    assert asked == []
    page.go_back()
    page.fill("#reason", "другая причина")
    page.click(".desk-nav a >> nth=0")
    page.wait_for_timeout(500)
    assert asked == ["beforeunload"]
    expect(page.locator("#reason")).to_have_value("другая причина")


def test_every_error_stays_until_a_new_try(cast, desk_of, shoot):
    page = desk_of(None, PHONE)
    page.click("label:has([name=kind][value=parking-change])")
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина")
    page.click("#hours-box summary")
    page.fill("#except", "31.02.2027")
    page.fill("#parking_places", "-5")
    for folded in ("Исполнитель, заказчик", "автобусы, остановки"):
        page.click(f"summary:has-text('{folded}')")
    page.fill("#bus_routes", "2, маршрут длиннее двенадцати")
    page.fill("#stops_removed", "я" * 121)
    page.evaluate("document.getElementById('reason').maxLength = 1000")
    page.fill("#reason", "я" * 301)
    page.click("[data-do=save]")
    lines = {
        name: page.locator(f"[data-error~='{name}']")
        for name in ("schedule.except", "parking_places", "bus_routes", "stops_removed", "reason")
    }
    for line_ in lines.values():
        expect(line_).to_be_visible()
    expect(page.locator("#except")).to_be_focused()
    shoot(page, "errors")
    told = {name: line_.inner_text() for name, line_ in lines.items()}
    assert "31.02.2027" in told["schedule.except"]
    assert told["bus_routes"].startswith("2: ")
    with page.expect_response("**/preview/"):
        page.fill("#contact", "112")  # asks for the text of the post anew, which fails, too
    expect(page.locator("#preview")).to_contain_text("Текста пока нет")
    assert {name: line_.inner_text() for name, line_ in lines.items()} == told
    assert page.locator("#bus_routes").get_attribute("aria-invalid") == "true"
    assert lines["bus_routes"].get_attribute("id") in page.locator("#bus_routes").get_attribute("aria-describedby")
    for name, value in (("except", "31.01.2027"), ("parking_places", "5"), ("bus_routes", "2"), ("stops_removed", "")):
        page.fill(f"#{name}", value)
    page.click("[data-do=save]")
    expect(lines["bus_routes"]).to_be_hidden()
    expect(lines["reason"]).to_be_visible()
    page.fill("#reason", "ремонт")
    with saved_by(page):
        page.click("[data-do=save]")
    assert RoadEvent.objects.get().phases.get().schedule["except"] == ["2027-01-31"]
    expect(page.locator("#except")).to_have_value("31.01.2027")


def test_an_error_of_another_stage_opens_it(event, desk_of, start):
    page = desk_of(event)
    page.click("#add-phase")
    page.fill("#planned_end", wall(start + timedelta(days=8), event))
    page.click("[data-phase='0']")
    page.click("[data-do=change]")
    expect(page.locator("[data-phase='1']")).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-error~=planned_end]")).to_be_visible()
    page.click("[data-phase='0']")
    expect(page.locator("[data-error~=planned_end]")).to_be_hidden()
    expect(page.locator("[data-phase='1']")).to_contain_text("ошибк")
    page.click("[data-phase='1']")
    expect(page.locator("[data-error~=planned_end]")).to_be_visible()


def test_who_belongs_to_no_agency_is_told_so(cast, desk_of):
    User.objects.filter(username="dispatcher").update(agency=None)
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("Пушкина")
    page.click("[data-do=save]")
    expect(page.locator("#error-other")).to_contain_text("не приписаны ни к одному ведомству")


def test_what_is_unusual_is_named_before_it_is_published(cast, desk_of, shoot):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("Пушкина")
    page.click("#hours-box summary")
    for number, (begin, end) in enumerate((("22:00", "22:00"), ("08:00", "10:00"))):
        page.fill(f"#hours-start-{number}", begin)
        page.fill(f"#hours-end-{number}", end)
        if number == 0:
            page.click("#add-hours")
    page.click("[data-do=publish]")
    expect(page.locator("#unusual-list li")).to_have_text(
        ["с 22:00 до 22:00 — это целые сутки без перерыва.", "часы заданы дважды или накладываются друг на друга."]
    )
    shoot(page, "unusual")
    page.click("#unusual button[value=no]")
    expect(page.locator("#error-other")).to_have_text(
        "Черновик сохранён, не опубликовано: с 22:00 до 22:00 — это целые сутки без перерыва. "
        "часы заданы дважды или накладываются друг на друга."
    )
    event = RoadEvent.objects.get()
    assert event.status == "draft"
    page.click("[data-do=publish]")
    with saved_by(page):
        page.click("#unusual button[value=yes]")
    event.refresh_from_db()
    assert event.status == "published"
    expect(page.locator("#said")).to_have_text("Опубликовано. Запись отправляется.")


def test_a_refused_publication_leaves_one_draft_that_the_next_try_goes_on_with(cast, desk_of, start, shoot):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("Пушкина")
    fill_times(page, start - timedelta(days=9))
    page.click("[data-do=publish]")
    expect(page.locator("#said")).to_contain_text("Черновик сохранён, не опубликовано: ")
    expect(page.locator("[data-error~=planned_end]")).to_be_visible()
    expect(page.locator("#planned_end")).to_be_focused()
    shoot(page, "only-saved")
    event = RoadEvent.objects.get()
    page.wait_for_url(f"/desk/events/{event.pk}/")
    expect(page.locator("[name=kind]:enabled")).to_have_count(0)
    page.click("[data-do=publish]")
    expect(page.locator("#said")).to_contain_text("Черновик сохранён")
    assert event.changes.count() == 1
    fill_times(page, start)
    save(page, "publish")
    history = page.locator(".timeline strong").all_inner_texts()
    assert history == ["Опубликовано", "Черновик изменён", "Создан черновик"]
    assert RoadEvent.objects.get().status == "published"


def test_a_lost_answer_and_a_double_click_make_one_event(cast, desk_of):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("Пушкина")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/api/staff/v1/road-events/", lose, times=1)
    page.click("[data-do=save]")
    expect(page.locator("#error-other")).to_contain_text("связ")
    first = RoadEvent.objects.get()
    page.fill("#reason", "ремонт трубы")
    with saved_by(page):
        page.dblclick("[data-do=save]")
    assert (RoadEvent.objects.get().pk, RoadEvent.objects.get().reason) == (first.pk, "ремонт трубы")


def test_a_publication_whose_answer_was_lost_is_not_tried_twice(cast, desk_of):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("Пушкина")

    def lose(route):
        route.fetch()
        route.abort()

    page.route("**/publish/", lose, times=1)
    page.click("[data-do=publish]")
    expect(page.locator("#error-other")).to_contain_text("связ")
    page.click("[data-do=publish]")
    expect(page.locator("#merge-told")).to_contain_text("опубликовано")
    expect(page.locator("#merge-none")).to_be_visible()
    with saved_by(page):
        page.click("#merge button[value=yes]")
    event = RoadEvent.objects.get()
    assert [entry.verb for entry in event.changes.order_by("version")] == ["drafted", "published"]


def test_several_streets_shut_at_the_same_time_are_places_of_one_stage(cast, desk_of, shoot):
    page = desk_of(None)
    pick(page, "улица Пушкина")
    expect(page.locator("#picked")).to_contain_text("улица Пушкина")
    page.click("#add-place")
    expect(page.locator("#street")).to_be_focused()
    expect(page.locator("#picked")).to_have_text("Место пока не выбрано.")
    pick(page, BAUMANA)
    expect(page.locator("#picked")).to_contain_text(BAUMANA)
    page.click("#add-place")
    page.click("[data-do=save]")
    expect(page.locator("[data-error~=geometry]")).to_contain_text("Укажите, где")
    page.click("[data-remove-place='2']")
    page.click("[data-place='0']")
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    shoot(page, "places")
    with saved_by(page):
        page.click("[data-do=save]")
    stage = RoadEvent.objects.get().phases.get()
    before = list(stage.locations.values())
    assert [each["words"][0]["on"] for each in before] == ["улица Пушкина", BAUMANA]
    expect(page.locator("#locations li")).to_have_count(2)
    page.fill("#reason", "праздник")
    with saved_by(page):
        page.click("[data-do=save]")
    assert list(stage.locations.values()) == before
    page.click("[data-remove-place='0']")
    with saved_by(page):
        page.click("[data-do=save]")
    assert [each["id"] for each in stage.locations.values()] == [before[1]["id"]]


# улица 8 Марта runs west, проспект Ленина has a carriageway for each way, улица Пушкина is open to both.
STREETS = {"one-way": "улица 8 Марта", "dual carriageway": "проспект Ленина", "both ways": "улица Пушкина"}


# Of stretches each, whose ends are told in the order of the traffic; of whole streets, which have none, one a street.
OF_STRETCHES = {
    "one-way": ("backward",),
    "dual carriageway": ("both", "backward"),
    "both ways": ("forward", "backward"),
}
OF_WHOLE = {"one-way": "backward", "dual carriageway": "both", "both ways": "forward"}


@pytest.mark.parametrize("street", STREETS)
def test_a_direction_opened_and_saved_unchanged_is_equal_row_by_row(cast, desk_of, street):
    page = desk_of(None)
    for direction in OF_STRETCHES[street]:
        _opened_and_saved_unchanged(page, STREETS[street], direction, is_whole=False)
    _opened_and_saved_unchanged(page, STREETS[street], OF_WHOLE[street], is_whole=True)


def _opened_and_saved_unchanged(page, street, direction, is_whole):
    page.goto("/desk/events/new/")
    expect(page.locator("#phases")).to_be_attached()
    pick(page, street)
    if not is_whole:
        choose_end(page, "from", "Кремлёвская улица")
        choose_end(page, "to", BAUMANA)
    page.select_option("#direction", direction)
    entered = ends_shown(page)
    page.click("[data-do=save]")
    expect(page.locator(".timeline")).to_be_visible()
    event = RoadEvent.objects.latest("pk")
    assert event.phases.get().direction == direction
    before = rows(event)
    expect(page.locator("#street")).to_have_value(street)  # it and its crossings are looked up
    page.wait_for_load_state("networkidle")
    assert sorted(ends_shown(page)) == sorted(entered)
    save(page, "save")
    assert not any(unlike(before, rows(event)))


def ends_shown(page) -> list[str]:
    return [page.input_value(f"#{field}") for field in ("street", "from", "to", "direction")]
