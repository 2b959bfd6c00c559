"""Pages of the network: the index of streets, a street, a crossing, a part of a street."""

import re
from datetime import timedelta

import pytest
from django.conf import settings

from closures import confirming
from roadmap.models import Junction, Road, RoadSegment
from tests.appeals.factories import appeal
from tests.closures.factories import active, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def pushkina(small_city):
    return Road.objects.get(city=small_city, name="улица Пушкина")


def on_pushkina(agency, **times):
    """From Баумана to Речной переулок, which cross it at x = 0 and x = 200."""
    return published(agency, at=NOW, phases=[phase(geometry=line((0, 200), (200, 200)), **times)])


def events_in(response) -> list[int]:
    return [int(pk) for pk in re.findall(r'href="/events/(\d+)/"', response.content.decode())]


def test_a_street_and_a_crossing_lead_to_being_told(anonymous, pushkina):
    assert f'href="/subscribe/?street={pushkina.slug}"' in anonymous.get(f"/streets/{pushkina.slug}/").text
    junction = Junction.objects.filter(roads=pushkina).first()
    place = f"lon={junction.point.x:.5f}&amp;lat={junction.point.y:.5f}"
    assert f'href="/subscribe/?{place}"' in anonymous.get(f"/junctions/{junction.pk}/").text


def test_the_index_counts_what_holds_and_what_is_planned(anonymous, agency):
    on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    on_pushkina(agency, planned_start=NOW + DAY, planned_end=NOW + 2 * DAY)
    for address in ("/streets/", "/streets/?letter=П"):
        text = anonymous.get(address).content.decode()
        assert "Улица Пушкина" in text
        assert ("сейчас: 1" in text, "в планах: 1" in text) == (True, True)


def test_streets_stand_by_the_letter_of_their_name(anonymous, small_city):
    text = anonymous.get("/streets/?letter=К").content.decode()
    assert "Кремлёвская улица" in text
    assert "Улица Баумана" not in text
    assert "Улица 8 Марта" in anonymous.get("/streets/?letter=0-9").content.decode()
    assert anonymous.get("/streets/?letter=%00").status_code in (200, 400)
    assert anonymous.get("/streets/?letter=К&page=9999999999999999999999").status_code == 200


def test_the_index_asks_a_bounded_number_of_questions(anonymous, agency, django_assert_max_num_queries):
    on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    with django_assert_max_num_queries(8):
        anonymous.get("/streets/")
    with django_assert_max_num_queries(8):
        anonymous.get("/streets/?letter=П")


def test_a_street_tells_now_planned_past_crossings_and_parts(anonymous, agency, pushkina, dispatcher):
    now = on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    later = on_pushkina(agency, planned_start=NOW + 20 * DAY, planned_end=NOW + 21 * DAY)
    over = active(agency)
    confirming.finish(over, by=dispatcher, at=NOW)
    response = anonymous.get(f"/streets/{pushkina.slug}/")
    assert events_in(response) == [now.pk, later.pk, over.pk]
    text = response.content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}/streets/{pushkina.slug}/">' in text
    assert len(re.findall(r'href="/junctions/\d+/"', text)) == 4
    assert len(re.findall(r'href="/segments/\d+/"', text)) == RoadSegment.objects.along(pushkina).count()
    assert 'id="outline"' in text


def test_public_messages_of_a_street_are_told_without_their_words(anonymous, agency, pushkina, small_city):
    appeal(small_city, text="Иван Петров, тел. 89120000000: яма")
    text = anonymous.get(f"/streets/{pushkina.slug}/").content.decode()
    assert "Сообщения жителей" in text
    assert "Иван" not in text
    assert "8912" not in text


def test_a_street_of_the_register_is_told_to_be_so(anonymous, small_city):
    Road.objects.create(city=small_city, name="улица Заречная", slug="zarechnaya")
    text = anonymous.get("/streets/zarechnaya/").content.decode()
    assert "известна только по названию" in text
    assert 'id="map"' not in text


def test_a_part_of_a_street_tells_only_what_holds_it(anonymous, agency, pushkina):
    """What is shut on улица Баумана touches the end of the part between it and Речной переулок."""
    held = on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    times = {"planned_start": NOW - DAY, "planned_end": NOW + DAY}
    published(agency, at=NOW, phases=[phase(geometry=line((0, 30), (0, 200)), **times)])
    part = RoadSegment.objects.along(pushkina).get(spans__phase__event=held)
    response = anonymous.get(f"/segments/{part.pk}/")
    assert events_in(response) == [held.pk]
    text = response.content.decode()
    assert "200\xa0м" in text
    assert {"улица Баумана", "Речной переулок"} <= set(re.findall(r'<a href="/junctions/\d+/">(.*?)</a>', text))
    assert anonymous.get("/segments/9223372036854775807/").status_code == 404


def test_a_crossing_tells_what_is_around_it_and_what_meets_there(anonymous, agency, pushkina, small_city):
    held = on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    crossing = Junction.objects.filter(city=small_city, roads=pushkina).get(roads__name="улица Баумана")
    response = anonymous.get(f"/junctions/{crossing.pk}/")
    assert events_in(response) == [held.pk]
    text = response.content.decode()
    assert len(re.findall(r'href="/segments/\d+/"', text)) == 3
    assert re.findall(r'href="/streets/[-\w]+/">(.*?)</a>', text) == ["Улица Баумана", "Улица Пушкина"]
    assert anonymous.get("/junctions/0/").status_code == 404


def test_the_pages_ask_a_bounded_number_of_questions(anonymous, agency, pushkina, django_assert_max_num_queries):
    on_pushkina(agency, planned_start=NOW - DAY, planned_end=NOW + DAY)
    part = RoadSegment.objects.along(pushkina).first()
    for address in (f"/streets/{pushkina.slug}/", f"/segments/{part.pk}/", f"/junctions/{part.start_id}/"):
        with django_assert_max_num_queries(60):
            assert anonymous.get(address).status_code == 200
