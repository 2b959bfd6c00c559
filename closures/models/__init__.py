from .change import RoadEventChange
from .event import RoadEvent
from .phase import Phase, SegmentSpan

__all__ = ["Phase", "RoadEvent", "RoadEventChange", "SegmentSpan"]
