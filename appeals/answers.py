"""Answers ready to be checked and sent; the words are templates, the dates and works come from the record."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from appeals.models import AnswerTemplate, Appeal
from appeals.place import works_for
from appeals.workflow import Outcome
from closures.models import Phase, RoadEvent
from closures.workflow import Status

OUTCOMES = {
    "works_ended": Outcome.FIXED,
    "works_planned": Outcome.PLANNED,
    "fixed": Outcome.FIXED,
    "in_plan": Outcome.PLANNED,
    "not_confirmed": Outcome.NOT_CONFIRMED,
}


ALWAYS = ("fixed", "in_plan", "not_confirmed")


@dataclass(frozen=True)
class ReadyAnswer:
    title: str
    text: str
    outcome: str


def ready_answers(appeal: Appeal, at: datetime) -> list[ReadyAnswer]:
    """The likeliest first: what the works on record say, then the body's own templates, then the usual ones."""
    works = works_for(appeal)
    context = {"appeal": appeal, "works": works, "city": appeal.city, "now": at}
    kinds = [*_by_works(appeal.planned_work, works, at), *ALWAYS]
    titles = _titles()
    ready = [
        ReadyAnswer(titles[kind], render_to_string(f"appeals/answers/{kind}.txt", context).strip(), OUTCOMES[kind])
        for kind in kinds
    ]
    about_works = len(kinds) - len(ALWAYS)
    return [*ready[:about_works], *_own(appeal, works), *ready[about_works:]]


def _own(appeal: Appeal, works: Phase | RoadEvent | None) -> list[ReadyAnswer]:
    """Of the body's templates those of which every fact is known."""
    facts = facts_of(appeal, works)
    filled = [(each, each.filled(facts)) for each in AnswerTemplate.objects.for_appeal(appeal)]
    return [ReadyAnswer(each.title, text, each.outcome) for each, text in filled if text]


def facts_of(appeal: Appeal, works: Phase | RoadEvent | None) -> dict[str, str]:
    """What stands for the placeholders of a template; empty where it is not known."""
    return {
        "number": appeal.number,
        "category": str(appeal.category),
        "street": appeal.street,
        "agency": appeal.agency.name,
        "phone": appeal.agency.phone,
        "received": _day(appeal, appeal.submitted_at),
        "due": _day(appeal, appeal.answer_due_at),
        "works_until": _day(appeal, works.end) if works and works.end else "",
    }


def _day(appeal: Appeal, moment: datetime) -> str:
    return date_format(moment.astimezone(appeal.city.zone), "j E Y")


def _by_works(event: RoadEvent | None, here: Phase | RoadEvent | None, at: datetime) -> list[str]:
    if event is None or event.status == Status.CANCELLED or event.is_over_by_plan:  # nobody has seen that they ended
        return []
    if isinstance(here, Phase) and here.actual_end and here.actual_end <= at:
        return ["works_ended"]  # elsewhere they may go on
    return ["works_ended"] if event.status == Status.FINISHED else ["works_planned"]


def _titles() -> dict[str, str]:
    return {
        "works_ended": _("The works have ended"),
        "works_planned": _("Works are on record"),
        "fixed": _("Fixed"),
        "in_plan": _("In the plan"),
        "not_confirmed": _("Not found on site"),
    }
