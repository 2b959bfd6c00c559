"""What differs between two states of an event, field by field, in the reader's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Field
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from closures.form_names import name_in_form
from closures.kinds import lanes, restrictions
from closures.models import Phase, PhasePlace, RoadEvent
from closures.snapshot import EVENT_FIELDS, PHASE_FIELDS, PHASE_MOMENTS, WAY_ROUND
from closures.stages import numbered, times_of
from closures.wording import places
from closures.wording.english import places as english_places
from roadmap.language.grammar import dates
from roadmap.language.grammar.english import dates as english_dates
from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.models import TrafficSignal
from roadmap.moments import moment_words
from roadmap.schedule import Schedule

OF_EVENT = (*(name for name in EVENT_FIELDS if not name.endswith("_basis")), "act_on", "signal")
OF_PLACE = {"places": "words", "direction": "direction", "toward": "toward"}  # in a snapshot → of the model
OF_PHASE = (*(name for name in PHASE_FIELDS if name not in ("number", *OF_PLACE)), *PHASE_MOMENTS)
NOTHING = "—"


@dataclass(frozen=True)
class Difference:
    """`field` is named as errors are: "reason", "phases.1.planned_end", "phases.1.locations.0.toward" (counted from 0).

    Where a stage has and had one place, its fields are the stage's: "phases.1.toward".
    """

    field: str
    title: str
    before: str
    now: str


def differences(before: dict, now: dict, zone: ZoneInfo, at: datetime) -> list[Difference]:
    """Of two snapshots. `at` is when it is read."""
    say = _Words(zone, at)
    found = [
        Difference(name, _title(RoadEvent, name), say.value(RoadEvent, name, old), say.value(RoadEvent, name, new))
        for name, old, new in _unequal(before, now, OF_EVENT)
    ]
    return [*found, *_of_way_round(before, now), *_of_phases(before["phases"], now["phases"], say)]


def _of_way_round(before: Mapping, now: Mapping) -> Iterator[Difference]:
    old, new = before.get(WAY_ROUND), now.get(WAY_ROUND)
    if WAY_ROUND in before and old != new:
        drawn = _("a line on the map")
        told = (
            (_("as before"), _("drawn anew")) if old and new else (drawn if old else NOTHING, drawn if new else NOTHING)
        )
        yield Difference(WAY_ROUND, _title(RoadEvent, WAY_ROUND), *told)


def _unequal(before: Mapping, now: Mapping, names: tuple[str, ...]) -> Iterator[tuple[str, object, object]]:
    for name in names:
        if before.get(name) != now.get(name):
            yield name, before.get(name), now.get(name)


def _of_phases(before: list[dict], now: list[dict], say: "_Words") -> Iterator[Difference]:
    numbers = say.stages(before if len(before) > len(now) else now)
    for index in range(max(len(before), len(now))):
        old, new = (phases[index] if index < len(phases) else None for phases in (before, now))
        if old is None or new is None:
            title = _("Stage %d") % numbers[index]
            yield Difference(f"phases.{index}", title, say.stage(old), say.stage(new))
        else:
            is_alone = len(before) == len(now) == 1
            yield from _of_phase(index, old, new, say, prefix="" if is_alone else _("Stage %d: ") % numbers[index])


def _of_phase(index: int, old: dict, new: dict, say: "_Words", *, prefix: str) -> Iterator[Difference]:
    for name, before, now in _unequal(old, new, OF_PHASE):
        title = _title(Phase, name, prefix)
        yield Difference(f"phases.{index}.{name}", title, say.value(Phase, name, before), say.value(Phase, name, now))
    yield from _of_places(f"phases.{index}", prefix, _locations(old), _locations(new), say)


def _locations(phase: Mapping) -> list[Mapping]:
    """Histories that are older than places of their own have one in the phase itself."""
    return phase.get("locations") or [phase]


def _of_places(field: str, prefix: str, before: list, now: list, say: "_Words") -> Iterator[Difference]:
    if len(before) != len(now):
        yield Difference(f"{field}.locations", prefix + name_in_form("locations"), say.places(before), say.places(now))
    elif len(now) == 1:
        yield from _of_place(field, prefix, before[0], now[0], say)
    else:
        for index, (old, new) in enumerate(zip(before, now, strict=True)):
            told = prefix + _("place %d: ") % (index + 1)
            yield from _of_place(f"{field}.locations.{index}", told, old, new, say)


def _of_place(field: str, prefix: str, old: Mapping, new: Mapping, say: "_Words") -> Iterator[Difference]:
    for name, before, now in _unequal(old, new, tuple(OF_PLACE)):
        words = (say.value(PhasePlace, OF_PLACE[name], value) for value in (before, now))
        yield Difference(f"{field}.{name}", prefix + name_in_form(name), *words)
    if old.get("places") == new.get("places") and old.get("geometry") != new.get("geometry"):
        yield Difference(f"{field}.geometry", prefix + name_in_form("geometry"), _("as before"), _("drawn anew"))


def _title(model: type, name: str, prefix: str = "") -> str:
    """As the form has it; what is only sent by programs, as the model does."""
    return prefix + (name_in_form(name) or capfirst(str(model._meta.get_field(name).verbose_name)))


class _Words:
    """A value of a snapshot as people read it."""

    def __init__(self, zone: ZoneInfo, at: datetime):
        self.zone, self.at = zone, at

    def value(self, model: type, name: str, value: object) -> str:
        if value in (None, "", [], {}):
            return NOTHING
        if hasattr(self, f"_{name}"):
            return getattr(self, f"_{name}")(value)
        if name in PHASE_MOMENTS:
            return moment_words(datetime.fromisoformat(str(value)), self.zone, self.at)
        field = model._meta.get_field(name)
        if isinstance(value, list):
            return ", ".join(_label(field.base_field, each) for each in value)
        return _label(field, value)

    def stages(self, phases: list[dict]) -> list[int]:
        """The number of each one's stage: phases of the same plan are one."""
        return numbered(self._planned(phase) for phase in phases)

    def _planned(self, phase: dict) -> tuple:
        start, end = (
            value and datetime.fromisoformat(value) for value in (phase["planned_start"], phase["planned_end"])
        )
        return times_of(start, end, Schedule.from_json(start, end, self.zone.key, phase["schedule"]))

    def stage(self, phase: dict | None) -> str:
        if phase is None:
            return NOTHING
        where = self.value(PhasePlace, "words", phase["places"])
        return f"{where}, {self.value(Phase, 'planned_start', phase['planned_start'])}"

    def places(self, locations: list[dict]) -> str:
        return self.value(PhasePlace, "words", [place for location in locations for place in location["places"]])

    def _words(self, value: list[dict]) -> str:
        title = english_places.title if is_english() else places.title
        return "; ".join(map(title, value))

    def _toward(self, value: str) -> str:
        return english_places.towards(value) if is_english() else value

    def _detour_roads(self, value: list[str]) -> str:
        return ", ".join(map(names.name, value) if is_english() else value)

    def _schedule(self, value: dict) -> str:
        timetable = Schedule.from_json(self.at, None, self.zone.key, value)
        days = [date_format(day, "d.m.Y") for day in sorted(timetable.exceptions)]
        left_out = _("except %(days)s") % {"days": ", ".join(days)} if days else ""
        hours = (english_dates if is_english() else dates).hours_in_brief(timetable)
        return "; ".join(filter(None, (hours, left_out)))

    def _lanes(self, value: list[dict]) -> str:
        of_vehicles = lanes.of_vehicles(value)
        count = {"closed": len(lanes.closed(of_vehicles)), "all": len(of_vehicles)}
        paths = [path.told(is_english=is_english()) for path in lanes.shut_paths(value, None)]
        return "; ".join([_("%(closed)d of %(all)d closed") % count, *paths])

    def _restrictions(self, value: list[dict]) -> str:
        return ", ".join(restrictions.told(value, is_english=is_english()))

    def _signal(self, value: int) -> str:
        found = TrafficSignal.objects.filter(pk=value).first()
        return names.thing(found.name) if found and is_english() else str(found or value)

    def _act_on(self, value: str) -> str:
        return date_format(date.fromisoformat(value), "d.m.Y")


def _label(field: Field, value: object) -> str:
    return str(dict(field.flatchoices).get(value, value))
