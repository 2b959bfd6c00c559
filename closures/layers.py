"""What the map shows of closures: each kind of road events is a layer of one source."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from closures.kinds import KINDS, EventKind
from closures.kinds.states import State, describe_states, in_force_sql, state_sql
from closures.models import RoadEvent
from closures.models.lists import VehicleImpact
from roadmap.layers import Choice, Filter, Layer, LegendRow, Row
from roadmap.models import City
from roadmap.question import Question
from roadmap.tiles import TileSource

CLOSED = (VehicleImpact.ALL_LANES_CLOSED,)
OPEN = (VehicleImpact.ALL_LANES_OPEN, VehicleImpact.UNKNOWN)
LIMITED = tuple(impact for impact in VehicleImpact if impact not in CLOSED + OPEN)

IMPACT = Filter(
    "impact",
    _("Traffic"),
    (
        Choice("closed", _("No way through"), ",".join(CLOSED)),
        Choice("limited", _("Narrowed or alternating"), ",".join(LIMITED)),
        Choice("open", _("Lanes are open"), ",".join(OPEN)),
    ),
)

HEAVY = ("geometry", "detour_geometry", "in_force")  # a list needs none of them

# The whole published life is in the tiles; those over for long would only hide what holds now.
STATE = state_sql("event.status", "event.during", "%(at)s")
IN_FORCE = in_force_sql("event.status", "event.in_force", "%(at)s")
ROAD_EVENTS = TileSource(
    name="road-events",
    columns=("kind", "headline", "headline_en", "vehicle_impact", "state", "in_force", "starts", "ends"),
    features=f"""
        SELECT event.id, event.geometry, event.kind, event.headline, event.headline_en, event.vehicle_impact,
               {STATE} AS state, {IN_FORCE} AS in_force,
               extract(epoch FROM lower(event.during))::bigint AS starts,
               extract(epoch FROM upper(event.during))::bigint AS ends
        FROM closures_roadevent AS event
        WHERE event.geometry && tile.box AND event.city_id = %(city)s AND event.status = 'published'
    """,  # noqa: S608 - holds nothing of the request
)


def answering(city: City, question: Question) -> QuerySet[RoadEvent]:
    """The road events that a page's question is about; the public API answers the same."""
    events = RoadEvent.objects.filter(city=city).select_related("agency")
    events = events.holding(question.moment, question.window)
    return events.narrowed(box=question.box, road=question.street, impacts=_impacts(question))


def _impacts(question: Question) -> list[str]:
    chosen = {choice.value: choice.sent for choice in IMPACT.choices}.get(question.choices.get(IMPACT.name, ""))
    return chosen.split(",") if chosen else []


class RoadEventLayer(Layer):
    """One kind of road events."""

    source = "api-road-events"
    takes_time = True
    filters = (IMPACT,)
    key_prefix = "event"
    card = "event-card"
    module = "closures/js/styles.js"
    tiles = ROAD_EVENTS

    def __init__(self, kind: EventKind):
        self.kind = kind
        self.slug = kind.value
        self.title = kind.plural
        self.label = kind.label
        self.sign = kind.looks[0].sign
        self.signs = tuple(look.sign for look in kind.looks)
        self.colours = kind.colours
        self.params = {"kind": kind.value}
        self.legend = tuple(LegendRow(look.sign, look.title) for look in kind.looks if look.title)
        self.drawing = kind.describe_drawing() | {"states": describe_states()}

    @classmethod
    def all(cls) -> list["RoadEventLayer"]:
        return [cls(kind) for kind in KINDS.values()]

    @property
    def states(self) -> tuple[LegendRow, ...]:
        told = (State.ACTIVE, State.PLANNED, State.FINISHED)
        return tuple(LegendRow(self.sign, state.public_word, state.sign_class) for state in told)

    def counted(self, number: int) -> str:
        return ngettext("%(found)s event", "%(found)s events", number) % {"found": number}

    def rows(self, city: City, question: Question, limit: int) -> list[Row]:
        events = answering(city, question).filter(kind=self.slug).defer(*HEAVY)
        return [
            Row(f"event-{event.pk}", tuple(event.urgency), "closures/_row.html", event_context(event, question))
            for event in events.by_urgency(question.seen_at)[:limit]
        ]


def event_context(event: RoadEvent, question: Question) -> dict:
    """What the templates of a row and a card ask for."""
    return {
        "event": event,
        "state": event.state_at(question.seen_at),
        "sign": event.declared.look_of(event.vehicle_impact).sign,
    }
