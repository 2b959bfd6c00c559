"""Figures of residents' messages, and the list behind each of them."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.figures.asked import AskedForm
from appeals.models import Appeal
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of

A_PAGE = 50


def counting_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Leaders, operators, administrators; others find nothing there."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.has_role(Role.LEADER, Role.OPERATOR) or request.user.city is None:
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@require_safe
@counting_only
def messages(request: HttpRequest) -> HttpResponse:
    """The messages that a number counts: where, what, who has it, by when; nothing of who wrote."""
    at, user = timezone.now(), request.user
    form = AskedForm(request.GET, city=user.city)
    context = {"form": form, "city": user.city, "now": at}
    if not form.is_valid():
        return render(request, "appeals/desk/counted.html", context, status=HTTPStatus.BAD_REQUEST)
    chosen = form.asked.rows(Appeal.objects.overseen_by(user), at)
    rows = chosen.select_related("category", "agency", "assignee", "city", "area").defer("area__geometry")
    page = page_of(rows, request, by="submitted_at", size=A_PAGE)
    own = set(
        Appeal.objects.readable_by(user).filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True)
    )
    shown = [(row, row.is_overdue_at(at), row.pk in own) for row in page.rows]
    return render(
        request, "appeals/desk/counted.html", context | {"page": page, "rows": shown, "count": count_of(chosen)}
    )
