"""A part of a street remembers what was reported, mended and promised there."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.translation import override

from appeals import actions
from appeals.segment_memory import memory_of, remembered
from roadmap.models import Agency, RoadSegment
from tests.appeals.factories import appeal, category, personal, spot
from tests.conftest import NOW, signed_in
from tests.queries import cost

YEAR = timedelta(days=365)


def page(client, segment):
    return client.get(reverse("segment", args=[segment.pk])).content.decode()


@pytest.fixture
def builder(small_city):
    return Agency.objects.create(city=small_city, slug="builder", name="Дорстрой", hold_s=0)


@pytest.fixture
def segment(small_city, agency):
    return appeal(small_city).segment


def test_two_pins_fifteen_metres_apart_on_one_segment_share_a_page_and_either_side_of_a_junction_does_not(
    small_city, agency, client
):
    one, near = appeal(small_city, spot(92, 203)), appeal(small_city, spot(107, 203))
    before, behind = appeal(small_city, spot(-15, 202)), appeal(small_city, spot(15, 202))
    assert one.segment_id == near.segment_id
    assert before.segment_id != behind.segment_id, "улица Баумана crosses at x = 0"
    told = page(client, one.segment)
    assert f"appeal-{one.pk}" in told
    assert f"appeal-{near.pk}" in told
    assert f"appeal-{before.pk}" not in told


def test_the_page_shows_kind_day_and_state_and_nothing_of_the_sender(small_city, agency, client, operator, at):
    sent = personal(small_city)
    actions.take(sent, by=operator, at=at)
    told = page(client, sent.segment)
    assert "10 июня" in told
    assert "в работе" in told
    for private in ("Секретова", "anna@", "+7 999", "подъезда", "Пушкина, 13"):
        assert private not in told


def test_it_is_the_fourth_pothole_in_two_years_under_warranty_by_that_contractor(small_city, agency, builder, segment):
    for days in (30, 400):
        appeal(small_city, at=NOW - timedelta(days=days))
    appeal(small_city, at=NOW - 2 * YEAR - timedelta(days=2))  # too long ago
    appeal(small_city, code="lighting")
    segment.warranty_until, segment.warranty_contractor = date(2028, 6, 1), builder
    words = remembered(segment, category(), NOW, more=1)
    assert "4-е сообщение здесь за два года" in words
    assert "гарантия до 1 июня 2028, подрядчик: Дорстрой" in words


@pytest.mark.parametrize(
    ("until", "words", "left"),
    [
        (date(2026, 6, 9), "гарантия кончилась 9 июня 2026", 0),
        (date(2026, 6, 10), "гарантия до 10 июня 2026", 1),
        (date(2026, 6, 11), "гарантия до 11 июня 2026", 2),
        (None, "", 0),
    ],
)
def test_the_clock_of_the_warranty_counts_its_last_day(segment, until, words, left):
    segment.warranty_until = until
    memory = memory_of(segment, NOW)
    assert (memory.warranty, memory.days_left) == (words, left)


def test_sender_operator_and_form_read_the_same_sentence(small_city, agency, builder, operator, client):
    first, sent = appeal(small_city, at=NOW - timedelta(days=9)), appeal(small_city)
    RoadSegment.objects.filter(pk=sent.segment_id).update(
        warranty_until=date(2028, 6, 1), warranty_contractor=builder, owner=agency
    )
    for told in (
        signed_in(operator).get(reverse("desk-appeal", args=[sent.pk])).content.decode(),
        client.get(sent.get_secret_url()).content.decode(),
    ):
        assert "2-е сообщение здесь за два года, гарантия до 1 июня 2028, подрядчик: Дорстрой" in told
    with time_machine.travel(NOW, tick=False):
        place = {"lon": sent.point.x, "lat": sent.point.y, "category": "pothole"}
        asked = client.post(reverse("report-place"), place).content.decode()
    assert "3-е сообщение здесь за два года" in asked
    assert first.segment_id == sent.segment_id


def test_however_much_there_is_the_page_asks_the_same_and_tells_the_latest(small_city, agency, client, segment):
    few = cost(client, reverse("segment", args=[segment.pk]))
    for days in range(60):
        appeal(small_city, at=NOW - timedelta(days=days))
    assert cost(client, reverse("segment", args=[segment.pk])) <= few
    told = page(client, segment)
    assert told.count("?open=appeal-") == 50


def test_a_part_without_anything_says_so_in_english_too(small_city, agency, client):
    segment = RoadSegment.objects.filter(city=small_city, road__name="улица 8 Марта").first()
    with override("en"):
        assert memory_of(segment, NOW).is_empty
    assert "Сообщений о ней ещё не было" in page(client, segment)
