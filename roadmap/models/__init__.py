from .city import City
from .delivery import Delivery, JournalEntry, Picture
from .effect import Effect
from .network import Address, Junction, LandShape, Place, Road, RoadSegment, TrafficSignal, TurnRestriction
from .official_page import OfficialPage
from .people import Agency, Area, User
from .subscriber import Subscriber

__all__ = [
    "Address",
    "Agency",
    "Area",
    "City",
    "Delivery",
    "Effect",
    "JournalEntry",
    "Junction",
    "LandShape",
    "OfficialPage",
    "Picture",
    "Place",
    "Road",
    "RoadSegment",
    "Subscriber",
    "TrafficSignal",
    "TurnRestriction",
    "User",
]
