"""What the small map of a page draws of road events: each in the shape of the API's feature."""

from collections.abc import Iterable
from datetime import datetime

from closures.kinds import KINDS
from closures.models import RoadEvent
from closures.shown import Shown, on_top_last
from closures.snapshot import rounded


def features(all_shown: Iterable[Shown]) -> list[dict]:
    """What lies on top last."""
    return [feature_of(shown) for shown in on_top_last(all_shown)]


def features_of(event: RoadEvent, at: datetime) -> list[dict]:
    """Each phase as it stands; of phases at one place the topmost."""
    alone = [Shown(event, (phase,), at) for phase in event.phases.prefetch_related("locations")]
    return features({shown.geometry.wkb: shown for shown in on_top_last(alone)}.values())


def feature_of(shown: Shown) -> dict:
    """As far as drawing needs it."""
    event = shown.event
    properties = {
        "kind": event.kind,
        "state": shown.reported_state,
        "headline": shown.headline,
        "vehicle_impact": shown.vehicle_impact,
        "passage": shown.passage,
        "vehicle_classes": shown.vehicle_classes,
        "severity": event.severity,
        "direction": shown.direction,
        "in_force": shown.is_in_force,
    }
    return {"type": "Feature", "id": event.pk, "geometry": rounded(shown.geometry), "properties": properties}


def drawings() -> dict[str, dict]:
    """By kind, how the map draws it."""
    return {kind.value: kind.describe_drawing() for kind in KINDS.values()}
