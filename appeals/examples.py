"""The public API by examples: each is an address that can be asked as it stands, with values of the city shown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from closures.models import RoadEvent
from roadmap.models import City, Road
from roadmap.presets import TONIGHT


@dataclass(frozen=True)
class Example:
    """`path` begins at the root of the site."""

    title: str | Promise
    sentence: str | Promise
    path: str


def examples(city: City, at: datetime) -> list[Example]:
    """Those for which the city has something to show."""
    return [*_of_events(city, at), *_of_one_event(city), *_of_network(city), *_of_messages(city)]


def _asked(name: str, **told: str) -> str:
    query = urlencode(told, safe=",:")
    return f"{reverse(name)}?{query}".rstrip("?")


def _of_events(city: City, at: datetime) -> list[Example]:
    tonight = datetime.combine(at.astimezone(city.zone).date(), TONIGHT.opens)
    since = (at - timedelta(days=1)).astimezone(city.zone).replace(tzinfo=None, microsecond=0)
    return [
        Example(
            _("What is shut, dug up or dark"),
            _("All that is published and not yet over, as GeoJSON."),
            _asked("api-road-events"),
        ),
        Example(
            _("At a moment, in a part of the city"),
            _("The box is west, south, east, north in degrees; a moment without an offset is by the city's clock."),
            _asked("api-road-events", bbox=_box(city), at=tonight.isoformat(timespec="minutes")),
        ),
        Example(
            _("Only streets that are shut to all"),
            _("Kinds and impacts can be listed with commas."),
            _asked("api-road-events", kind="closure,repair-zone", impact="all-lanes-closed"),
        ),
        Example(
            _("What has changed since"),
            _("For a copy of your own: ask for what is new since you asked last."),
            _asked("api-road-events", updated_since=since.isoformat()),
        ),
        Example(
            _("Each stage by itself"),
            _("One feature a stage, so that each place has its own term."),
            _asked("api-road-events", split="phase", limit="50"),
        ),
    ]


def _of_one_event(city: City) -> list[Example]:
    event = RoadEvent.objects.public().filter(city=city).order_by("-updated_at").only("pk").first()
    if event is None:
        return []
    sentence = _("With all its stages, hours and restrictions.")
    return [Example(_("One event in full"), sentence, reverse("api-road-event", args=[event.pk]))]


def _of_network(city: City) -> list[Example]:
    road = Road.objects.filter(city=city).exclude(segments=None).order_by("pk").first()
    found = [
        Example(
            _("Segments of streets"),
            _("Pieces between two crossings, with length, direction and limits."),
            _asked("api-road-segments", bbox=_box(city), limit="50"),
        )
    ]
    if road:
        sentence = _("As people type it; slips are forgiven.")
        found.append(Example(_("A street by its name"), sentence, _asked("api-roads", q=road.name)))
    return found


def _of_messages(city: City) -> list[Example]:
    """The place that is asked about is the middle of where the map opens."""
    west, south, east, north = city.view
    lon, lat = f"{(west + east) / 2:.5f}", f"{(south + north) / 2:.5f}"
    return [
        Example(
            _("Residents' messages"),
            _("Category, place on the road, status and due date; nothing of who wrote."),
            _asked("api-appeals", bbox=_box(city)),
        ),
        Example(
            _("Who answers for a place"),
            _("The street, the body and why it is this one, works and messages close by."),
            _asked("api-locate", lon=lon, lat=lat),
        ),
    ]


def _box(city: City) -> str:
    return ",".join(f"{number:.4f}" for number in city.view)
