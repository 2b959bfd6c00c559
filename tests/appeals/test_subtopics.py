"""Topics and their subtopics: rules and terms of the topic hold unless the subtopic has its own; figures add up."""

from datetime import date, timedelta
from itertools import permutations

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import ValidationError

from appeals.figures.asked import Asked, AskedForm
from appeals.figures.cuts import figures_of
from appeals.figures.growing import growing
from appeals.figures.seasons import seasons_of
from appeals.models import Appeal, Category, RepairTerm, ResponsibilityRule, TermRule
from appeals.responsibility import Case, all_responsible, responsible_in, rules_of
from appeals.zones import figures_by_zone, zones_in
from roadmap.models import Agency
from tests.appeals.factories import appeal, category, rule
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 10)


@pytest.fixture
def deep(agency):
    """A pothole of more than 15 cm."""
    return Category.objects.create(code="deep", name="Глубокая яма", parent=category())


def who(city, of):
    return responsible_in(Case(city, of, None, None, ON)).agency


def test_a_rule_of_the_topic_covers_its_subtopic_until_that_has_its_own(small_city, agency, other_agency, deep):
    rule(small_city, "pothole", other_agency, "ямы города")
    assert who(small_city, deep) == who(small_city, category()) == other_agency
    rule(small_city, "deep", agency, "глубокие ямы")
    assert (who(small_city, deep), who(small_city, category())) == (agency, other_agency)


def test_a_narrow_rule_of_the_topic_waits_for_the_subtopics_own_and_a_priority_goes_first(
    small_city, agency, other_agency, deep
):
    narrow = rule(small_city, "pothole", other_agency, "узкое")
    ResponsibilityRule.objects.filter(pk=narrow.pk).update(road_class="residential", owner=agency)
    own = rule(small_city, "deep", agency, "своё")
    from_topic = rule(small_city, "pothole", Agency.objects.create(city=small_city, slug="x", name="Х"), "тема")
    case = Case(small_city, deep, None, None, ON)
    for rules in permutations([own, from_topic]):
        ordered = sorted(rules, key=lambda one: one.order)
        assert [one.rule for one in all_responsible(case, ordered)][:2] == [own, from_topic]
    ResponsibilityRule.objects.filter(pk=from_topic.pk).update(priority=1)
    assert responsible_in(case).rule == from_topic
    assert [one.pk for one in rules_of(small_city, ON)] == [from_topic.pk, narrow.pk, own.pk]


def test_terms_of_the_topic_hold_for_the_subtopic_until_it_has_its_own(small_city, agency, deep):
    RepairTerm.objects.all().delete()
    TermRule.objects.create(category=category(), answer_days=8, valid_from=date(2021, 1, 1))
    RepairTerm.objects.create(category=category(), hours=48, valid_from=date(2020, 1, 1))
    term, mend = TermRule.objects, RepairTerm.objects
    assert term.for_appeal(small_city, deep, ON).answer_days == 8
    assert mend.for_defect(small_city, deep, "Б", ON).hours == 48
    TermRule.objects.create(category=deep, answer_days=3, valid_from=date(2010, 1, 1))
    RepairTerm.objects.create(category=deep, hours=24, valid_from=date(2010, 1, 1))
    assert term.for_appeal(small_city, deep, ON).answer_days == 3
    assert mend.for_defect(small_city, deep, "Б", ON).hours == 24
    assert term.for_appeal(small_city, category(), ON).answer_days == 8


def test_figures_count_subtopics_as_their_topic_and_open_lists_of_as_many(small_city, agency, deep):
    for code, number in (("deep", 3), ("pothole", 2), ("lighting", 1)):
        for _each in range(number):
            appeal(small_city, code=code)
    asked = Asked(small_city)

    def lines(of):
        cut = next(cut for cut in figures_of(Appeal.objects.all(), of, NOW).cuts if cut.name == "category")
        for line in cut.lines:
            form = AskedForm({**dict(pair.split("=") for pair in line.asked.query.split("&"))}, city=small_city)
            assert form.is_valid() and form.asked.rows(Appeal.objects.all(), NOW).count() == line.count
        return [(line.title, line.count) for line in cut.lines]

    assert lines(asked) == [("Яма, провал", 5), ("Освещение", 1)]
    assert lines(asked.but(category=category())) == [("Глубокая яма", 3), ("Яма, провал", 2)]


def test_the_form_asks_in_two_steps_only_where_there_are_subtopics(client, deep):
    page = client.get("/report/?category=deep").content.decode()
    assert page.count('<details class="report__topic"') == 1 and 'name="topic" open' in page
    assert page.index("Яма, провал") < page.index("Глубокая яма") < page.index("Другое по этой теме")
    assert 'value="deep" required checked' in page and 'value="pothole" required>' in page


@pytest.mark.parametrize("wrong", ["itself", "third step", "has its own"])
def test_there_is_no_third_step(deep, wrong):
    other = Category(code="x", name="Х")
    row, parent = {
        "itself": (deep, deep),
        "third step": (other, deep),
        "has its own": (category(), category("lighting")),
    }[wrong]
    row.parent = parent
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert [*refused.value.message_dict] == ["parent"]


@pytest.fixture
def told_of(small_city, agency, deep):
    cache.clear()
    lately = NOW - timedelta(hours=20)
    return [appeal(small_city, code=code, at=lately) for code in ("deep",) * 5 + ("pothole",) * 3 + ("sign",)]


def test_zones_seasons_and_the_morning_count_subtopics_as_their_topic(small_city, districts, told_of):
    (figures,) = [one for one in figures_by_zone(small_city, zones_in(small_city), 30, NOW).values() if one.total]
    assert [(str(one.category), one.count) for one in figures.topics] == [("Яма, провал", 8), ("Дорожный знак", 1)]
    overseen, asked = Appeal.objects.all(), Asked(small_city)
    seasons = seasons_of(overseen, asked, NOW)
    assert [(str(one.category), one.total) for one in seasons] == [("Яма, провал", 8), ("Дорожный знак", 1)]
    _year, months = seasons[0].years[0]
    number, listed = months[NOW.month - 1]
    assert listed.rows(overseen, NOW).count() == number == 8
    (grown,) = growing(overseen, asked, NOW)
    assert (str(grown.category), grown.now, grown.asked.rows(overseen, NOW).count()) == ("Яма, провал", 8, 8)


def test_programs_are_told_the_topic_of_a_subtopic_and_find_it_by_that(anonymous, told_of):
    with time_machine.travel(NOW, tick=False):
        rows = anonymous.get("/api/v1/appeals/", {"category": "pothole", "limit": 100}).json()["features"]
        assert len(anonymous.get("/api/v1/appeals/", {"category": "deep"}).json()["features"]) == 5
        one = anonymous.get(f"/api/v1/appeals/{told_of[0].pk}/").json()["properties"]
    told = {(row["properties"]["category"], row["properties"]["topic"]) for row in rows}
    assert (len(rows), told) == (8, {("deep", "pothole"), ("pothole", "pothole")})
    assert (one["topic"], one["topic_name"]) == ("pothole", "Яма, провал")
    services = anonymous.get("/open311/v2/services.json").json()
    groups = {each["service_code"]: each["group"] for each in services}
    assert (groups["deep"], groups["pothole"], groups["sign"]) == ("Яма, провал", None, None)
