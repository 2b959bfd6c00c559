"""What is told of an event at a moment or in a window: the phases that hold then, the gravest of which names it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.gis.geos import GEOSGeometry
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from closures.kinds.declaration import Look
from closures.kinds.manners import OPEN
from closures.kinds.passages import Passage
from closures.kinds.states import UNSEEN, State, told_state
from closures.models import Phase, RoadEvent
from closures.models.asked import Asked
from closures.models.event import RoadEventQuerySet
from closures.models.lists import Basis, Direction, VehicleClass, VehicleImpact
from closures.models.silence import Silence
from closures.stages import numbered
from closures.workflow import Status
from roadmap.geometry import united
from roadmap.schedule import meet

FOR_WHOM = {
    VehicleClass.LORRY: pgettext_lazy("for whom", "lorries"),
    VehicleClass.BUS: pgettext_lazy("for whom", "buses"),
    VehicleClass.BICYCLE: pgettext_lazy("for whom", "bicycles"),
    VehicleClass.PEDESTRIAN: pgettext_lazy("for whom", "pedestrians"),
}
# Of several phases the event has the state that comes first.
REPORTED_ORDER = (State.ACTIVE, State.OVERDUE, State.PLANNED, State.FINISHED, State.CANCELLED, *UNSEEN)
OVER = (State.FINISHED, State.CANCELLED)
TOLD = "told_phases"  # where a QuerySet's prefetch puts them


@dataclass(frozen=True)
class Shown:
    """`phases` in order of number: those told of; all of them where it is told as a plan or is over.

    `is_idle`: none of them holds at the moment or in the window asked for; told is what it is then, as of `now`.
    """

    event: RoadEvent
    phases: tuple[Phase, ...]
    at: datetime
    is_idle: bool = False
    now: datetime | None = None

    @classmethod
    def of(cls, event: RoadEvent, asked: Asked) -> "Shown":
        """With the phases that `prefetched` put there; where none is told of, with all."""
        if not asked.has_time and event.status != Status.PUBLISHED:
            return cls(event, _that_were(event), asked.now)
        told = getattr(event, TOLD, None)
        phases = event.phases.answering(asked.anywhere()) if told is None else told
        if told_of := tuple(phases):
            return cls(event, told_of, _first_held(told_of, asked))
        if asked.has_time:
            return cls(event, _that_matter(event, asked), asked.nearest, is_idle=True, now=asked.now)
        return cls(event, tuple(event.phases.all()), asked.now)

    @classmethod
    def whole(cls, event: RoadEvent, at: datetime) -> "Shown":
        return cls(event, tuple(event.phases.prefetch_related("locations")), at)

    @cached_property
    def lead(self) -> Phase:
        return min(self.phases, key=lambda phase: phase.gravity)

    @property
    def is_part(self) -> bool:
        """Whether other phases are left out."""
        return len(self.phases) < self.event.stages

    @property
    def numbers(self) -> list[int]:
        return [phase.number for phase in self.phases]

    @cached_property
    def _stages(self) -> dict[int, int]:
        """Number of a phase → that of its stage, of all that the event has."""
        phases = list(self.event.phases.all())
        stages = numbered(phase.planned for phase in phases)
        return {phase.number: stage for phase, stage in zip(phases, stages, strict=True)}

    @property
    def stage_count(self) -> int:
        return max(self._stages.values())

    @property
    def stages_told(self) -> list[int]:
        """Their numbers; empty where none is left out: places of one stage are no stages."""
        told = sorted({self._stages[number] for number in self.numbers})
        return told if len(told) < self.stage_count else []

    @property
    def geometry(self) -> GEOSGeometry:
        return united([phase.geometry for phase in self.phases])

    @property
    def start(self) -> datetime:
        return min(phase.during.lower for phase in self.phases)

    @property
    def end(self) -> datetime | None:
        ends = [phase.during.upper for phase in self.phases]
        return None if None in ends else max(ends)

    @property
    def headline(self) -> str:
        """Of a part in its phases' own words, the gravest first; closures.api.features gives the same."""
        if not self.is_part:
            return self.event.shown_headline
        return _in_one(phase.shown_headline for phase in sorted(self.phases, key=lambda phase: phase.gravity))

    @property
    def place(self) -> str:
        return "; ".join(dict.fromkeys(phase.shown_place for phase in self.phases if phase.place))

    @property
    def hours(self) -> str:
        return "; ".join(dict.fromkeys(phase.shown_hours for phase in self.phases if phase.hours))

    @property
    def direction(self) -> str:
        directions = {phase.direction for phase in self.phases}
        return directions.pop() if len(directions) == 1 else Direction.BOTH

    @property
    def vehicle_impact(self) -> str:
        return self.lead.told_impact

    @property
    def restrictions(self) -> list[dict]:
        return self.lead.told_restrictions

    @property
    def vehicle_classes(self) -> list[str]:
        return self.lead.told_classes

    @property
    def exemptions(self) -> list[str]:
        return self.lead.exemptions

    @property
    def passage(self) -> Passage:
        return Passage(self._gravest.passage)

    @property
    def _gravest(self) -> Phase:
        """By what it leaves of the way: it colours the whole."""
        return min(self.phases, key=lambda phase: (Passage(phase.passage).order, phase.number))

    @property
    def traffic(self) -> str:
        return traffic_words(self.lead)

    @property
    def start_confirmed(self) -> str:
        """In words, how the start of what is told is known; empty where only the plan says so of any of it."""
        sources = [phase.start_source for phase in self.phases]
        return str(Basis(self.lead.start_source).label) if all(sources) else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody said of each of the phases told that it began."""
        return all(phase.actual_start for phase in self.phases)

    def silences(self, now: datetime) -> list[Silence]:
        """What nobody has confirmed by now though it was planned long ago, of what is told; each once."""
        found = {phase.silence_at(now) for phase in self.phases}
        return [silence for silence in Silence if silence in found]

    @property
    def look(self) -> Look:
        return self._gravest.look

    @property
    def sign_look(self) -> str:
        """The classes of its sign."""
        return f"{self.state.sign_class} {self.passage.tone}".strip()

    @property
    def depth(self) -> tuple[int, int, int]:
        """The lower, the nearer to the top of a map; the live map's scripts say the same (closures/js/styles.js)."""
        return self.state.look.order, self.passage.order, -self.event.severity

    @property
    def is_in_force(self) -> bool:
        return any(phase.in_force_at(self.at) for phase in self.phases)

    @property
    def state(self) -> State:
        """As people are told it."""
        return told_state(self.reported_state, is_in_force=self.is_in_force)

    @property
    def reported_state(self) -> State:
        return _state_of_all(self.phases, self.at, self.now or self.at)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def state_word(self) -> str:
        """What only the plan ends, or will have ended by the moment asked for, is told so."""
        return self.event.word_of(self.state)

    @property
    def pauses_at(self) -> datetime | None:
        """When what holds ceases for the hours between; None where it rests, or goes on to its end."""
        ends = [phase.timetable().next_change(self.at) for phase in self.phases if phase.in_force_at(self.at)]
        if not ends or None in ends:
            return None
        pause = max(ends)
        goes_on = self.end is not None and pause >= self.end
        return None if goes_on or any(phase.in_force_at(pause) for phase in self.phases) else pause

    @property
    def next_change(self) -> datetime | None:
        """When it begins or ceases to hold next, by its hours."""
        changes = [phase.timetable().next_change(self.at) for phase in self.phases]
        return min((change for change in changes if change), default=None)


def _in_one(headlines: Iterable[str]) -> str:
    """«Закрытие движения: A; B. Ограничение движения: C»: what is done alike is said once."""
    places: dict[str, list[str]] = {}
    for words in dict.fromkeys(filter(None, headlines)):
        done, _colon, place = words.partition(": ")
        places.setdefault(done, []).append(place)
    return ". ".join(f"{done}: {'; '.join(where)}" for done, where in places.items())


def _first_held(phases: Iterable[Phase], asked: Asked) -> datetime:
    """The moment that the words speak of: of a window apart from the present the first at which one of them holds."""
    if asked.window is None:
        return asked.seen_at
    since, until = asked.window
    if (since is None or since <= asked.now) and (until is None or asked.now < until):
        return asked.now
    held = [span for phase in phases for span in phase.held_as_of(asked.now)]
    in_window = [max(start, since or start) for start, end in held if meet((start, end), asked.window)]
    return min(in_window, default=asked.nearest)


def _that_were(event: RoadEvent) -> tuple[Phase, ...]:
    """All but those that were called off when the event was over."""
    phases = tuple(event.phases.prefetch_related("locations"))
    return tuple(phase for phase in phases if not phase.is_called_off) or phases


def _that_matter(event: RoadEvent, asked: Asked) -> tuple[Phase, ...]:
    """Of phases none of which holds then: those that give the event its state."""
    phases, at = tuple(event.phases.prefetch_related("locations")), asked.nearest
    state = _state_of_all(phases, at, asked.now)
    return phases if state in OVER else tuple(phase for phase in phases if _state_of(phase, at, asked.now) == state)


def _state_of_all(phases: Iterable[Phase], at: datetime, now: datetime) -> State:
    return min((_state_of(phase, at, now) for phase in phases), key=REPORTED_ORDER.index)


def _state_of(phase: Phase, at: datetime, now: datetime) -> State:
    """A term that is still to pass has nobody waiting for a confirmation: after it, it is over by the plan."""
    state = phase.state_at(at)
    is_to_pass = state == State.OVERDUE and phase.during.upper > now
    return State.FINISHED if is_to_pass else state


def traffic_words(phase: Phase) -> str:
    """What is left for traffic, in people's words; of a parking ban or a dark signal what it is: that all is open is no
    news of it."""
    if phase.event.declared.is_at_signal:
        return _("traffic light: %(mode)s") % {"mode": phase.event.signal_words}
    if not phase.event.declared.is_on_the_way and phase.vehicle_impact in OPEN:
        return str(phase.event.declared.label)
    if phase.vehicle_impact == VehicleImpact.ALL_LANES_CLOSED and phase.passage == Passage.LIMITED:
        return _("closed in one direction")
    if not phase.told_classes or phase.vehicle_impact in OPEN:
        return phase.get_vehicle_impact_display()
    classes = ", ".join(str(FOR_WHOM[value]) for value in phase.told_classes)
    if phase.vehicle_impact == VehicleImpact.ALL_LANES_CLOSED:
        return _("closed for %(classes)s") % {"classes": classes}
    return _("%(traffic)s, for %(classes)s") % {"traffic": phase.get_vehicle_impact_display(), "classes": classes}


def prefetched(events: RoadEventQuerySet, asked: Asked) -> RoadEventQuerySet:
    """With the phases that are told of, in one query for all."""
    told = Phase.objects.answering(asked.anywhere())
    return events.prefetch_related(Prefetch("phases", told, to_attr=TOLD))


def on_top_last(all_shown: Iterable[Shown]) -> list[Shown]:
    """In the order of drawing."""
    return sorted(all_shown, key=lambda shown: shown.depth, reverse=True)
