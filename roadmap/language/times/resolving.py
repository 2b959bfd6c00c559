"""Windows of the terms that a text has told."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from roadmap.language.times.cursor import Term
from roadmap.language.times.phrases import at_clock
from roadmap.language.times.windows import Window, add_months, hours_on, whole_days

DAY = timedelta(days=1)
WEEKEND = re.compile(r"выходн|уикенд")


def windows_of_all(terms: list[Term], published: datetime) -> list[Window]:
    """«Новый срок — до 17:00 5 июня» tells nothing new where the hours that end then are told as well."""
    found = [(term, window) for term in terms for window in windows_of(term, published)]
    ends = {window.end for term, window in found if not term.is_bare_end}
    return [window for term, window in found if not (term.is_bare_end and window.end in ends)]


def windows_of(term: Term, published: datetime) -> list[Window]:
    """None that ends before it begins, whatever the text says."""
    found = [one for one in _plain_windows(term, published) if one.end is None or one.end > one.start]
    sure = term.confidence - 0.3 * bool(term.aside)
    return [
        replace(window, span=term.span, confidence=min(window.confidence, sure), is_asked=term.is_asked)
        for window in found
    ]


def _plain_windows(term: Term, published: datetime) -> list[Window]:
    if term.hours:
        return _hours(term, published)
    if term.is_dark and term.days:
        return []  # a night without hours tells no moment
    if term.weekdays and not term.days:
        return [Window(term.start or published, term.end, None, tuple(sorted(term.weekdays)))]
    if term.days:
        return [replace(window, weekdays=term.weekdays) for window in _whole_days(term)]
    return _from_to(term, published)


def _from_to(term: Term, published: datetime) -> list[Window]:
    if not term.start and not term.end:
        if term.spell is None:
            return []
        return [Window(published, _after(published, term.spell), confidence=0.7)]
    start = term.start or published
    if term.end is None and term.spell is not None and not term.is_open:
        return [Window(start, _after(start, term.spell), confidence=0.7)]
    return [Window(start, term.end, confidence=0.9 if term.start else 0.8)]


def _after(start: datetime, spell) -> datetime:
    return add_months(start, spell.months) if spell.months else start + spell.spell


def _whole_days(term: Term) -> list[Window]:
    days = _listed(term)
    if term.spell is not None and len(days) == 1:
        start = datetime.combine(days[0], time(0))
        return [Window(start, _after(start, term.spell), confidence=0.7)]
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [whole_days(run[0], run[-1]) for run in runs]


def _listed(term: Term) -> list[date]:
    """Every day of the term, but for those that are excepted."""
    days = sorted(set(term.days))
    if term.is_span:
        days = [days[0] + DAY * step for step in range(min((days[-1] - days[0]).days, 1100) + 1)]
    return [day for day in days if day not in term.excepted]


def _hours(term: Term, published: datetime) -> list[Window]:
    first, last = term.hours
    if term.excepted and not term.weekdays and (term.days or (term.start and term.end)):
        return _split(term)
    if term.weekdays or not term.days:
        return [replace(window, excepted=tuple(term.excepted)) for window in _recurring(term, published)]
    days = [day + DAY for day in term.days] if first.next_day else term.days
    return hours_on(
        days,
        first.clock,
        last.clock,
        last_is_next=last.next_day,
        next_morning=term.next_morning,
        are_nights=term.are_nights and not first.next_day,
        is_span=term.is_span and len(days) == 2,
    )


def _split(term: Term) -> list[Window]:
    """A night or a day that is excepted splits the window."""
    first, last = term.hours
    days = term.days or [term.start.date(), (term.end - timedelta(minutes=1)).date()]
    over = last.clock <= first.clock
    if over and (term.is_span or not term.days):
        days = [days[0], max(days[-1] - DAY, days[0])]  # the last day has its morning only
    listed = _listed(replace(term, days=days, is_span=term.is_span or not term.days))
    return hours_on(listed, first.clock, last.clock, last_is_next=last.next_day, are_nights=term.are_nights)


def _recurring(term: Term, published: datetime) -> list[Window]:
    """Hours that come again: on weekdays, or every day between a start and an end."""
    first, last = term.hours
    if not (term.days or term.start or term.end or term.every or term.weekdays):
        return hours_on([published.date()], first.clock, last.clock, last_is_next=last.next_day)
    if term.is_exact and not term.days:
        return _within(term, published)
    weekdays = term.weekdays
    if term.are_nights and (first.next_day or first.clock.hour < 12):
        weekdays = tuple((day + 1) % 7 for day in weekdays)
    begin = min(term.days) if term.days else (term.start or published).date()
    if first.next_day and not weekdays:
        begin += DAY
    while weekdays and begin.weekday() not in weekdays:
        begin += DAY
    end = _last_closing(term)
    start = datetime.combine(begin, first.clock)
    if end is not None and end - start <= DAY and not weekdays:
        return [Window(start, end)]
    daily = (first.clock, last.clock)
    return [Window(start, end, daily, tuple(sorted(weekdays)))]


def _within(term: Term, published: datetime) -> list[Window]:
    """From the first opening to the last closing between exact bounds; none where no hour of them lies there."""
    start, end = term.start or datetime.combine(published.date(), time(0)), term.end
    is_begun = term.start is not None and not term.starts_on_day
    runs = [_run(start.date() + DAY * step, term) for step in range(-int(is_begun), 8)]
    if end is not None:
        runs += [_run(end.date() - DAY * step, term) for step in range(9) if end.date() - DAY * step > start.date()]
    runs = [(a, b) for a, b, weekday in runs if b > start and (end is None or a < end) and _is_on(weekday, term)]
    if not runs:
        return []
    first = min(a for a, _b in runs)
    first, last = max(first, start), end and min(max(b for _a, b in runs), end)
    if last is not None and last - first <= DAY and not term.weekdays:
        return [Window(first, last)]
    return [Window(first, last, tuple(item.clock for item in term.hours), tuple(sorted(term.weekdays)))]


def _run(day: date, term: Term) -> tuple[datetime, datetime, int]:
    """The hours that begin on that day, and its weekday."""
    first, last = (at_clock(day, item) for item in term.hours)
    return first, last + DAY * (last <= first), first.weekday()


def _is_on(weekday: int, term: Term) -> bool:
    return not term.weekdays or weekday in term.weekdays


def _last_closing(term: Term) -> datetime | None:
    if term.days and (term.is_span or len(term.days) > 1):
        last = max(term.days)
    elif term.end is not None:
        last = (term.end - timedelta(minutes=1)).date()
    else:
        return None
    first, closing = term.hours
    opens_before = closing.clock <= first.clock and not (closing.next_day or term.next_morning or first.next_day)
    while term.weekdays and (last - DAY * opens_before).weekday() not in term.weekdays:
        last -= DAY  # the last closing is that of a weekday
    return at_clock(last, closing) + DAY * int(term.next_morning)


# -------------------------------------------------------------------- windows beside each other


def tidy(windows: list[Window], folded: str) -> list[Window]:
    """Each window once; none that only sums up others; equal hours of neighbouring days as one."""
    once = [
        one
        for number, one in enumerate(windows)
        if not any(_says_again(one, other, folded) for other in windows[:number])
    ]
    kept = [one for one in once if not any(_sums_up(one, other, once, folded) for other in once)]
    return _joined(kept, folded)


def _says_again(one: Window, other: Window, folded: str) -> bool:
    """The same window, and not that of another place in another line."""
    is_same = (one.start, one.end, one.daily, one.weekdays) == (other.start, other.end, other.daily, other.weekdays)
    return is_same and all(folded.find(mark, other.span[1], one.span[0]) < 0 for mark in "_\n")


def _sums_up(one: Window, other: Window, windows: list[Window], folded: str) -> bool:
    """Whole days that an exact window with no other place makes clear, or that parts of them fill from end to end."""
    if one is other or not _is_of_days(one) or _is_of_days(other) or (not other.end and other.start.time() == time(0)):
        return False
    between = folded[min(one.span[1], other.span[1]) : max(one.span[0], other.span[0])]
    if _overlap(one, other) and _is_weekend(one, folded) and not re.search(r"[\n;]", between):
        return True
    is_held = other.start <= one.start + DAY and (other.end is None or one.end <= other.end + DAY)
    is_part = one.start <= other.start and other.end is not None and other.end <= one.end
    if not re.search(r"[_\n;]", between) and (is_held or (is_part and other.start.date() == one.start.date())):
        return True
    parts = [
        part for part in windows if part is not one and part.end and one.start <= part.start and part.end <= one.end
    ]
    if _is_heading_of(one, parts, folded):
        return True
    exact = [part for part in parts if not _is_of_days(part)]
    if len(exact) < 2 or any(one.span[0] > part.span[0] for part in windows):
        return False
    first, last = min(part.start for part in exact), max(part.end for part in exact)
    return first.date() == one.start.date() and one.end - last <= DAY


def _is_heading_of(one: Window, parts: list[Window], folded: str) -> bool:
    """«Работы на 3–6 июня:» over lines that all have days of their own."""
    heading, _, lines = folded[one.span[0] :].partition("\n")
    if not heading.rstrip().endswith(":") or "_" in heading:
        return False
    at, starts = one.span[0] + len(heading) + 1, [part.span[1] - 1 for part in parts]
    for line in lines.split("\n"):
        if "_" in line and not any(at <= start <= at + len(line) for start in starts):
            return False
        at += len(line) + 1
    return len(parts) > 1


def _is_weekend(window: Window, folded: str) -> bool:
    return WEEKEND.search(folded[slice(*window.span)]) is not None


def _overlap(one: Window, other: Window) -> bool:
    return other.end is not None and one.start - DAY <= other.start < one.end and one.start < other.end <= one.end + DAY


def _is_of_days(window: Window) -> bool:
    ends = (window.start, window.end)
    return None not in ends and not window.daily and all(end.time() == time(0) for end in ends)


def _joined(windows: list[Window], folded: str) -> list[Window]:
    """Equal hours of neighbouring days are one window, unless a place stands between them."""
    kept: list[Window] = []
    for window in windows:
        last = kept[-1] if kept else None
        if last is not None and _goes_on(last, window) and "_" not in folded[last.span[1] : window.span[0]]:
            daily = last.daily or (last.start.time(), last.end.time())
            kept[-1] = replace(last, end=window.end, daily=daily, span=(last.span[0], window.span[1]))
        else:
            kept.append(window)
    return kept


def _goes_on(last: Window, window: Window) -> bool:
    """Does the window open a day after the last one's last opening, at the same hours?"""
    if None in (last.end, window.end) or window.weekdays or last.weekdays:
        return False
    if any(one.daily is None and one.end - one.start >= DAY for one in (last, window)):
        return False
    hours, others = (one.daily or (one.start.time(), one.end.time()) for one in (last, window))
    opened = datetime.combine((last.end - (last.end - last.start) % DAY).date(), hours[0])
    return hours == others and hours[0] != hours[1] and window.start - opened == DAY
