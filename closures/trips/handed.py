"""The way of a file between two pages: it is shown and goes back with the form that keeps it, and is stored nowhere.

It is signed, so that what is kept is what was shown.
"""

from datetime import timedelta

from django.core import signing

from closures.models import Trip
from roadmap.models import City, RoadSegment
from roadmap.paths import Part, Way

SALT = "closures.trips.handed"
HELD_FOR = timedelta(hours=12)


class NoWay(Exception):
    """It is too old, of another network, or not ours."""


def text_of(trip: Trip) -> str:
    """Of a trip that is not saved."""
    return signing.dumps([trip.segments, trip.enters, trip.leaves, trip.seconds], salt=SALT, compress=True)


def way_of(text: str, city: City) -> Way:
    """Raises NoWay."""
    try:
        segments, enters, leaves, seconds = signing.loads(text, salt=SALT, max_age=HELD_FOR)
    except signing.BadSignature as error:
        raise NoWay from error
    known = RoadSegment.objects.filter(city=city, pk__in=segments).count()
    if known != len(set(segments)):
        raise NoWay
    ends = zip(segments, enters, leaves, strict=True)
    return Way.along([Part(segment, start, end, start < end) for segment, start, end in ends], seconds)
