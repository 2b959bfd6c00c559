"""The record as plain values: all that a text needs and nothing that asks a database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from closures.kinds import KINDS, EventKind
from closures.kinds.manners import ALTERNATING, OPEN, Manner
from roadmap.grammar.english.letters import latin
from roadmap.grammar.phrases import within
from roadmap.schedule import Schedule

PHASES = ("announced", "reminder", "started", "changed", "extended", "overdue", "finished", "cancelled")

PARTIAL = frozenset(
    (
        "some-lanes-closed",
        "some-lanes-closed-merge-left",
        "some-lanes-closed-merge-right",
        "some-lanes-closed-split",
        "unknown",
    )
)
_STRENGTH = ("all-lanes-closed", *sorted(ALTERNATING), *sorted(PARTIAL - {"unknown"}), "unknown", *sorted(OPEN))


@dataclass(frozen=True)
class CityName:
    """«Тюмень», «в Тюмени», “Tyumen”; `inside` is the whole phrase, since some cities take «во» or «на»."""

    name: str
    inside: str
    english: str

    @classmethod
    def of(cls, name: str, cases: Mapping[str, str] | None = None, english: str = "") -> "CityName":
        return cls(name, within(name, cases), english or latin(name))


@dataclass(frozen=True)
class PhaseFacts:
    """One phase: `places` in the form of the place description, the main one first; `toward` for one direction.

    `planned` are its planned start and end, where the confirmed ones of `schedule` may differ. `opened_by` is who
    confirmed its end; `is_called_off`: the event was over before it began.
    """

    places: tuple[Mapping, ...]
    schedule: Schedule
    vehicle_impact: str = "all-lanes-closed"
    name: str = ""
    direction: str = "both"  # both, forward, backward
    toward: str = ""
    lanes_closed: int | None = None
    lanes_total: int | None = None
    vehicle_classes: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    planned: tuple[datetime, datetime | None] | None = None
    opened_by: str = ""
    is_called_off: bool = False

    @property
    def is_for_some(self) -> bool:
        """Whether it concerns some classes of vehicles only."""
        return bool(self.vehicle_classes) and "all" not in self.vehicle_classes

    @property
    def is_closed(self) -> bool:
        """Whether nobody gets through: a ban for some closes no street."""
        return self.vehicle_impact == "all-lanes-closed" and not self.is_for_some

    @property
    def leaves(self) -> tuple:
        """What is left for traffic; phases that leave the same are told in one sentence."""
        lanes = () if self.vehicle_impact == "all-lanes-closed" else (self.lanes_closed, self.lanes_total)
        return self.vehicle_impact, lanes, self.vehicle_classes if self.is_for_some else ()

    @property
    def times(self) -> tuple:
        """When it holds by the plan, to the minute: phases of the same times hold side by side, and are no stages."""
        term = self.planned or (self.schedule.start, self.schedule.end)
        return *map(to_the_minute, term), frozenset(self.schedule.hours), self.schedule.exceptions

    def is_same(self, other: "PhaseFacts") -> bool:
        """In another state of the event."""
        return (self.times, self.places) == (other.times, other.places)


@dataclass(frozen=True)
class Facts:
    """`published` is the moment of the first text: dates of another year name it. `ended_at` is the confirmed end.
    `start_source` and `end_source` are who confirmed the start and the end; empty: only the plan says so.

    `opened` are phases that are confirmed over while others go on, `called_off` those that never began and never will;
    `phases` are the rest. `previous` is the record before the change that a text tells of; `stored_forms` maps a street
    to its case forms, `stored_names` to its name in English.
    """

    kind: str
    city: CityName
    phases: tuple[PhaseFacts, ...]
    cause: str = "unknown"
    reason: str = ""
    detour: str = ""
    detour_streets: tuple[str, ...] = ()
    bus_routes: tuple[str, ...] = ()
    stops_removed: tuple[str, ...] = ()
    performer: str = ""
    contact: str = ""
    note: str = ""
    agency_name: str = ""
    signal_mode: str = ""
    parking_places: int | None = None
    url: str = ""
    published: datetime | None = None
    start_source: str = ""
    ended_at: datetime | None = None
    end_source: str = ""
    opened: tuple[PhaseFacts, ...] = ()
    called_off: tuple[PhaseFacts, ...] = ()
    previous: "Facts | None" = None
    stored_forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stored_names: Mapping[str, str] = field(default_factory=dict)

    def alone(self) -> list["Facts"]:
        """The same of each phase, as if there were no other."""
        return [replace(self, phases=(phase,)) for phase in self.phases]

    def as_it_stands(self, *, is_over: bool = False) -> "Facts":
        """With what is left of it. Of an event that is over, all that was held is told; else what was opened is not."""
        called_off = tuple(phase for phase in self.phases if phase.is_called_off)
        opened = () if is_over else tuple(phase for phase in self.phases if phase.opened_by)
        if len(opened) + len(called_off) >= len(self.phases):
            return self
        previous = self.previous and self.previous.without((*called_off, *opened))
        kept = self.without((*called_off, *opened)).phases
        return replace(self, phases=kept, opened=opened, called_off=called_off, previous=previous)

    def lapsed_at(self, at: datetime) -> "Facts":
        """Without the stages whose end is still to come."""
        return self.without([phase for phase in self.phases if phase.schedule.end is None or phase.schedule.end > at])

    def without(self, phases: Iterable[PhaseFacts]) -> "Facts":
        """All the same where nothing would be left."""
        kept = tuple(phase for phase in self.phases if not any(phase.is_same(other) for other in phases))
        return replace(self, phases=kept) if kept else self

    @property
    def main(self) -> PhaseFacts:
        """The phase whose impact is the strongest for the most; it names what the event is."""
        return min(self.phases, key=_weight)

    @property
    def declared(self) -> EventKind:
        return KINDS[self.kind]

    @property
    def manner(self) -> Manner:
        """Which sentences it is told in."""
        return self.declared.manners.of(self.main.vehicle_impact, is_for_some=self.main.is_for_some)

    @property
    def stages(self) -> list[tuple[PhaseFacts, ...]]:
        """In the order of their start; phases that hold at the same times are one stage in several places."""
        return _stages_of(self.phases)

    @property
    def numbered_stages(self) -> list[tuple[int, tuple[PhaseFacts, ...]]]:
        """As they were counted when all were still to come."""
        times = [stage[0].times for stage in _stages_of((*self.phases, *self.opened, *self.called_off))]
        return [(times.index(stage[0].times) + 1, stage) for stage in self.stages]

    @property
    def is_staged(self) -> bool:
        return len(self.stages) > 1

    @property
    def beside(self) -> tuple[PhaseFacts, ...]:
        """Where all hold at the same time: the phases that leave something else for traffic than the main one."""
        return () if self.is_staged else tuple(phase for phase in self.phases if phase.leaves != self.main.leaves)

    @property
    def is_planned(self) -> bool:
        return self.declared.is_planned(self.cause, has_end=self.whole.end is not None)

    @property
    def whole(self) -> Schedule:
        """All phases together: with their common hours, else from the first start to the last end."""
        schedules = [phase.schedule for phase in self.phases]
        ends = [schedule.end for schedule in schedules]
        term = {
            "start": min(schedule.start for schedule in schedules),
            "end": None if None in ends else max(ends),
        }
        return Schedule(**term, zone=schedules[0].zone) if self.is_staged else replace(schedules[0], **term)

    @property
    def places(self) -> tuple[Mapping, ...]:
        """Those that the main sentence is true of, each once."""
        beside = self.beside
        return _each_once(phase for stage in self.stages for phase in stage if phase not in beside)

    @property
    def all_places(self) -> tuple[Mapping, ...]:
        return _each_once(phase for stage in self.stages for phase in stage)


def to_the_minute(moment: datetime | None) -> datetime | None:
    """As texts tell it."""
    return moment and moment.replace(second=0, microsecond=0)


def _stages_of(phases: Iterable[PhaseFacts]) -> list[tuple[PhaseFacts, ...]]:
    found: dict[tuple, list[PhaseFacts]] = {}
    for phase in sorted(phases, key=lambda phase: phase.schedule.start):
        found.setdefault(phase.times, []).append(phase)
    return [tuple(stage) for stage in found.values()]


def _each_once(phases: Iterable[PhaseFacts]) -> tuple[Mapping, ...]:
    found: list[Mapping] = []
    for phase in phases:
        found.extend(place for place in phase.places if place not in found)
    return tuple(found)


def _weight(phase: PhaseFacts) -> tuple[int, bool]:
    """A ban for some leaves all lanes open, and is more than nothing."""
    told = "all-lanes-open" if phase.is_for_some else _known(phase.vehicle_impact)
    return _STRENGTH.index(told), not phase.is_for_some


def _known(impact: str) -> str:
    return impact if impact in _STRENGTH else "unknown"


def is_before(one: datetime | None, other: datetime | None, *, or_open: bool = False) -> bool:
    if one is None:
        return False
    return one < other if other is not None else or_open


def differs_in(facts: Facts, previous: Facts) -> list[str]:
    """What changed beside time and place."""
    parts = {
        "traffic": lambda one: (one.main.leaves, one.main.direction, [phase.leaves for phase in one.beside]),
        "detour": lambda one: (one.detour, one.detour_streets),
        "buses": lambda one: (one.bus_routes, one.stops_removed),
    }
    return [name for name, told in parts.items() if told(facts) != told(previous)]
