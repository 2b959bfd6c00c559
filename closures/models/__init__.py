from .change import RoadEventChange
from .event import RoadEvent
from .phase import Phase, SegmentSpan
from .public_version import PublicVersion

__all__ = ["Phase", "PublicVersion", "RoadEvent", "RoadEventChange", "SegmentSpan"]
