"""The administrator's lists open, and nothing there gets round the actions."""

import re
from datetime import date
from html import unescape

import pytest
from django.contrib import admin

from appeals.models import Appeal, CalendarDay
from roadmap.models import City, Effect, SettingChange, User
from tests.appeals.factories import personal
from tests.closures.factories import published
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.fixture
def administrator():
    return signed_in(User.objects.create_superuser("admin", password="pass-word-1"))


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_list_opens(administrator, agency, model):
    published(agency)
    assert administrator.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/").status_code == 200


def test_an_event_can_be_looked_at_but_not_changed(administrator, agency):
    event = published(agency)
    address = f"/admin/closures/roadevent/{event.pk}/change/"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, {"headline": "x"}).status_code == 403
    assert administrator.post(f"/admin/closures/roadevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_dispatcher_is_no_administrator(dispatcher):
    assert signed_in(dispatcher).get("/admin/").status_code == 302


def list_of(model) -> str:
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_a_list_is_narrowed_by_its_own_filters_alone(administrator, agency, model):
    """Whether a row is found by a column that no page shows would tell that column letter by letter."""
    shown = set(admin.site._registry[model].list_filter)
    hidden = {field.name for field in model._meta.concrete_fields} - shown
    asked = [f"{name}__{how}" for name in sorted(hidden) for how in ("regex", "contains", "startswith", "gte", "exact")]
    asked += [f"{name}__{how}" for name in sorted(shown) for how in ("regex", "password__regex", "email__contains")]
    assert asked
    assert {how: administrator.get(list_of(model), {how: "1"}).status_code for how in asked} == dict.fromkeys(
        asked, 400
    )


def offered(administrator, model) -> set[str]:
    """The choices beside a list, as addresses; a filter with one choice is not shown."""
    links = re.findall(r'href="(\?[a-z_]+[^"]*)"', administrator.get(list_of(model)).content.decode())
    return {unescape(query) for query in links if not query.startswith("?o=")}


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m._meta.label)
def test_every_filter_that_is_shown_works(administrator, agency, other_agency, operator, model):
    personal(agency.city)
    published(agency, by=operator)
    refused = [q for q in offered(administrator, model) if administrator.get(list_of(model) + q).status_code != 200]
    assert refused == []


def test_filters_are_shown(administrator, agency, other_agency):
    """Else the test above would follow no link."""
    assert {"?status__exact=new", f"?agency__id__exact={agency.pk}"} <= offered(administrator, Appeal)
    CalendarDay.objects.create(day=date(2026, 6, 12), city=agency.city)
    CalendarDay.objects.create(day=date(2027, 6, 12), city=agency.city)
    assert "?day__year=2026" in offered(administrator, CalendarDay)
    assert administrator.get(list_of(CalendarDay) + "?day__year=2026").status_code == 200


def saved_city(administrator, city, **values: str):
    """The answer to the city's form, sent as it is shown but with these values."""
    form = administrator.get(f"{list_of(City)}{city.pk}/change/").context["adminform"].form
    shown = {name: form[name].value() for name in form.fields}
    sent = {
        name: value
        for name, value in shown.items()
        if value is not None and value is not False and not isinstance(value, dict)
    }
    return administrator.post(f"{list_of(City)}{city.pk}/change/", sent | values)


@pytest.mark.parametrize(("hours", "kept"), [("6", 6), ("", None)], ids=["six hours", "never"])
def test_a_city_says_after_how_many_hours_its_plan_counts(administrator, small_city, hours, kept):
    assert small_city.plan_counts_after_h == 24
    assert saved_city(administrator, small_city, plan_counts_after_h=hours).status_code == 302
    small_city.refresh_from_db()
    assert small_city.plan_counts_after_h == kept
    assert Effect.objects.filter(name="plan-counts-anew", key=str(small_city.pk)).exists()


@pytest.mark.parametrize("hours", ["0", "-1", "1.5"])
def test_a_plan_that_counts_at_once_is_refused(administrator, small_city, hours):
    answer = saved_city(administrator, small_city, plan_counts_after_h=hours)
    assert answer.status_code == 200
    assert list(answer.context["adminform"].form.errors) == ["plan_counts_after_h"]


def test_an_administrator_tells_where_the_centre_is_and_the_log_keeps_it(administrator, small_city):
    answer = saved_city(administrator, small_city, centre="65.54, 57.15")
    assert list(answer.context["adminform"].form.errors) == ["centre"]
    for told in ("57.15, 65.54", "57.151, 65.54"):
        assert saved_city(administrator, small_city, centre=told).status_code == 302
    small_city.refresh_from_db()
    assert small_city.centre.coords == (65.54, 57.151)
    differences = SettingChange.objects.values_list("differences", flat=True).first()
    assert differences == [["centre", "57.15000, 65.54000", "57.15100, 65.54000"]]
