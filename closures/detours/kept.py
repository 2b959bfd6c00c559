"""Ways round that somebody was told a moment ago: however many read of a closure, its way is computed once a minute.

An answer is kept by what it depends on: the event, all others (the city's public version), the streets (the name of the
base map), the minute and the language. It is wrong where the clock has not yet seen that the hours of another closure
have begun or ended, or where a sign's hours turn within the minute.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.cache import cache
from django.utils.translation import get_language

from closures.detours.told import ToldWay, told_ways
from closures.models import PublicVersion, RoadEvent

KEPT_S = 60


def kept_ways(event: RoadEvent, at: datetime, may_compute: Callable[[], bool] = lambda: True) -> list[ToldWay] | None:
    """As of the minute. None: nobody was told it lately, and for this reader it may not be computed."""
    minute = at.replace(second=0, microsecond=0)
    key = _key(event, minute)
    told = cache.get(key)
    if told is None and may_compute():
        told = told_ways(event, minute)
        cache.set(key, told, KEPT_S)
    return told


def _key(event: RoadEvent, minute: datetime) -> str:
    depends_on = event.pk, event.version, PublicVersion.of(event.city), event.city.basemap, minute.timestamp()
    return ":".join(map(str, ("ways-round", *depends_on, get_language())))
