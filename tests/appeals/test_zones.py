"""Who answers where, for everybody: a zone's body and topics, and the answer at a place with its rule."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiPolygon
from django.core.cache import cache
from django.utils.translation import override

from appeals import actions
from appeals.models import Appeal, ResponsibilityRule
from appeals.splitting import Part, split
from appeals.zones import figures_by_zone, figures_in, zones_in
from roadmap.models import Agency, Area
from tests.appeals import factories
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, answered, category, spot
from tests.conftest import NOW
from tests.plan import area

ZONES = "/zones/"
WEST, EAST = spot(60, 203), spot(140, 203)  # улица Пушкина on both sides of the border at x = 100
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def place(point) -> str:
    return f"{point.y:.6f}, {point.x:.6f}"


def sent(city, count: int, point=WEST, *, code: str = "pothole", days: float = 1) -> list[Appeal]:
    return [factories.appeal(city, point, code=code, at=NOW - timedelta(days=days)) for _ in range(count)]


def of(city, name: str, days: int = 30):
    cache.clear()
    zones = zones_in(city)
    return figures_by_zone(city, zones, days, NOW)[next(zone.pk for zone in zones if zone.name == name)]


def test_each_zone_has_its_body_its_five_topics_their_change_and_its_rate_and_a_click_says_who_answers_and_why(
    small_city, agency, other_agency, operator, districts, anonymous
):
    """«A zones map: each zone has body, contacts, top 5 topics for the chosen period, change vs previous, on-time rate;
    a click on any point says who answers for a pothole here and why (rule shown).»"""
    Agency.objects.filter(pk=other_agency.pk).update(phone="+7 3452 11-22-33", address="ул. Ленина, 1")
    Area.objects.filter(slug="west").update(agency=other_agency)
    told = {"sign": 6, "manhole": 5, "lighting": 4, "flood": 3, "pothole": 2, "other": 1}
    for code, count in told.items():
        sent(small_city, count, code=code)
    sent(small_city, 4, code="pothole", days=31)  # of the period before
    figures = of(small_city, "Западный округ")
    assert [(topic.category.code, topic.count, topic.before) for topic in figures.topics] == [
        ("sign", 6, 0),
        ("manhole", 5, 0),
        ("lighting", 4, 0),
        ("flood", 3, 0),
        ("pothole", 2, 4),
    ]
    assert (figures.total, figures.before, figures.change, figures.others) == (21, 4, 17, (1, 1))

    page = anonymous.get(ZONES).content.decode()
    assert "+7 3452 11-22-33" in page and "ул. Ленина, 1" in page
    assert "слишком мало сообщений" in page, "under 30 cases no rate is told"

    rule = ResponsibilityRule.objects.create(
        city=small_city, category=category(), area=Area.objects.get(slug="west"), agency=other_agency, why="ямы запада"
    )
    page = anonymous.get(ZONES, {"place": place(WEST)})
    assert page.context["answer"].body.rule == rule
    words = page.content.decode()
    assert "Категория «Яма, провал»: ямы запада." in words and str(other_agency.name) in words
    assert page.context["chosen"].slug == "west"
    east = anonymous.get(ZONES, {"place": place(EAST)})
    assert (east.context["answer"].body.agency, east.context["chosen"].slug) == (agency, "east")


def test_a_topic_that_nobody_tells_of_any_more_is_told_so_the_changes_add_up(small_city, agency, districts, anonymous):
    sent(small_city, 1)
    sent(small_city, 3, code="sign", days=31)
    figures = of(small_city, "Западный округ")
    assert [(topic.category.code, topic.count, topic.change) for topic in figures.topics] == [
        ("pothole", 1, 1),
        ("sign", 0, -3),
    ]
    assert (figures.change, figures.others) == (-2, None)


def test_from_thirty_cases_on_the_share_on_time_is_told_with_its_interval(
    small_city, agency, operator, districts, anonymous
):
    for late in range(30):
        message = factories.appeal(small_city, WEST, at=NOW - timedelta(days=29))
        actions.answer(message, "Да.", by=operator, at=NOW - timedelta(days=1 if late < 6 else 28))
    cache.clear()
    rate = figures_in(Area.objects.get(slug="west"), 30, NOW).rate
    assert (rate.on_time, rate.cases, rate.percent) == (24, 30, 80)
    assert "80 %" in anonymous.get(ZONES).content.decode()
    assert "80 %" in anonymous.get("/districts/west/").content.decode()


def test_the_period_is_chosen(small_city, agency, districts, anonymous):
    sent(small_city, 1, days=3)
    sent(small_city, 2, days=10)
    sent(small_city, 4, days=50)
    found = {days: of(small_city, "Западный округ", days) for days in (7, 30, 90)}
    totals = {days: (figures.total, figures.before) for days, figures in found.items()}
    assert totals == {7: (1, 2), 30: (3, 4), 90: (7, 0)}
    assert anonymous.get(ZONES, {"days": "90"}).context["days"] == 90
    for wrong in ("0", "31", "-7", "x", "9" * 400):
        assert anonymous.get(ZONES, {"days": wrong}).status_code == 400


def test_zones_of_responsibility_go_before_districts_and_a_border_counts_once(small_city, agency, districts):
    for name, west, east in (("Б", 100, 400), ("А", -400, 100)):
        shape = MultiPolygon(area((west, -400), (east, -400), (east, 400), (west, 400)), srid=4326)
        kind = Area.Kind.RESPONSIBILITY
        Area.objects.create(city=small_city, kind=kind, slug=name, name=name, geometry=shape)
    assert [zone.name for zone in zones_in(small_city)] == ["А", "Б"]
    sent(small_city, 1, spot(100, 203))
    sent(small_city, 2, EAST)
    assert (of(small_city, "А").total, of(small_city, "Б").total) == (1, 2)


def test_nothing_that_is_not_public_is_counted_among_topics(small_city, agency, operator, districts):
    (message,) = sent(small_city, 1)
    actions.reject(message, reason="Двор.", by=operator, at=NOW)
    assert of(small_city, "Западный округ").total == 0


def test_parts_that_are_one_message_are_one_in_their_zone(small_city, agency, operator, districts):
    whole, _other = sent(small_city, 2)
    split(whole, [Part(category("pothole"), "и ещё"), Part(category("sign"), "знак")], by=operator, at=NOW)
    told = of(small_city, "Западный округ")
    assert {topic.category.code: topic.count for topic in told.topics} == {"pothole": 2, "sign": 1}


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("улица Пушкина", 200),
        ("65.5417, 57.1518", 400),  # swapped
        ("55.75, 37.62", 400),
        ("проспект, которого нет", 400),
        ("\x00", 400),
        ("9" * 301, 400),
        ("<script>alert(1)</script>", 400),
    ],
)
def test_a_place_is_told_in_words_or_coordinates(small_city, agency, districts, anonymous, words, status):
    page = anonymous.get(ZONES, {"place": words})
    assert page.status_code == status
    if status == 200:
        assert page.context["answer"] or page.context["choices"]
        assert page["Cache-Control"] == "no-store"
    assert "<script>alert" not in page.content.decode()


def test_without_zones_and_without_a_body_the_page_says_so(small_city, anonymous):
    Area.objects.filter(city=small_city).delete()
    page = anonymous.get(ZONES, {"place": place(PUSHKINA)}).content.decode()
    assert "Зоны не указаны" in page and "Здесь никто не отвечает" in page


def test_so_many_questions_and_no_more(small_city, agency, anonymous, settings):
    settings.RATES = settings.RATES | {"locate": "1/hour"}
    assert anonymous.get(ZONES, {"place": place(PUSHKINA)}).status_code == 200
    refused = anonymous.get(ZONES, {"place": place(PUSHKINA)})
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert anonymous.get(ZONES).status_code == 200


@pytest.mark.parametrize("rows", [1, 15])
def test_it_costs_the_same_few_questions(rows, small_city, agency, districts, operator, django_assert_max_num_queries):
    sent(small_city, rows)
    answered(small_city, by=operator)
    sent(small_city, rows, ACROSS_TOWN, code="sign")
    zones = zones_in(small_city)
    cache.clear()
    with django_assert_max_num_queries(3):
        figures_by_zone(small_city, zones, 30, NOW)
    with override("en"), django_assert_max_num_queries(0):
        topics = figures_by_zone(small_city, zones, 30, NOW)
        assert "Road sign" in {str(topic.category) for found in topics.values() for topic in found.topics}
