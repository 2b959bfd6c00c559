"""The workflow by hand: a step taken back while its posts wait, a draft sent for review and returned with a word."""

from django.utils import timezone
from playwright.sync_api import expect

from closures import actions
from closures.models import RoadEvent
from roadmap.models import Delivery, User
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, sign_in
from tests.closures.desk import change
from tests.closures.factories import draft, published
from tests.conftest import signed_in


def test_a_change_is_taken_back_before_anybody_was_told(cast, opened, shoot):
    cast.hold_s = 60
    cast.save()
    event = published(cast)
    page = opened(PHONE)
    sign_in(page, "dispatcher")
    page.goto(f"/desk/events/{event.pk}/")
    page.fill("#reason", "замена трубы")
    page.click("[data-do=change]")
    expect(page.locator("#held")).to_contain_text("Посты уйдут через")
    left = int(page.inner_text("#held-seconds"))
    expect(page.locator("#held-seconds")).not_to_have_text(str(left))
    shoot(page, "held")
    page.click("[data-step=undo]")
    expect(page.locator("#said")).to_contain_text("ничего не ушло")
    expect(page.locator("#reason")).to_have_value("ремонт теплотрассы")
    assert Delivery.objects.order_by("version").last().state == "withdrawn"


def test_a_draft_goes_for_review_and_comes_back_with_a_word(cast, opened, shoot):
    cast.needs_second_person = True
    cast.save()
    User.objects.create_user("approver", password=PASSWORD, agency=cast, roles=["approver"])
    event = draft(cast, by=User.objects.get(username="dispatcher"))
    writer, second = opened(DESKTOP), opened(DESKTOP)
    sign_in(writer, "dispatcher")
    writer.goto(f"/desk/events/{event.pk}/")
    expect(writer.locator("[data-do=publish]")).to_have_count(0)
    writer.click("[data-do=submit]")
    expect(writer.locator("#said")).to_have_text("Отправлено на проверку.")
    sign_in(second, "approver")
    second.goto("/desk/?state=review")
    second.click(f"a[href='/desk/events/{event.pk}/']")
    second.wait_for_url(f"**/desk/events/{event.pk}/")  # loaded, its scripts too
    second.click("[data-step=return]")
    second.click("#return-dialog [type=submit]")
    expect(second.locator("#return-dialog [data-wrong=comment]")).to_be_visible()
    second.fill("#return-dialog [data-comment]", "Не та улица")
    shoot(second, "return")
    second.click("#return-dialog [type=submit]")
    expect(second.locator("#said")).to_have_text("Возвращено автору.")
    writer.reload()
    expect(writer.locator(".notice--warning:visible")).to_contain_text("Не та улица")
    assert RoadEvent.objects.get(pk=event.pk).status == "draft"
    shown = published(cast)
    change(signed_in(event.created_by), shown.pk, {"reason": "замена трубы"})
    second.goto(f"/desk/events/{shown.pk}/")
    expect(second.locator("[data-outcome] .differences")).to_contain_text("замена трубы")  # asked for by the page
    shoot(second, "proposed")
    second.click("[data-step=approve]")
    expect(second.locator("#said")).to_contain_text("видят все")


def test_an_approver_who_changes_what_is_in_review_no_longer_publishes_it(cast, opened, shoot):
    cast.needs_second_person = True
    cast.save()
    User.objects.create_user("approver", password=PASSWORD, agency=cast, roles=["approver"])
    writer = User.objects.get(username="dispatcher")
    event = draft(cast, by=writer)
    actions.submit_for_review(event, by=writer, at=timezone.now())
    page = opened(DESKTOP)
    sign_in(page, "approver")
    page.goto(f"/desk/events/{event.pk}/")
    expect(page.locator("[data-do=publish]")).to_be_visible()
    page.fill("#reason", "замена трубы")
    expect(page.locator("#edited")).to_contain_text("согласует кто-то другой")
    expect(page.locator("[data-do=publish]")).to_be_hidden()
    expect(page.locator("[data-ask=schedule]")).to_be_hidden()
    shoot(page, "edited-in-review")
    page.fill("#reason", event.reason)
    expect(page.locator("[data-do=publish]")).to_be_visible()
    expect(page.locator("#edited")).to_be_hidden()
