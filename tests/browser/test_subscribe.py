"""To be told, on a phone: by a letter, and by this browser itself, up to the word that the street is open again."""

import json
import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from closures import amending, confirming
from closures.models import RoadEvent, Subscription
from deploy.up.kept import p256_key
from roadmap import delivery
from roadmap.channels import push
from roadmap.models import Delivery, Road
from tests.browser.conftest import PATIENCE_MS, PHONE
from tests.closures.factories import phase, published
from tests.doubles.browsers import Browsers
from tests.doubles.mailbox import text_of

WITH_WORKER = PHONE | {"service_workers": "allow", "permissions": ["notifications"]}
DAY = timedelta(days=1)
# Its own push service is out of reach here; the one that stands in for it has made these keys.
SUBSCRIBED = "PushManager.prototype.subscribe = async () => ({ toJSON: () => (%s) });"
# A browser without a screen shows no notifications, whatever it is allowed: what it was told to show is kept instead.
KEEP = "void (self.registration.showNotification = async (title, told) => (self.shown ??= []).push({ title, ...told }))"


@pytest.fixture
def post(follow_up):
    """Does what is due, as workers would."""

    def post():
        at = timezone.now()
        follow_up(at)
        for pk in list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
            delivery.send(pk, at)

    return post


def test_a_street_is_suggested_as_one_types_and_heard(cast, opened):
    page = opened(PHONE)
    page.goto("/subscribe/")
    page.focus("#street")
    page.keyboard.type("садов")
    street = page.get_by_role("option", name=re.compile("Садовая улица"))
    expect(street).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("option", name=re.compile("мост"))).to_have_count(0)  # it is no street
    expect(page.locator("#street-told")).to_contain_text("Найдено")
    page.keyboard.press("Enter")
    expect(page.locator("#street")).to_have_value("Садовая улица")
    expect(page.locator("#street-list")).to_be_hidden()


def test_by_letter_from_the_page_of_a_street(cast, mailbox, post, opened, shoot):
    page = opened(PHONE)
    page.goto(f"/streets/{Road.objects.get(name='улица Пушкина').slug}/")
    page.click("a:has-text('Сообщать мне')")
    expect(page.locator("#street")).to_have_value("улица Пушкина")
    shoot(page, "subscribe")
    page.fill("#email", "anna@example.org")
    page.click("button[value=mail]")
    expect(page.locator("h1")).to_have_text("Загляните в почту")
    shoot(page, "subscribe-sent")
    post()
    (letter,) = mailbox.letters
    reader = Subscription.objects.get().subscriber
    assert reader.get_absolute_url() in text_of(letter)
    page.goto(reader.get_absolute_url())
    shoot(page, "subscriptions-unconfirmed")
    page.click("button[value=confirm]")
    expect(page.locator("[role=status].message--success")).to_contain_text("Подтверждено")
    assert Subscription.objects.confirmed().exists()


def test_by_this_browser_one_word_a_change_and_one_that_it_is_open(cast, post, opened, settings, shoot):
    settings.VAPID_PRIVATE_KEY = p256_key()
    with Browsers() as service:
        settings.PUSH_HOSTS = [service.url]
        browser = service.subscribe(push.public_key())
        page = opened(WITH_WORKER)
        page.add_init_script(SUBSCRIBED % json.dumps({name: browser[name] for name in ("endpoint", "keys")}))
        worker = Worker(page, settings.SITE_URL)
        page.goto("/subscribe/")
        page.check("[name=where][value=city]", force=True)
        page.click("#push")
        expect(page.locator("h1")).to_have_text("Ваши подписки")
        shoot(page, "subscriptions-push")

        now = timezone.now()
        begun = {"planned_start": now - DAY, "planned_end": now + 3 * DAY}
        event = published(cast, at=now, phases=[phase(**begun)])
        post()
        later = [phase(**begun | {"planned_end": now + 9 * DAY})]
        amending.change(event, fields={}, phases=later, by=None, at=timezone.now())
        post(), post()
        confirming.finish(RoadEvent.objects.get(pk=event.pk), by=None, at=timezone.now())
        post(), post()
        told = service.shown(browser)
    assert len(told) == 3
    assert ["Продлено" in told[1]["title"], "Открыто" in told[2]["title"]] == [True, True]
    assert "Конец перенесён с" in told[1]["body"]
    worker.hears(told[2])
    (shown,) = worker.shown()
    assert (shown["title"], shown["body"], shown["tag"]) == (told[2]["title"], told[2]["body"], event.subject)
    assert shown["data"]["url"] == f"{settings.SITE_URL}{event.get_absolute_url()}"


class Worker:
    """The page's own service worker, and what its browser's push service hands it."""

    def __init__(self, page, origin: str):
        self._origin = origin
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._numbers: list[str] = []
        self._session.on("ServiceWorker.workerRegistrationUpdated", self._note)
        self._session.send("ServiceWorker.enable")

    def _note(self, told: dict) -> None:
        self._numbers += [each["registrationId"] for each in told["registrations"]]

    def hears(self, told: dict) -> None:
        self._itself = self._page.context.service_workers[0]
        self._itself.evaluate(KEEP)
        values = {"origin": self._origin, "registrationId": self._numbers[-1], "data": json.dumps(told)}
        self._session.send("ServiceWorker.deliverPushMessage", values)

    def shown(self) -> list[dict]:
        until = time.monotonic() + PATIENCE_MS / 1000
        while not (told := self._itself.evaluate("self.shown")):
            assert time.monotonic() < until
            self._page.wait_for_timeout(50)
        return told
