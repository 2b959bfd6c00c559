"""The page of a trip that is kept: what lies along it today, other times for it, and its end."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from closures.models import Trip
from closures.subscriptions import actions as subscribing
from closures.trips import keeping
from closures.trips.answer import answer
from closures.trips.asking import CannotTell, take_turn
from closures.trips.forms import TimesForm
from closures.trips.page import as_query, as_sent, form_context, told_context
from roadmap.secret_links import kept_secret


@csrf_exempt  # the secret in the address is the permission; the page works without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def saved_trip(request: HttpRequest, secret: str) -> HttpResponse:
    kept = get_object_or_404(Trip.objects.select_related("city"), secret=secret)
    now = timezone.now()
    try:
        take_turn("trip-ways", request)
        response = _do(request, kept) if request.method == "POST" else _saved_page(request, kept, now)
    except CannotTell as error:
        response = _saved_page(request, kept, now, errors=error.errors, status=error.status)
    except Trip.DoesNotExist as error:  # deleted in this moment
        raise Http404 from error
    return kept_secret(response)


def _do(request: HttpRequest, kept: Trip) -> HttpResponse:
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    return redirect(verb(request, kept))


def _change_times(request: HttpRequest, kept: Trip) -> str:
    form = TimesForm(request.POST)
    if not form.is_valid():
        raise CannotTell({name: list_[0] for name, list_ in form.errors.items()}, HTTPStatus.BAD_REQUEST)
    values = {"vehicle": form.cleaned_data["vehicle"], "measures": form.measures()}
    keeping.change_times(kept, schedule=form.schedule(), **values)
    return f"{kept.get_absolute_url()}?done=times"


def _delete(request: HttpRequest, kept: Trip) -> str:
    subscribing.end_trip(kept, at=timezone.now())
    return f"{reverse('trip')}?done=deleted"


VERBS = {"times": _change_times, "delete": _delete}


def _saved_page(
    request: HttpRequest, kept: Trip, now: datetime, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    if kept.is_stale and keeping.catch_up_with(kept.pk, now):
        kept.refresh_from_db()
    keeping.note_opened(kept, now)
    sent = request.POST if errors and request.method == "POST" else as_sent(kept)
    context = form_context(sent) | {
        "city": kept.city,
        "now": now,
        "sent": sent,
        "errors": errors or {},
        "done": request.GET.get("done", ""),
        "secret_url": request.build_absolute_uri(kept.get_absolute_url()),
        "kept_days": Trip.KEPT.days,
        "change_url": f"{reverse('trip')}?{as_query(kept)}" if not kept.is_drawn else "",
    }
    context |= told_context(answer(kept, now)) if status != HTTPStatus.TOO_MANY_REQUESTS else {"trip": kept}
    return render(request, "closures/saved_trip.html", context, status=status)
