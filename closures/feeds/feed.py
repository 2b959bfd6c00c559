"""What every feed tells of itself: the index page and the registry need no more."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from django.utils.functional import Promise

from roadmap.models import City

if TYPE_CHECKING:
    from closures.models.event import RoadEventQuerySet


class Render(Protocol):
    def __call__(self, events: "RoadEventQuerySet", at: datetime, *, city: City, address: str = "") -> bytes: ...


@dataclass(frozen=True)
class Feed:
    """`name` is its address below /feeds/; `sentence` says to people what it is and who reads it, `how` what to do with
    its address; `scheme` is the one by which programs for it are called, empty where there is none.

    `render(events, at, city=…, address=…)` gives the bytes: `events` are all of the city that were ever public, or
    a part of them, which has an address of its own.
    """

    name: str
    title: str | Promise
    sentence: str | Promise
    media_type: str
    render: Render
    how: str | Promise
    icon: str  # of icons.svg
    scheme: str = ""
