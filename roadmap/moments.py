"""Moments and intervals in the words of people who look at a page, by the city's clock.

Intervals are half-open, so one that ends at midnight is told by its last day: from 14 July 00:00 to 18 July 00:00 is
“14–17 July”.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from roadmap.schedule import WEEKDAYS

WALL_CLOCK = "%Y-%m-%dT%H:%M"  # as inputs of type datetime-local take it
MIDNIGHT = time()
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ON_WEEKDAYS = (
    gettext_lazy("on Monday at %(clock)s"),
    gettext_lazy("on Tuesday at %(clock)s"),
    gettext_lazy("on Wednesday at %(clock)s"),
    gettext_lazy("on Thursday at %(clock)s"),
    gettext_lazy("on Friday at %(clock)s"),
    gettext_lazy("on Saturday at %(clock)s"),
    gettext_lazy("on Sunday at %(clock)s"),
)
WEEKDAY_CHOICES = tuple(
    zip(
        WEEKDAYS,
        (
            gettext_lazy("Mon"),
            gettext_lazy("Tue"),
            gettext_lazy("Wed"),
            gettext_lazy("Thu"),
            gettext_lazy("Fri"),
            gettext_lazy("Sat"),
            gettext_lazy("Sun"),
        ),
        strict=True,
    )
)


def day_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“14 July”, with the year when it is not this one."""
    local = at.astimezone(zone)
    this_year = local.year == now.astimezone(zone).year
    return date_format(local, _("j E") if this_year else _("j E Y"))


def moment_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“14 July, 22:00”."""
    return f"{day_words(at, zone, now)}, {at.astimezone(zone):%H:%M}"


def period_words(start: datetime, end: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """From when to when, as short as it can be without doubt."""
    start = start.astimezone(zone)
    if end is None:
        return _("from %(start)s until further notice") % {"start": _edge(start, zone, now)}
    end = end.astimezone(zone)
    last = end - timedelta(days=1) if end.time() == MIDNIGHT else end
    if start.date() == last.date():
        return _one_day(start, end, zone, now)
    if start.time() == MIDNIGHT and end.time() == MIDNIGHT:
        return _days(start, last, zone, now)
    last_words = day_words(last, zone, now) if end.time() == MIDNIGHT else moment_words(end, zone, now)
    return f"{_edge(start, zone, now)} – {last_words}"


def until_words(end: datetime, zone: ZoneInfo, now: datetime) -> str:
    """“through 17 July” for an end at midnight, else “until 18 July, 06:00”."""
    local = end.astimezone(zone)
    if local.time() == MIDNIGHT:
        return _("through %(day)s") % {"day": day_words(local - timedelta(days=1), zone, now)}
    return _("until %(moment)s") % {"moment": moment_words(local, zone, now)}


def _edge(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    return day_words(at, zone, now) if at.astimezone(zone).time() == MIDNIGHT else moment_words(at, zone, now)


def _one_day(start: datetime, end: datetime, zone: ZoneInfo, now: datetime) -> str:
    day = day_words(start, zone, now)
    if start.time() == MIDNIGHT and end.time() == MIDNIGHT:
        return day
    return f"{day}, {start:%H:%M}–{'24:00' if end.time() == MIDNIGHT else f'{end:%H:%M}'}"


def _days(first: datetime, last: datetime, zone: ZoneInfo, now: datetime) -> str:
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_words(last, zone, now)}"
    return f"{day_words(first, zone, now)} – {day_words(last, zone, now)}"


def opens_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Of what rests, when it holds again: “today from 22:00”, “from 14 July, 22:00”."""
    local = at.astimezone(zone)
    days = (local.date() - now.astimezone(zone).date()).days
    words = {0: _("today from %(time)s"), 1: _("tomorrow from %(time)s")}.get(days)
    if words is None:
        return _("from %(moment)s") % {"moment": moment_words(at, zone, now)}
    return words % {"time": f"{local:%H:%M}"}


def pauses_words(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Of what holds by its hours, until when it does now: “until 06:00”, a day off “until 14 July, 06:00”."""
    if at - now >= DAY:
        return until_words(at, zone, now)
    local = at.astimezone(zone)
    return _("until %(moment)s") % {"moment": "24:00" if local.time() == MIDNIGHT else f"{local:%H:%M}"}


def left_words(start: datetime, end: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """How long it still lasts, or how soon it begins; empty where there is nothing to count."""
    if now < start:
        return _begins(start.astimezone(zone), now.astimezone(zone))
    if end is None:
        return ""
    if now < end:
        return _("%(time)s left") % {"time": span_words(end - now)}
    return ""


def _begins(start: datetime, now: datetime) -> str:
    """In hours, then by the weekday, since “in 1 day” may be two; from a week on in days of the calendar."""
    days = (start.date() - now.date()).days
    if start - now < timedelta(days=1):
        return _("begins in %(time)s") % {"time": span_words(start - now)}
    if days < len(ON_WEEKDAYS):
        return _("begins %(when)s") % {"when": ON_WEEKDAYS[start.weekday()] % {"clock": f"{start:%H:%M}"}}
    return _("begins in %(time)s") % {"time": span_words(timedelta(days=days))}


def span_words(span: timedelta) -> str:
    """To the minute below a day, to the hour below a week, else in days: rounded, so that none is far off."""
    if span < DAY - MINUTE / 2:
        hours, minutes = divmod(max(1, _nearest(span, MINUTE)), 60)
        return _joined(_hours(hours), _("%(count)d min") % {"count": minutes} if minutes else "")
    if span < 7 * DAY - HOUR / 2:
        days, hours = divmod(_nearest(span, HOUR), 24)
        return _joined(_days_long(days), _hours(hours))
    return _days_long(_nearest(span, DAY))


def _nearest(span: timedelta, unit: timedelta) -> int:
    return (span + unit / 2) // unit


def _days_long(days: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _hours(hours: int) -> str:
    return _("%(count)d h") % {"count": hours} if hours else ""


def _joined(*parts: str) -> str:
    return " ".join(filter(None, parts))
