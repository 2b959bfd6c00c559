"""When something holds: an outer interval with recurring hours by weekday and exceptions, in the city's zone.

Intervals are half-open. A window belongs to the day on which it begins; one that ends at or before the hour of its
start runs past midnight. Wall-clock hours are of the city's zone, so a change of the zone's offset moves them rightly.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST = {"hours": 30, "except": 400}
A_DAY = 24 * 60  # minutes
CLOCK = re.compile(
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?::00)?", re.ASCII
)  # of an offset or seconds: refused
HORIZON = timedelta(days=400)  # how far an open end is spelled out into windows; the clock moves it on

Window = tuple[datetime, datetime | None]


class BadSchedule(ValueError):
    """The JSON form says something that cannot hold; the message names the key."""


@dataclass(frozen=True)
class Hours:
    """Hours of a day, from `start` to `end`, on some weekdays (all when None)."""

    start: time
    end: time
    weekdays: frozenset[str] | None = None

    def on(self, day: date, zone: ZoneInfo) -> Window | None:
        """The window that begins on this day, if there is one."""
        if self.weekdays is not None and WEEKDAYS[day.weekday()] not in self.weekdays:
            return None
        last = day + timedelta(days=1) if self.end <= self.start else day
        return datetime.combine(day, self.start, zone), datetime.combine(last, self.end, zone)

    @property
    def is_same_minute(self) -> bool:
        """«С 22:00 до 22:00»; from midnight to midnight is simply the whole day."""
        return self.start == self.end != time(0)

    def minutes(self) -> tuple[int, int]:
        """Since the midnight before it; past the next one where it ends on another day."""
        start, end = (clock.hour * 60 + clock.minute for clock in (self.start, self.end))
        return start, end + A_DAY if end <= start else end

    def is_within(self, other: "Hours") -> bool:
        """Whether the other says all that this says."""
        (start, end), (from_, to) = self.minutes(), other.minutes()
        days, others = (entry.weekdays or frozenset(WEEKDAYS) for entry in (self, other))
        return days <= others and from_ <= start and end <= to


@dataclass(frozen=True)
class Schedule:
    """`hours` are each there once, and none lies in another; `given` is how somebody wrote them."""

    start: datetime
    end: datetime | None
    zone: ZoneInfo
    hours: tuple[Hours, ...] = ()
    exceptions: frozenset[date] = field(default_factory=frozenset)
    given: tuple[Hours, ...] = ()

    @classmethod
    def from_json(cls, start: datetime, end: datetime | None, zone: str, spec: dict) -> "Schedule":
        """From {"hours": [{"weekdays": [...]|null, "start": "22:00", "end": "06:00"}], "except": ["2026-06-12"]}.

        Raises BadSchedule.
        """
        if not isinstance(spec, dict) or set(spec) - {"hours", "except"}:
            raise BadSchedule("schedule")
        given = tuple(_hours(entry) for entry in _listed(spec, "hours"))
        exceptions = frozenset(_day(text) for text in _listed(spec, "except"))
        return cls(start, end, ZoneInfo(zone), _told_once(given), exceptions, given)

    def to_json(self) -> dict:
        if not self.hours and not self.exceptions:
            return {}
        return {
            "hours": [
                {
                    "weekdays": sorted(entry.weekdays, key=WEEKDAYS.index) if entry.weekdays else None,
                    "start": f"{entry.start:%H:%M}",
                    "end": f"{entry.end:%H:%M}",
                }
                for entry in self.given or self.hours
            ],
            "except": sorted(day.isoformat() for day in self.exceptions),
        }

    @property
    def has_overlapping_hours(self) -> bool:
        """Whether any minute of the week is named twice."""
        spans = sorted(
            (WEEKDAYS.index(day) * A_DAY + start, WEEKDAYS.index(day) * A_DAY + end)
            for entry in self.given or self.hours
            for day in entry.weekdays or WEEKDAYS
            for start, end in [entry.minutes()]
        )
        around = [*spans, *((start + len(WEEKDAYS) * A_DAY, end) for start, end in spans[:1])]
        return any(after[0] < before[1] for before, after in pairwise(around))

    def exceptions_beside(self) -> list[date]:
        """The days left out on which nothing of the term can begin; a night that began before its start counts."""
        begins = self.start.astimezone(self.zone)
        runs_on = any(entry.end <= entry.start for entry in self.hours) and begins.time() != time(0)
        first = begins.date() - timedelta(days=runs_on)
        return sorted(
            day
            for day in self.exceptions
            if day < first or (self.end is not None and datetime.combine(day, time(0), self.zone) >= self.end)
        )

    def would_open_on(self, day: date) -> bool:
        """Whether hours of the term begin on that day, were it not left out."""
        return any(self._of_day(day))

    def includes(self, at: datetime) -> bool:
        """Whether it holds at that moment."""
        if at < self.start or (self.end is not None and at >= self.end):
            return False
        day = at.astimezone(self.zone).date()
        return any(
            window[0] <= at and (window[1] is None or at < window[1])
            for window in self._windows(day - timedelta(days=1), day)
        )

    def next_change(self, after: datetime) -> datetime | None:
        """The first moment later than `after` at which it begins or ceases to hold; None if it never does."""
        for start, end in self.occurrences(after, after + HORIZON):
            if start > after:
                return start
            if end is not None and end > after:
                return end
        return None

    def occurrences(self, from_: datetime, to: datetime) -> list[Window]:
        """The windows that touch [from_, to), in order, those that meet joined; whole, not cut at the borders."""
        first = max(from_, self.start).astimezone(self.zone).date() - timedelta(days=1)
        last = min(to, self.end or to).astimezone(self.zone).date()
        together = joined(self._windows(first, last))
        return [window for window in together if window[0] < to and (window[1] is None or window[1] > from_)]

    def days_of(self, window: Window) -> list[date]:
        """The days of the hours that make up one of its occurrences: by these it is left out. A night that the start
        of the term cuts is that of the evening before."""
        start, end = window
        if end is None:
            return [start.astimezone(self.zone).date()]
        first = start.astimezone(self.zone).date() - timedelta(days=1)
        days = (day for day in _days(first, end.astimezone(self.zone).date()) if day not in self.exceptions)
        return [day for day in days if any(start <= begins and ends <= end for begins, ends in self._of_day(day))]

    def most_windows(self, until: datetime | None = None) -> int:
        """No fewer than there are, counted without spelling them out; an open end is as far as HORIZON or `until`."""
        if not self.hours and not self.exceptions:
            return 1
        end = self.end or max(self.start + HORIZON, until or self.start)
        a_week = sum(len(entry.weekdays or WEEKDAYS) for entry in self.hours) or len(WEEKDAYS)
        return ((end - self.start).days // len(WEEKDAYS) + 1) * a_week

    def all_windows(self) -> list[Window]:
        """Everything, an open end spelled out as far as HORIZON after the start, or later where it is later."""
        return list(self._all)

    @cached_property
    def _all(self) -> list[Window]:
        return self.occurrences(self.start, self.end or self.start + HORIZON)

    def _windows(self, first: date, last: date) -> Iterator[Window]:
        """Windows that begin on these days, cut to the outer interval."""
        if not self.hours and not self.exceptions:
            yield self.start, self.end
            return
        for day in _days(first, last):
            if day not in self.exceptions:
                yield from self._of_day(day)

    def _of_day(self, day: date) -> Iterator[Window]:
        whole_day = Hours(time(0), time(0))
        for entry in self.hours or (whole_day,):
            window = entry.on(day, self.zone)
            if window is None or self._is_of_the_night_before(window[0]):
                continue
            start, end = max(window[0], self.start), min(window[1], self.end or window[1])
            if start.timestamp() < end.timestamp():  # `<` of one zone compares wall clocks, also in an hour left out
                yield start, end

    def _is_of_the_night_before(self, opening: datetime) -> bool:
        """«С 1 июня, 22:00–06:00» begins on the evening of 1 June: the night from 31 May is not meant."""
        begins = self.start.astimezone(self.zone)
        return begins.time() == time(0) and opening < begins


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def meet(one: tuple[datetime | None, datetime | None], other: tuple[datetime | None, datetime | None]) -> bool:
    """Whether some moment lies in both; None is open."""
    (start, end), (begins, ends) = one, other
    return (None in (start, ends) or start < ends) and (None in (begins, end) or begins < end)


def joined(windows: Iterable[Window]) -> list[Window]:
    """In order, those that meet made one."""
    ordered = sorted(windows, key=lambda window: window[0])
    result: list[Window] = []
    for start, end in ordered:
        if result and (result[-1][1] is None or start <= result[-1][1]):
            before = result[-1]
            result[-1] = (before[0], None if before[1] is None or end is None else max(before[1], end))
        else:
            result.append((start, end))
    return result


def _told_once(given: Iterable[Hours]) -> tuple[Hours, ...]:
    told: list[Hours] = []
    for entry in dict.fromkeys(given):
        if not any(entry.is_within(other) for other in told):
            told = [*(other for other in told if not other.is_within(entry)), entry]
    return tuple(told)


def _listed(spec: dict, key: str) -> list:
    value = spec.get(key) or []
    if not isinstance(value, list) or len(value) > MOST[key]:
        raise BadSchedule(key)
    return value


def _hours(entry: dict) -> Hours:
    try:
        weekdays = entry.get("weekdays")
        if weekdays is not None and (not weekdays or set(weekdays) - set(WEEKDAYS)):
            raise BadSchedule("weekdays")
        return Hours(_hour(entry["start"]), _hour(entry["end"]), frozenset(weekdays) if weekdays else None)
    except (AttributeError, KeyError, TypeError) as error:
        raise BadSchedule("hours") from error


def _hour(text: str) -> time:
    try:
        told = CLOCK.fullmatch(text)
    except TypeError as error:
        raise BadSchedule("hours") from error
    if text == "24:00":
        return time(0)
    if told is None:
        raise BadSchedule("hours")
    return time(int(told["hour"]), int(told["minute"]))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadSchedule("except") from error
