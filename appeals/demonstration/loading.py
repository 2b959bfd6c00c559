"""Loads the demonstration, once: users and bodies, then all stories side by side in the order of time."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from appeals.models import Appeal
from appeals.photos import remove_files
from closures.models import RoadEvent
from roadmap.models import City, RoadSegment
from roadmap.stretches import NoStretch

from .bodies import settle_bodies
from .events import EventStory
from .logins import shown, sign_up
from .messages import MessageStory
from .places import Network
from .scene import Scene
from .tables import Days, table
from .timeline import Timeline

log = logging.getLogger(__name__)
OURS = (900_000_001, 900_099_999)  # the ways that fixtures/tyumen/draw.py makes
FACTS = {
    "name": "Тюмень",
    "names": {"ru": "Тюмень", "en": "Tyumen"},
    "name_cases": {"genitive": "Тюмени", "dative": "Тюмени", "prepositional": "Тюмени"},
    "is_demonstration": True,
    "is_schematic": True,
}


class NothingToLoad(Exception):
    """The demonstration city is not there, or a real extract has taken its place."""


@dataclass(frozen=True)
class Loaded:
    city: str
    logins: list[dict]
    events: int
    appeals: int
    skipped: dict[str, int]


def demonstration_city() -> City:
    """The city that the fixture drew. Raises NothingToLoad."""
    city = City.objects.filter(slug=table("demonstration.toml")["city"]).first()
    if city is None or not RoadSegment.objects.filter(city=city).exists():
        raise NothingToLoad("Import the demonstration city first: fixtures/tyumen/tyumen.osm.")
    if RoadSegment.objects.filter(city=city).exclude(osm_way_id__range=OURS).exists():
        raise NothingToLoad("A real extract has taken the demonstration city's place; nothing invented is put on it.")
    return city


@transaction.atomic
def load(at: datetime) -> Loaded:
    """Everything or nothing; what is there already stays as it is. Raises NothingToLoad."""
    city = City.objects.select_for_update().get(pk=demonstration_city().pk)
    rows = table("demonstration.toml")
    skipped: dict[str, int] = {}
    is_loaded = city.is_demonstration and RoadEvent.objects.filter(city=city).exists()
    days = Days.around(at, city.zone)
    if not is_loaded:
        _state_facts(city)
        settle_bodies(city, rows, days)
    users = sign_up(city, rows["login"])
    if not is_loaded:
        scene = Scene(city, Network(city), days, Timeline(at), users)
        _play(scene)
        skipped = dict(scene.skipped)
    return Loaded(
        city=city.slug,
        logins=shown(rows["login"], users),
        events=RoadEvent.objects.filter(city=city).count(),
        appeals=Appeal.objects.filter(city=city).count(),
        skipped=skipped,
    )


def _state_facts(city: City) -> None:
    for name, value in FACTS.items():
        setattr(city, name, value)
    city.save(update_fields=list(FACTS))


def _play(scene: Scene) -> None:
    """Photos are files: if anything fails they go, as the rows do."""
    known: dict[str, MessageStory] = {}
    for row in table("events.toml")["event"]:
        _tell(scene, "events", lambda row=row: EventStory(row, scene))
    for number, row in enumerate(table("appeals.toml")["appeal"], start=1):
        _tell(scene, "appeals", lambda row=row, number=number: MessageStory(row, scene, known, number))
    try:
        scene.timeline.run()
    except BaseException:
        remove_files(scene.files)
        raise


def _tell(scene: Scene, kind: str, story) -> None:
    """A story whose place the network lacks (the drawing was changed) is left out and counted."""
    try:
        story()
    except NoStretch as error:
        log.warning("The demonstration's %s: no such place, %s", kind, error)
        scene.skipped[kind] += 1
