from .change import RoadEventChange
from .event import Closure, ParkingChange, PublicEvent, RepairZone, RoadEvent, SignalOutage
from .phase import Phase, SegmentSpan

__all__ = [
    "Closure",
    "ParkingChange",
    "Phase",
    "PublicEvent",
    "RepairZone",
    "RoadEvent",
    "RoadEventChange",
    "SegmentSpan",
    "SignalOutage",
]
