"""The record as plain values: all that a text needs and nothing that asks a database."""

from collections.abc import Mapping
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
    """One phase: `places` in the form of the place description, the main one first; `toward` for one direction."""

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


@dataclass(frozen=True)
class Facts:
    """`published` is the moment of the first text: dates of another year name it. `ended_at` is the confirmed end.
    `start_source` and `end_source` are who confirmed the start and the end; empty: only the plan says so.

    `previous` is the record before the change that a text tells of; `stored_forms` maps a street to its case forms,
    `stored_names` to its name in English.
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
    previous: "Facts | None" = None
    stored_forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stored_names: Mapping[str, str] = field(default_factory=dict)

    def alone(self) -> list["Facts"]:
        """The same of each phase, as if there were no other."""
        return [replace(self, phases=(phase,)) for phase in self.phases]

    @property
    def main(self) -> PhaseFacts:
        """The phase whose impact is the strongest; it names what the event is."""
        return min(self.phases, key=lambda phase: _STRENGTH.index(_known(phase.vehicle_impact)))

    @property
    def declared(self) -> EventKind:
        return KINDS[self.kind]

    @property
    def manner(self) -> Manner:
        """Which sentences it is told in."""
        return self.declared.manners.of(self.main.vehicle_impact)

    @property
    def is_planned(self) -> bool:
        return self.declared.is_planned(self.cause, has_end=self.whole.end is not None)

    @property
    def whole(self) -> Schedule:
        """All phases together: the one phase's own schedule, else from the first start to the last end."""
        if len(self.phases) == 1:
            return self.phases[0].schedule
        schedules = [phase.schedule for phase in self.phases]
        ends = [schedule.end for schedule in schedules]
        end = None if None in ends else max(ends)
        return Schedule(min(schedule.start for schedule in schedules), end, schedules[0].zone)

    @property
    def places(self) -> tuple[Mapping, ...]:
        """All places of all phases, each once."""
        found: list[Mapping] = []
        for phase in self.phases:
            found.extend(place for place in phase.places if place not in found)
        return tuple(found)


def _known(impact: str) -> str:
    return impact if impact in _STRENGTH else "unknown"


def is_before(one: datetime | None, other: datetime | None, *, or_open: bool = False) -> bool:
    if one is None:
        return False
    return one < other if other is not None else or_open


def differs_in(facts: Facts, previous: Facts) -> list[str]:
    """What changed beside time and place."""
    parts = {
        "traffic": lambda one: (one.main.vehicle_impact, one.main.lanes_closed, one.main.direction),
        "detour": lambda one: (one.detour, one.detour_streets),
        "buses": lambda one: (one.bus_routes, one.stops_removed),
    }
    return [name for name, told in parts.items() if told(facts) != told(previous)]
