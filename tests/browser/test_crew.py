"""The crew's phone: “fixed” without a connection is kept and goes off once it is back; the list opens meanwhile."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from appeals.models import Appeal, CrewReport
from roadmap.models import City
from tests.appeals.factories import PUSHKINA, appeal
from tests.browser.conftest import sign_in, waits_for
from tests.browser.test_offline import BEGUN, IS_KEPT, WITH_WORKER
from tests.browser.test_story import photo

HERE = {"geolocation": {"latitude": PUSHKINA.y, "longitude": PUSHKINA.x, "accuracy": 7}, "permissions": ["geolocation"]}


def test_a_repair_without_a_connection_is_kept_and_sent_once(cast, opened, shoot):
    sent = appeal(City.objects.get(slug="small-city"), at=timezone.now() - timedelta(hours=3))
    page = opened(WITH_WORKER | HERE)
    sign_in(page, "operator")
    page.goto("/desk/crew/")
    waits_for(page, BEGUN)
    page.reload()
    waits_for(page, IS_KEPT, "/desk/crew/")
    page.click("#from-here")
    expect(page.locator("#crew .number")).to_contain_text("3")
    shoot(page, "crew")
    page.context.set_offline(True)
    page.reload()
    card = page.locator(f"#message-{sent.pk}")
    card.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    card.locator("button").click()
    expect(card.locator("[data-said]")).to_contain_text("Сохранено на этом телефоне")
    shoot(page, "crew-offline")
    page.reload()  # as a phone does by itself: what waits there is not asked for again
    expect(card.locator("[data-said]")).to_contain_text("Сохранено на этом телефоне")
    expect(card.locator("button")).to_be_hidden()
    expect(card.locator("input[type=file]")).to_be_disabled()
    assert Appeal.objects.get().status == "new"
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#offline")).to_contain_text("отправлен")
    done = Appeal.objects.get()
    assert (done.status, done.outcome, CrewReport.objects.count()) == ("answered", "fixed", 1)
