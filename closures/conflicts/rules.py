"""All rules, each asked once of an event."""

from collections.abc import Iterator
from datetime import datetime

from closures.conflicts import carriageway, dark_signal, parallel, protected, way_round
from closures.conflicts.clash import Clash, FoundClash, told
from closures.models import RoadEvent

RULES = (carriageway.found, way_round.found, parallel.found, protected.found, dark_signal.found)


def clashes_of(event: RoadEvent, at: datetime) -> list[Clash]:
    """The same pair once a rule, with the first hours that both have; phases, spans and hours must be saved."""
    return told(event, _all(event, at), at)


def _all(event: RoadEvent, at: datetime) -> Iterator[FoundClash]:
    for rule in RULES:
        yield from rule(event, at)
