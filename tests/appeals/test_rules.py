"""Rules of responsibility: which of several holds, what one would change before it is saved, and the bench."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.contrib.gis.geos import MultiPolygon
from django.db import IntegrityError, transaction
from django.utils.translation import override

from appeals import actions, rule_effects
from appeals.models import Appeal, ResponsibilityRule
from appeals.place import understand
from appeals.responsibility import all_responsible, responsible_in, rules_of, second_to
from appeals.rule_effects import effect_of
from roadmap.models import Agency, Area, RoadSegment, SettingChange, User
from tests.appeals import factories
from tests.appeals.factories import ACROSS_TOWN, PUSHKINA, category, spot
from tests.conftest import NOW, signed_in
from tests.plan import area

ON = date(2026, 6, 10)
RULES = "/desk/setup/responsibility/"
BENCH = "/desk/responsibility/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="x", agency=agency, roles=["administrator"]))


def rule(city, agency, why="так решено", **told) -> ResponsibilityRule:
    return ResponsibilityRule.objects.create(city=city, agency=agency, why=why, **told)


def zone(city, name: str, *corners, agency=None) -> Area:
    shape = MultiPolygon(area(*corners), srid=4326)
    return Area.objects.create(
        city=city, kind=Area.Kind.RESPONSIBILITY, slug=name, name=name, geometry=shape, agency=agency
    )


def at(city, point=PUSHKINA, code="pothole", on=ON):
    return responsible_in(understand(city, point).case(category(code), on))


def bodies(city, *names: str) -> list[Agency]:
    return [Agency.objects.create(city=city, slug=name, name=name, hold_s=0) for name in names]


# --- which rule holds


def test_each_condition_that_is_set_must_hold(small_city, agency, districts):
    body, owner = bodies(small_city, "body", "owner")
    RoadSegment.objects.filter(city=small_city).update(owner=owner, highway="secondary_link")
    west = Area.objects.get(slug="west")  # улица Пушкина at x = 100 lies on the border; at x = 60 in the west
    conditions = {
        "category": (category(), category("sign")),
        "owner": (owner, agency),
        "road_class": ("secondary", "primary"),
        "area": (west, Area.objects.get(slug="east")),
        "warranty": ("no", "yes"),
    }
    for name, (right, wrong) in conditions.items():
        made = rule(small_city, body, **{name: right})
        found = at(small_city, spot(60, 203))
        assert (found.agency, found.rule, found.basis) == (body, made, "rule"), name
        ResponsibilityRule.objects.filter(pk=made.pk).update(**{name: wrong})
        assert at(small_city, spot(60, 203)).agency == owner, name
        made.delete()


def test_a_rule_holds_from_its_first_day_through_its_last(small_city, agency):
    (body,) = bodies(small_city, "body")
    rule(small_city, body, valid_from=ON, valid_until=ON + timedelta(days=1))
    held = [at(small_city, on=ON + timedelta(days=days)).agency == body for days in (-1, 0, 1, 2)]
    assert held == [False, True, True, False]


def test_the_list_of_rules_says_so_of_the_same_days():
    today = date(2026, 6, 10)
    rules = [
        ResponsibilityRule(valid_from=today + timedelta(start), valid_until=today + timedelta(end))
        for start, end in ((0, 0), (-9, -1), (1, 9))
    ]
    assert [rule.is_in_force(today) for rule in (*rules, ResponsibilityRule())] == [True, False, False, True]


def test_priority_goes_before_narrowness_and_that_before_age(small_city, agency):
    first, second, third, fourth = bodies(small_city, "first", "second", "third", "fourth")
    rule(small_city, fourth, category=category())
    rule(small_city, third, warranty="no")
    rule(small_city, second, category=category(), warranty="no")
    rule(small_city, first, priority=1)
    case = understand(small_city, PUSHKINA).case(category(), ON)
    found = list(all_responsible(case, rules_of(small_city, ON)))
    assert [one.agency for one in found] == [first, second, fourth, third, agency]
    assert second_to(found[0], iter(found)).agency == second


def test_a_rule_may_name_the_contractor_the_owner_or_the_district(small_city, agency, other_agency, districts):
    """The usual order as rows: one turned round."""
    owner, contractor = bodies(small_city, "owner", "contractor")
    Area.objects.update(agency=other_agency)
    told = {"owner": owner, "warranty_contractor": contractor, "warranty_until": date(2028, 1, 1)}
    RoadSegment.objects.filter(city=small_city).update(**told)
    answers = ResponsibilityRule.Answers
    by_role = {answers.DISTRICT: other_agency, answers.OWNER: owner, answers.CONTRACTOR: contractor}
    for role, body in by_role.items():
        made = rule(small_city, None, why="", answers=role)
        found = at(small_city)
        assert (found.agency, found.rule) == (body, made)
        made.delete()
    rule(small_city, None, why="", answers=answers.CONTRACTOR)
    assert at(small_city, code="lighting").agency == owner  # no warranty covers lamps: the rule has nobody to name


def test_a_point_on_the_border_of_two_zones_is_of_one_whichever_came_first(small_city, agency):
    north, south = bodies(small_city, "north", "south")
    for order in ((("Б", 100, 400, south), ("А", -400, 100, north)), (("А", -400, 100, north), ("Б", 100, 400, south))):
        for name, west, east, body in order:
            made = zone(small_city, name, (west, -400), (east, -400), (east, 400), (west, 400))
            rule(small_city, body, area=made)
        assert at(small_city, spot(100, 203)).agency == north
        Area.objects.filter(kind=Area.Kind.RESPONSIBILITY).delete()


def test_a_zone_with_a_body_answers_before_the_district_and_after_the_owner(small_city, agency, districts):
    district, of_zone, owner = bodies(small_city, "district", "of-zone", "owner")
    Area.objects.update(agency=district)
    zone(small_city, "Набережная", (-400, -400), (400, -400), (400, 400), (-400, 400), agency=of_zone)
    found = at(small_city)
    assert (found.agency, found.basis) == (of_zone, "zone")
    assert str(found.why) == "Место находится в её зоне: Набережная."
    RoadSegment.objects.filter(city=small_city).update(owner=owner)
    assert at(small_city).agency == owner


def test_a_newer_rule_of_the_same_conditions_takes_over_from_its_day(small_city, agency, other_agency):
    """As with terms: nobody has to end the older one."""
    old = rule(small_city, other_agency, why="по старому договору", valid_from=date(2020, 1, 1), category=category())
    rule(small_city, agency, why="с нового года", valid_from=NOW.date(), category=category())
    assert at(small_city).agency == agency
    assert at(small_city, on=NOW.date() - timedelta(days=1)).agency == old.agency


def test_every_assignment_stores_which_rule_and_why(small_city, agency, other_agency, operator):
    made = rule(small_city, other_agency, why="дворы убирает она", road_class="residential")
    RoadSegment.objects.filter(city=small_city).update(highway="residential")
    message = factories.appeal(small_city)
    assert (message.agency, message.agency_rule, message.agency_basis) == (other_agency, made, "rule")
    assert str(message.why_agency) == "По правилу: дворы убирает она."
    assert message.changes.get().state["agency_rule"] == made.pk
    boss = User.objects.create_user("head", roles=["administrator"])
    moved = actions.forward(message, agency, reason="ошибка", by=boss, at=NOW)
    assert (moved.agency_rule, moved.agency_basis) == (None, "forwarded")
    made.delete()
    message.refresh_from_db()
    assert message.agency == agency
    assert factories.appeal(small_city, ACROSS_TOWN).agency_basis == "default"


def test_forwarding_moves_no_term(small_city, agency, other_agency, operator):
    """A wrong addressee is forwarded with a notice; whoever gets it has the time that is left."""
    message = factories.appeal(small_city, code="manhole")
    terms = ("first_reply_due_at", "answer_due_at", "term_ends_on", "repair_due_at", "term_id")
    before = [getattr(message, name) for name in terms]
    for target, days in ((other_agency, 3), (agency, 20)):  # the second time after the term
        moved = actions.forward(message, target, reason="не наше", by=operator, at=NOW + timedelta(days=days))
        assert [getattr(moved, name) for name in terms] == before
    moved.refresh_from_db()
    assert [getattr(moved, name) for name in terms] == before
    assert moved.is_overdue_at(NOW + timedelta(days=20))
    assert list(moved.changes.values_list("verb", flat=True)) == ["submitted", "forwarded", "forwarded"]


def test_what_contradicts_itself_is_never_stored(small_city, agency):
    for told in (
        {"agency": None},
        {"agency": agency, "answers": "owner"},
        {"agency": agency, "valid_from": ON, "valid_until": ON - timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ResponsibilityRule.objects.create(city=small_city, **told)
    rule(small_city, agency, category=category())
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(small_city, agency, category=category())


# --- before it is saved


def test_what_a_rule_would_change_in_last_months_messages(small_city, agency, other_agency):
    old = factories.appeal(small_city, at=NOW - timedelta(days=31))
    signs = [factories.appeal(small_city, code="sign", at=NOW - timedelta(days=days)) for days in (1, 29)]
    factories.appeal(small_city, at=NOW - timedelta(days=2))
    new = ResponsibilityRule(city=small_city, category=category("sign"), agency=other_agency, valid_from=NOW.date())
    effect = effect_of(small_city, new=new, replaces=None, at=NOW)
    assert (effect.looked_at, effect.count, effect.is_cut) == (3, 2, False)
    assert [(one.appeal, one.was, one.becomes) for one in effect.moved] == [
        (sign, agency, other_agency) for sign in signs
    ]
    new.save()
    assert effect_of(small_city, new=None, replaces=new, at=NOW).count == 0, "it held on none of those days"
    ResponsibilityRule.objects.update(valid_from=None)
    assert effect_of(small_city, new=None, replaces=new, at=NOW).count == 2
    assert old.agency == agency


def test_it_sees_zones_as_a_new_message_would(small_city, agency, other_agency):
    inside, _outside = factories.appeal(small_city, PUSHKINA), factories.appeal(small_city, ACROSS_TOWN)
    north = zone(small_city, "Север", (-400, 0), (400, 0), (400, 400), (-400, 400))
    new = ResponsibilityRule(city=small_city, area=north, agency=other_agency, why="её север")
    assert [one.appeal for one in effect_of(small_city, new=new, replaces=None, at=NOW).moved] == [inside]
    new.save()
    assert factories.appeal(small_city, PUSHKINA).agency == other_agency


@pytest.mark.parametrize("names", ["АБ", "БА"])
def test_it_gives_a_message_on_the_border_of_two_zones_to_the_body_that_has_it(names, small_city, agency, other_agency):
    """The first by name, whichever came first."""
    edges = {"А": (-400, 100), "Б": (100, 400)}
    of = dict(zip(names, bodies(small_city, *names), strict=True))
    for name in names:
        (west, east), body = edges[name], of[name]
        zone(small_city, name, (west, -400), (east, -400), (east, 400), (west, 400), agency=body)
    message = factories.appeal(small_city, spot(100, 203))
    assert message.agency == of["А"]
    new = ResponsibilityRule(city=small_city, agency=other_agency, why="всё")
    (moved,) = effect_of(small_city, new=new, replaces=None, at=NOW).moved
    assert (moved.was, moved.becomes) == (of["А"], other_agency)
    new.save()
    (back,) = effect_of(small_city, new=None, replaces=new, at=NOW).moved
    assert (back.was, back.becomes) == (other_agency, of["А"])


def test_only_the_latest_are_looked_at_and_that_is_said(small_city, agency, other_agency, office, monkeypatch):
    monkeypatch.setattr(rule_effects, "MOST", 2)
    monkeypatch.setattr(rule_effects, "SHOWN", 1)
    for _ in range(3):
        factories.appeal(small_city)
    new = ResponsibilityRule(city=small_city, agency=other_agency, why="всё")
    effect = effect_of(small_city, new=new, replaces=None, at=NOW)
    assert (effect.looked_at, effect.is_cut, effect.count, len(effect.moved)) == (2, True, 2, 1)
    page = office.post(f"{RULES}new/", {"answers": "agency", "agency": other_agency.pk, "why": "всё", "priority": 0})
    assert "просмотрены только последние" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 12])
def test_it_costs_the_same_few_questions(rows, small_city, agency, other_agency, django_assert_max_num_queries):
    zone(small_city, "Север", (-400, 0), (400, 0), (400, 400), (-400, 400))
    for _ in range(rows):
        factories.appeal(small_city)
    new = ResponsibilityRule(city=small_city, agency=other_agency, why="всё")
    with django_assert_max_num_queries(6):
        assert effect_of(small_city, new=new, replaces=None, at=NOW).count == rows


# --- pages of the set-up


def seen(page) -> str:
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


def test_a_rule_is_shown_first_then_saved_with_its_line_in_the_log(small_city, agency, other_agency, office):
    message = factories.appeal(small_city, code="sign")
    told = {"category": category("sign").pk, "answers": "agency", "agency": other_agency.pk, "priority": 5}
    page = office.post(f"{RULES}new/", told | {"verb": "save"})
    assert page.status_code == 200 and not ResponsibilityRule.objects.exists()
    assert "другой организации" in page.content.decode() and f"/desk/appeals/{message.pk}/" in page.content.decode()
    office.post(f"{RULES}new/", told | {"verb": "save", "seen": seen(page), "priority": 6})
    assert not ResponsibilityRule.objects.exists(), "other values than those that were shown"
    assert office.post(f"{RULES}new/", told | {"verb": "save", "seen": seen(page)}).status_code == 302
    made = ResponsibilityRule.objects.get()
    assert (made.agency, made.priority, SettingChange.objects.first().verb) == (other_agency, 5, "added")
    assert str(other_agency) in office.get(RULES).content.decode()

    address = f"{RULES}{made.pk}/"
    page = office.post(address, told | {"verb": "show", "agency": agency.pk, "seen": "1"})  # changed by who asks anew
    assert "Что-то изменилось" not in page.content.decode()
    ResponsibilityRule.objects.update(priority=7)  # by somebody else, meanwhile
    again = office.post(address, told | {"verb": "save", "agency": agency.pk, "seen": seen(page)})
    assert again.status_code == 200 and "Что-то изменилось" in again.content.decode()
    made.refresh_from_db()
    assert (made.agency, made.priority) == (other_agency, 7)
    page = office.post(address, told | {"verb": "remove"})
    assert ResponsibilityRule.objects.exists()
    assert office.post(address, told | {"verb": "remove", "seen": seen(page)}).status_code == 302
    assert not ResponsibilityRule.objects.exists()
    assert SettingChange.objects.first().verb == "removed"
    message.refresh_from_db()
    assert message.agency == agency


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"category": "x"}, "category"),
        ({"agency": ""}, "__all__"),
        ({"answers": "owner"}, "__all__"),
        ({"valid_from": "0001-01-01"}, "valid_from"),
        ({"valid_from": "2026-06-10", "valid_until": "2026-06-09"}, "__all__"),
        ({"priority": "-1"}, "priority"),
        ({"priority": "99999999"}, "priority"),
        ({"why": ""}, "why"),
        ({"why": "я" * 251}, "why"),
        ({"road_class": "path"}, "road_class"),
    ],
)
def test_a_bad_rule_is_refused_by_field(small_city, agency, office, told, field):
    good = {"answers": "agency", "agency": agency.pk, "why": "так", "priority": 0, "road_class": "primary"}
    page = office.post(f"{RULES}new/", good | told | {"verb": "save"})
    assert page.status_code == 422
    assert field in page.context["form"].errors
    assert not ResponsibilityRule.objects.exists()


def test_a_rule_of_the_same_conditions_is_refused_at_the_preview_with_a_link(small_city, agency, other_agency, office):
    """To outrank it by priority is what an administrator would try first."""
    told = {"category": category("sign").pk, "answers": "agency", "agency": agency.pk, "priority": 0}
    first = rule(small_city, agency, category=category("sign"))
    for verb in ("show", "save"):
        page = office.post(f"{RULES}new/", told | {"agency": other_agency.pk, "priority": 50, "verb": verb})
        assert page.status_code == 422
        errors = page.context["form"].non_field_errors()
        assert f'href="{RULES}{first.pk}/"' in str(errors) and "категория" in str(errors)
    own = f"{RULES}{first.pk}/"
    page = office.post(own, told | {"priority": 50, "verb": "show"})
    assert office.post(own, told | {"priority": 50, "verb": "save", "seen": seen(page)}).status_code == 302
    later = told | {"valid_from": "2027-01-01"}
    page = office.post(f"{RULES}new/", later | {"verb": "show"})
    assert office.post(f"{RULES}new/", later | {"verb": "save", "seen": seen(page)}).status_code == 302


CORNERS = "57.150, 65.530\n57.150, 65.550\n57.155, 65.550\n57.155, 65.530"


@pytest.mark.parametrize("page", [f"{RULES}new/", f"{RULES}zone/", "/desk/responsibility/"])
def test_an_empty_choice_says_what_it_means(page, agency, office):
    told = office.get(page).content.decode()
    assert "<option" in told and "---" not in re.sub("<!--.*?-->", "", told)


def test_a_zone_is_drawn_and_a_rule_may_name_it(small_city, agency, other_agency, office):
    told = {"name": "Набережная", "agency": other_agency.pk, "corners": CORNERS}
    assert office.post(f"{RULES}zone/", told).status_code == 302
    made = Area.objects.get(kind=Area.Kind.RESPONSIBILITY)
    assert (made.name, made.agency, made.geometry.num_points) == ("Набережная", other_agency, 5)
    assert SettingChange.objects.first().title == "Набережная"
    assert at(small_city).agency == other_agency
    assert office.post(f"{RULES}zone/", told).status_code == 422, "its name is taken"


@pytest.mark.parametrize(
    "corners",
    [
        "",
        "57.150, 65.530\n57.150, 65.550",
        "57.150, 65.530\nтам\n57.155, 65.550",
        "57.150, 65.530\n57.155, 65.550\n57.150, 65.550\n57.155, 65.530",  # it crosses itself
        "55.150, 61.530\n55.150, 61.550\n55.155, 61.550",  # another city
        "65.530, 57.150\n65.550, 57.150\n65.550, 57.155",  # swapped
        "57.150, 65.530\n" * 2001,
    ],
)
def test_a_bad_zone_is_refused(small_city, agency, office, corners):
    page = office.post(f"{RULES}zone/", {"name": "Зона", "corners": corners})
    assert page.status_code == 422
    assert "corners" in page.context["form"].errors
    assert not Area.objects.filter(kind=Area.Kind.RESPONSIBILITY).exists()


# --- the bench


def test_the_bench_says_who_answers_by_which_rule_and_who_would_be_second(small_city, agency, other_agency, office):
    made = rule(small_city, other_agency, why="знаки ставит она", category=category("sign"))
    told = {"place": f"{PUSHKINA.y:.5f}, {PUSHKINA.x:.5f}", "category": "sign", "on": "2026-06-10"}
    page = office.get(BENCH, told)
    words = page.content.decode()
    assert (page.context["found"][0].rule, page.context["second"].agency) == (made, agency)
    assert "Категория «Дорожный знак»: знаки ставит она." in words and f"{RULES}{made.pk}/" in words
    assert str(page.context["second"].why) in words
    made.valid_until = date(2026, 6, 9)
    made.save()
    assert office.get(BENCH, told).context["found"][0].agency == agency
    with override("en"):
        assert str(made.category) == "Road sign"


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({}, 200),
        ({"place": "там"}, 400),
        ({"place": "65.54, 57.15"}, 400),
        ({"place": "57.152, 65.541", "category": "x"}, 400),
        ({"place": "57.152, 65.541", "on": "0001-01-01"}, 400),
        ({"place": "57.152, 65.541", "on": ""}, 200),
    ],
)
def test_the_bench_takes_what_it_can_read(small_city, agency, office, told, status):
    page = office.get(BENCH, told)
    assert page.status_code == status
    assert ("found" in page.context) is (status == 200 and bool(told))


def test_where_nobody_answers_the_bench_says_so(small_city, agency, office):
    Agency.objects.update(is_default=False)
    page = office.get(BENCH, {"place": f"{PUSHKINA.y:.5f}, {PUSHKINA.x:.5f}"})
    assert "Здесь никто не отвечает" in page.content.decode()
    assert not Appeal.objects.exists()
