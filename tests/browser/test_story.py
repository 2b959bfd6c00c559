"""The whole story: a closure entered at the desk reaches motorists and the channel; a pothole reaches its answer."""

import re
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from closures.models import RoadEvent
from roadmap import delivery
from roadmap.models import Delivery
from tests.browser.conftest import DESKTOP, PHONE, choose_end, saved_by, sign_in_by_hand
from tests.doubles.telegram import TelegramDouble
from tests.plan import lonlat


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        settings.TELEGRAM_API, settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = double.url, double.token, "@roads"
        yield double


def deliver_all():
    """What the worker does with what was handed over."""
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivery.send(pk, timezone.now())


def photo() -> bytes:
    file = BytesIO()
    Image.effect_noise((640, 480), 60).convert("RGB").save(file, "JPEG")
    return file.getvalue()


def test_a_closure_from_the_desk_to_the_motorists_phone_and_the_channel(cast, opened, telegram, shoot):
    desk = opened(DESKTOP)
    sign_in_by_hand(desk, "dispatcher")
    shoot(desk, "desk-empty")
    desk.goto("/desk/events/new/")
    desk.fill("#street", "Пушк")
    desk.click("#street-list li:has-text('улица Пушкина')")
    choose_end(desk, "from", "улица Баумана")
    choose_end(desk, "to", "Речной переулок")
    expect(desk.locator("#picked")).to_contain_text("улица Пушкина: улица Баумана — Речной переулок")
    start = timezone.localtime(timezone.now(), cast.city.zone)
    desk.fill("#planned_start", f"{start:%Y-%m-%dT%H:%M}")
    desk.fill("#planned_end", f"{start.replace(year=start.year + 1):%Y-%m-%dT%H:%M}")
    desk.select_option("#cause", "heat-network")
    expect(desk.locator("#preview")).to_contain_text("по улице Пушкина")
    shoot(desk, "desk-editor")
    with saved_by(desk):
        desk.click("[data-do=publish]")
    event = RoadEvent.objects.get()
    assert event.status == "published"
    shoot(desk, "desk-published")

    deliver_all()
    (call,) = telegram.posts()
    assert call.method == "sendPhoto"
    assert Image.open(BytesIO(call.files["photo"][2])).size == (1200, 630)
    caption = call.fields["caption"].replace("\u00a0", " ")
    assert "от улицы Баумана до Речного переулка" in caption

    phone = opened(PHONE)
    phone.goto("/")
    row = phone.locator(f"[data-key='event-{event.pk}'], a[href*='event-{event.pk}']").first
    expect(row).to_be_attached()
    shoot(phone, "map-phone")
    phone.goto("/list/")
    expect(phone.get_by_text("Пушкина").first).to_be_visible()
    phone.goto(f"/events/{event.pk}/")
    expect(phone.locator("h1")).to_contain_text("Пушкина")
    shoot(phone, "event-phone")
    phone.goto("/journal/")
    expect(phone.get_by_text("Пушкина").first).to_be_visible()

    desk.click("[data-ask=finish]")
    shoot(desk, "desk-finish")
    desk.click("#moment-finish [type=submit]")
    expect(desk.locator(".lead .badge")).to_have_text("завершено")
    deliver_all()
    assert telegram.calls[-1].method == "editMessageMedia"
    assert len(telegram.posts()) == 1


def test_a_pothole_from_the_pin_to_the_answer(cast, opened, shoot, tmp_path):
    lon, lat = lonlat(100, 205)
    resident = opened(PHONE | {"geolocation": {"longitude": lon, "latitude": lat}, "permissions": ["geolocation"]})
    resident.goto("/report/")
    expect(resident.get_by_text("112").first).to_be_visible()
    shoot(resident, "report-phone")
    resident.click("#locate")
    expect(resident.get_by_text("улица Пушкина").first).to_be_visible()
    resident.check("[name=category][value=pothole]", force=True)
    resident.set_input_files("#photos", {"name": "яма.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    resident.fill("#text", "Яма на Пушкина, глубокая")
    resident.check("[name=consent]")
    resident.click("#send")
    link = resident.locator("a[href*='/m/']").first
    expect(link).to_be_visible()
    secret = re.search(r"/m/[\w-]+/", link.get_attribute("href")).group()
    shoot(resident, "report-sent-phone")

    operator = opened(DESKTOP)
    sign_in_by_hand(operator, "operator")
    operator.goto("/desk/appeals/")
    operator.get_by_text("Пушкина").first.click()
    shoot(operator, "desk-appeal")
    operator.fill("#answer textarea", "Яма заделана сегодня.")
    operator.click("#answer [value=answer]")

    resident.goto(secret)
    expect(resident.get_by_text("Яма заделана сегодня.")).to_be_visible()
    shoot(resident, "message-phone")
