"""What the desk's API and its pages show of a pasted notice."""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from closures.kinds import KINDS
from closures.models import NoticeEntry, PastedNotice, RoadEvent
from closures.reading.earlier import Earlier, earlier_events, events_of_others, is_clear
from closures.reading.entry import Entry
from closures.reading.kept import kept_reading
from closures.reading.located import Ask
from closures.reading.parts import Part
from closures.reading.pasted import Pasted
from closures.reading.speaks_of import CANCELLATION, REOPENING
from closures.reading.taken_out import Cut
from roadmap.language.text import LONGEST_TEXT, cut_label
from roadmap.models import TrafficSignal, User
from roadmap.moments import WALL_CLOCK, period_words

ENDS = (REOPENING, CANCELLATION)  # nothing new is entered from what opens a road
FIELDS = {  # what the reader calls a part → the form's field that it fills
    "place": "street",
    "detour": "detour_roads",
    "schedule": "planned_start",
    "kind": "kind",
    "impact": "vehicle_impact",
    "lanes": "lane-count",
    "direction": "direction",
    "cause": "cause",
    "restrictions": "add-limit",
    "transport": "bus_routes",
    "performer": "performer",
    "client": "client",
    "contact": "contact",
    "sender": "note",
}


def read_of(notice: PastedNotice, user: User, now: datetime) -> dict:
    """What the API and the desk's pages show of a notice."""
    pasted = kept_reading(notice)
    entered = _entered(notice)
    drafts = [
        _draft(notice, number, entry, entered.get(number, []), now) | _spoken_of(notice, user, pasted, number, now)
        for number, entry in enumerate(pasted.entries)
    ]
    return {
        "id": notice.pk,
        "text": pasted.text,
        "speaks_of": pasted.speaks_of,
        "parts": [_part(part) for part in pasted.parts],
        "questions": [*_questions(notice, pasted)],
        "drafts": drafts,
        "page": reverse("desk-notice", args=[notice.pk]),
    }


def _questions(notice: PastedNotice, pasted: Pasted) -> list[str]:
    """Of the notice as a whole."""
    found = [] if pasted.entries else [_("This is no notice about roads, as far as it is understood.")]
    if cut_label(notice.text):
        found.append(_("Only the first %(letters)s letters were read.") % {"letters": LONGEST_TEXT})
    return found


def _part(part: Part) -> dict:
    told = {name: getattr(part, name) for name in ("field", "start", "end", "asks")}
    return told | {"fills": FIELDS[part.field], "confidence": round(part.confidence, 3)}


def _draft(notice: PastedNotice, number: int, entry: Entry, entered: list[dict], now: datetime) -> dict:
    return {
        "number": number,
        "kind": entry.kind,
        "title": _title(entry),
        "when": _when(notice, entry, now),
        "fields": entry.fields,
        "phases": entry.phases,
        "places_of_phases": entry.places_of_phases,
        "typed": [location.typed for location in entry.locations],
        "lengths": [location.length_m for location in entry.locations],
        "signal": _signal(entry.signal),
        "asks": [*_asks(entry)],
        "entered": entered,
    }


def _spoken_of(notice: PastedNotice, user: User, pasted: Pasted, number: int, now: datetime) -> dict:
    """The events that the text speaks of, and the form that a new one is entered in."""
    entry = pasted.entries[number]
    earlier = earlier_events(user, pasted, entry, now)
    others = [] if earlier else events_of_others(user, pasted, entry, notice.city, now)
    form = f"{reverse('desk-event-new')}?notice={notice.pk}.{number}"
    return {
        "earlier": [_told_earlier(notice, f"{number}.{place}", one, now) for place, one in enumerate(earlier)],
        "is_clear": is_clear(earlier),
        "is_one_event": len({one.event.pk for one in earlier}) == 1,
        "of_others": [_told_of_others(event, now) for event in others],
        "page": "" if pasted.speaks_of in ENDS else form,
    }


def _title(entry: Entry) -> str:
    """«Закрыто движение: улица Республики, улица Ленина»."""
    kind = str(KINDS[entry.kind].title)
    place = ", ".join(entry.streets) or _("no place yet")
    return f"{kind[:1].upper()}{kind[1:]}: {place}"


def _when(notice: PastedNotice, entry: Entry, now: datetime) -> str:
    zone = notice.city.zone
    terms = [(window.start, window.end) for window in entry.windows if window.start]
    told = (
        period_words(start.replace(tzinfo=zone), end and end.replace(tzinfo=zone), zone, now) for start, end in terms
    )
    return "; ".join(told)


def _signal(signal: TrafficSignal | None) -> dict | None:
    if signal is None:
        return None
    point = {"type": "Point", "coordinates": list(signal.geometry.coords)}
    return {"id": signal.pk, "name": str(signal), "geometry": point}


def _asks(entry: Entry) -> Iterator[dict]:
    """Of the whole, of the times of each stage, of each place."""
    yield from (_ask(ask, 0, None) for ask in entry.asks)
    firsts = accumulate((len(stage.phases) for stage in entry.stages), initial=0)
    for first, stage in zip(firsts, entry.stages, strict=False):
        yield from (_ask(ask, first, None) for ask in stage.asks)
    for number, location in enumerate(entry.locations):
        first = next(phase for phase, held in enumerate(entry.places_of_phases) if number in held)
        yield from (_ask(ask, first, number) for ask in location.asks)


def _ask(ask: Ask, phase: int, location: int | None) -> dict:
    choices = [
        {"text": one.text, "location": one.location, "signal": _signal(one.signal), "stage": one.stage}
        for one in ask.choices
    ]
    told = {"field": ask.field, "phase": phase, "location": location, "text": ask.text}
    return told | {"is_open": ask.is_open, "choices": choices}


def _told_of_others(event: RoadEvent, now: datetime) -> dict:
    return {
        "event": event.pk,
        "headline": event.shown_headline,
        "agency": event.agency.name,
        "when": period_words(event.start, event.end, event.city.zone, now) if event.start else "",
        "page": event.get_absolute_url(),
    }


def _told_earlier(notice: PastedNotice, number: str, earlier: Earlier, now: datetime) -> dict:
    """`number` is that of the draft and, behind a dot, of what it may do."""
    event, zone = earlier.event, notice.city.zone
    moment, start = (at and f"{at.astimezone(zone):{WALL_CLOCK}}" for at in (earlier.moment, earlier.start))
    return {
        "event": event.pk,
        "headline": event.shown_headline,
        "when": period_words(event.start, event.end, zone, now) if event.start else "",
        "verb": earlier.verb,
        "moment": moment,
        "start": start,
        "difference": earlier.difference,
        "cuts": [_cut(cut, zone) for cut in earlier.cuts],
        "page": f"{reverse('desk-event', args=[event.pk])}?notice={notice.pk}.{number}",
    }


def _cut(cut: Cut, zone: ZoneInfo) -> dict:
    end = cut.end and f"{cut.end.astimezone(zone):{WALL_CLOCK}}"
    return {"phase": cut.phase.pk, "locations": [location.pk for location in cut.locations], "end": end}


def _entered(notice: PastedNotice) -> dict[int, list[dict]]:
    """By draft: the events that came of it, each once."""
    found: dict[int, dict[int, dict]] = {}
    rows = NoticeEntry.objects.filter(notice=notice).select_related("event")
    for row in rows.order_by("pk")[:400]:
        told = {
            "event": row.event_id,
            "headline": row.event.shown_headline,
            "status": row.event.status,
            "label": row.event.get_status_display(),
            "page": reverse("desk-event", args=[row.event_id]),
        }
        found.setdefault(row.number, {})[row.event_id] = told
    return {number: [*events.values()] for number, events in found.items()}
