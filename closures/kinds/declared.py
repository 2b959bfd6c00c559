"""The kinds of road events, in the order of the legend. What lies on top of the map their states and passages say.

A new kind is a declaration here, a migration for the constraint (makemigrations writes it), its sign in closures/signs,
its words in the catalogue, a template in templates/posts/ where its text differs, and a scenario in the tests.
"""

from django.utils.translation import gettext_lazy as _

from roadmap.colours import Colours

from .declaration import UNTIL_DONE, UNTIL_FURTHER_NOTICE, EventKind, Form, Look, OpenEnd, Shape, Standards
from .manners import CLOSED, IN_TURNS, LIMITED, NARROWED, WORKS, Manner, Manners
from .passages import Passage

BESIDE = Colours("#66691a", "#8d9032")  # works that leave all lanes open
FOR_A_PUBLIC_EVENT = ("event", "holiday", "sport", "procession")  # causes of what is made for one
NO_WORKS = ("collapse", "flood", "accident", "other", "unknown", "filming")  # causes that nobody works at
UNTIL_OVER = OpenEnd("до окончания мероприятия", "until the event is over")
WORKS_AT_SIGNALS = ("power-works", "road-repair", "construction", "utilities")

CLOSURE = EventKind(
    value="closure",
    title=_("closure"),
    plural=_("Closures"),
    colours=BESIDE,
    looks=(
        Look("closure", line="solid", title=_("no way through"), passages=(Passage.CLOSED,)),
        Look(
            "lorries",
            line="striped",
            title=_("closed for lorries"),
            passages=(Passage.RESTRICTED,),
            classes=("lorry",),
        ),
        Look(
            "pedestrians",
            line="striped",
            title=_("closed for pedestrians"),
            passages=(Passage.RESTRICTED,),
            classes=("pedestrian",),
            is_only=True,
        ),
        Look("some-vehicles", line="striped", title=_("closed for some vehicles"), passages=(Passage.RESTRICTED,)),
        Look(
            "one-way",
            line="striped",
            title=_("closed in one direction"),
            passages=(Passage.LIMITED,),
            impacts=("all-lanes-closed",),
        ),
        Look(
            "narrowing",
            line="striped",
            title=_("narrowed"),
            passages=(Passage.LIMITED, Passage.OPEN, Passage.UNKNOWN),
        ),
    ),
    shapes=(Shape.LINE,),
    form=Form(parts=("street", "impact", "stages")),
    manners=Manners(
        closed=CLOSED, narrowed=NARROWED, alternating=IN_TURNS, open=WORKS, unknown=NARROWED, limited=LIMITED
    ),
    open_end_by_cause=dict.fromkeys(NO_WORKS, UNTIL_FURTHER_NOTICE) | dict.fromkeys(FOR_A_PUBLIC_EVENT, UNTIL_OVER),
    is_works=True,
    is_awaited=True,
    read_as=("closure", "restriction", "extension", "reopening"),
    standards=Standards(
        wzdx="work-zone",
        datex2="RoadOrCarriagewayOrLaneManagement",
        open511="CONSTRUCTION",
        cifs=("HAZARD", "HAZARD_ON_ROAD_LANE_CLOSED"),
        cifs_closed=("ROAD_CLOSED", "ROAD_CLOSED_CONSTRUCTION"),
    ),
)

REPAIR_ZONE = EventKind(
    value="repair-zone",
    title=_("repair zone"),
    plural=_("Repair zones"),
    label=_("repair"),
    over=_("Works are over"),
    colours=BESIDE,
    looks=(Look("repair-zone", line="tape", area="hatched"),),
    shapes=(Shape.LINE, Shape.AREA),
    form=Form(parts=("street", "impact", "stages")),
    manners=Manners(closed=CLOSED, narrowed=NARROWED, alternating=IN_TURNS, open=WORKS, unknown=WORKS),
    is_works=True,
    is_awaited=True,
    read_as=("repair",),
    standards=Standards(
        wzdx="work-zone",
        datex2="MaintenanceWorks",
        open511="CONSTRUCTION",
        cifs=("HAZARD", "HAZARD_ON_ROAD_CONSTRUCTION"),
        cifs_closed=("ROAD_CLOSED", "ROAD_CLOSED_CONSTRUCTION"),
    ),
)

SIGNAL_OUTAGE = EventKind(
    value="signal-outage",
    title=_("signal outage"),
    plural=_("Signals not working"),
    label=_("signal off"),
    over=_("Traffic light works"),
    colours=Colours("#2f3b46", "#8796a2"),
    looks=(Look("signal-outage"),),
    shapes=(Shape.POINT,),
    form=Form(parts=("signal",), impact="unknown"),  # signals stay with traffic until somebody says otherwise
    manners=Manners.always(Manner("signal-outage", asks_drivers=False)),
    open_end=OpenEnd("до устранения неисправности", "until the fault is repaired"),
    open_end_by_cause=dict.fromkeys(WORKS_AT_SIGNALS, UNTIL_DONE),
    is_at_signal=True,
    read_as=("signal_outage",),
    standards=Standards(
        datex2="EquipmentOrSystemFault",
        open511="INCIDENT",
        cifs=("HAZARD", "HAZARD_ON_ROAD_TRAFFIC_LIGHT_FAULT"),
    ),
)

PARKING_CHANGE = EventKind(
    value="parking-change",
    title=_("parking change"),
    plural=_("Parking bans"),
    label=_("no parking"),
    over=_("Ban is lifted"),
    colours=Colours("#1b53c0", "#5b8cf0"),
    looks=(Look("parking-change", line="dotted"),),
    shapes=(Shape.LINE,),
    form=Form(parts=("street", "parking", "stages"), impact="all-lanes-open"),  # a parking ban closes no lane
    manners=Manners.always(Manner("parking-change", asks_drivers=False)),
    open_end=UNTIL_FURTHER_NOTICE,
    is_on_the_way=False,
    read_as=("parking",),
)

PUBLIC_EVENT = EventKind(
    value="public-event",
    title=_("public event"),
    plural=_("Public events"),
    label=_("event"),
    over=_("Event is over"),
    colours=Colours("#7a2aa8", "#b06fdc"),
    looks=(Look("public-event", line="dashed", area="dotted"),),
    shapes=(Shape.LINE, Shape.AREA),
    form=Form(parts=("street", "impact", "stages")),
    manners=Manners.always(Manner("public-event")),
    open_end=UNTIL_OVER,
    reason_names_it=True,
    read_as=("event",),
    standards=Standards(
        datex2="PublicEvent", open511="SPECIAL_EVENT", cifs_closed=("ROAD_CLOSED", "ROAD_CLOSED_EVENT")
    ),
)

DECLARED = (
    CLOSURE,
    REPAIR_ZONE,
    SIGNAL_OUTAGE,
    PARKING_CHANGE,
    PUBLIC_EVENT,
)
