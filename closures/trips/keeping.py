"""Trips that are kept: made, changed and forgotten, and carried over to a new network."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from closures.models import Trip
from roadmap.models import City
from roadmap.paths import Way, way
from roadmap.postgis import point_at
from roadmap.tracks import NoTrack, way_along

OPENED_ANEW = timedelta(hours=12)  # how exactly it is noted
MOST_AT_ONCE = 100
OF_THE_WAY = ("segments", "enters", "leaves", "junctions", "geometry", "length_m", "seconds")
OF_THE_TIMES = ("schedule", "week", "vehicle", "weight_t", "height_m", "width_m")


def trip_over(
    city: City,
    found: Way,
    *,
    schedule: dict,
    vehicle: str,
    measures: Mapping[str, float | None],
    words: tuple[str, str] = ("", ""),
    is_drawn: bool = False,
    at: datetime,
) -> Trip:
    """Not saved: who only asks leaves no row."""
    trip = Trip(city=city, is_drawn=is_drawn, created_at=at, opened_at=at)
    trip.start_words, trip.end_words = words
    trip.drive(found)
    trip.take(vehicle, measures)
    trip.keep_to(schedule)
    return trip


def note_opened(trip: Trip, at: datetime) -> None:
    """One write in half a day is enough to know whether somebody still looks at it."""
    if at - trip.opened_at > OPENED_ANEW:
        Trip.objects.filter(pk=trip.pk).update(opened_at=at)


@transaction.atomic
def change_times(trip: Trip, *, schedule: dict, vehicle: str, measures: Mapping[str, float | None]) -> None:
    """Raises Trip.DoesNotExist where it is deleted in this moment."""
    trip = Trip.objects.select_for_update(of=("self",)).get(pk=trip.pk)
    trip.take(vehicle, measures)
    trip.keep_to(schedule)
    trip.save(update_fields=OF_THE_TIMES)


@transaction.atomic
def forget(at: datetime) -> int:
    """Those that nobody has opened for long enough, nor is told of. How many."""
    old = Trip.objects.unopened_since(at - Trip.KEPT).unwatched().order_by("pk")
    held = list(old.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True))
    _all, gone = Trip.objects.filter(pk__in=held).unwatched().delete()
    return gone.get(Trip._meta.label, 0)


def follow_network(city: City, segments: Iterable[int]) -> None:
    """After an import: trips over segments that changed or went are marked; an import must not wait for them."""
    Trip.objects.filter(city=city).touching(segments).update(is_stale=True)


def catch_up(at: datetime, most: int = MOST_AT_ONCE) -> int:
    """Of what imports have marked, each from end to end again. How many."""
    marked = Trip.objects.filter(is_stale=True).order_by("-opened_at").values_list("pk", flat=True)[:most]
    return sum(catch_up_with(pk, at) for pk in list(marked))


@transaction.atomic
def catch_up_with(pk: int, at: datetime) -> bool:
    """Over the network as it is now; where no way is left it stays as it was."""
    trip = Trip.objects.select_related("city").select_for_update(of=("self",)).filter(pk=pk, is_stale=True).first()
    if trip is None:
        return False
    if found := _anew(trip, at):
        trip.drive(found)
    trip.is_stale = False
    trip.save(update_fields=[*OF_THE_WAY, "is_stale"])
    return True


def _anew(trip: Trip, at: datetime) -> Way | None:
    if trip.is_drawn:
        try:
            return way_along(trip.city, trip.geometry, at=at, vehicle=trip.driven)
        except NoTrack:
            return None
    first, last = (point_at(*trip.geometry.coords[end]) for end in (0, -1))
    return way(trip.city, first, last, at=at, vehicle=trip.driven)
