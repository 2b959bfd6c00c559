"""The morning of those who lead: one sheet of numbers, each with its list."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from appeals.morning import dark, events_overseen_by, may_see, morning_of
from closures.desk_rows import shown_in_row
from closures.models.event import RoadEventQuerySet
from roadmap.pages import page_of

A_PAGE = 50


def leaders_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Others find nothing there."""

    @login_required
    @wraps(view)
    def shown(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_see(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return shown


@require_safe
@leaders_only
def morning(request: HttpRequest) -> HttpResponse:
    found = morning_of(request.user, timezone.now())
    return render(request, "appeals/morning.html", {"morning": found, "city": found.city, "now": found.at})


@require_safe
@leaders_only
def lights(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return _events(request, dark(events_overseen_by(request.user), at), _("Traffic lights that are out"), at)


@require_safe
@leaders_only
def unconfirmed(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    return _events(request, events_overseen_by(request.user).silent(at), _("Closures not confirmed"), at)


def _events(request: HttpRequest, events: RoadEventQuerySet, title: str | Promise, at: datetime) -> HttpResponse:
    """Those that wait longest first."""
    rows = events.select_related("city", "agency").defer("geometry", "detour_geometry")
    page = page_of(rows, request, by="created_at", size=A_PAGE)
    shown = [shown_in_row(event, at) for event in page.rows]
    context = {"title": title, "page": page, "rows": shown, "city": request.user.city, "now": at}
    return render(request, "appeals/morning_events.html", context)
