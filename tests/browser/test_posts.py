"""Posts at the desk: an editor approves and writes by hand, with the keyboard alone, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from roadmap.models import Delivery, User
from tests.browser.conftest import PHONE, sign_in
from tests.roadmap.test_accounts import account
from tests.roadmap.test_posts import told

State = Delivery.State


@pytest.fixture
def waiting(cast) -> Delivery:
    User.objects.filter(username="dispatcher").update(roles=["editor", "approver"])
    account(cast, needs_approval=True)
    return told(cast, "Закрыто движение по улице Пушкина до 5 мая")


@pytest.mark.parametrize("size", [PHONE | {"viewport": {"width": 390, "height": 844}}, {}], ids=["phone", "desk"])
def test_a_post_is_written_by_hand_and_approved_by_keys(waiting, opened, shoot, size, request):
    page = opened(size)
    sign_in(page, "dispatcher")
    page.goto("/desk/posts/")
    shoot(page, f"posts-{request.node.callspec.id}")
    page.get_by_role("link", name="Написать вручную").press("Enter")
    words = page.get_by_label("Текст, каким его увидят читатели")
    words.fill("Друзья, до пятого мая объезжаем Пушкина")
    shoot(page, f"post-{request.node.callspec.id}")
    page.get_by_role("button", name="Сохранить текст").press("Enter")
    expect(page.get_by_text("ждёт согласования")).to_be_visible()
    expect(page.get_by_text("Друзья, до пятого мая")).to_be_visible()
    page.get_by_role("button", name="Согласовать", exact=True).press("Enter")
    expect(page.get_by_text("Согласовано; уйдёт")).to_be_visible()
    page.goto("/desk/posts/calendar/")
    shoot(page, f"calendar-{request.node.callspec.id}")
    assert Delivery.objects.get(by_hand__startswith="Друзья").state == State.WAITING


def test_both_texts_stand_side_by_side_where_the_program_asks(waiting, opened, shoot):
    writer = User.objects.get(username="dispatcher")
    waiting.account.needs_approval = False
    waiting.account.save()
    hand = {"by_hand": "Своими словами", "edited_by": writer, "edited_at": waiting.created_at}
    Delivery.objects.filter(pk=waiting.pk).update(**hand)
    told(waiting.account.owner, "Продлено до 9 мая", 2)
    page = opened({})
    sign_in(page, "dispatcher")
    page.goto("/desk/posts/")
    shoot(page, "posts-question")
    page.get_by_role("button", name="Оставить написанное").press("Enter")
    expect(page.get_by_text("Согласовано; уйдёт")).to_be_visible()
    assert Delivery.objects.get(state=State.WAITING).text == "Своими словами"
