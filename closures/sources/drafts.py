"""A record → what an event of it says: the fields of closures.actions, in JSON, so that it can be compared."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.kinds import KINDS
from closures.models import WorksSource
from closures.models.lists import VehicleImpact
from closures.snapshot import rounded
from closures.sources.days import day_or_moment, shown_day
from closures.sources.places import Located, Locator
from closures.sources.records import BadRecord, Record
from roadmap.models import City

FIELDS = ("reason", "performer", "client", "contact", "note", "act_number")
TIMES, PLACE, IMPACT = "times", "place", "impact"
Times = list[list[str | None]]  # [start, end] of each stage, in ISO 8601 with the city's offset


@dataclass(frozen=True)
class Draft:
    """`values` is plain JSON, by what a dispatcher may correct on his own; `located` the place as it is drawn.

    Without times the record does not say when: it begins on the day of its first import.
    """

    kind: str
    values: dict
    located: Located
    names: list[str] = field(default_factory=list)  # of the stages

    @property
    def end(self) -> datetime | None:
        ends = [end for _start, end in self.values.get(TIMES, [])]
        return None if not ends or None in ends else max(map(datetime.fromisoformat, ends))

    def phases(self, at: datetime) -> list[dict]:
        times = self.values.get(TIMES) or [[at.isoformat(), None]]
        names = self.names or [""]
        return [self._phase(name, *pair) for name, pair in zip(names, times, strict=True)]

    def _phase(self, name: str, start: str, end: str | None) -> dict:
        return {
            "name": name,
            "planned_start": datetime.fromisoformat(start),
            "planned_end": end and datetime.fromisoformat(end),
            "vehicle_impact": self.values[IMPACT],
            **self.place,
        }

    @property
    def place(self) -> dict:
        return {"geometry": self.located.geometry, "places": self.located.words}


def wanted_of(record: Record, source: WorksSource, locator: Locator) -> Draft:
    """Raises BadRecord, NoStretch, ValidationError."""
    times = [_times(stage, source.city) for stage in record.stages]
    located = locator.find(record)
    values = {name: getattr(record, name) for name in FIELDS}
    values |= {IMPACT: _impact(record, source), PLACE: rounded(located.geometry)}
    if times:
        values[TIMES] = times
    return Draft(_kind(record, source, located.geometry), values, located, [name for name, *_rest in record.stages])


def _impact(record: Record, source: WorksSource) -> str:
    if not record.impact:
        return source.vehicle_impact
    told = {str(label).lower(): value for value, label in VehicleImpact.choices} | {v: v for v in VehicleImpact.values}
    if record.impact.lower() not in told:
        raise BadRecord(_("“%s” is no vehicle impact.") % record.impact)
    return told[record.impact.lower()]


def _kind(record: Record, source: WorksSource, geometry: GEOSGeometry) -> str:
    titles = {str(kind.title).lower(): value for value, kind in KINDS.items()} | {value: value for value in KINDS}
    kind = titles.get(record.kind.lower(), "") if record.kind else source.kind
    if not kind or KINDS[kind].is_at_signal:
        raise BadRecord(_("“%s” is no kind of works that is taken over.") % record.kind)
    return kind


def _times(stage: tuple[str, str, str], city: City) -> list[str | None]:
    name, *told = stage
    start, end = map(day_or_moment, told)
    began, ended = _moment(start, city), _moment(end, city, is_end=True) if end else None
    if ended is not None and ended <= began:
        words = _("%(name)s: the end (%(end)s) is before the start (%(start)s).")
        raise BadRecord(words % {"name": name or _("Term"), "start": shown_day(start), "end": shown_day(end)})
    return [began.isoformat(), ended and ended.isoformat()]


def _moment(told: str, city: City, *, is_end: bool = False) -> datetime:
    """A day begins at its first minute and, as an end, is over at the next one's; without an offset by city time.
    Raises BadRecord where the calendar ends before it."""
    try:
        return _by_city_time(told, city, is_end=is_end)
    except OverflowError as error:
        raise BadRecord(_("“%s” is no date.") % told) from error


def _by_city_time(told: str, city: City, *, is_end: bool) -> datetime:
    if len(told) == len("2026-05-03"):
        day = date.fromisoformat(told) + timedelta(days=is_end)
        return city.midnight(day)
    moment = datetime.fromisoformat(told)
    return moment.astimezone(city.zone) if moment.tzinfo else moment.replace(tzinfo=city.zone)


def words_of(error: Exception) -> str:
    """Of a ValidationError all that it says, without the names of fields that no reader of a file knows."""
    told = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    return told[:500]
