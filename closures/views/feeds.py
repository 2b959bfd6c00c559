"""The feeds for other systems: what there is, and each by its name."""

from datetime import datetime
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.feeds import FEEDS, Feed
from closures.feeds.narrowed import narrowed
from closures.feeds.roadworks_ics import KEPT
from closures.models import RoadEvent, Trip
from closures.models.event import RoadEventQuerySet
from closures.trips import events_along, keeping
from roadmap import unchanged
from roadmap.models import City
from roadmap.own_address import absolute
from roadmap.secret_links import kept_secret


@require_safe
def feed_index(request: HttpRequest) -> HttpResponse:
    addresses = [(feed, absolute(reverse("feed", args=[feed.name]))) for feed in FEEDS.values()]
    told = [(feed, address, _by_program(feed, address)) for feed, address in addresses]
    return render(request, "closures/feeds.html", {"feeds": told})


def _by_program(feed: Feed, address: str) -> str:
    """The address by which a program of the reader's own takes it over; empty where there is no such scheme."""
    return f"{feed.scheme}:{address.partition(':')[2]}" if feed.scheme else ""


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """Its ETag is of what it says: posts come from the workers after the change that they tell of."""
    known, city = FEEDS.get(name), City.objects.shown()
    if known is None or city is None:
        raise Http404
    return _told(request, known, RoadEvent.objects.public().filter(city=city), city, timezone.now())


def _told(request: HttpRequest, known: Feed, events: RoadEventQuerySet, city: City, at: datetime) -> HttpResponseBase:
    try:
        told = known.render(narrowed(events, request.GET, city), at, city=city, address=request.get_full_path())
    except ValidationError as error:
        return _wrong(request, error)
    return unchanged.unless_known(
        request,
        unchanged.content_tag(told),
        lambda: HttpResponse(told, content_type=known.media_type),
        caching=unchanged.ASK_EACH_TIME,
    )


@require_safe
def trip_feed(request: HttpRequest, secret: str, name: str) -> HttpResponseBase:
    """What lies along a trip; whoever reads it still drives there."""
    known, trip = FEEDS.get(name), get_object_or_404(Trip.objects.select_related("city"), secret=secret)
    if known is None:
        raise Http404
    now = timezone.now()
    keeping.note_opened(trip, now)
    events = RoadEvent.objects.public().filter(pk__in=events_along(trip, now - KEPT))
    return kept_secret(_told(request, known, events, trip.city, now))


def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    ((name, words),) = error.message_dict.items()
    return render(request, "refused.html", {"words": f"{name}: {words[0]}"}, status=HTTPStatus.BAD_REQUEST)
