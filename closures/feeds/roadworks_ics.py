"""A calendar (iCalendar, RFC 5545): each phase when it holds, its hours as a rule that repeats, with the days left out.

A phase keeps its UID, and SEQUENCE grows with the event's version: a calendar that has it moves it and adds nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from icalendar import Calendar, Event

from closures.feeds.feed import Feed
from closures.models import Phase, RoadEvent
from closures.models.event import RoadEventQuerySet
from closures.workflow import Status
from roadmap.models import City
from roadmap.own_address import absolute
from roadmap.schedule import HORIZON, Window

NAME = "roadworks.ics"
MOST = 300  # events, the latest told first
KEPT = timedelta(days=30)  # after the end
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def render(events: RoadEventQuerySet, at: datetime, *, city: City, address: str = "") -> bytes:
    told = events.filter(geometry__isnull=False).exclude(during__fully_lt=(at - KEPT, None))
    listed = told.select_related("city", "agency").prefetch_related("phases").order_by("-updated_at", "-pk")[:MOST]
    with override(settings.LANGUAGE_CODE):
        calendar = _empty(city)
        for event in listed:
            for phase in event.phases.all():
                phase.event = event
                for entry in _entries(event, phase, city.zone):
                    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _empty(city: City) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Roadmap//roadworks//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", translated("Road works: %(city)s") % {"city": city.shown_name})
    calendar.add("x-wr-timezone", city.time_zone)
    calendar.add("x-published-ttl", "PT1H")
    return calendar


def _entries(event: RoadEvent, phase: Phase, zone: ZoneInfo) -> Iterator[Event]:
    """One of each hour and length: the most frequent keeps the phase's own UID, whatever the others become."""
    windows = phase.timetable().occurrences(phase.start, phase.end or phase.start + HORIZON)
    groups = sorted(_alike(windows, zone).values(), key=len, reverse=True)
    for number, group in enumerate(groups):
        yield _entry(event, phase, group, number)


def _alike(windows: Iterable[Window], zone: ZoneInfo) -> dict[tuple, list[Window]]:
    """Those that begin at the same hour and last as long, by the city's clock."""
    groups: dict[tuple, list[Window]] = {}
    for start, end in windows:
        start, end = start.astimezone(zone), end and end.astimezone(zone)
        groups.setdefault((start.time(), end and end - start), []).append((start, end))
    return groups


def _entry(event: RoadEvent, phase: Phase, windows: list[Window], number: int) -> Event:
    start, end = windows[0]
    entry = Event()
    entry.add("uid", _uid(event, phase, number))
    entry.add("sequence", event.version)
    entry.add("dtstamp", event.updated_at)
    entry.add("last-modified", event.updated_at)
    entry.add("dtstart", start)
    if end is not None:
        entry.add("dtend", end)
    if len(windows) > 1:
        _repeat(entry, [first for first, _end in windows], has_end=phase.end is not None)
    entry.add("status", "CANCELLED" if _is_off(event, phase) else "CONFIRMED")
    entry.add("summary", phase.shown_headline or str(event))
    entry.add("location", phase.shown_place)
    entry.add("description", _description(event, phase))
    entry.add("url", absolute(event.get_absolute_url()))
    entry.add("categories", [str(event.declared.title)])
    entry.add("transp", "TRANSPARENT")  # nobody is busy because a street is shut
    return entry


def _uid(event: RoadEvent, phase: Phase, number: int) -> str:
    part = f"-{number}" if number else ""
    return f"road-event-{event.pk}-{phase.number}{part}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}"


def _repeat(entry: Event, starts: list[datetime], *, has_end: bool) -> None:
    """A rule by weekdays; days that it would add are left out."""
    days = {start.date() for start in starts}
    weekdays = {day.weekday() for day in days}
    rule = {"freq": "weekly", "byday": [DAYS[day] for day in sorted(weekdays)]}
    entry.add("rrule", rule | ({"until": starts[-1].astimezone(ZoneInfo("UTC"))} if has_end else {}))
    for offset in range((starts[-1].date() - starts[0].date()).days + 1):
        each = starts[0] + timedelta(days=offset)
        if each.weekday() in weekdays and each.date() not in days:
            entry.add("exdate", each)


def _is_off(event: RoadEvent, phase: Phase) -> bool:
    return event.status == Status.CANCELLED or phase.is_called_off


def _description(event: RoadEvent, phase: Phase) -> str:
    lines = [
        phase.shown_hours,
        translated("Way round: %(detour)s") % {"detour": event.shown_detour} if event.shown_detour else "",
        event.shown_reason,
        "" if phase.end else translated("until further notice"),
    ]
    return "\n".join(filter(None, lines))


ROADWORKS_ICS = Feed(
    name=NAME,
    title=_("Calendar"),
    sentence=_("Road works in a calendar program: subscribe to the address, and what changes moves by itself."),
    how=_(
        "On an iPhone, a Mac and in Outlook the button subscribes at once. In Google Calendar, also for a phone with "
        "Android, open it on a computer, choose “Other calendars”, “From URL”, and paste the address."
    ),
    icon="calendar",
    scheme="webcal",
    media_type="text/calendar; charset=utf-8",
    render=render,
)
