"""Made-up road events, and what is true of each at a moment or in a window: `Schedule` evaluated phase by phase.

The product answers by derived columns and SQL; this says the same from what was entered. tests/closures/test_truth.py
compares them for some hundred events, `./run bench truth` for thousands.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from urllib.parse import urlencode

from closures import actions
from closures.models import Phase, RoadEvent
from closures.models.lists import IMPACT_ORDER, VehicleImpact
from roadmap.models import Agency
from tests.plan import line

LIST = "/api/v1/road-events/"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IMPACTS = ("all-lanes-closed", "some-lanes-closed", "alternating-one-way", "all-lanes-open")
CLASSES = ([], [], [], ["all"], ["lorry"], ["lorry", "bus"])
HOURS = ("00:00", "06:00", "07:30", "13:00", "22:00", "23:45")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PLACES = (((0, 200), (200, 200)), ((200, 200), (400, 200)), ((200, 0), (200, 200)))


@dataclass(frozen=True)
class Question:
    """A moment, a window or neither."""

    at: datetime | None = None
    window: tuple[datetime, datetime] | None = None

    def address(self, **more: str) -> str:
        time = {"at": self.at} if self.at else dict(zip(("from", "to"), self.window or (), strict=False))
        return f"{LIST}?{urlencode({'limit': '10000'} | {name: at.isoformat() for name, at in time.items()} | more)}"


def make_up(count: int, agency: Agency, now: datetime, seed: int = 1) -> list[RoadEvent]:
    """Published events with one to four phases, some confirmed, ended or gone on beyond their term."""
    return [_event(Random(seed * 100_000 + number), agency, now) for number in range(count)]


def _event(dice: Random, agency: Agency, now: datetime) -> RoadEvent:
    phases = list(_phases(dice, now))
    event = actions.draft(
        kind="closure", city=agency.city, agency=agency, fields={}, phases=phases, by=None, at=now - 90 * DAY
    )
    for phase in event.phases.all():
        _confirm(dice, phase, now)
    RoadEvent.objects.filter(pk=event.pk).update(status="published", published_at=now - 60 * DAY)
    actions.derive_anew(event.pk, at=now)
    return event


def _phases(dice: Random, now: datetime) -> Iterator[dict]:
    start = now + dice.randint(-40 * 24, 10 * 24) * HOUR
    for _ in range(dice.choice((1, 1, 2, 3, 4))):
        lasts = dice.choice((3 * HOUR, 30 * HOUR, 5 * DAY, 20 * DAY))
        is_open = dice.random() < 0.1
        yield {
            "geometry": line(*dice.choice(PLACES)),
            "planned_start": start,
            "planned_end": None if is_open else start + lasts,
            "schedule": _schedule(dice, start) if lasts > 2 * DAY else {},
            "vehicle_impact": dice.choice(IMPACTS),
            "vehicle_classes": dice.choice(CLASSES),
        }
        start += dice.choice((timedelta(), lasts, lasts, lasts + 3 * DAY))


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


def _confirm(dice: Random, phase: Phase, now: datetime) -> None:
    """What the field may have said by now."""
    if phase.planned_start < now and dice.random() < 0.3:
        phase.actual_start = phase.planned_start + dice.choice((-30, 0, 45)) * timedelta(minutes=1)
    if phase.planned_end and phase.planned_end < now and dice.random() < 0.5:
        phase.actual_end = phase.planned_end + dice.choice((-1, 0, 5)) * HOUR
    if phase.actual_end and phase.actual_end > now:
        phase.actual_end = now
    phase.save()


# --- what is true -----------------------------------------------------------------------------------------------------


def true_phases(phases: list[Phase], question: Question, now: datetime) -> list[Phase]:
    """Which phases of one event are told of."""
    if question.at:
        return [phase for phase in phases if any(one.includes(question.at) for one in _timetables(phase, now))]
    if question.window:
        return [phase for phase in phases if any(one.occurrences(*question.window) for one in _timetables(phase, now))]
    current = [phase for phase in phases if _is_current(phase, now)]
    coming = [phase for phase in phases if _first(phase) > now]
    return current or [phase for phase in coming if _first(phase) == min(_first(each) for each in coming)]


def _timetables(phase: Phase, now: datetime):
    """By plan or as confirmed; and on from there where the term is over, nobody confirmed it and the rule lets it."""
    plan = phase.timetable()
    yield plan
    until = _held_until(phase)
    if until and plan.all_windows()[-1][1] <= now:
        yield _Onward(replace(plan, end=until), plan.end)


@dataclass(frozen=True)
class _Onward:
    """The part of a schedule after a moment."""

    schedule: object
    since: datetime

    def includes(self, at: datetime) -> bool:
        return at >= self.since and self.schedule.includes(at)

    def occurrences(self, from_: datetime, to: datetime) -> bool:
        return self.since < to and bool(self.schedule.occurrences(max(from_, self.since), to))


def _held_until(phase: Phase) -> datetime | None:
    if phase.planned_end is None or phase.actual_end is not None:
        return None
    return phase.planned_end + phase.event.city.plan_counts_after_h * HOUR


def _first(phase: Phase) -> datetime:
    return phase.timetable().all_windows()[0][0]


def _is_current(phase: Phase, now: datetime) -> bool:
    """Begun, and not over: in its hours, at rest, or beyond its term."""
    last = None if phase.end is None else phase.timetable().all_windows()[-1][1]
    ends = None if last is None else max(last, _held_until(phase) or last)
    return _first(phase) <= now and (ends is None or now < ends)


def true_impact(phases: list[Phase]) -> str:
    """The strongest for everybody: a ban for some leaves the lanes open."""
    told = [
        VehicleImpact.ALL_LANES_OPEN if set(each.vehicle_classes) - {"all"} else each.vehicle_impact for each in phases
    ]
    return min(told, key=IMPACT_ORDER.index)


def questions(now: datetime, count: int, seed: int = 1) -> list[Question]:
    dice = Random(seed)
    asked = [Question()]
    for _ in range(count):
        at = now + dice.randint(-45 * 24 * 60, 45 * 24 * 60) * timedelta(minutes=1)
        window = at, at + dice.choice((timedelta(minutes=20), 5 * HOUR, 7 * DAY))
        asked += [Question(at=at), Question(window=window)]
    return asked


def differences(told: list[dict], split: list[dict], question: Question, now: datetime) -> list[tuple]:
    """(event, what is told, what is true) wherever list and truth differ; empty is good."""
    found = {feature["id"]: feature["properties"] for feature in told}
    apart: dict[int, list[int]] = {}
    for feature in split:
        apart.setdefault(feature["properties"]["event"], []).append(feature["properties"]["phase"])
    wrong = []
    for event in RoadEvent.objects.filter(status="published").select_related("city"):
        phases = list(event.phases.select_related("event__city"))
        true = true_phases(phases, question, now)
        expected = ([phase.number for phase in true], true_impact(true)) if true else None
        one = found.get(event.pk)
        ours = one and (one["phases"], one["vehicle_impact"])
        if ours != expected or sorted(apart.get(event.pk, [])) != [phase.number for phase in true]:
            wrong.append((event.pk, question, ours, apart.get(event.pk), expected))
    return wrong
