"""Made-up road events, and what is true of each at a moment or in a window: `Schedule` evaluated phase by phase.

The product answers by derived columns and SQL; this says the same from what was entered. tests/closures/test_truth.py
compares them for some hundred events, `./run bench truth` for thousands.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from random import Random
from urllib.parse import urlencode

from django.contrib.gis.geos import GEOSGeometry, Polygon

from closures.derive import derive
from closures.models import Phase, PhasePlace, RoadEvent
from closures.models.lists import IMPACT_ORDER, VehicleImpact
from closures.shown import Shown
from roadmap.models import Agency, City
from roadmap.schedule import Schedule

LIST = "/api/v1/road-events/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RULES = (24, 1, None)  # hours after which the plan counts, one city each; never
KINDS = ("closure", "closure", "repair-zone", "parking-change", "public-event")
IMPACTS = ("all-lanes-closed", "some-lanes-closed", "alternating-one-way", "all-lanes-open")
CALLED = ("Закрытие движения", "Ограничение движения", "Реверсивное движение", "Ремонтные работы")  # by IMPACTS
PASSAGES = ("closed", "limited", "restricted", "open")  # the gravest first
STATES = ("active", "overdue", "planned", "finished")  # of several phases the event has the first
DIRECTIONS = ("both", "both", "forward", "backward")
CLASSES = ([], [], [], ["all"], ["lorry"], ["lorry", "bus"])
HOURS = ("00:00", "06:00", "07:30", "13:00", "22:00", "23:45")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
STATUSES = ("published",) * 12 + ("finished",) * 4 + ("cancelled", "cancelled", "draft", "in-review")
AN_OPEN_END = 0.1
BESIDE = 0.0001  # degrees about a street
FIRST_WORDS = re.compile(r"(?:^|\. )(\w+ \w+)")  # of each sentence of a headline
Window = tuple[datetime, datetime | None]


# --- made up ----------------------------------------------------------------------------------------------------------


def cities(like: City) -> list[City]:
    """One a rule, where a city's own events are not in the way."""
    own = {"name": like.name, "time_zone": like.time_zone, "metric_srid": like.metric_srid, "box": like.box}
    return [City.objects.create(slug=f"truth-{hours}", plan_counts_after_h=hours, **own) for hours in RULES]


def make_up(count: int, city: City, places: Sequence[GEOSGeometry], now: datetime, seed: int = 1) -> None:
    """Events with one to four phases in one to three places, some confirmed, ended, cancelled or gone on beyond their
    term."""
    agency = Agency.objects.create(city=city, slug="truth", name="Truth")
    made = [_Made(Random(seed * 100_000 + number), agency, places, now) for number in range(count)]
    RoadEvent.objects.bulk_create(each.event for each in made)
    Phase.objects.bulk_create(phase for each in made for phase in each.phases)
    PhasePlace.objects.bulk_create(location for each in made for phase in each.phases for location in phase.made_of)
    for each in made:
        derive(each.event, now)


def street_of(line: GEOSGeometry) -> str:
    """Made up as well: what begins at the same place lies on the same one."""
    return "улица {:.6f} {:.6f}".format(*line.coords[0])


class _Made:
    """The rows of one event, not yet saved."""

    def __init__(self, dice: Random, agency: Agency, places: Sequence[GEOSGeometry], now: datetime):
        self.dice, self.places, self.now = dice, places, now
        self.event = self._event(agency)
        self.phases = list(self._phases())
        if self.event.status == "finished":
            self._finish()

    def _event(self, agency: Agency) -> RoadEvent:
        status, before = self.dice.choice(STATUSES), self.now - 60 * DAY
        is_public = status not in ("draft", "in-review")
        return RoadEvent(
            city=agency.city,
            agency=agency,
            kind=self.dice.choice(KINDS),
            status=status,
            geometry=self.places[0],  # until they are derived
            during=(before, None),
            created_at=before,
            updated_at=before,
            published_at=before if is_public else None,
        )

    def _phases(self) -> Iterator[Phase]:
        start = self.now + self.dice.randint(-40 * 24, 10 * 24) * HOUR
        for number in range(1, self.dice.choice((1, 1, 2, 3, 4)) + 1):
            lasts = self.dice.choice((3 * HOUR, 30 * HOUR, 5 * DAY, 20 * DAY))
            phase = self._phase(number, start, lasts)
            self._confirm(phase)
            yield phase
            start += self.dice.choice((timedelta(), lasts, lasts, lasts + 3 * DAY))

    def _phase(self, number: int, start: datetime, lasts: timedelta) -> Phase:
        is_open = self.dice.random() < AN_OPEN_END
        lines = self.dice.sample(self.places, self.dice.choice((1, 1, 1, 2, 3)))
        direction = self.dice.choice(DIRECTIONS)
        phase = Phase(
            event=self.event,
            number=number,
            planned_start=start,
            planned_end=None if is_open else start + lasts,
            schedule=_schedule(self.dice, start) if lasts > 2 * DAY else {},
            vehicle_impact=self.dice.choice(IMPACTS),
            vehicle_classes=self.dice.choice(CLASSES),
            geometry=lines[0],
        )
        phase.made_of = [
            PhasePlace(
                phase=phase,
                number=at,
                geometry=line,
                direction=direction,
                words=[{"type": "street", "on": street_of(line)}],
            )
            for at, line in enumerate(lines, start=1)
        ]
        return phase

    def _confirm(self, phase: Phase) -> None:
        """What the field may have said by now."""
        if phase.planned_start < self.now and self.dice.random() < 0.3:
            phase.actual_start = phase.planned_start + self.dice.choice((-20, 0, 45)) * timedelta(minutes=1)
        if phase.planned_end and phase.planned_end < self.now and self.dice.random() < 0.5:
            phase.actual_end = min(phase.planned_end + self.dice.choice((-1, 0, 5)) * HOUR, self.now)

    def _finish(self) -> None:
        """Some time ago, be it before its later phases began."""
        first = min(phase.start for phase in self.phases)
        self.event.ended_at = max(first + HOUR, self.now - self.dice.randint(0, 30 * 24) * HOUR)


def _schedule(dice: Random, start: datetime) -> dict:
    if dice.random() < 0.4:
        return {}
    windows = [
        {
            "weekdays": sorted(dice.sample(WEEKDAYS, 5), key=WEEKDAYS.index) if dice.random() < 0.3 else None,
            "start": dice.choice(HOURS),
            "end": dice.choice(HOURS),
        }
        for _ in range(dice.choice((1, 1, 2)))
    ]
    left_out = [(start + dice.randint(1, 4) * DAY).date().isoformat()] if dice.random() < 0.2 else []
    return {"hours": windows, "except": left_out}


# --- asked ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Question:
    """Of a moment, a window or neither; of one box, street, impact, passage, class of vehicles, kind or state."""

    at: datetime | None = None
    window: tuple[datetime, datetime] | None = None
    box: tuple[float, float, float, float] | None = None
    impact: str = ""
    passages: tuple[str, ...] = ()
    vehicle_class: str = ""
    road: str = ""
    kind: str = ""
    state: str = ""

    @property
    def has_time(self) -> bool:
        return self.at is not None or self.window is not None

    def address(self, city: City, **more: str) -> str:
        time = {"at": self.at} if self.at else dict(zip(("from", "to"), self.window or (), strict=False))
        asked = {"city": city.slug, "limit": "10000"} | {name: at.isoformat() for name, at in time.items()} | more
        narrowing = {name: getattr(self, name) for name in ("impact", "vehicle_class", "road", "kind", "state")}
        narrowing |= {"bbox": ",".join(map(str, self.box or ())), "passage": ",".join(self.passages)}
        return f"{LIST}?{urlencode(asked | {name: value for name, value in narrowing.items() if value})}"


def questions(now: datetime, count: int, places: Sequence[GEOSGeometry], seed: int = 1) -> list[Question]:
    """Half of the moments are whole hours, at which something begins or ends."""
    dice = Random(seed)
    asked = [Question(), *(_narrowed(Question(), dice, places) for _ in range(3))]
    for _ in range(count):
        at = now + dice.randint(-45 * 24, 45 * 24) * HOUR + dice.choice((0, dice.randint(1, 59))) * timedelta(minutes=1)
        window = at, at + dice.choice((timedelta(minutes=20), 5 * HOUR, 7 * DAY))
        asked += [_narrowed(Question(at=at), dice, places), _narrowed(Question(window=window), dice, places)]
    return asked


def _narrowed(question: Question, dice: Random, places: Sequence[GEOSGeometry]) -> Question:
    west, south, east, north = dice.choice(places).extent
    box = west - BESIDE, south - BESIDE, east + BESIDE, north + BESIDE
    narrowings = (
        {},
        {"box": box},
        {"road": street_of(dice.choice(places))},
        {"impact": dice.choice(IMPACTS)},
        {"passages": dice.choice((("closed",), ("limited",), ("open", "restricted", "unknown")))},
        {"vehicle_class": "lorry"},
        {"kind": dice.choice(KINDS)},
        {"state": dice.choice(STATES[:3])},
    )
    return replace(question, **dice.choice(narrowings))


# --- true -------------------------------------------------------------------------------------------------------------


class Truth:
    """What is true of all events of a city; read once."""

    def __init__(self, city: City):
        rows = RoadEvent.objects.filter(city=city).prefetch_related("phases__locations").order_by("pk")
        self.events = {
            event.pk: _TrueEvent(event.kind, event.status, [_True(phase, event, city) for phase in event.phases.all()])
            for event in rows
        }

    def told(self, question: Question, now: datetime) -> dict[int, list["_True"]]:
        """The phases that are told of, by event."""
        seen_at = question.at or now
        found = {
            pk: event.told(question, now) for pk, event in self._of_kind(question) if event.is_in(question, seen_at)
        }
        return _matching(found, question)

    def apart(self, question: Question, now: datetime) -> dict[int, list["_True"]]:
        """The same where each phase is told by itself, with a state of its own."""
        seen_at = question.at or now
        found = {pk: event.told_apart(question, now) for pk, event in self._of_kind(question)}
        in_state = {pk: [phase for phase in phases if phase.is_in(question, seen_at)] for pk, phases in found.items()}
        matching = _matching(in_state, question)
        return {pk: [phase for phase in phases if phase.lies_in(question)] for pk, phases in matching.items()}

    def _of_kind(self, question: Question) -> list[tuple[int, "_TrueEvent"]]:
        return [(pk, event) for pk, event in self.events.items() if question.kind in ("", event.kind)]


def _matching(found: dict[int, list["_True"]], question: Question) -> dict[int, list["_True"]]:
    matching = {pk: [phase for phase in phases if phase.leaves(question)] for pk, phases in found.items()}
    return {pk: phases for pk, phases in matching.items() if any(each.lies_in(question) for each in phases)}


@dataclass(frozen=True)
class _TrueEvent:
    kind: str
    status: str
    phases: list["_True"]

    @property
    def stages(self) -> dict[int, int]:
        """Number of a phase → that of its stage: phases of one plan are one."""
        plans = list(dict.fromkeys(sorted((phase.plan_of_stage for phase in self.phases), key=lambda plan: plan[0])))
        return {phase.number: plans.index(phase.plan_of_stage) + 1 for phase in self.phases}

    def told(self, question: Question, now: datetime) -> list["_True"]:
        if question.has_time:
            is_held = self.status in ("published", "finished")
            return [phase for phase in self.phases if is_held and phase.holds(question, now)]
        if self.status != "published":
            return []
        current = [phase for phase in self.phases if phase.is_current(now)]
        coming = [phase for phase in self.phases if phase.start > now]
        return current or [phase for phase in coming if phase.start == min(each.start for each in coming)]

    def told_apart(self, question: Question, now: datetime) -> list["_True"]:
        """Who asks for a state without a time is told of all phases that have it, also of later ones."""
        is_of_any_time = bool(question.state) and not question.has_time
        return self.phases if is_of_any_time and self.status == "published" else self.told(question, now)

    def is_in(self, question: Question, at: datetime) -> bool:
        return question.state in ("", _first(STATES, [phase.state(at) for phase in self.phases]))


class _True:
    """One phase."""

    def __init__(self, phase: Phase, event: RoadEvent, city: City):
        self.number, self.ended_at, self.zone = phase.number, event.ended_at, city.time_zone
        self.plan = Schedule.from_json(phase.start, phase.end, city.time_zone, phase.schedule)
        self.plan_of_stage = phase.planned_start, phase.planned_end, json.dumps(phase.schedule)
        self.is_held = event.status in ("published", "finished")
        self.is_closure = event.kind == "closure"  # the headlines of the others do not depend on traffic
        self.is_unconfirmed = event.status == "published" and phase.planned_end is not None and phase.actual_end is None
        self.is_confirmed = phase.actual_start is not None
        self.rule = city.plan_counts_after_h
        self.classes = [] if "all" in phase.vehicle_classes else phase.vehicle_classes
        self.impact = VehicleImpact.ALL_LANES_OPEN.value if self.classes else phase.vehicle_impact
        self.lines = [location.geometry for location in phase.locations.all()]
        (self.direction,) = {location.direction for location in phase.locations.all()}
        is_ban = self.classes and phase.vehicle_impact != "all-lanes-open"
        self.called = CALLED[1 if is_ban else IMPACTS.index(phase.vehicle_impact)]
        self.passage = self._passage(phase.vehicle_impact)

    def _passage(self, entered: str) -> str:
        """One shut direction leaves a way: the places lie beside each other's network."""
        if entered == "all-lanes-open":
            return "open"
        if self.classes:
            return "restricted"
        return "closed" if entered == "all-lanes-closed" and self.direction == "both" else "limited"

    @cached_property
    def windows(self) -> list[Window]:
        """As far as the event was not ended before."""
        windows, ended_at = self.plan.all_windows(), self.ended_at
        if ended_at is None:
            return windows
        return [(start, min(end or ended_at, ended_at)) for start, end in windows if start < ended_at]

    @property
    def start(self) -> datetime:
        return self.windows[0][0] if self.windows else self.plan.start

    @property
    def end(self) -> datetime | None:
        if not self.windows:
            return self.ended_at or self.plan.end
        return None if self.plan.end is None and self.ended_at is None else self.windows[-1][1]

    @cached_property
    def box(self) -> Polygon:
        west, south, east, north = zip(*(line.extent for line in self.lines), strict=True)
        return Polygon.from_bbox((min(west), min(south), max(east), max(north)))

    def leaves(self, question: Question) -> bool:
        """What is asked for traffic."""
        is_asked = question.impact in ("", self.impact) and (not question.passages or self.passage in question.passages)
        return is_asked and (not question.vehicle_class or question.vehicle_class in self.classes)

    def lies_in(self, question: Question) -> bool:
        is_there = not question.box or self.box.intersects(Polygon.from_bbox(question.box))
        return is_there and (not question.road or question.road in map(street_of, self.lines))

    def holds(self, question: Question, now: datetime) -> bool:
        """By plan or as confirmed; on from there where the term is over, nobody confirmed and the rule lets it."""
        if self._is_within(self.plan, question, until=self.ended_at):
            return True
        if not self.is_unconfirmed or self.end > now:
            return False
        return self._is_within(replace(self.plan, end=self.held_until), question, since=self.plan.end)

    def first_held(self, question: Question, now: datetime) -> datetime:
        """In the window, in which it holds; by plan or on from there."""
        first, last = question.window
        windows = self.windows
        if self.is_unconfirmed and self.end <= now:
            onward = replace(self.plan, end=self.held_until)
            windows = [*windows, *onward.occurrences(max(first, self.plan.end), last)]
        starts = [max(start, first) for start, end in windows if start < last and (end is None or end > first)]
        return min(starts, default=last)

    def holds_at(self, at: datetime, now: datetime) -> bool:
        return self.is_held and self.holds(Question(at=at), now)

    def _is_within(self, schedule: Schedule, question: Question, since=None, until=None) -> bool:
        """In its hours, at the moment or in the window, cut to what lies between two moments."""
        if question.at:
            is_cut_off = (since and question.at < since) or (until and question.at >= until)
            return not is_cut_off and schedule.includes(question.at)
        first, last = question.window
        first, last = max(first, since or first), min(last, until or last)
        return first < last and bool(schedule.occurrences(first, last))

    @property
    def held_until(self) -> datetime | None:
        """None where the plan never counts."""
        return None if self.rule is None else self.plan.end + self.rule * HOUR

    def state(self, at: datetime) -> str:
        """As it is reported: what rests between its hours is active; what is over was what it was then."""
        if not self.is_held or (self.ended_at and self.ended_at <= self.plan.start):
            return "finished"
        if at < self.start:
            return "planned"
        if self.end is None or at < self.end:
            return "active"
        return "finished" if self._is_over(at) else "overdue"

    def is_in(self, question: Question, at: datetime) -> bool:
        return question.state in ("", self.state(at))

    def is_current(self, now: datetime) -> bool:
        """Begun, and not over: in its hours, at rest, or beyond its term."""
        return self.start <= now and not self._is_over(now)

    def _is_over(self, now: datetime) -> bool:
        if self.end is None or (self.is_unconfirmed and self.rule is None):
            return False
        return now >= (max(self.end, self.held_until) if self.is_unconfirmed else self.end)


# --- compared ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """What a list says of an event or of a phase, and what is true of it."""

    phases: tuple[int, ...]
    state: str
    impact: str
    passage: str
    classes: tuple[str, ...]
    direction: str
    start: str
    end: str | None
    in_force: bool
    is_confirmed: bool
    places: frozenset
    called: tuple[str, ...]

    @classmethod
    def read(cls, feature: dict) -> "Told":
        said = feature["properties"]
        return cls(
            tuple(said["phases"]),
            said["state"],
            said["vehicle_impact"],
            said["passage"],
            tuple(said["vehicle_classes"]),
            said["direction"],
            said["start"],
            said["end"],
            said["in_force"],
            said["is_confirmed"],
            places_of(feature["geometry"]),
            _called(said["kind"], said["headline"]),
        )

    @classmethod
    def shown(cls, shown: Shown) -> "Told":
        """As pages say it."""
        return cls(
            tuple(shown.numbers),
            str(shown.reported_state),
            str(shown.vehicle_impact),
            str(shown.passage),
            tuple(shown.vehicle_classes),
            str(shown.direction),
            _instant(shown.start),
            shown.end and _instant(shown.end),
            shown.is_in_force,
            shown.is_confirmed,
            places_of(json.loads(shown.geometry.geojson)),
            _called(shown.event.kind, shown.headline),
        )

    @classmethod
    def true(
        cls, phases: Sequence[_True], question: Question, now: datetime, seen_at: datetime | None = None
    ) -> "Told":
        """The strongest for everybody names them: a ban for some leaves the lanes open, and is more than nothing.

        Of a window pages may speak of another moment (`seen_at`) than the API, which says what is so now.
        """
        by_gravity = sorted(phases, key=_gravity)
        gravest = by_gravity[0]
        ends, directions = [phase.end for phase in phases], {each.direction for each in phases}
        at = seen_at or question.at or now
        return cls(
            tuple(phase.number for phase in phases),
            _first(STATES, [phase.state(at) for phase in phases]),
            gravest.impact,
            _first(PASSAGES, [phase.passage for phase in phases]),
            tuple(gravest.classes),
            directions.pop() if len(directions) == 1 else "both",
            _instant(min(phase.start for phase in phases)),
            None if None in ends else _instant(max(ends)),
            any(phase.holds_at(at, now) for phase in phases),
            all(phase.is_confirmed for phase in phases),
            frozenset(_place(line.coords) for phase in phases for line in phase.lines),
            tuple(dict.fromkeys(phase.called for phase in by_gravity if phase.is_closure)),
        )


def differences(ask: Callable[[str], dict], city: City, truth: Truth, question: Question, clock) -> list[tuple]:
    """(id, question, what is told, what is true) wherever the list, one feature an event or one a phase, differs from
    the truth; empty is good. `ask` gives the answer of an address, `clock` the time: something may begin meanwhile."""
    before = clock()
    told = _by_id(ask(question.address(city))), _by_id(ask(question.address(city, split="phase")))
    wrong = _differing(told, truth, question, before)
    return wrong and _differing(told, truth, question, clock())


def _by_id(answer: dict) -> dict:
    if answer["next"]:
        raise AssertionError("more events than a page holds")
    return {feature["id"]: Told.read(feature) for feature in answer["features"]}


def true_of(truth: Truth, question: Question, now: datetime) -> dict[int, Told]:
    return {pk: Told.true(phases, question, now) for pk, phases in truth.told(question, now).items()}


def true_of_page(truth: Truth, question: Question, now: datetime) -> dict[int, Told]:
    """Of a window apart from the present pages speak of the first moment at which it holds."""
    is_apart = question.window is not None and not question.window[0] <= now < question.window[1]
    return {
        pk: Told.true(phases, question, now, _first_held(phases, question, now) if is_apart else None)
        for pk, phases in truth.told(question, now).items()
    }


def _first_held(phases: Sequence[_True], question: Question, now: datetime) -> datetime:
    return min(phase.first_held(question, now) for phase in phases)


def _differing(told: tuple[dict, dict], truth: Truth, question: Question, now: datetime) -> list[tuple]:
    whole = true_of(truth, question, now)
    apart = {
        f"{pk}.{phase.number}": Told.true([phase], question, now)
        for pk, phases in truth.apart(question, now).items()
        for phase in phases
    }
    return [
        (number, question, ours.get(number), true.get(number))
        for ours, true in zip(told, (whole, apart), strict=True)
        for number in ours.keys() | true.keys()
        if ours.get(number) != true.get(number)
    ]


def _gravity(phase: _True) -> tuple:
    return IMPACT_ORDER.index(phase.impact), not phase.classes, PASSAGES.index(phase.passage), phase.number


def _called(kind: str, headline: str) -> tuple[str, ...]:
    """What a headline calls it, each once."""
    return tuple(dict.fromkeys(FIRST_WORDS.findall(headline))) if kind == "closure" else ()


def _first(order: Sequence[str], found: Sequence[str]) -> str:
    return min(found, key=order.index)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def places_of(geometry: dict) -> frozenset:
    lines = geometry["coordinates"] if geometry["type"] == "MultiLineString" else [geometry["coordinates"]]
    return frozenset(map(_place, lines))


def _place(line: Sequence) -> tuple:
    """Where it begins and ends, to six digits."""
    return tuple((round(x, 6), round(y, 6)) for x, y in (line[0], line[-1]))
