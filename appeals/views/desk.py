"""The operator's inbox: the messages of the own body, searched, narrowed, and as a table."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from appeals import exporting
from appeals.bulk import BULK_VERBS
from appeals.inbox import KEPT, InboxForm, is_contact, narrowed, number_in
from appeals.models import AnswerDraft, Appeal, SavedFilter
from appeals.models.appeal import AppealQuerySet
from appeals.workflow import Status
from closures.approval import is_approver
from roadmap.models import User
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of
from roadmap.personal_looks import How, noted
from roadmap.sheets import csv_lines, xlsx_file

A_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits comes first: by the date that was promised."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    at = timezone.now()
    mine = Appeal.objects.workable_by(request.user)
    told = InboxForm(request.GET, user=request.user, session=request.session)
    told.is_valid()
    if told.sought and "q" in request.GET:
        return redirect(f"{reverse('desk-appeals')}?{told.query}")
    tab = _tab(told.cleaned_data)
    chosen = chosen_by(told, user=request.user, at=at)
    page = page_of(
        chosen.select_related("category", "city", "agency", "assignee"), request, by=TABS[tab].by, size=A_PAGE
    )
    together = Appeal.objects.told_together(page.rows)
    drafted = AnswerDraft.objects.waiting_of(page.rows)
    for row in page.rows:
        row.together, row.has_draft = together.get(row.pk), row.is_open and row.pk in drafted
    is_about_somebody = is_contact(told.cleaned_data.get("q", ""))
    is_search = is_about_somebody or any(told.cleaned_data.get(name) for name in ("q", "number", "street"))
    how, why = How.SEARCHED if is_search else How.LISTED, _("by contact") if is_about_somebody else ""
    noted(how, *page.rows, by=request.user, at=at, why=why)
    context = {
        "page": page,
        "query": told.query,
        "is_narrowed": any(told.cleaned_data.get(name) for name in KEPT if name != "show"),
        "saved": SavedFilter.objects.seen_by(request.user).select_related("user"),
        "verbs": BULK_VERBS,
        "may_save": not is_about_somebody,
        "rows": [(appeal, appeal.is_overdue_at(at)) for appeal in page.rows],
        "tabs": _tabs(mine, tab, request.user, at),
        "show": tab,
        "form": told,
        "now": at,
    }
    return render(request, "appeals/desk/inbox.html", context)


@login_required
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The form above the inbox; what it looks for is in the address that it leads to, but for a person's contact."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    told = InboxForm(request.POST, user=request.user, session=request.session)
    return redirect(f"{reverse('desk-appeals')}?{told.query}")


class Tab(NamedTuple):
    """A drawer of the inbox and the column in whose order its rows stand."""

    title: Promise
    by: str


TABS = {
    "open": Tab(gettext_lazy("To answer"), "answer_due_at"),
    "new": Tab(gettext_lazy("New"), "answer_due_at"),
    "overdue": Tab(gettext_lazy("Overdue"), "answer_due_at"),
    "to-approve": Tab(gettext_lazy("To approve"), "answer_due_at"),
    "answered": Tab(gettext_lazy("Answered"), "-answered_at"),
    "all": Tab(gettext_lazy("All"), "-submitted_at"),
}


def chosen_by(told: InboxForm, *, user: User, at: datetime) -> AppealQuerySet:
    """What the inbox, and a table of it, show. A number is also one's own that was forwarded."""
    asked = told.cleaned_data
    if "number" in told.errors or told.is_forgotten:
        return Appeal.objects.none()  # somebody looks for one message, not for all of them
    if number := _number_in(asked):
        return Appeal.objects.readable_by(user).filter(pk=number)
    rows = _of_tab(Appeal.objects.workable_by(user), _tab(asked), at)
    return narrowed(rows, asked, user=user, city=user.city, at=at)


def _number_in(told: dict) -> int | None:
    words = told.get("q", "")
    return told.get("number") or (None if is_contact(words) else number_in(words))


def _tab(told: dict) -> str:
    """What is searched, and a status, are looked for in all drawers."""
    show = "all" if _number_in(told) or told.get("q") or told.get("status") else told.get("show")
    return show if show in TABS else "open"


@login_required
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """What the inbox shows, all pages of it. `personal=1` adds the words and contacts of those who wrote."""
    make = TABLES.get(kind)
    if make is None or not request.user.has_role(Role.OPERATOR):
        raise Http404
    told, at = InboxForm(request.GET, user=request.user, session=request.session), timezone.now()
    told.is_valid()
    personal = request.GET.get("personal") == "1"
    rows = exporting.rows_of(chosen_by(told, user=request.user, at=at), personal=personal, by=request.user, at=at)
    answer = make(rows)
    answer["Content-Disposition"] = f'attachment; filename="messages-{at:%Y-%m-%d}.{kind}"'
    answer["Cache-Control"] = "no-store"
    return answer


TABLES: dict[str, Callable[[Iterable[Sequence[object]]], HttpResponseBase]] = {
    "csv": lambda rows: StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8"),
    "xlsx": lambda rows: FileResponse(xlsx_file(rows), content_type=XLSX),
}


def _of_tab(mine: AppealQuerySet, tab: str, at: datetime) -> AppealQuerySet:
    chosen = {
        "new": lambda: mine.open().filter(status=Status.NEW),
        "overdue": lambda: mine.overdue(at),
        "to-approve": lambda: mine.filter(pk__in=AnswerDraft.objects.standing().filter(returned_at=None).values("pk")),
        "answered": lambda: mine.filter(status=Status.ANSWERED),
        "all": lambda: mine,
    }
    return chosen.get(tab, mine.open)()


def _tabs(mine: AppealQuerySet, current: str, user: User, at: datetime) -> list[dict]:
    """Names with numbers, each counted up to a bound."""
    return [
        {"name": name, "title": tab.title, "count": count_of(_of_tab(mine, name, at)), "is_current": name == current}
        for name, tab in TABS.items()
        if name != "to-approve" or is_approver(user)
    ]
