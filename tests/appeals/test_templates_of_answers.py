"""Answers that are written often: the facts are put in, nothing else is."""

import pytest
from django.core.exceptions import ValidationError

from appeals.answers import ready_answers
from appeals.models import AnswerTemplate
from tests.appeals.factories import appeal, category
from tests.conftest import NOW


def template(city, text="«{street}»: получено {received}, {agency}.", **told) -> AnswerTemplate:
    return AnswerTemplate.objects.create(city=city, title=told.pop("title", "Своё"), text=text, **told)


def titles(row) -> list[str]:
    return [ready.title for ready in ready_answers(row, NOW)]


def test_the_facts_of_the_message_are_put_in_and_the_outcome_comes_with_them(small_city, agency):
    template(small_city, outcome="planned")
    (own,) = [each for each in ready_answers(appeal(small_city), NOW) if each.title == "Своё"]
    assert own.text == "«улица Пушкина»: получено 10 июня 2026, Департамент дорог."
    assert own.outcome == "planned"


def test_the_narrowest_comes_first_and_others_templates_not_at_all(small_city, agency, other_agency):
    template(small_city, title="Всем")
    template(small_city, title="Нам", agency=agency)
    template(small_city, title="Про ямы", category=category("pothole"))
    template(small_city, title="Про свет", category=category("lighting"))
    template(small_city, title="Теплу", agency=other_agency)
    assert titles(appeal(small_city))[:3] == ["Про ямы", "Нам", "Всем"]


def test_one_whose_facts_are_not_known_is_not_offered(small_city, agency):
    template(small_city, "Работы до {works_until}.")
    assert "Своё" not in titles(appeal(small_city))


@pytest.mark.parametrize("text", ["{secret}", "{appeal.secret}", "{}", "{street!r}", "{author_name}"])
def test_what_is_no_fact_is_refused_and_never_filled(text, small_city, agency):
    with pytest.raises(ValidationError, match="Неизвестно|неизвестно"):
        AnswerTemplate(city=small_city, title="x", text=text).full_clean()
    template(small_city, text)
    assert "Своё" not in titles(appeal(small_city))
