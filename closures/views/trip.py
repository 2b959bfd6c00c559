"""My trip: from where to where, when and in what; what lies along it. Kept under a secret link for whoever wants it."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from closures.models import Trip
from closures.trips import handed
from closures.trips.answer import Answer, answer
from closures.trips.asking import Asking, CannotTell, take_turn
from closures.trips.page import form_context, told_context
from roadmap.models import City
from roadmap.secret_links import kept_secret


@csrf_exempt  # nothing here rests on a cookie, and the form must work without any
@require_http_methods(["GET", "HEAD", "POST"])
def trip(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    query = request.POST if request.method == "POST" else request.GET
    asked = Asking(city, query, request.FILES.get("gpx"), timezone.now())
    try:
        if request.method == "POST" and not asked.is_to_be_shown:
            return redirect(f"{asked.kept(request).get_absolute_url()}?done=saved")
        told = _answered(request, asked) if asked.is_asked else None
    except CannotTell as error:
        return _page(request, asked, errors=error.errors, status=error.status)
    return _page(request, asked, told=told)


def _answered(request: HttpRequest, asked: Asking) -> Answer:
    """Of a file also those tries count of which nothing can be made: they cost the most."""
    take_turn("trip-ways", request)
    if asked.file:
        take_turn("trip-files", request)
    return answer(asked.trip(), asked.at)


def _page(
    request: HttpRequest,
    asked: Asking,
    *,
    told: Answer | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = form_context(asked.query) | {
        "city": asked.city,
        "now": asked.at,
        "is_asked": asked.is_asked,
        "ends": asked.ends,
        "sent": asked.query,
        "errors": errors or {},
        "told": told,
        "done": asked.query.get("done", ""),
        "way": asked.query.get("way", ""),
    }
    if told:
        context |= told_context(told) | _as_it_was_asked(asked, told.trip)
    response = render(request, "closures/trip.html", context, status=status)
    return kept_secret(response) if asked.is_asked else response


def _as_it_was_asked(asked: Asking, trip: Trip) -> dict:
    """What the form that keeps the trip sends again; of a file the way alone goes back and forth."""
    kept_as = [(name, values) for name, values in asked.query.lists() if name not in ("way", "verb")]
    return {
        "kept_as": kept_as,
        "way": handed.text_of(trip) if asked.is_drawn else "",
        "back_url": "" if asked.is_drawn else _back(asked),
    }


def _back(asked: Asking) -> str:
    """The same question of the way back."""
    query = asked.query.copy()
    query["start"], query["end"] = query.get("end", ""), query.get("start", "")
    return f"{reverse('trip')}?{query.urlencode()}"
