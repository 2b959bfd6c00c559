"""Figures of residents' messages, and the list behind each of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dates import MONTHS_3
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from appeals.figures import charts
from appeals.figures.asked import Asked, AskedForm, DayField, last_year
from appeals.figures.causes import caused, messages_of
from appeals.figures.csv_file import csv_of
from appeals.figures.cuts import Figures, figures_of
from appeals.figures.heat import heat_of
from appeals.figures.public import public_figures
from appeals.figures.seasons import MONTHS, seasons_of
from appeals.figures.week import last_week, streets_of, week_of
from appeals.figures.week_pdf import week_pdf
from appeals.models import Appeal
from appeals.models.appeal import AppealQuerySet
from closures.models import RoadEvent
from roadmap import limits
from roadmap.models import City
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of

A_PAGE = 50
DAY = timedelta(days=1)
MORE = [
    ("desk-figures-closures", _("Complaints caused by closures")),
    ("desk-figures-seasons", _("Topics by season")),
    ("desk-figures-heat", _("Where messages come from")),
    ("desk-figures-week", _("The last week on paper")),
]


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
    return _listed(request, form.asked.rows(Appeal.objects.overseen_by(user), at), context, at)


def _listed(request: HttpRequest, chosen: AppealQuerySet, context: dict, at: datetime) -> HttpResponse:
    rows = chosen.select_related("category", "agency", "assignee", "city", "area").defer("area__geometry")
    page = page_of(rows, request, by="submitted_at", size=A_PAGE)
    shown = [(row, row.is_overdue_at(at)) for row in page.rows]
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
@counting_only
def closures(request: HttpRequest) -> HttpResponse:
    """Without a question: closures of the last year, by how many more messages came in near them than usual."""
    at, form = timezone.now(), _form(request)
    context = {"form": form, "city": form.city, "now": at}
    if not form.is_valid():
        return render(request, "appeals/desk/caused.html", context, status=HTTPStatus.BAD_REQUEST)
    found = caused(Appeal.objects.overseen_by(request.user), form.asked, at)[:A_PAGE]
    chart = charts.bars([(one.event.shown_headline, max(round(one.excess), 0)) for one in found])
    return render(request, "appeals/desk/caused.html", context | {"rows": found, "chart": chart, "asked": form.asked})


@require_safe
@counting_only
def of_closure(request: HttpRequest, pk: int) -> HttpResponse:
    """The messages that are counted for one closure."""
    at, form, user = timezone.now(), _form(request), request.user
    event = get_object_or_404(RoadEvent.objects.public().defer("geometry"), city=form.city, pk=pk)
    if not form.is_valid():
        raise Http404
    overseen = Appeal.objects.overseen_by(user)
    chosen = overseen.filter(pk__in=messages_of(pk, overseen, form.asked, at))
    context = {"form": None, "city": form.city, "now": at, "event": event}
    return _listed(request, chosen, context, at)


def _streets(overseen: AppealQuerySet, asked: Asked, at: datetime) -> list[tuple[str, int, Asked]]:
    """With what the list of each is asked."""
    return [(name, count, asked.but(street=name)) for name, count in streets_of(asked.rows(overseen, at))]


@require_safe
@counting_only
def heat(request: HttpRequest) -> HttpResponse:
    at, form = timezone.now(), _form(request)
    context = {"form": form, "city": form.city, "now": at}
    if not form.is_valid():
        return render(request, "appeals/desk/heat.html", context, status=HTTPStatus.BAD_REQUEST)
    overseen = Appeal.objects.overseen_by(request.user)
    told = {"heat": heat_of(overseen, form.asked, at), "streets": _streets(overseen, form.asked, at)}
    return render(request, "appeals/desk/heat.html", context | told)


@require_safe
@counting_only
def week(request: HttpRequest) -> HttpResponse:
    """`?from=2026-06-08` is the first of the seven days; without it the last week that is over."""
    at, user = timezone.now(), request.user
    if wait := limits.take("paper", str(user.pk)):
        words = f"{gettext('Too many sheets at once.')} {limits.again_in(wait)}"
        return HttpResponse(words, "text/plain; charset=utf-8", HTTPStatus.TOO_MANY_REQUESTS)
    asked = request.GET.get("from", "")
    try:
        first = DayField().clean(asked) if asked else last_week(user.city, at)
    except ValidationError as error:
        context = {"words": f"from: {' '.join(error.messages)}"}
        return render(request, "refused.html", context, status=HTTPStatus.BAD_REQUEST)
    found = week_of(Appeal.objects.overseen_by(user), user.city, first, at)
    who = user.agency.name if user.agency else user.city.shown_name
    response = HttpResponse(week_pdf(found, user.city, who, at), "application/pdf")
    response["Content-Disposition"] = f'inline; filename="messages-{first}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Counts of the last year by body and district: nothing of any one message."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    at = timezone.now()
    found = public_figures(city, at)
    context = {"figures": found, "cuts": _by_name(found, "counted_agency", "area"), "city": city, "now": at}
    edges = {"first": city.midnight(found.asked.first), "after": city.midnight(found.asked.last + DAY)}
    return render(request, "appeals/figures.html", context | edges)


def _by_name(found: Figures, *names: str) -> list:
    cuts = {cut.name: cut for cut in found.cuts}
    return [cuts[name] for name in names]


def _form(request: HttpRequest) -> AskedForm:
    city = request.user.city
    asked = last_year(city, timezone.now())
    return AskedForm(request.GET or {"since": asked.first, "until": asked.last}, city=city)


def _days(asked: Asked) -> str:
    return "-".join(str(day) for day in (asked.first, asked.last) if day) or "all"
