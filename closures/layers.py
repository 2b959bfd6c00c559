"""What the map shows of closures: each kind of road events is a layer of one source."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from closures.kinds import AT_SIGNAL, KINDS, EventKind
from closures.kinds.declared import PARKING_CHANGE
from closures.kinds.passages import TONES, Passage
from closures.kinds.states import State
from closures.models import Phase, RoadEvent
from closures.models.asked import Asked
from closures.models.event import RoadEventQuerySet
from closures.models.lists import VehicleClass
from closures.models.urgency import Order
from closures.shown import Shown, prefetched
from closures.tiles import ROAD_EVENTS
from roadmap.distances import away_words
from roadmap.layers import Choice, Figure, Filter, Layer, LegendRow, Row
from roadmap.models import City
from roadmap.moments import period_words
from roadmap.question import Question
from roadmap.time_groups import TimeGroup

FOR_ALL_OPEN = (Passage.OPEN, Passage.RESTRICTED, Passage.UNKNOWN)

PASSAGE = Filter(
    "passage",
    _("Traffic"),
    (
        Choice("closed", _("No way through"), Passage.CLOSED.value),
        Choice("limited", _("Narrowed or alternating"), Passage.LIMITED.value),
        Choice("open", _("Lanes are open"), ",".join(FOR_ALL_OPEN)),
    ),
)

LORRIES = Filter(
    "vehicle_class",
    _("For whom"),
    (Choice("lorry", _("For lorries"), VehicleClass.LORRY.value),),
)

HEAVY = ("geometry", "detour_geometry", "spells", "in_force", "held_on")  # a list needs none of them


def asked_by(question: Question) -> Asked:
    """What a page's question asks of time, place and traffic."""
    return Asked(
        question.at,
        at=question.moment,
        window=question.window,
        box=question.box,
        road=question.street,
        area=question.area,
        passages=_sent(PASSAGE, question),
        vehicle_classes=_sent(LORRIES, question),
    )


def answering(city: City, question: Question) -> RoadEventQuerySet:
    """The road events that a page's question is about; the public API answers the same."""
    events = RoadEvent.objects.filter(city=city).select_related("agency", "city")
    return prefetched(events.answering(asked_by(question)), asked_by(question))


def _sent(chosen: Filter, question: Question) -> tuple[str, ...]:
    sent = {choice.value: choice.sent for choice in chosen.choices}.get(question.choices.get(chosen.name, ""))
    return tuple(sent.split(",")) if sent else ()


class RoadEventLayer(Layer):
    """One kind of road events."""

    source = "api-road-events"
    asks = {"split": "phase"}
    takes_time = True
    days = "api-road-event-days"
    version = "api-road-event-version"
    filters = (PASSAGE, LORRIES)
    key_prefix = "event"
    card = "event-card"
    module = "closures/js/styles.js"
    tones = TONES
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
        self.legend = tuple(LegendRow(look.sign, look.title, look.tone) for look in kind.looks if look.title)
        self.drawing = kind.describe_drawing()

    @classmethod
    def all(cls) -> list["RoadEventLayer"]:
        return [cls(kind) for kind in KINDS.values()]

    @property
    def states(self) -> tuple[LegendRow, ...]:
        """What the colours stand for, then what a sign looks like by its state."""
        told = (State.ACTIVE, State.RESTING, State.OVERDUE, State.PLANNED, State.FINISHED)
        colours = [LegendRow("passage", passage.label, passage.tone) for passage in Passage if passage.colours]
        tone = self.kind.looks[0].tone
        signs = [LegendRow(self.sign, state.word, f"{state.sign_class} {tone}".strip()) for state in told]
        return (*colours, *signs)

    def counted(self, number: int) -> str:
        return ngettext("%(found)s event", "%(found)s events", number) % {"found": number}

    @classmethod
    def rows(cls, layers: Sequence[Self], city: City, question: Question, limit: int) -> list[Row]:
        events = in_order(_of_kinds(layers, city, question), city, question)
        return [_row(event, question, city.zone) for event in events[:limit]]

    @classmethod
    def number(cls, layers: Sequence[Self], city: City, question: Question) -> int:
        return _of_kinds(layers, city, question).count()

    @classmethod
    def figures(cls, city: City, at: datetime) -> list[Figure]:
        """What holds at this minute, as the list at this minute counts it."""
        now = Phase.objects.filter(event__in=RoadEvent.objects.filter(city=city).told(Asked(at, at=at)))
        closed, limited = Q(passage=Passage.CLOSED), Q(passage=Passage.LIMITED)
        numbers = now.answering(Asked(at, at=at)).aggregate(
            closed=_events(closed),
            limited=_events(limited),
            dark=_events(Q(event__kind__in=AT_SIGNAL)),
            parking=_events(Q(event__kind=PARKING_CHANGE.value)),
        )
        return [Figure(text(numbers[name]), f"when=now&{asked}") for name, text, asked in _FIGURES if numbers[name]]


def _of_kinds(layers: Iterable[RoadEventLayer], city: City, question: Question) -> RoadEventQuerySet:
    return answering(city, question).filter(kind__in=[layer.slug for layer in layers])


def _row(event: RoadEvent, question: Question, zone: ZoneInfo) -> Row:
    told = event_context(event, question)
    return Row(
        f"event-{event.pk}",
        tuple(event.urgency),
        "closures/_row.html",
        told,
        group=group_title(event, question),
        brief=_brief(event, told["shown"], question.at, zone),
    )


def _brief(event: RoadEvent, shown: Shown, now: datetime, zone: ZoneInfo) -> str:
    return ", ".join(filter(None, (shown.traffic, period_words(shown.start, shown.end, zone, now), shown.hours)))


def _events(condition: Q) -> Count:
    return Count("event", distinct=True, filter=condition)


def _closed(number: int) -> str:
    return ngettext("%(number)s road closed", "%(number)s roads closed", number) % {"number": number}


def _limited(number: int) -> str:
    return ngettext("%(number)s narrowed", "%(number)s narrowed", number) % {"number": number}


def _dark(number: int) -> str:
    return ngettext("%(number)s traffic light out", "%(number)s traffic lights out", number) % {"number": number}


def _parking(number: int) -> str:
    return ngettext("%(number)s parking ban", "%(number)s parking bans", number) % {"number": number}


# Number of the figures, how it is said, and what the list is asked for
_FIGURES = (
    ("closed", _closed, "passage=closed"),
    ("limited", _limited, "passage=limited"),
    ("dark", _dark, f"kind={','.join(AT_SIGNAL)}"),
    ("parking", _parking, f"kind={PARKING_CHANGE.value}"),
)


def in_order(events: RoadEventQuerySet, city: City, question: Question) -> RoadEventQuerySet:
    """As lists tell them."""
    return events.defer(*HEAVY).by_urgency(Order.of(question, city.zone), asked_by(question))


def group_title(event: RoadEvent, question: Question) -> str:
    """Of an event `in_order`; nothing where another time than the present is asked about."""
    return "" if question.is_apart else str(TimeGroup(event.urgency[0]).title)


def event_context(event: RoadEvent, question: Question) -> dict:
    """What the templates of a row and a card ask for; `at` is the moment asked for, `present` the reader's own."""
    shown = Shown.of(event, asked_by(question))
    return {
        "event": event,
        "shown": shown,
        "state": shown.state,
        "sign": shown.look.sign,
        "silences": shown.silences(question.at),
        "at": shown.at,
        "present": question.at,
        "away": away_words(event.urgency[1]) if question.near and hasattr(event, "urgency") else "",
    }
