"""The operator's desk: the inbox of the own body, and one message with all that can be done about it."""

from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from appeals.forms import InboxForm
from appeals.models import Appeal
from appeals.models.appeal import AppealQuerySet
from appeals.workflow import Status
from roadmap.logs import note
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of

A_PAGE = 50


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits comes first: by the date that was promised."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    at = timezone.now()
    mine = Appeal.objects.workable_by(request.user)
    told = InboxForm(request.GET)
    told.is_valid()
    tab = _tab(told.cleaned_data)
    chosen = _narrowed(_of_tab(mine, tab, at), told.cleaned_data)
    if number := told.cleaned_data.get("number"):
        chosen = Appeal.objects.readable_by(request.user).filter(pk=number)
    elif "number" in told.errors:
        chosen = chosen.none()  # somebody looks for one message, not for all of them
    page = page_of(
        chosen.select_related("category", "city", "agency", "assignee"), request, by=TABS[tab].by, size=A_PAGE
    )
    note("listed", *page.rows, by=request.user)
    context = {
        "page": page,
        "rows": [(appeal, appeal.is_overdue_at(at)) for appeal in page.rows],
        "tabs": _tabs(mine, tab, at),
        "show": tab,
        "form": told,
        "now": at,
    }
    return render(request, "appeals/desk/inbox.html", context)


class Tab(NamedTuple):
    """A drawer of the inbox and the column in whose order its rows stand."""

    title: Promise
    by: str


TABS = {
    "open": Tab(gettext_lazy("To answer"), "answer_due_at"),
    "new": Tab(gettext_lazy("New"), "answer_due_at"),
    "overdue": Tab(gettext_lazy("Overdue"), "answer_due_at"),
    "answered": Tab(gettext_lazy("Answered"), "-answered_at"),
    "all": Tab(gettext_lazy("All"), "-submitted_at"),
}


def _tab(told: dict) -> str:
    """A number is looked for in all drawers."""
    show = "all" if told.get("number") else told.get("show")
    return show if show in TABS else "open"


def _of_tab(mine: AppealQuerySet, tab: str, at: datetime) -> AppealQuerySet:
    chosen = {
        "new": lambda: mine.open().filter(status=Status.NEW),
        "overdue": lambda: mine.overdue(at),
        "answered": lambda: mine.filter(status=Status.ANSWERED),
        "all": lambda: mine,
    }
    return chosen.get(tab, mine.open)()


def _narrowed(chosen: AppealQuerySet, told: dict) -> AppealQuerySet:
    if told.get("category"):
        chosen = chosen.filter(category=told["category"])
    if told.get("street"):
        chosen = chosen.of_street(told["street"], whole=False)
    return chosen


def _tabs(mine: AppealQuerySet, current: str, at: datetime) -> list[dict]:
    """Names with numbers, each counted up to a bound."""
    return [
        {"name": name, "title": tab.title, "count": count_of(_of_tab(mine, name, at)), "is_current": name == current}
        for name, tab in TABS.items()
    ]
