"""Figures of residents' messages, and the list behind each of them."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from appeals.figures import charts
from appeals.figures.asked import Asked, AskedForm
from appeals.figures.csv_file import csv_of
from appeals.figures.cuts import Figures, figures_of
from appeals.figures.seasons import MONTHS, seasons_of
from appeals.models import Appeal
from roadmap.models import City
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of

A_PAGE = 50
A_YEAR = timedelta(days=365)
DAY = timedelta(days=1)
MORE = [("desk-figures-seasons", _("Topics by season"))]


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


@require_safe
@counting_only
def figures(request: HttpRequest) -> HttpResponse:
    """Without a question: the last year."""
    at, form = timezone.now(), _form(request)
    context = {"form": form, "city": form.city, "now": at, "more": MORE}
    if not form.is_valid():
        return render(request, "appeals/desk/figures.html", context, status=HTTPStatus.BAD_REQUEST)
    found = figures_of(Appeal.objects.overseen_by(request.user), form.asked, at)
    drawn = [(cut, charts.bars([(line.title, line.count) for line in cut.lines])) for cut in found.cuts]
    return render(request, "appeals/desk/figures.html", context | {"figures": found, "cuts": drawn})


@require_safe
@counting_only
def as_csv(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    if not form.is_valid():
        context = {"form": form, "city": form.city, "more": MORE}
        return render(request, "appeals/desk/figures.html", context, status=HTTPStatus.BAD_REQUEST)
    found = figures_of(Appeal.objects.overseen_by(request.user), form.asked, timezone.now())
    response = HttpResponse(csv_of(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{_days(form.asked)}.csv"'
    return response


@require_safe
@counting_only
def seasons(request: HttpRequest) -> HttpResponse:
    at, city = timezone.now(), request.user.city
    found = seasons_of(Appeal.objects.overseen_by(request.user), Asked(city), at)
    context = {"seasons": found, "months": [MONTHS_3[month] for month in MONTHS], "city": city, "now": at}
    return render(request, "appeals/desk/seasons.html", context)


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Counts of the last year by body and district: nothing of any one message."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    at = timezone.now()
    asked = _last_year(city, at)
    found = figures_of(Appeal.objects.all(), asked, at)
    edges = [datetime.combine(day, time(), city.zone) for day in (asked.first, asked.last + DAY)]
    context = {"figures": found, "cuts": _by_name(found, "counted_agency", "area"), "city": city, "now": at}
    return render(request, "appeals/figures.html", context | {"first": edges[0], "after": edges[1]})


def _by_name(found: Figures, *names: str) -> list:
    cuts = {cut.name: cut for cut in found.cuts}
    return [cuts[name] for name in names]


def _form(request: HttpRequest) -> AskedForm:
    city = request.user.city
    asked = _last_year(city, timezone.now())
    return AskedForm(request.GET or {"since": asked.first, "until": asked.last}, city=city)


def _last_year(city: City, at: datetime) -> Asked:
    today = at.astimezone(city.zone).date()
    return Asked(city, first=today - A_YEAR + DAY, last=today)


def _days(asked: Asked) -> str:
    return "-".join(str(day) for day in (asked.first, asked.last) if day) or "all"
