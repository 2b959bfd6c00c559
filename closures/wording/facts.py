"""The record as plain values: all that a text needs and nothing that asks a database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from closures.kinds import KINDS, EventKind
from closures.kinds.lanes import FOOTWAY, ShutPath
from closures.kinds.manners import ALTERNATING, OPEN, Manner
from closures.kinds.restrictions import NOW_AND_THEN, Given
from closures.stages import numbered, times_of
from roadmap.language.grammar.english.letters import latin
from roadmap.language.grammar.phrases import within
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

    `planned` are its planned start and end, where the confirmed ones of `schedule` may differ. `begun_by` and
    `opened_by` are who confirmed its start and its end; `is_called_off`: the event was over before it began.
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
    limits: tuple[ShutPath | Given, ...] = ()
    planned: tuple[datetime, datetime | None] | None = None
    begun_by: str = ""
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

    @cached_property
    def leaves(self) -> tuple:
        """What is left for traffic; phases that leave the same are told in one sentence."""
        lanes = () if self.vehicle_impact == "all-lanes-closed" else (self.lanes_closed, self.lanes_total)
        return self.vehicle_impact, lanes, self.concerned, self.limits

    @property
    def concerned(self) -> tuple[str, ...]:
        """The classes of vehicles; empty: all."""
        return self.vehicle_classes if self.is_for_some else ()

    @property
    def is_for_those_on_foot(self) -> bool:
        return set(self.concerned) == {"pedestrian"}

    @property
    def is_on_one_side(self) -> bool:
        """Of those on foot; both footways, or none by itself, are the whole way."""
        paths = [each for each in self.limits if isinstance(each, ShutPath) and each.type == FOOTWAY]
        return self.is_for_those_on_foot and bool(paths) and all(path.side != "both" for path in paths)

    @property
    def side(self) -> tuple[str, str]:
        return self.direction, self.toward

    @cached_property
    def times(self) -> tuple:
        """When it holds by the plan, to the minute: phases of the same times hold side by side, and are no stages."""
        term = self.planned or (self.schedule.start, self.schedule.end)
        return times_of(*term, self.schedule)

    def is_on(self, at: datetime) -> bool:
        """From its start to its end, whatever its hours."""
        return self.schedule.start <= at and (self.schedule.end is None or at < self.schedule.end)

    def is_same(self, other: "PhaseFacts") -> bool:
        """In another state of the event."""
        return (self.times, self.places) == (other.times, other.places)


@dataclass(frozen=True)
class Facts:
    """`published` is the moment of the first text: dates of another year name it. `ended_at` is the confirmed end.
    `start_source` and `end_source` are who confirmed the start and the end; empty: only the plan says so.

    `others` are phases that the main sentence leaves to the list of stages, `opened` those that are confirmed over
    while others go on, `called_off` those that never began and never will;
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
    others: tuple[PhaseFacts, ...] = ()
    opened: tuple[PhaseFacts, ...] = ()
    called_off: tuple[PhaseFacts, ...] = ()
    previous: "Facts | None" = None
    stored_forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stored_names: Mapping[str, str] = field(default_factory=dict)

    def alone(self) -> list["Facts"]:
        """The same of each phase, as if there were no other."""
        return [replace(self, phases=(phase,)) for phase in self.phases]

    def done_apart(self) -> list["Facts"]:
        """About the phases that are called alike, the gravest first, and about nothing else."""
        found: dict[tuple, list[PhaseFacts]] = {}
        for phase in sorted(self.phases, key=lambda phase: (*_weight(phase), phase.direction != "both")):
            found.setdefault(self._called(phase), []).append(phase)
        only = replace(self, others=(), opened=(), called_off=(), previous=None)
        return [replace(only, phases=tuple(phases)) for phases in found.values()]

    def _called(self, phase: PhaseFacts) -> tuple:
        """What the words of a headline depend on."""
        manner = self._manner_of(phase)
        is_one_way = phase.is_closed and phase.direction != "both"
        return manner, phase.is_closed, is_one_way, phase.vehicle_impact in OPEN, phase.concerned

    def as_it_stands(self, *, is_over: bool = False) -> "Facts":
        """With what is left of it. Of an event that is over, all that was held is told; else what was opened is not."""
        called_off = tuple(phase for phase in self.phases if phase.is_called_off)
        opened = () if is_over else tuple(phase for phase in self.phases if phase.opened_by)
        if len(opened) + len(called_off) >= len(self.phases):
            return self
        previous = self.previous and self.previous.without((*called_off, *opened))
        kept = self.without((*called_off, *opened)).phases
        left = replace(self, phases=kept, opened=opened, called_off=called_off, previous=previous)
        return left._as_it_began() if left.is_part else left

    def lapsed_at(self, at: datetime) -> "Facts":
        """About the stages whose end has come, the first of which began as somebody confirmed or by the plan."""
        past = self.about(phase for phase in self.phases if phase.schedule.end and phase.schedule.end <= at)
        return past._as_it_began() if past.is_part else past

    def holding_at(self, at: datetime) -> "Facts":
        """About the stages that hold then, as somebody confirmed or by the plan."""
        now = self.about(phase for phase in self.phases if phase.is_on(at))
        return now._as_it_began() if now.is_part else now

    def _as_it_began(self) -> "Facts":
        """Known by whom the first of its stages is: another one's confirmation proves nothing of it."""
        return replace(self, start_source=_source_of(self.stages[0]))

    def opened_last(self) -> "Facts":
        """About what was confirmed over last, of which nothing holds any more."""
        end = max(phase.schedule.end for phase in self.opened)
        last = tuple(phase for phase in self.opened if phase.schedule.end == end)
        over = replace(self, phases=last, others=self.phases, opened=(), called_off=(), previous=None)
        return replace(over, ended_at=end, end_source=last[0].opened_by)

    def about_the_end(self) -> "Facts":
        """Of an event that is over, about what was open last; the rest was confirmed to be open before."""
        end = self.ended_at
        before = tuple(phase for phase in self.phases if phase.opened_by and end and phase.schedule.end < end)
        last = self.without(before)
        return self if last is self else replace(last, opened=(*self.opened, *before))

    def about(self, phases: Iterable[PhaseFacts]) -> "Facts":
        """With a main sentence about these; all the same where these are none or all."""
        told = tuple(phases)
        others = tuple(phase for phase in self.phases if phase not in told)
        return replace(self, phases=told, others=others, previous=None) if told and others else self

    def without(self, phases: Iterable[PhaseFacts]) -> "Facts":
        """All the same where nothing would be left."""
        kept = tuple(phase for phase in self.phases if not any(phase.is_same(other) for other in phases))
        return replace(self, phases=kept) if kept else self

    @property
    def is_part(self) -> bool:
        """Whether the main sentence leaves out a part of the event."""
        return bool(self.others or self.opened or self.called_off)

    @cached_property
    def main(self) -> PhaseFacts:
        """The phase whose impact is the strongest for the most; it names what the event is."""
        return min(self.phases, key=_weight)

    @cached_property
    def told(self) -> PhaseFacts:
        """What the main sentence may say: of several stages only what is true of each."""
        return _true_of_all(self.main, self.phases) if self.is_staged else self.main

    @property
    def declared(self) -> EventKind:
        return KINDS[self.kind]

    @property
    def manner(self) -> Manner:
        """Which sentences it is told in."""
        return self._manner_of(self.told)

    def _manner_of(self, phase: PhaseFacts) -> Manner:
        """A limit, or a note of a turn, of which no cause is told is no works; that traffic is not shut is not said
        where it is now and then."""
        limits = [each for each in phase.limits if isinstance(each, Given)]
        is_untold = self.cause == "unknown" and bool(limits or self.note)
        is_limit = is_untold or any(each.type in NOW_AND_THEN for each in limits)
        return self.declared.manners.of(phase.vehicle_impact, is_for_some=phase.is_for_some, is_limit=is_limit)

    @property
    def listed(self) -> tuple[PhaseFacts, ...]:
        """All that a list of stages names."""
        return (*self.phases, *self.others)

    @cached_property
    def common_side(self) -> tuple[str, str]:
        """Direction and «toward» where all phases of the main sentence have the same, else those of no direction."""
        sides = {phase.side for phase in self.phases if phase not in self.beside}
        return sides.pop() if len(sides) == 1 else ("both", "")

    @property
    def is_one_way(self) -> bool:
        """Whether each phase of the main sentence shuts one direction only, be it another one each."""
        told = [phase for phase in self.phases if phase not in self.beside]
        return not self.declared.is_at_signal and all(phase.direction != "both" for phase in told)

    @cached_property
    def stages(self) -> tuple[tuple[PhaseFacts, ...], ...]:
        """In the order of their start; phases that hold at the same times are one stage in several places."""
        return _stages_of(self.phases)

    def begun_by(self, at: datetime | None) -> str:
        """Who confirmed the start; of several stages that of those that hold then."""
        now = [phase for phase in self.phases if at and phase.is_on(at)] if self.is_staged or self.is_part else []
        return _source_of(now) if now else self.start_source

    @property
    def numbered_stages(self) -> list[tuple[int, tuple[PhaseFacts, ...]]]:
        """As they were counted when all were still to come."""
        told = _stages_of(self.listed)
        times = [phase.times for phase in (*self.opened, *self.called_off)]
        numbers = numbered([*(stage[0].times for stage in told), *times])
        return list(zip(numbers, told, strict=False))

    def next_stage(self, at: datetime) -> tuple[PhaseFacts, ...]:
        """The first that is still to come."""
        to_come = [stage for stage in _stages_of(self.others) if stage[0].schedule.start > at]
        return to_come[0] if to_come else ()

    @cached_property
    def is_staged(self) -> bool:
        return len(self.stages) > 1

    @cached_property
    def beside(self) -> tuple[PhaseFacts, ...]:
        """Where all hold at the same time: the phases that leave something else for traffic than the main one."""
        return () if self.is_staged else tuple(phase for phase in self.phases if phase.leaves != self.main.leaves)

    @property
    def is_planned(self) -> bool:
        return self.declared.is_planned(self.cause, has_end=self.whole.end is not None)

    @cached_property
    def whole(self) -> Schedule:
        """All phases together: with their common hours, else from the first start to the last end."""
        schedules = [phase.schedule for phase in self.phases]
        ends = [schedule.end for schedule in schedules]
        term = {
            "start": min(schedule.start for schedule in schedules),
            "end": None if None in ends else max(ends),
        }
        return Schedule(**term, zone=schedules[0].zone) if self.is_staged else replace(schedules[0], **term)

    @cached_property
    def places(self) -> tuple[Mapping, ...]:
        """Those that the main sentence is true of, each once."""
        left_out = self.beside
        if self.is_staged and self.told.vehicle_impact not in OPEN:
            left_out = [phase for phase in self.phases if phase.vehicle_impact in OPEN]
        return _each_once(phase for stage in self.stages for phase in stage if phase not in left_out)

    @property
    def lies_at(self) -> list[Mapping]:
        """All places, whichever direction is shut there: its traffic comes from one end or from the other."""
        return [_without_direction(place) for place in self.all_places]

    @cached_property
    def all_places(self) -> tuple[Mapping, ...]:
        return _each_once(phase for stage in self.stages for phase in stage)


def _stages_of(phases: Iterable[PhaseFacts]) -> tuple[tuple[PhaseFacts, ...], ...]:
    found: dict[tuple, list[PhaseFacts]] = {}
    for phase in sorted(phases, key=lambda phase: phase.schedule.start):
        found.setdefault(phase.times, []).append(phase)
    return tuple(tuple(stage) for stage in found.values())


def _each_once(phases: Iterable[PhaseFacts]) -> tuple[Mapping, ...]:
    found: list[Mapping] = []
    for phase in phases:
        found.extend(place for place in phase.places if place not in found)
    return tuple(found)


def _without_direction(place: Mapping) -> Mapping:
    ends = sorted(str(place.get(key)) for key in ("from", "to"))
    return {key: value for key, value in place.items() if key not in ("toward", "from", "to")} | {"ends": ends}


def _true_of_all(main: PhaseFacts, phases: Iterable[PhaseFacts]) -> PhaseFacts:
    """A closure is a restriction, too; a ban for some and one for all are one for nobody in particular."""
    phases = list(phases)
    concerned = {phase.concerned for phase in phases}
    exempt = [name for name in main.exemptions if all(name in phase.exemptions for phase in phases)]
    limits = [each for each in main.limits if all(each in phase.limits for phase in phases)]
    common = replace(main, exemptions=tuple(exempt), limits=tuple(limits))
    if len({phase.leaves for phase in phases}) == 1:
        return common
    impact = _common_impact({phase.vehicle_impact for phase in phases}) if len(concerned) == 1 else "some-lanes-closed"
    classes = main.vehicle_classes if len(concerned) == 1 else ()
    return replace(common, vehicle_impact=impact, lanes_closed=None, lanes_total=None, vehicle_classes=classes)


def _common_impact(impacts: set[str]) -> str:
    if len(impacts) == 1:
        return next(iter(impacts))
    if impacts <= ALTERNATING:
        return "alternating-one-way"
    return "all-lanes-open" if impacts <= OPEN else "some-lanes-closed"


def _source_of(phases: Iterable[PhaseFacts]) -> str:
    """Who confirmed the start of each; empty where only the plan says so of one."""
    sources = {phase.begun_by for phase in phases}
    return sources.pop() if len(sources) == 1 else ""


def _weight(phase: PhaseFacts) -> tuple[int, bool]:
    """A ban for some leaves all lanes open, and is more than nothing."""
    told = "all-lanes-open" if phase.is_for_some else _known(phase.vehicle_impact)
    return _STRENGTH.index(told), not phase.is_for_some


def _known(impact: str) -> str:
    return impact if impact in _STRENGTH else "unknown"


def is_before(one: datetime | None, other: datetime | None) -> bool:
    """Without an end there is nothing to be before."""
    return one is not None and other is not None and one < other


def differs_in(facts: Facts, previous: Facts) -> list[str]:
    """What changed, as far as texts tell of it."""
    found = [name for name, told in _TOPICS.items() if told(facts) != told(previous)]
    return [name for name in found if name != "direction" or "traffic" not in found]


_TOPICS: dict[str, Callable[[Facts], object]] = {
    "time": lambda one: [[_in_force(phase) for phase in stage] for stage in one.stages],
    "place": lambda one: one.lies_at,
    "traffic": lambda one: [
        (phase.leaves, phase.direction == "both", phase.exemptions) for stage in one.stages for phase in stage
    ],
    "direction": lambda one: [phase.side for stage in one.stages for phase in stage],
    "mode": lambda one: one.signal_mode,
    "spaces": lambda one: one.parking_places,
    "detour": lambda one: (one.detour, one.detour_streets),
    "buses": lambda one: one.bus_routes,
    "stops": lambda one: one.stops_removed,
    "reason": lambda one: (one.cause, one.reason),
    "performer": lambda one: one.performer,
    "contact": lambda one: one.contact,
    "note": lambda one: one.note,
}


def _in_force(phase: PhaseFacts) -> tuple:
    """When it holds, as far as is known."""
    return times_of(phase.schedule.start, phase.schedule.end, phase.schedule)
