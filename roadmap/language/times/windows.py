"""Windows of time as a notice gives them, and their arithmetic."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, datetime, time, timedelta

WEEKDAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Window:
    """Local wall-clock time. `end` is exclusive; a whole last day ends at the midnight that follows."""

    start: datetime | None
    end: datetime | None = None
    daily: tuple[time, time] | None = None
    weekdays: tuple[int, ...] = ()
    excepted: tuple[date, ...] = ()  # days on which hours that come again do not begin
    place_no: int | None = None  # of the one place that it is told of
    span: tuple[int, int] = (0, 0)  # of the text it was read from
    confidence: float = 0.9
    is_asked: bool = False  # its hours, or their lack, are a guess that a person settles

    def schedule(self) -> dict:
        """The recurring hours in the form of a phase's schedule."""
        if not self.daily and not self.weekdays:
            return {}
        first, last = self.daily or (time(0), time(0))
        days = [WEEKDAY_NAMES[day] for day in self.weekdays] or None
        told = {"hours": [{"weekdays": days, "start": f"{first:%H:%M}", "end": f"{last:%H:%M}"}]}
        return told | ({"except": [f"{day:%Y-%m-%d}" for day in sorted(set(self.excepted))]} if self.excepted else {})


def whole_days(first: date, last: date, span=(0, 0)) -> Window:
    return Window(_midnight(first), _midnight(last) + timedelta(days=1), span=span)


def hours_on(
    days: list[date],
    first: time,
    last: time,
    *,
    last_is_next: bool,
    next_morning: bool = False,
    are_nights: bool = False,
    is_span: bool = False,
    span=(0, 0),
) -> list[Window]:
    """The same hours on several days: one window with `daily` for days in a row, else a window each.

    Of a span («с 3 по 8 июля, с 21:30 до 4:00») the last night ends on the last day's morning; a listed day's
    night runs into the day after, as does one «до 06:00 следующего дня». On nights («в ночь с 14 на 15») an hour before
    noon belongs to the morning.
    """
    over = last_is_next or last <= first
    if is_span:
        begin, finish = days[0], days[-1]
        if last_is_next or (over and (begin == finish or next_morning)):
            finish += timedelta(days=1)
        ends, starts = datetime.combine(finish, last), datetime.combine(begin, first)
        return [Window(starts, ends, (first, last) if ends - starts > timedelta(days=1) else None, span=span)]
    windows = []
    for group in _in_a_row(days):
        shift = timedelta(days=1)
        begin = datetime.combine(group[0], first) + (shift if are_nights and first.hour < 12 else timedelta())
        ends_on = group[-1] + (shift if over or (are_nights and first.hour < 12) else timedelta())
        daily = (first, last) if len(group) > 1 else None
        windows.append(Window(begin, datetime.combine(ends_on, last), daily, span=span))
    return windows


def _in_a_row(days: list[date]) -> list[list[date]]:
    groups: list[list[date]] = []
    for day in sorted(set(days)):
        if groups and day - groups[-1][-1] == timedelta(days=1):
            groups[-1].append(day)
        else:
            groups.append([day])
    return groups


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0))


def add_months(moment: datetime, months: int) -> datetime:
    """The same day of the month, or its last; no later than the calendar goes."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    year = max(MINYEAR, min(year, MAXYEAR))
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
