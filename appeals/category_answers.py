"""Answers to a category's questions, as programs, the form and an operator send them: `attribute[code]`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.models import Appeal, Category, CategoryQuestion
from appeals.models.category_question import LONGEST_ANSWER

NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?")


@dataclass
class Answers:
    """`lines` are kept with the message; `missing` and `wrong` are names of fields."""

    lines: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        return "\n".join(self.lines)

    def errors(self) -> dict[str, list[str]]:
        """In a resident's words, by field."""
        missing = {name: [_("Answer this question.")] for name in self.missing}
        return missing | {name: [_("This is no answer to the question.")] for name in self.wrong}


def answers_in(sent: Mapping, category: Category) -> Answers:
    """Each question's, in their order."""
    found = Answers()
    for question in category.questions.all():
        given = _given(sent, question.field_name)
        if not _is_answer(given, question):
            found.wrong.append(question.field_name)
        elif given:
            found.lines.append(f"{question.words} {', '.join(given)}")
        elif question.is_required:
            found.missing.append(question.field_name)
    return found


def answers_for(category: Category, whole: Appeal) -> str:
    """Of what the sender of a whole message answered, that which is asked about a part of it, too."""
    if category == whole.category:
        return whole.details
    asked = [question.words for question in whole.category.questions.all()]
    shared = {question.words for question in category.questions.all()}
    kept, is_kept = [], False
    for line in whole.details.splitlines():  # an answer may have several
        if question := next((words for words in asked if line.startswith(words)), None):
            is_kept = question in shared
        kept += [line] * is_kept
    return "\n".join(kept)


def fields_in(sent: Iterable[str]) -> set[str]:
    """Names under which answers were sent, whatever they are worth."""
    return {name for name in sent if name.startswith("attribute[")}


def questioned(categories: Iterable[Category], sent: Mapping, errors: Mapping) -> list[dict]:
    """For the forms: categories that ask something, with what was answered to each question."""
    return [
        {
            "category": category,
            "rows": [
                {
                    "question": question,
                    "given": _given(sent, question.field_name),
                    "errors": errors.get(question.field_name, []),
                }
                for question in category.questions.all()
            ],
        }
        for category in categories
        if category.questions.all()
    ]


def _given(sent: Mapping, name: str) -> list[str]:
    """`attribute[code]=…`, or `attribute[code][]=…` several times."""
    values = [value for each in (name, f"{name}[]") for value in _values(sent, each)]
    return [str(one).strip() for one in values if str(one).strip()]


def _values(sent: Mapping, name: str) -> list:
    if hasattr(sent, "getlist"):
        return sent.getlist(name)
    value = sent.get(name, [])
    return value if isinstance(value, list) else [value]


def _is_answer(given: list[str], question: CategoryQuestion) -> bool:
    is_one = question.datatype == CategoryQuestion.Datatype.SOME or len(given) <= 1
    return is_one and len(set(given)) == len(given) and all(_is_of_type(one, question) for one in given)


def _is_of_type(value: str, question: CategoryQuestion) -> bool:
    if len(value) > LONGEST_ANSWER or "\x00" in value:
        return False
    if question.has_choices:
        return value in question.choices
    if question.datatype == CategoryQuestion.Datatype.NUMBER:
        return NUMBER.fullmatch(value) is not None
    if question.datatype == CategoryQuestion.Datatype.DATETIME:
        return _is_moment(value)
    return question.datatype == CategoryQuestion.Datatype.TEXT or "\n" not in value


def _is_moment(value: str) -> bool:
    try:
        return bool(datetime.fromisoformat(value))
    except ValueError:
        return False
