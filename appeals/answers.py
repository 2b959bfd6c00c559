"""Answers ready to be checked and sent; the words are templates, the dates and works come from the record."""

from dataclasses import dataclass
from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from appeals.models import Appeal
from closures.models import RoadEvent
from closures.workflow import Status


@dataclass(frozen=True)
class ReadyAnswer:
    title: str
    text: str


def ready_answers(appeal: Appeal, at: datetime) -> list[ReadyAnswer]:
    """The likeliest first: what the works on record say, then the usual ones."""
    context = {"appeal": appeal, "works": appeal.planned_work, "city": appeal.city, "now": at}
    kinds = [*_by_works(appeal.planned_work), "fixed", "in_plan", "not_confirmed"]
    titles = _titles()
    return [
        ReadyAnswer(titles[kind], render_to_string(f"appeals/answers/{kind}.txt", context).strip()) for kind in kinds
    ]


def _by_works(works: RoadEvent | None) -> list[str]:
    if works is None or works.status == Status.CANCELLED or works.is_over_by_plan:  # nobody has seen that they ended
        return []
    return ["works_ended"] if works.status == Status.FINISHED else ["works_planned"]


def _titles() -> dict[str, str]:
    return {
        "works_ended": _("The works have ended"),
        "works_planned": _("Works are on record"),
        "fixed": _("Fixed"),
        "in_plan": _("In the plan"),
        "not_confirmed": _("Not found on site"),
    }
