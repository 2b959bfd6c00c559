"""A category's questions: set up at the desk, answered on the form and at the desk, read by nobody but the body."""

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from appeals import actions, erasing
from appeals.models import Appeal, Category, CategoryQuestion
from appeals.splitting import Part, split
from roadmap.models import SettingChange, User
from tests.appeals.factories import PUSHKINA, appeal, category
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db
LANES = ["левый ряд", "правый ряд"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lane(agency):
    told = {"words": "В каком ряду?", "datatype": "singlevaluelist", "choices": LANES}
    return CategoryQuestion.objects.create(category=category(), code="lane", **told)


@pytest.fixture
def office(agency):
    return signed_in(User.objects.create_user("boss", password="pass-word-1", agency=agency, roles=["administrator"]))


def report(**told) -> dict:
    place = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "category": "pothole", "consent": "true"}
    return place | {"asked_about": "pothole"} | told


def test_the_form_asks_only_about_the_chosen_category_and_an_answer_may_be_left_out(client, lane):
    page = client.get("/report/").content.decode()
    assert "В каком ряду?" in page and 'data-questions="pothole" hidden disabled' in page
    chosen = client.get("/report/?category=pothole").content.decode()
    assert 'data-questions="pothole">' in chosen
    assert client.post("/report/", report()).status_code == 302
    assert Appeal.objects.get().details == ""


def test_what_was_answered_stands_at_the_desk_and_in_the_export_and_nowhere_public(client, lane, operator):
    told = report(**{"attribute[lane]": "левый ряд"}, text="Яма")
    assert client.post("/report/", told).status_code == 302
    message = Appeal.objects.get()
    assert (message.text, message.details) == ("Яма", "В каком ряду? левый ряд")
    desk = signed_in(operator)
    assert "левый ряд" in desk.get(f"/desk/appeals/{message.pk}/").content.decode()
    table = b"".join(desk.get("/desk/appeals/table.csv?personal=1").streaming_content).decode()
    assert "левый ряд" in table
    actions.release(message, text=True, photos=[], by=operator, at=timezone.now())
    public = [f"/api/v1/appeals/{message.pk}/", f"/appeals/{message.pk}/card/", "/open311/v2/requests.json"]
    pages = [client.get(address).content.decode() for address in public]
    assert all("левый" not in page for page in pages) and "Яма" in pages[0]
    erasing.erase_author(message, at=timezone.now())
    assert Appeal.objects.get().details == ""


def test_a_required_question_and_a_wrong_answer_are_refused_by_their_field(client, lane):
    CategoryQuestion.objects.update(is_required=True)
    for given, words in (({}, "Ответьте на этот вопрос"), ({"attribute[lane]": "крыша"}, "не ответ на вопрос")):
        answer = client.post("/report/", report(**given))
        assert answer.status_code == 400 and words in answer.content.decode()
        refused = client.post("/api/v1/appeals/", report(**given))
        assert (refused.status_code, [*refused.json()]) == (400, ["attribute[lane]"])
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("given", [["левый ряд", "правый ряд"], ["левый ряд", "левый ряд"], ["\x00"], ["л" * 5000]])
def test_hostile_answers_are_refused_in_words(client, lane, given):
    answer = client.post("/report/", report(**{"attribute[lane]": given}))
    assert answer.status_code == 400 and not Appeal.objects.exists()


def test_without_scripts_it_is_asked_once_before_the_message_goes(client, lane):
    answer = client.post("/report/", report(asked_about=""))
    assert answer.status_code == 200 and "Ответьте на вопросы о нём или отправьте без них" in answer.content.decode()
    assert not Appeal.objects.exists()


def test_an_operator_enters_what_the_caller_said(lane, operator):
    told = {"source": "phone", "received_at": "2026-06-08T10:30", "category": "pothole", "text": "Яма"}
    told |= {"lon": PUSHKINA.x, "lat": PUSHKINA.y}
    desk = signed_in(operator)
    wrong = desk.post("/desk/appeals/new/", told | {"attribute[lane]": "крыша"})
    assert wrong.status_code == 400 and "не ответ на вопрос" in wrong.content.decode()
    assert desk.post("/desk/appeals/new/", told | {"attribute[lane]": "правый ряд"}).status_code == 302
    assert Appeal.objects.get().details == "В каком ряду? правый ряд"


# The set-up


def sent(page, **told) -> dict:
    forms = [page.context["form"], page.context["questions"].management_form, *page.context["questions"].forms]
    held = {one.html_name: one.value() for form in forms for one in form if one.value() not in (None, "")}
    held = {name: value for name, value in held.items() if value is not False}
    return held | {"seen": page.context["seen"]} | told


def test_an_administrator_sets_a_question_up_and_takes_it_away(office, agency):
    address = reverse("desk-setup-category", args=[category().pk])
    asked = {"words": "Есть ли вода?", "datatype": "singlevaluelist", "choices": "да\nнет", "code": "water"}
    told = {f"questions-0-{name}": value for name, value in asked.items()} | {"questions-0-position": "1"}
    assert office.post(address, sent(office.get(address), **told)).status_code == 302
    question = CategoryQuestion.objects.get()
    assert (question.words, question.choices, question.is_required) == ("Есть ли вода?", ["да", "нет"], False)
    entry = SettingChange.objects.get()
    assert (entry.verb, entry.subject) == ("added", "appeals.categoryquestion")
    again = sent(office.get(address), **{"questions-0-DELETE": "on"})
    assert office.post(address, again).status_code == 302
    assert not CategoryQuestion.objects.exists() and SettingChange.objects.first().verb == "removed"


def test_a_list_of_nothing_and_a_third_question_are_refused_by_field(office, lane):
    address = reverse("desk-setup-category", args=[category().pk])
    answer = office.post(address, sent(office.get(address), **{"questions-0-choices": ""}))
    assert answer.status_code == 422 and "choices" in answer.context["questions"].forms[0].errors
    CategoryQuestion.objects.create(category=category(), code="second", words="Вторая?")
    third = {"questions-TOTAL_FORMS": "3", "questions-2-words": "Третья?", "questions-2-code": "third"}
    more = sent(office.get(address), **third, **{"questions-2-datatype": "string", "questions-2-position": "1"})
    assert office.post(address, more).status_code == 422
    assert CategoryQuestion.objects.count() == 2


def test_a_code_given_twice_is_told_at_the_field_of_the_later_question(office, lane):
    address = reverse("desk-setup-category", args=[category().pk])
    second = {"words": "Глубина?", "datatype": "number", "code": lane.code, "position": "2"}
    told = sent(office.get(address), **{f"questions-1-{name}": value for name, value in second.items()})
    answer = office.post(address, told)
    assert answer.status_code == 422
    assert answer.context["questions"].forms[1].errors == {"code": ["Такой код уже есть у другого вопроса."]}
    assert "повторяющееся" not in answer.content.decode()
    assert office.post(address, told | {"questions-0-DELETE": "on"}).status_code == 302


def test_the_second_writer_is_told_and_nothing_is_lost(office, lane):
    address = reverse("desk-setup-category", args=[category().pk])
    opened = office.get(address)
    CategoryQuestion.objects.update(words="С какой стороны?")
    answer = office.post(address, sent(opened, name="Ямы и выбоины"))
    assert answer.status_code == 412 and "Ямы и выбоины" in answer.content.decode()
    assert CategoryQuestion.objects.get().words == "С какой стороны?"


def test_the_inbox_finds_the_words_of_an_answer(client, lane, operator):
    assert client.post("/report/", report(**{"attribute[lane]": "левый ряд"}, text="Яма")).status_code == 302
    desk = signed_in(operator)
    for words, count in (("левый", 1), ("яма левый", 1), ("правый", 0)):
        assert len(desk.get("/desk/appeals/", {"q": words, "show": "all"}).context["rows"]) == count, words


def test_a_part_keeps_the_answers_that_are_asked_about_it_too(client, lane, operator):
    for code in ("pothole", "sign"):
        told = {"words": "Что видно?", "datatype": "text", "code": "seen", "position": 2}
        CategoryQuestion.objects.create(category=category(code), **told)
    answers = {"attribute[lane]": "левый ряд", "attribute[seen]": "столб\nи яма"}
    assert client.post("/report/", report(**answers, text="Яма")).status_code == 302
    whole = Appeal.objects.get()
    codes = ("pothole", "sign", "lighting")
    parts = split(whole, [Part(category(code), "часть") for code in codes], by=operator, at=NOW)
    same, shared, none = (part.details for part in parts)
    assert same == whole.details == "В каком ряду? левый ряд\nЧто видно? столб\nи яма"
    assert (shared, none) == ("Что видно? столб\nи яма", "")


def test_a_category_that_is_renamed_has_its_new_name_everywhere(office, agency, client):
    """In both languages: the English one is set beside it."""
    pothole = category()
    Category.objects.filter(pk=pothole.pk).update(names={"ru": "Яма, провал", "en": "Pothole"})
    address = reverse("desk-setup-category", args=[pothole.pk])
    page = office.get(address)
    assert 'value="Pothole"' in page.content.decode() and 'value="Яма, провал"' in page.content.decode()
    told = sent(page, name="Выбоина", names_en="Hole in the road")
    assert office.post(address, told).status_code == 302
    for language, name in (("ru", "Выбоина"), ("en", "Hole in the road")):
        with translation.override(language):
            assert str(Category.objects.get(pk=pothole.pk)) == name
    message = appeal(agency.city)
    listed = client.get("/api/v1/appeals/").json()["features"]
    one = client.get(f"/api/v1/appeals/{message.pk}/").json()
    assert [each["properties"]["category_name"] for each in (*listed, one)] == ["Выбоина"] * 2


def test_a_question_is_asked_in_english_where_an_administrator_wrote_it_and_kept_in_russian(office, lane, client):
    address = reverse("desk-setup-category", args=[lane.category_id])
    short = sent(office.get(address), **{"questions-0-choices_en": "left lane"})
    answer = office.post(address, short)
    assert answer.status_code == 422 and "choices_en" in answer.context["questions"].forms[0].errors
    told = {"questions-0-words_en": "Which lane?", "questions-0-choices_en": "left lane\nright lane"}
    assert office.post(address, sent(office.get(address), **told)).status_code == 302
    english = {"accept-language": "en"}
    page = client.get("/report/", headers=english).content.decode()
    assert "Which lane?" in page and "right lane" in page and "В каком ряду?" not in page
    assert "Which lane?" not in client.get("/report/").content.decode()
    (attribute,) = client.get("/open311/v2/services/pothole.json", headers=english).json()["attributes"]
    lanes = [{"key": "левый ряд", "name": "left lane"}, {"key": "правый ряд", "name": "right lane"}]
    assert (attribute["description"], attribute["values"]) == ("Which lane?", lanes)
    assert client.post("/report/", report(**{"attribute[lane]": "правый ряд"}), headers=english).status_code == 302
    assert Appeal.objects.get().details == "В каком ряду? правый ряд"
