"""Answers ready to be checked and sent; the words are templates, the dates and works come from the record."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from appeals.models import Appeal
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


@dataclass(frozen=True)
class ReadyAnswer:
    title: str
    text: str
    outcome: str


def ready_answers(appeal: Appeal, at: datetime) -> list[ReadyAnswer]:
    """The likeliest first: what the works on record say, then the usual ones."""
    works = works_for(appeal)
    context = {"appeal": appeal, "works": works, "city": appeal.city, "now": at}
    kinds = [*_by_works(appeal.planned_work, works, at), "fixed", "in_plan", "not_confirmed"]
    titles = _titles()
    return [
        ReadyAnswer(titles[kind], render_to_string(f"appeals/answers/{kind}.txt", context).strip(), OUTCOMES[kind])
        for kind in kinds
    ]


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
