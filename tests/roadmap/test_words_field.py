"""Names by language and forms by case are words, whatever an administrator types."""

import pytest

from appeals.models import Category
from closures.models import StoryTheme
from roadmap.models import Road, User
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return signed_in(User.objects.create_superuser("admin", password="pass-word-1"))


@pytest.fixture(params=["city", "road", "category", "theme"])
def row(request, small_city):
    if request.param == "city":
        return small_city
    if request.param == "road":
        return Road.objects.filter(city=small_city).first()
    if request.param == "category":
        return Category.objects.first()
    return StoryTheme.objects.create(slug="history", name="История")


def typed(administrator, row, **words) -> int:
    """302 where it was taken."""
    address = f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}/change/"
    page = administrator.get(address).context
    form = page["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    for rows in page["inline_admin_formsets"]:  # with as many rows as there are
        managed = rows.formset.management_form
        values |= {managed.add_prefix(name): managed[name].value() for name in managed.fields}
    sent = {
        name: value
        for name, value in values.items()
        if not isinstance(value, dict) and value is not None and value is not False
    }
    answer = administrator.post(address, sent | words)
    row.refresh_from_db()
    return answer.status_code


def test_an_overlong_or_unreadable_name_is_refused_and_nothing_is_kept(administrator, row):
    before = row.names
    assert typed(administrator, row, names_en="x" * 201) == 200
    assert typed(administrator, row, names_en="Test\x00grad") != 302
    assert row.names == before


def test_words_are_taken_by_key_an_emptied_box_has_none_and_other_keys_stay(administrator, row):
    row.names = {"en": "Old", "zz": "kept"}
    row.save()
    assert typed(administrator, row, names_en="Testograd", names_ru="") == 302
    assert row.names == {"en": "Testograd", "zz": "kept"}
    assert typed(administrator, row, names_en=" ", names_ru="") == 302
    assert row.names == {"zz": "kept"}


def test_a_form_without_these_boxes_leaves_the_words_alone(administrator, row):
    row.names = {"en": "Old"}
    row.save()
    assert typed(administrator, row) == 302
    assert row.names == {"en": "Old"}


def test_forms_by_case_have_a_box_each(administrator, small_city):
    road = Road.objects.filter(city=small_city).first()
    assert typed(administrator, road, case_forms_genitive="улицы Иной") == 302
    assert road.case_forms == {"genitive": "улицы Иной"}
    assert typed(administrator, small_city, name_cases_prepositional="Малом Городе") == 302
    assert small_city.name_cases["prepositional"] == "Малом Городе"
