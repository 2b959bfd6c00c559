"""Answers that are written often: the facts are put in, nothing else is."""

import pytest
from django.core.exceptions import ValidationError

from appeals.answers import ready_answers
from appeals.models import AnswerTemplate
from roadmap.models import SettingChange, User
from tests.appeals.factories import appeal, category
from tests.conftest import NOW, signed_in


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


# At the desk

PAGE = "/desk/appeals/templates/"


@pytest.fixture
def head(agency):
    return signed_in(User.objects.create_user("head", password="pass-word-1", agency=agency, roles=["leader"]))


def told(page, **more) -> dict:
    usual = {"title": "Яма", "outcome": "planned", "text": "{street}: до {due}.", "position": "0", "verb": "save"}
    return usual | {"seen": page.context["seen"]} | more


def test_who_leads_a_body_writes_its_templates_and_tries_them_out_on_a_message(small_city, agency, head):
    row = appeal(small_city)
    page = head.get(f"{PAGE}new/")
    tried = head.post(f"{PAGE}new/", told(page, verb="preview", number=row.number)).content.decode()
    assert "улица Пушкина: до 19 июня 2026." in tried and not AnswerTemplate.objects.exists()
    lacks = head.post(f"{PAGE}new/", told(page, verb="preview", text="До {works_until}.")).content.decode()
    assert "не предлагается: {works_until}" in " ".join(lacks.split())
    assert head.post(f"{PAGE}new/", told(page)).status_code == 302
    made = AnswerTemplate.objects.get()
    assert (made.agency, made.city) == (agency, small_city) and made.title in titles(row)
    assert SettingChange.objects.get().subject == "appeals.answertemplate"
    opened = head.get(f"{PAGE}{made.pk}/")
    assert head.post(f"{PAGE}{made.pk}/", told(opened, verb="remove")).status_code == 302
    assert not AnswerTemplate.objects.exists() and SettingChange.objects.first().verb == "removed"


@pytest.mark.parametrize(
    ("text", "named"), [("До {work}.", "{work}"), ("До {due.", "{street}"), ("До due}", "{street}")]
)
def test_a_placeholder_that_nobody_knows_is_refused_by_its_field(text, named, small_city, head):
    for verb in ("preview", "save"):
        answer = head.post(f"{PAGE}new/", told(head.get(f"{PAGE}new/"), text=text, verb=verb))
        assert answer.status_code == 422 and named in answer.context["form"].errors["text"][0]
    assert not AnswerTemplate.objects.exists()


def test_anothers_templates_and_messages_are_none_and_the_second_writer_is_told(
    small_city, agency, other_agency, head, operator
):
    theirs, ours = template(small_city, agency=other_agency), template(small_city, agency=agency)
    assert head.get(f"{PAGE}{theirs.pk}/").status_code == 404
    assert signed_in(operator).get(PAGE).status_code == 404
    opened = head.get(f"{PAGE}{ours.pk}/")
    AnswerTemplate.objects.filter(pk=ours.pk).update(title="Иначе")
    refused = head.post(f"{PAGE}{ours.pk}/", told(opened, text="Моё"))
    assert refused.status_code == 412 and "Моё" in refused.content.decode()
    assert AnswerTemplate.objects.get(pk=ours.pk).title == "Иначе"
    unknown = head.post(f"{PAGE}new/", told(head.get(f"{PAGE}new/"), verb="preview", number="26-99999"))
    assert "number" in unknown.context["form"].errors
