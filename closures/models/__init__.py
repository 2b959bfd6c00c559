from .change import RoadEventChange
from .event import RoadEvent
from .phase import Phase, PhasePlace, SegmentSpan
from .public_version import PublicVersion

__all__ = ["Phase", "PhasePlace", "PublicVersion", "RoadEvent", "RoadEventChange", "SegmentSpan"]
