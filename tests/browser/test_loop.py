"""A resident's message on a phone, from the photo to «исправлено», and back when it is not: a letter at each step."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import expect

from appeals import actions, clock
from appeals.models import Appeal, Follower
from roadmap import delivery
from roadmap.models import Delivery, User
from tests.appeals.factories import PUSHKINA, looked_at, noted
from tests.browser.conftest import DESKTOP, PHONE, sign_in_by_hand
from tests.doubles.mailbox import text_of

DAY = timedelta(days=1)


@pytest.fixture
def post(follow_up, mailbox):
    """Does what is due as the workers would; tells the letters that came of it."""

    def post():
        before, at = len(mailbox.letters), timezone.now()
        for message in Appeal.objects.filter(uploads__state="waiting").distinct():
            looked_at(message)
        follow_up(at)
        while due := list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
            for pk in due:
                delivery.send(pk, at)
        return mailbox.letters[before:]

    return post


def picture(at, name: str) -> dict:
    """A photo taken at the place, as a phone's camera leaves it."""
    file = noted(at, PUSHKINA).file
    file.seek(0)
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.read()}


def only(letters, words: str) -> str:
    """The text of the one letter that came, which is about this."""
    (letter,) = letters
    assert words in str(letter["Subject"])
    assert letter["To"] == "anna@example.org"
    return text_of(letter)


def test_from_the_photo_to_fixed_and_back_on_day_15_and_anew_on_day_16(cast, opened, post, shoot):
    now = timezone.now()
    phone = opened(PHONE)
    phone.goto("/report/")
    phone.set_input_files("#photos", picture(now - timedelta(hours=1), "яма.jpg"))
    expect(phone.locator("#position-said")).to_contain_text("Место взято из фотографии")
    expect(phone.locator(".pin")).to_have_count(1)
    phone.check("[name=category][value=pothole]", force=True)
    expect(phone.locator("#place")).to_contain_text("Ответ до")
    shoot(phone, "loop-form")
    phone.click("summary:has-text('Оставить контакт')")
    phone.fill("#email", "anna@example.org")
    phone.check("#consent")
    phone.click("#send")
    phone.wait_for_url(re.compile("done=sent"))
    message = Appeal.objects.get()
    text = only(post(), "принято")
    secret = urlsplit(re.search(r"http\S+/m/\S+/", text)[0]).path
    assert secret == message.get_secret_url()
    due = message.answer_due_at

    desk = opened(DESKTOP)
    sign_in_by_hand(desk, "operator")
    desk.goto(f"/desk/appeals/{message.pk}/")
    desk.click("[value=take]")
    expect(desk.locator("main")).to_contain_text("в работе")
    only(post(), "взято в работу")
    desk.select_option("#answer [name=outcome]", "fixed")
    desk.fill("#answer textarea", "Яма заделана сегодня.")
    desk.set_input_files("#answer [name=photos]", picture(timezone.now(), "после.jpg"))
    desk.click("#answer [value=answer]")
    expect(desk.locator("main")).to_contain_text("Яма заделана сегодня.")
    assert "исправлено" in only(post(), "дан ответ")

    phone.goto(secret)
    expect(phone.get_by_text("Яма заделана сегодня.")).to_be_visible()
    expect(phone.locator(".answer figcaption")).to_have_text(["До", "После"])
    expect(phone.locator("#message-map .leaflet-pane").first).to_be_attached()
    shoot(phone, "loop-answered")

    with time_machine.travel(now + 15 * DAY, tick=True):
        phone.goto(secret)
        phone.click("summary:has-text('Не исправлено')")
        phone.fill("#words", "Снова провалилась")
        phone.set_input_files("#photos", picture(timezone.now(), "опять.jpg"))
        phone.click("[value=reopen]")
        expect(phone.get_by_role("status")).to_contain_text("срок прежний")
        message.refresh_from_db()
        assert (message.status, message.answer_due_at) == ("in-work", due)
        only(post(), "снова в работе")
        operator = User.objects.get(username="operator")
        actions.answer(message, "Заделали заново.", by=operator, at=timezone.now())
        only(post(), "дан ответ")

    with time_machine.travel(now + 31 * DAY, tick=True):
        phone.goto(secret)
        expect(phone.locator("[value=reopen]")).to_have_count(0)
        clock.close_unrefuted(timezone.now())
        only(post(), "закрыто")
        phone.goto(secret)
        shoot(phone, "loop-day-16")
        phone.click("a:has-text('Новое сообщение')")
        phone.wait_for_url(re.compile(r"/report/\?lon="))
        expect(phone.locator(".pin")).to_have_count(1)
        expect(phone.locator("#place")).to_contain_text("улица Пушкина")


def test_what_is_there_already_is_joined_and_a_stretch_is_drawn(cast, opened, mailbox, post, shoot):
    lon, lat = PUSHKINA.coords
    phone = opened(PHONE)
    phone.goto(f"/report/?lon={lon + 0.0002:.6f}&lat={lat:.6f}&category=pothole")
    phone.click("#stretch")
    expect(phone.locator("#position-said")).to_contain_text("на другом конце участка")
    box = phone.locator("#report-map").bounding_box()
    phone.locator("#report-map").scroll_into_view_if_needed()
    box = phone.locator("#report-map").bounding_box()
    phone.touchscreen.tap(box["x"] + box["width"] / 2 - 80, box["y"] + box["height"] / 2)
    expect(phone.locator("#place")).to_contain_text("Участок:")
    shoot(phone, "loop-stretch")
    phone.check("#consent")
    phone.click("#send")
    phone.wait_for_url(re.compile("done=sent"))
    message = Appeal.objects.get()
    assert 20 < message.stretch_m < 200

    other = opened(PHONE)
    other.goto(f"/report/?lon={lon + 0.0002:.6f}&lat={lat:.6f}&category=pothole")
    shoot(other, "loop-similar")
    with other.expect_popup() as popup:
        other.click("a:has-text('присоединиться')")
    page = popup.value
    page.fill("#follow-email", "boris@example.org")
    shoot(page, "loop-join")
    page.click("[value=mail]")
    expect(page.locator("h1")).to_have_text("Загляните в почту")
    (letter,) = post()
    assert letter["To"] == "boris@example.org"
    page.goto(Follower.objects.get().get_absolute_url())
    page.click("[value=confirm]")
    expect(page.get_by_role("status")).to_contain_text("Подтверждено")
    shoot(page, "loop-followed")
    expect(page.locator("main")).to_contain_text("2 человека")
