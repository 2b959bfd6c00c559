"""Names by language and forms by case are words, whatever an administrator types."""

import pytest

from appeals.models import Category
from closures.models import StoryTheme
from roadmap.models import Road, User
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
NO_WORDS = (
    *('{"ru": ["a"]}', '{"en": 5}', '{"en": " "}', '{"": "Testograd"}', r'{"en": "\u0000"}', r'{"en": "\ud800"}'),
    *("[]", '"x"', "5", "false", "NaN", "{", "9" * 9_000),
)


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
    form = administrator.get(address).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in values.items() if value is not None and value is not False}
    answer = administrator.post(address, sent | words)
    row.refresh_from_db()
    return answer.status_code


@pytest.mark.parametrize("told", NO_WORDS, ids=lambda told: told[:16].encode("unicode_escape").decode())
def test_what_is_no_words_is_refused_and_nothing_is_kept(administrator, row, told):
    before = row.names
    assert typed(administrator, row, names=told) == 200
    assert row.names == before


def test_case_forms_are_words_as_well(administrator, small_city):
    road = Road.objects.filter(city=small_city).first()
    assert typed(administrator, small_city, name_cases='{"prepositional": ["x"]}') == 200
    assert typed(administrator, road, case_forms='{"genitive": 5}') == 200


@pytest.mark.parametrize(
    ("told", "kept"), [('{"en": "Testograd"}', {"en": "Testograd"}), ("", {}), ("{}", {}), ("null", {})]
)
def test_words_are_taken_and_an_emptied_box_has_none(administrator, row, told, kept):
    assert typed(administrator, row, names=told) == 302
    assert row.names == kept
