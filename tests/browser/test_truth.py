"""What a driver sees of a staged closure and of a ban for lorries, at the moment asked for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from roadmap.models import City
from tests.browser.conftest import DESKTOP, PHONE
from tests.closures.factories import line, phase, published

PUSHKINA, BAUMANA = ((0, 200), (200, 200)), ((0, 0), (0, 200))
DAY = timedelta(days=1)


@pytest.fixture
def city(cast):
    return City.objects.get(slug="small-city")


@pytest.fixture
def staged(cast):
    """Shut today on улица Пушкина, narrowed from the day after tomorrow on улица Баумана, shut there a week later."""
    now = timezone.now()
    stages = [
        phase(geometry=line(*PUSHKINA), planned_start=now - DAY, planned_end=now + DAY),
        phase(
            geometry=line(*BAUMANA),
            planned_start=now + 2 * DAY,
            planned_end=now + 6 * DAY,
            vehicle_impact="some-lanes-closed",
        ),
        phase(geometry=line(*BAUMANA), planned_start=now + 7 * DAY, planned_end=now + 9 * DAY),
    ]
    return published(cast, at=now, phases=stages)


def moment(city, at) -> str:
    return f"when=moment&moment={at.astimezone(city.zone):%Y-%m-%dT%H:%M}"


@pytest.mark.parametrize(
    ("days", "street", "traffic", "stage"),
    [
        (0, "Пушкина", "движение закрыто", 1),
        (3, "Баумана", "перекрыта часть полос", 2),
        (8, "Баумана", "движение закрыто", 3),
    ],
)
def test_map_list_and_card_tell_of_the_stage_that_holds_then(staged, city, opened, days, street, traffic, stage, shoot):
    page = opened(PHONE if stage == 2 else DESKTOP)
    page.goto(f"/?{moment(city, timezone.now() + days * DAY)}&open=event-{staged.pk}")
    card = page.locator("#card")
    expect(card).to_contain_text(f"Этап {stage} из 3")
    expect(card).to_contain_text(street)
    expect(card).to_contain_text(traffic, ignore_case=True)
    expect(card).to_contain_text("действует")
    expect(card).not_to_contain_text("Начнётся")
    expect(page.locator(f"[data-key=event-{staged.pk}]")).to_have_count(1)
    shoot(page, f"stage-{stage}")


def test_between_two_stages_nothing_is_told_of_that_moment_and_its_page_is_the_whole_plan(staged, city, opened, shoot):
    page = opened(DESKTOP)
    page.goto(f"/list/?{moment(city, timezone.now() + 1.5 * DAY)}")
    expect(page.locator(".row")).to_have_count(0)
    page.goto(f"/events/{staged.pk}/")
    expect(page.locator(".timeline--plain li")).to_have_count(3)
    expect(page.locator(".timeline--plain li[aria-current=step]")).to_have_count(1)
    shoot(page, "plan")


def test_a_ban_for_lorries_is_told_as_one(cast, opened, shoot):
    now = timezone.now()
    ban = phase(planned_start=now - DAY, planned_end=now + DAY, vehicle_classes=["lorry"])
    event = published(cast, at=now, phases=[ban])
    page = opened(PHONE)
    page.goto(f"/?open=event-{event.pk}")
    expect(page.locator("#card")).to_contain_text("закрыто для грузовых машин", ignore_case=True)
    expect(page.locator("#card")).not_to_contain_text("движение закрыто", ignore_case=True)
    expect(page.locator("#card .sign--closure")).to_have_count(0)
    shoot(page, "lorries")
    page.goto("/list/?passage=closed")
    expect(page.locator(".row")).to_have_count(0)
    page.goto("/list/?vehicle_class=lorry")
    expect(page.locator(".row")).to_have_count(1)
