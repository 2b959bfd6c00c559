"""Boxes over faces and plates under a hand: by mouse and by keyboard, kept where they were drawn."""

import pytest
from playwright.sync_api import expect

from appeals.models import AppealPhoto, PhotoMask
from appeals.photos import checked
from roadmap.models import City
from tests.appeals.factories import appeal, picture, upload
from tests.browser.conftest import PHONE, sign_in


@pytest.fixture
def photo(cast, settings, tmp_path) -> AppealPhoto:
    settings.MEDIA_ROOT = tmp_path / "media"
    city = City.objects.get(slug="small-city")
    return appeal(city, photos=[checked(upload(picture((800, 600))))]).photos.get()


def test_a_box_is_drawn_moved_by_arrows_and_saved(photo, opened, shoot):
    page = opened(PHONE)
    sign_in(page, "operator")
    page.goto(f"/desk/appeals/{photo.appeal_id}/photos/{photo.pk}/hide/")
    frame = page.locator("#masks-picture img").bounding_box()
    page.mouse.move(frame["x"] + frame["width"] * 0.1, frame["y"] + frame["height"] * 0.2)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.4, frame["y"] + frame["height"] * 0.6, steps=4)
    page.mouse.up()
    box = page.locator(".mask")
    expect(box).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    page.click("#masks-add")
    expect(box).to_have_count(2)
    page.keyboard.press("Delete")
    expect(box).to_have_count(1)
    page.locator("[name=cover]").select_option("solid")
    shoot(page, "hide")
    page.click("form#masks .button--primary")
    expect(page.locator("body")).to_contain_text("1 часть скрыта")
    row = PhotoMask.objects.get()
    assert row.cover == "solid"
    sides = (row.left, row.top, row.width, row.height)
    assert sides == pytest.approx((0.11, 0.2, 0.3, 0.41), abs=0.02)
    shoot(page, "hidden")
