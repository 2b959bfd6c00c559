"""What every measure gets."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from roadmap.importers.run import Summary
from roadmap.models import City

from .scratch import Scratch
from .server import Client

Box = tuple[float, float, float, float]  # west, south, east, north


@dataclass(frozen=True)
class Bench:
    """A city with its road events, seen at `at`; `imported` tells of its import, `middle` is longitude and latitude."""

    city: City
    middle: tuple[float, float]
    network: Path
    imported: Summary
    events: int
    messages: int
    at: datetime
    repeats: int
    scratch: Scratch
    client: Client
