"""What each step of an event's history changed: in words, and on a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from closures.differences import Difference, differences
from closures.models import KnownClash, RoadEventChange


@dataclass(frozen=True)
class Step:
    """`differences` from the version before; of the first there are none. `accepted`: clashes that it went on with."""

    change: RoadEventChange
    differences: list[Difference]
    accepted: list[KnownClash]


def steps(changes: Sequence[RoadEventChange], zone: ZoneInfo, at: datetime, *, most: int) -> list[Step]:
    """`changes` of one event, the latest first, one more than `most` where there are more; `at` is when it is read."""
    before = [*changes[1:], None]
    found, accepted = zip(changes[:most], before, strict=False), accepted_in(changes[:most])
    return [Step(each, differences_of(each, earlier, zone, at), accepted[each.version]) for each, earlier in found]


def accepted_in(changes: Sequence[RoadEventChange]) -> dict[int, list[KnownClash]]:
    """By version; one question for all changes of one event."""
    found: dict[int, list[KnownClash]] = {change.version: [] for change in changes}
    rows = KnownClash.objects.filter(event__in={change.event_id for change in changes}, version__in=found)
    for row in rows.select_related("other__agency").order_by("pk"):
        found[row.version].append(row)
    return found


def differences_of(
    change: RoadEventChange, before: RoadEventChange | None, zone: ZoneInfo, at: datetime
) -> list[Difference]:
    return differences(before.state, change.state, zone, at) if before else []


def shapes_of(state: dict) -> list[dict]:
    """GeoJSON geometries of a snapshot, as drawn; what is older than places of their own has one a phase."""
    places = [place for phase in state["phases"] for place in phase.get("locations") or [phase]]
    return [place["geometry"] for place in places if place.get("geometry")]
