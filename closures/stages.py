"""What a stage is: phases of the same plan hold side by side and are one, whatever was confirmed of any of them."""

from collections.abc import Iterable
from datetime import datetime

from roadmap.schedule import Schedule


def to_the_minute(moment: datetime | None) -> datetime | None:
    """As texts tell it."""
    return moment and moment.replace(second=0, microsecond=0)


def times_of(start: datetime, end: datetime | None, hours: Schedule) -> tuple:
    """What phases of one stage share: planned start and end, hours and exceptions."""
    return to_the_minute(start), to_the_minute(end), frozenset(hours.hours), hours.exceptions


def numbered(times: Iterable[tuple]) -> list[int]:
    """The number of each one's stage, in the order of their planned starts."""
    given = list(times)
    order = sorted(dict.fromkeys(given), key=lambda each: each[0])
    return [order.index(each) + 1 for each in given]
