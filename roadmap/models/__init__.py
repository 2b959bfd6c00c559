from .account import Account
from .city import City
from .delivery import Delivery, JournalEntry, Picture
from .effect import Effect
from .incoming import IncomingEvent
from .network import Address, Junction, LandShape, Place, Road, RoadSegment, TrafficSignal, TurnRestriction
from .official_page import OfficialPage
from .people import Agency, Area, User
from .personal_look import PersonalLook
from .setting_change import SettingChange
from .subscriber import Subscriber
from .upload import TableRow, Upload

__all__ = [
    "Account",
    "Address",
    "Agency",
    "Area",
    "City",
    "Delivery",
    "Effect",
    "IncomingEvent",
    "JournalEntry",
    "Junction",
    "LandShape",
    "OfficialPage",
    "PersonalLook",
    "Picture",
    "Place",
    "Road",
    "RoadSegment",
    "SettingChange",
    "Subscriber",
    "TrafficSignal",
    "TurnRestriction",
    "TableRow",
    "Upload",
    "User",
]
