"""To be told of changes: the form, the secret page of what was asked for, and the one click that ends it.

All of it works without cookies; the secret in the address is the permission.
"""

import hashlib
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from closures.feeds.narrowed import narrowed
from closures.kinds import KINDS
from closures.models import RoadEvent, Subscription, Trip
from closures.models.subscription import CONFIRMED_WITHIN, RADII_M
from closures.subscriptions import actions, described, forms
from closures.subscriptions.forms import SubscribeForm, Where
from roadmap.callers import caller_of
from roadmap.channels import CHANNELS, push
from roadmap.limits import take, too_often
from roadmap.models import Area, City, Road, Subscriber
from roadmap.numbers import whole
from roadmap.secret_links import kept_secret

SHOWN_AT = {  # fields that nobody sees → beside which their error stands
    **dict.fromkeys(("lon", "lat"), "place"),
    **dict.fromkeys(("endpoint", "p256dh", "auth"), "channel"),
    "trip": "where",
}
GIVEN = ("trip", "street", "district", "lon", "lat", "radius_m", "kinds")  # what another page's link may fill in


@csrf_exempt  # nothing here rests on a cookie, and the form must work without any
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    if request.method != "POST":
        return _form(request, city)
    if seconds := take("subscribe", caller_of(request)):
        return _refused(request, city, {"": [too_often(seconds)]}, HTTPStatus.TOO_MANY_REQUESTS, rest_s=seconds)
    form = SubscribeForm(request.POST, city=city)
    channel = CHANNELS.get(request.POST.get("channel", ""))
    if channel is not None and channel.is_personal and not channel.is_configured():
        return _refused(request, city, {"channel": [str(channel.title)]}, HTTPStatus.SERVICE_UNAVAILABLE)
    if not form.is_valid():
        return _not_valid(request, city, form)
    try:
        return _take_in(request, city, form)
    except actions.TripGone:
        form.refuse_trip()
        return _not_valid(request, city, form)


def _not_valid(request: HttpRequest, city: City, form: SubscribeForm) -> HttpResponse:
    return _refused(request, city, form.errors.get_json_data(), HTTPStatus.BAD_REQUEST, form=form)


def _form(request: HttpRequest, city: City) -> HttpResponse:
    sent = _filled_in(request, city)
    if sent["where"] == Where.TRIP and _trip(city, sent) is None:
        raise Http404
    return _page(request, city, sent, feeds_of=_feeds_query(request, city))


def _feeds_query(request: HttpRequest, city: City) -> str:
    """Of the place that the form was opened with: calendars and feeds tell of the same."""
    given = {name: request.GET[name] for name in ("street", "district") if name in request.GET}
    if "lon" in request.GET and "lat" in request.GET:
        given["near"] = f"{request.GET['lon']},{request.GET['lat']}"
    query = QueryDict(urlencode(given))
    try:
        narrowed(RoadEvent.objects.filter(city=city), query, city)
    except ValidationError:
        return ""
    return f"?{query.urlencode()}" if given else ""


def _filled_in(request: HttpRequest, city: City) -> dict:
    told = {name: request.GET[name] for name in GIVEN if name in request.GET}
    if road := Road.objects.filter(city=city, slug=told.get("street", "")).first():
        told["street"] = road.shown_name
    where = next((name for name in (Where.TRIP, Where.STREET, Where.DISTRICT) if name in told), None)
    return told | {"where": where or (Where.AROUND if "lon" in told else Where.STREET)}


def _take_in(request: HttpRequest, city: City, form: SubscribeForm) -> HttpResponse:
    told, at = form.cleaned_data, timezone.now()
    language = get_language() or "ru"
    if told["channel"] == Subscriber.Channel.PUSH:
        reader = actions.ask_by_push(told["endpoint"], form.keys, form.wish, city=city, language=language, at=at)
        return JsonResponse({"page": reader.get_absolute_url()}, status=HTTPStatus.CREATED)
    if not take("subscribe-address", _digest(told["email"])):
        actions.ask_by_mail(told["email"], form.wish, city=city, language=language, at=at)
    # The same whether the address was known, was full or had enough letters today: nobody learns who reads here.
    return render(request, "closures/subscribe_sent.html", {"hours": CONFIRMED_WITHIN // timedelta(hours=1)})


def _digest(address: str) -> str:
    """Counted without being kept."""
    return hashlib.sha256(address.encode()).hexdigest()


def _refused(
    request: HttpRequest,
    city: City,
    errors: dict,
    status: HTTPStatus,
    *,
    form: SubscribeForm | None = None,
    rest_s: int = 0,
) -> HttpResponse:
    """To a script as JSON, to a reader as the form with what was typed."""
    words = {name: [_message(each) for each in told] for name, told in errors.items()}
    if "application/json" in request.headers.get("Accept", ""):
        response: HttpResponse = JsonResponse(words, status=status)
    else:
        sent = request.POST.dict() | {"kinds": request.POST.getlist("kinds")}
        response = _page(request, city, sent, errors=words, streets=form.streets if form else [], status=status)
    if rest_s:
        response["Retry-After"] = str(rest_s)
    return response


def _message(told: object) -> str:
    return told["message"] if isinstance(told, dict) else str(told)


def _page(
    request: HttpRequest, city: City, sent: dict, *, errors=None, streets=(), feeds_of: str = "", status: int = 200
) -> HttpResponse:
    trip = _trip(city, sent)
    context = {
        "city": city,
        "trip": trip,
        "trip_words": trip and described.trip_words(trip),
        "sent": {"channel": "mail", "radius_m": "1000", "hour_to": "24", "digest_hour": "8"} | sent,
        "errors": errors or {},
        "summary": [(SHOWN_AT.get(name, name), told) for name, told in (errors or {}).items()],
        "streets": streets,
        "places": forms.PLACES,
        "districts": Area.objects.districts().filter(city=city),
        "kinds": KINDS.values(),
        "radii": RADII_M,
        "days": forms.DAYS,
        "hours": forms.HOURS,
        "has_mail": CHANNELS["mail"].is_configured(),
        "push_key": push.public_key(),
        "feeds_of": feeds_of,
    }
    response = render(request, "closures/subscribe.html", context, status=status)
    return kept_secret(response) if trip else response


def _trip(city: City, sent: dict) -> Trip | None:
    """Where it is one that somebody wants to be told of."""
    is_one = sent.get("where") == Where.TRIP
    return Trip.objects.filter(city=city, secret=sent.get("trip", "")).first() if is_one else None


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscriptions(request: HttpRequest, secret: str) -> HttpResponse:
    """What one reader asked for; a wrong secret tells nothing. A letter's link alone confirms nothing: programs that
    look through mail open every link."""
    reader = get_object_or_404(Subscriber.objects.select_related("city"), secret=secret)
    if request.method == "POST":
        return kept_secret(_do(request, reader))
    rows = [(wish, described.in_words(wish), described.feeds_of(wish)) for wish in _wishes(reader)]
    context = {"reader": reader, "city": reader.city, "rows": rows, "done": request.GET.get("done", "")}
    return kept_secret(render(request, "closures/subscriptions.html", context))


def _wishes(reader: Subscriber):
    return reader.subscriptions.select_related("road", "area", "whole_city", "trip", "subscriber")


def _do(request: HttpRequest, reader: Subscriber) -> HttpResponse:
    verb, at = request.POST.get("verb", ""), timezone.now()
    if verb == "end-all":
        actions.end_all(reader)
        return _ended(request)
    wish = get_object_or_404(_wishes(reader), pk=whole(request.POST.get("pk", "")) or 0)
    if verb == "confirm":
        actions.confirm(wish, at=at)
    elif verb == "end":
        actions.end(wish, at=at)
    else:
        raise Http404
    if not Subscription.objects.filter(subscriber=reader.pk).exists():
        return _ended(request)
    return redirect(f"{reader.get_absolute_url()}?done={verb}")


@csrf_exempt  # RFC 8058: a mail program sends it, without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, secret: str) -> HttpResponse:
    """A GET only asks; who has unsubscribed already is told the same."""
    reader = Subscriber.objects.filter(secret=secret).first()
    if request.method == "POST" or reader is None:
        if reader is not None:
            actions.end_all(reader)
        return kept_secret(_ended(request))
    return kept_secret(render(request, "closures/unsubscribe.html", {"reader": reader}))


def _ended(request: HttpRequest) -> HttpResponse:
    return render(request, "closures/unsubscribed.html")
