"""Several messages of the inbox at once, each under its own lock and version; each says what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_lazy

from appeals import actions, answering
from appeals.assigning import assign
from appeals.models import Appeal
from appeals.versions import hold_opened
from appeals.workflow import MoveRefused
from roadmap.models import User
from roadmap.numbers import whole

MOST = 100
BULK_VERBS = {
    "take": gettext_lazy("Take into work"),
    "assign": gettext_lazy("Give to a colleague"),
    "forward": gettext_lazy("Forward"),
    "join": gettext_lazy("Join"),
    "answer": gettext_lazy("Answer"),
}


@dataclass
class Chosen:
    """A row that was checked, in the version that was seen, and what became of it."""

    appeal: Appeal
    version: str
    done: str = ""
    wrong: list[str] = field(default_factory=list)


def chosen_in(told: Sequence[str], user: User) -> list[Chosen]:
    """“12:3” is message 12 in version 3; what is not one's own is left out."""
    versions = {}
    for text in told[:MOST]:
        number, _colon, version = text.partition(":")
        if (pk := whole(number)) is not None:
            versions[pk] = version
    mine = Appeal.objects.workable_by(user).filter(pk__in=versions).select_related("city", "category", "agency")
    return [Chosen(appeal, versions[appeal.pk]) for appeal in mine.order_by("pk")]


def waiting_for(event_id: int, user: User) -> list[Chosen]:
    """Open messages that these works were to mend, of the user's body."""
    mine = Appeal.objects.workable_by(user).open().filter(planned_work=event_id)
    mine = mine.select_related("city", "category", "agency")
    return [Chosen(appeal, str(appeal.version)) for appeal in mine.order_by("pk")[:MOST]]


def do_each(chosen: Sequence[Chosen], verb: str, told: dict, *, by: User, at: datetime) -> None:
    """One that fails does not hold up the rest; what is said is that of the verb."""
    for each in chosen:
        try:
            with transaction.atomic():
                DONE[verb](hold_opened(each.appeal, each.version, by=by), told, by, at)
            each.done = gettext("Done.")
        except (MoveRefused, ValidationError) as error:
            each.wrong = list(getattr(error, "messages", [str(error)]))
        except IntegrityError:
            each.wrong = [gettext("The database refused it: somebody else changed the same thing.")]
        each.appeal.refresh_from_db()


def _answer(appeal: Appeal, told: dict, by: User, at: datetime) -> None:
    given = {name: told[name] for name in ("outcome", "photos", "stood")}
    answering.give(appeal, told["text"], by=by, at=at, **given)


DONE: dict[str, Callable[[Appeal, dict, User, datetime], object]] = {
    "take": lambda appeal, told, by, at: actions.take(appeal, by=by, at=at),
    "assign": lambda appeal, told, by, at: assign(appeal, told["to"], by=by, at=at),
    "forward": lambda appeal, told, by, at: actions.forward(
        appeal, told["agency"], reason=told["reason"], by=by, at=at
    ),
    "join": lambda appeal, told, by, at: actions.join(appeal, told["main"], by=by, at=at),
    "answer": _answer,
}
