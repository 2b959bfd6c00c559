"""What each step of an event's history changed: in words, and on a map."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from closures.differences import Difference, differences
from closures.models import KnownClash, RoadEventChange
from closures.snapshot import WAY_ROUND


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
    for row in rows.select_related("other__agency", "by").order_by("pk"):
        found[row.version].append(row)
    return found


def differences_of(
    change: RoadEventChange, before: RoadEventChange | None, zone: ZoneInfo, at: datetime
) -> list[Difference]:
    return differences(before.state, change.state, zone, at) if before else []


def moved_shapes(state: dict, before: dict | None) -> dict:
    """For the map: where it is in this state, and where it was in the one before, if that is elsewhere; the same of its
    way round."""
    before = before or {}
    after, former = shapes_of(state), shapes_of(before)
    way, former_way = way_of(state), way_of(before)
    return {
        "before": former if former != after else [],
        "after": after,
        "way_before": former_way if former_way != way and WAY_ROUND in state else [],
        "way_after": way,
    }


def shapes_of(state: dict) -> list[dict]:
    """GeoJSON geometries of a snapshot, as drawn; what is older than places of their own has one a phase."""
    places = [place for phase in state.get("phases", ()) for place in phase.get("locations") or [phase]]
    return [place["geometry"] for place in places if place.get("geometry")]


def way_of(state: dict) -> list[dict]:
    """None, or one."""
    return [state[WAY_ROUND]] if state.get(WAY_ROUND) else []
