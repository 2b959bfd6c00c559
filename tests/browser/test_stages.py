"""An event in stages on the map: each is drawn where and when it holds; all open one card, which is of that moment."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import Agency, City
from tests.browser.conftest import DESKTOP
from tests.closures.factories import line, phase, published

DAY = timedelta(days=1)
FIRST, SECOND = ((0, 200), (200, 200)), ((-400, 200), (-200, 200))  # both on улица Пушкина


@pytest.fixture
def staged(site):
    """Shut now from Баумана on; from in two days on narrowed farther west."""
    agency = Agency.objects.create(
        city=City.objects.get(slug="small-city"), slug="road-department", name="Департамент дорог", is_default=True
    )
    now = timezone.now()
    stages = [
        phase(geometry=line(*FIRST), planned_start=now - DAY, planned_end=now + 2 * DAY),
        phase(
            geometry=line(*SECOND),
            planned_start=now + 2 * DAY,
            planned_end=now + 5 * DAY,
            vehicle_impact="some-lanes-closed",
        ),
    ]
    return published(agency, at=now, phases=stages)


def local(city, at) -> str:
    """For the field of a chosen moment."""
    return f"{at.astimezone(city.zone):%Y-%m-%dT%H:%M}"


def test_each_moment_has_its_own_stage_and_the_list_one_row(staged, opened):
    page = opened(DESKTOP)
    page.goto("/")
    expect(page.locator(".map-sign")).to_have_count(1)  # the second is told of when the first is over
    expect(page.locator(".map-sign .sign--closure.passage-closed")).to_have_count(1)
    with page.expect_response(re.compile("/api/v1/road-events/[?]")) as asked:
        page.select_option("[name=when]", "moment")
    assert "split=phase" in asked.value.url
    page.fill("[name=moment]", local(staged.city, timezone.now() + 3 * DAY))
    expect(page.locator(".map-sign .sign--narrowing.passage-limited")).to_have_count(1)
    expect(page.locator(".map-sign")).to_have_count(1)
    expect(page.locator(f"#list [data-key=event-{staged.pk}]")).to_have_count(1)


def test_either_stage_opens_the_one_card_which_is_of_that_stage(staged, opened):
    page = opened(DESKTOP)
    for after, stage in ((DAY, "Этап 1 из 2"), (3 * DAY, "Этап 2 из 2")):
        page.goto(f"/?when=moment&moment={local(staged.city, timezone.now() + after)}")
        expect(page.locator(".map-sign")).to_have_count(1)
        page.locator(".map-sign").click()
        expect(page.locator("#card")).to_contain_text(stage)
        expect(page).to_have_url(re.compile(f"open=event-{staged.pk}"))


def test_a_card_that_a_link_opens_is_of_the_links_moment(staged, opened):
    page = opened(DESKTOP)
    page.goto(f"/?open=event-{staged.pk}")
    expect(page.locator("#card")).to_contain_text("Этап 1 из 2")
    expect(page.locator("#card .event-card__kind .badge")).to_have_text("действует")
    page.goto(f"/?open=event-{staged.pk}&when=moment&moment={local(staged.city, timezone.now() - 3 * DAY)}")
    expect(page.locator("#card")).to_contain_text("В выбранное время не действует")
