"""What the database would refuse is refused by the form, in words and without a constraint's name."""

from datetime import date

import pytest

from appeals.models import CalendarDay, Category, ResponsibilityRule, TermRule
from roadmap.models import Agency, User
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"]))


def pages(prefix: str) -> dict:
    return {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}


def twice(model, agency) -> dict:
    """A form's values that stand in a row already."""
    city, category = agency.city, Category.objects.first()
    if model is Agency:
        return {"city": city.pk, "slug": agency.slug, "name": "Иное", "hold_s": 60} | pages("official_pages")
    if model is Category:
        return {"code": category.code, "name": "Иное", "position": 1}
    if model is CalendarDay:
        CalendarDay.objects.create(city=None, day=date(2027, 2, 20))
        return {"day": "20.02.2027", "city": ""}
    if model is TermRule:
        rule = TermRule.objects.create(city=city, category=None, valid_from=date(2027, 1, 1))
        told = {"city": city.pk, "category": "", "valid_from": "01.01.2027", "first_reply_hours": 4, "answer_days": 30}
        return told | {"counting": rule.counting, "on_day_off": rule.on_day_off}
    ResponsibilityRule.objects.create(city=city, category=category, agency=agency)
    return {"city": city.pk, "category": category.pk, "agency": agency.pk}


@pytest.mark.parametrize(
    "model", [Agency, Category, CalendarDay, TermRule, ResponsibilityRule], ids=lambda m: m.__name__
)
def test_a_row_that_is_there_already_is_refused_in_words(office, agency, model):
    told = twice(model, agency)
    before = model.objects.count()
    answer = office.post(f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/", told)
    assert answer.status_code == 200
    words = " ".join(str(error) for errors in answer.context["adminform"].form.errors.values() for error in errors)
    assert "уже существует" in words and "_once_" not in words
    assert model.objects.count() == before


def test_a_second_body_for_everything_is_refused_in_words(office, agency):
    told = {"city": agency.city_id, "slug": "second", "name": "Иное", "hold_s": 60, "is_default": "on"}
    answer = office.post("/admin/roadmap/agency/add/", told | pages("official_pages"))
    assert answer.status_code == 200
    words = str(answer.context["adminform"].form.errors)
    assert "уже отвечает другое" in words and "one_default_agency" not in words


def test_roles_are_boxes_to_tick(office):
    html = office.get("/admin/roadmap/user/add/").content.decode()
    assert html.count('type="checkbox" name="roles"') == 6


def test_times_are_told_by_the_citys_clock(office, agency, small_city):
    user = User.objects.get(username="boss")
    small_city.time_zone = "Asia/Vladivostok"
    small_city.save()
    shown = office.get(f"/admin/roadmap/user/{user.pk}/change/").content.decode()
    joined = user.date_joined.astimezone(small_city.zone)
    assert f"{joined:%-H:%M}" in shown
