"""What the page of an event says to search engines: schema.org, as JSON-LD."""

from datetime import datetime

from django.utils.functional import Promise

from closures.kinds import KINDS
from closures.models import RoadEvent
from closures.shown import Shown
from closures.workflow import Status
from roadmap.own_address import absolute

SCHEMA = "https://schema.org"
PUBLIC_EVENT = "public-event"
STATUSES = {Status.CANCELLED: f"{SCHEMA}/EventCancelled"}


def linked_data_of(shown: Shown, *, picture: str = "") -> dict:
    """An `Event` of what is held in the street, else a `SpecialAnnouncement`; `picture` is an address of ours."""
    event = shown.event
    about = {
        "@context": SCHEMA,
        "name": _text(shown.headline or KINDS[event.kind].label),
        "url": absolute(event.get_absolute_url()),
    } | ({"image": absolute(picture)} if picture else {})
    return about | (_held(shown) if event.kind == PUBLIC_EVENT else _announced(shown))


def _held(shown: Shown) -> dict:
    return {
        "@type": "Event",
        "startDate": _moment(shown.start),
        "endDate": _moment(shown.end),
        "eventStatus": STATUSES.get(shown.event.status, f"{SCHEMA}/EventScheduled"),
        "eventAttendanceMode": f"{SCHEMA}/OfflineEventAttendanceMode",
        "location": _place(shown),
        "organizer": _body(shown.event),
    }


def _announced(shown: Shown) -> dict:
    event = shown.event
    return {
        "@type": "SpecialAnnouncement",
        "category": _text(event.get_kind_display()),
        "text": ". ".join(_text(words) for words in (shown.headline, shown.traffic, shown.hours) if words),
        "datePosted": _moment(event.published_at),
        "expires": _moment(shown.end),
        "spatialCoverage": _place(shown),
        "publisher": _body(event),
    }


def _place(shown: Shown) -> dict:
    """With the box of what is shut: south, west, north, east."""
    west, south, east, north = (round(number, 6) for number in shown.geometry.extent)
    return {
        "@type": "Place",
        "name": _text(shown.place or ", ".join(shown.event.roads)),
        "address": {"@type": "PostalAddress", "addressLocality": shown.event.city.shown_name},
        "geo": {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"},
    }


def _body(event: RoadEvent) -> dict:
    return {"@type": "Organization", "name": event.agency.name}


def _moment(at: datetime | None) -> str | None:
    return at and at.isoformat()


def _text(words: str | Promise) -> str:
    return str(words)
