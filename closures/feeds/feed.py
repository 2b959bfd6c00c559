"""What every feed tells of itself: the index page and the registry need no more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    from closures.models.event import RoadEventQuerySet


@dataclass(frozen=True)
class Feed:
    """`name` is its address below /feeds/; `sentence` says to people what it is and who reads it.

    `render(events, at)` gives the bytes: `events` are all of one city that were ever public.
    """

    name: str
    title: str | Promise
    sentence: str | Promise
    media_type: str
    render: Callable[["RoadEventQuerySet", datetime], bytes]
