"""Messages as rows of a table, read in pieces so that the longest list takes little memory."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.models.appeal import AppealQuerySet
from roadmap.models import User
from roadmap.personal_looks import How, noted

MOST = 100_000
PIECE = 1000
PERSONAL = ("text", "details", "author_name", "author_email", "author_phone")


def head(*, personal: bool) -> list[str]:
    """Of the columns that `rows_of` gives."""
    usual = [
        _("Number"),
        _("Status"),
        _("Outcome"),
        _("Category"),
        _("Street"),
        _("District"),
        _("Agency"),
        _("Operator"),
        _("Source"),
        _("Legal kind"),
        _("Received"),
        _("Answer by"),
        _("Answered"),
        _("Overdue"),
        _("Rating"),
    ]
    return [*usual, _("Text"), _("Answers to questions"), _("Name"), _("E-mail"), _("Phone")] if personal else usual


def rows_of(appeals: AppealQuerySet, *, personal: bool, by: User, at: datetime) -> Iterator[Sequence[object]]:
    """The newest first; whose data go out is noted piece by piece. After the most there is a row that says so."""
    yield head(personal=personal)
    told, last = 0, None
    appeals = appeals.select_related("category", "area", "agency", "assignee", "city").order_by("-pk")
    while told < MOST and (piece := list((appeals.filter(pk__lt=last) if last else appeals)[:PIECE])):
        if personal:
            noted(How.EXPORTED, *piece, by=by, at=at)
        for appeal in piece:
            yield _row(appeal, personal=personal, at=at)
        told, last = told + len(piece), piece[-1].pk
    if told >= MOST and appeals.filter(pk__lt=last).exists():
        yield [_("Only the first %(count)d are here; narrow the list by filters.") % {"count": MOST}]


def _row(appeal: Appeal, *, personal: bool, at: datetime) -> list[object]:
    usual = [
        appeal.number,
        appeal.get_status_display(),
        appeal.get_outcome_display(),
        appeal.category,
        appeal.street,
        appeal.area,
        appeal.agency,
        appeal.assignee and appeal.assignee.shown_name,
        appeal.get_source_display(),
        appeal.get_legal_kind_display(),
        *(_local(appeal, moment) for moment in (appeal.submitted_at, appeal.answer_due_at, appeal.answered_at)),
        _("yes") if appeal.is_overdue_at(at) else "",
        appeal.rating,
    ]
    return [*usual, *(getattr(appeal, name) for name in PERSONAL)] if personal else usual


def _local(appeal: Appeal, moment: datetime | None) -> str:
    """By the city's clock, as spreadsheets of any language read it."""
    return moment.astimezone(appeal.city.zone).strftime("%Y-%m-%d %H:%M") if moment else ""
