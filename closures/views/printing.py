"""Paper out of the desk: the order sheet, the sign for the fence, the list of a week."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from closures.models import RoadEvent
from closures.printing.order_docx import order_docx
from closures.printing.order_pdf import order_pdf
from closures.printing.paper import SIZES
from closures.printing.sign_pdf import sign_pdf
from closures.printing.week_pdf import week_pdf
from roadmap import limits
from roadmap.models import City
from roadmap.models.people import Role

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _paper(request: HttpRequest, name: str, kind: str, make: Callable[[], bytes]) -> HttpResponse:
    """Shown where the browser can; nobody keeps it: the foreman's secret is on it."""
    if wait := limits.take("paper", str(request.user.pk)):
        words = f"{_('Too many sheets at once.')} {limits.again_in(wait)}"
        return HttpResponse(words, "text/plain; charset=utf-8", HTTPStatus.TOO_MANY_REQUESTS)
    response = HttpResponse(make(), kind)
    shown = "attachment" if kind == DOCX else "inline"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _event(request: HttpRequest, pk: int) -> RoadEvent:
    rows = RoadEvent.objects.editable_by(request.user).select_related("city", "agency", "signal")
    return get_object_or_404(rows.exclude(geometry=None), pk=pk)


@require_safe
@login_required
def order_as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    return _paper(request, f"order-{pk}.pdf", PDF, lambda: order_pdf(event, timezone.now()))


@require_safe
@login_required
def order_as_docx(request: HttpRequest, pk: int) -> HttpResponse:
    event = _event(request, pk)
    return _paper(request, f"order-{pk}.docx", DOCX, lambda: order_docx(event, timezone.now()))


@require_safe
@login_required
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """`?size=a3` is twice as large."""
    event = _event(request, pk)
    size = request.GET.get("size", "a4")
    if size not in SIZES:
        raise Http404
    return _paper(request, f"sign-{pk}-{size}.pdf", PDF, lambda: sign_pdf(event, timezone.now(), size))


@require_safe
@login_required
def week(request: HttpRequest) -> HttpResponse:
    """`?from=2026-06-08` is the first of the seven days; without it this week's Monday."""
    user, now = request.user, timezone.now()
    if not user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    city = user.city
    if city is None:
        raise Http404
    first = _first_day(request.GET.get("from", ""), city, now)
    if first is None:
        words = _("“%s” is no day of a week: 2026-06-08, for instance.") % request.GET["from"][:40]
        return render(request, "refused.html", {"words": words}, status=HTTPStatus.BAD_REQUEST)
    mine = RoadEvent.objects.editable_by(user).filter(city=city)
    agency = user.agency.name if user.agency else city.shown_name
    return _paper(request, f"week-{first}.pdf", PDF, lambda: week_pdf(mine, first, city, agency, now))


def _first_day(given: str, city: City, now: datetime) -> date | None:
    """None for what is no day, or of no year of ours."""
    if not given:
        today = now.astimezone(city.zone).date()
        return today - timedelta(days=today.weekday())
    try:
        first = date.fromisoformat(given)
    except ValueError:
        return None
    return first if 2000 <= first.year <= 2100 else None
