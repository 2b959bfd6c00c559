"""What a dispatcher may have got wrong, told with the field's name. Constraints in the database are the last line."""

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.contrib.gis.geos import GeometryCollection, GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from closures.kinds import KINDS, Shape
from closures.models import Phase, PhasePlace
from closures.stages import to_the_minute
from closures.toward import check_direction
from roadmap.geometry import MOST_POINTS, is_swapped, is_within, shape_of, to_metres, widened
from roadmap.models import City
from roadmap.schedule import HORIZON, BadSchedule, Schedule

LONGEST = timedelta(days=5 * 366)
FIRST_YEAR, LAST_YEAR = 2000, 2100
SHORTEST_M, LONGEST_M = 1, 100_000  # of what is drawn; two marathons, and the walk along it takes time
MOST_LOCATIONS = 20  # of one phase
MOST_WINDOWS = 10_000  # of one event: five years of five intervals a day
BESIDE_THE_CITY_M = 5_000.0
CONFIRMABLE = {"started_at": ("actual_start", "planned_start"), "ended_at": ("actual_end", "planned_end")}
SHAPES = {
    Shape.LINE: gettext_noop("a line along the street"),
    Shape.AREA: gettext_noop("an area"),
    Shape.POINT: gettext_noop("a point"),
}
EARLIEST_START = timedelta(days=366)
TOLERANCE = timedelta(hours=1)  # between plan and fact: works seldom begin to the minute


class PhaseRefused(ValidationError):
    """A mistake in one phase, or in one of its several locations; both count from 1."""

    def __init__(self, number: int, errors: dict, *, location: int | None = None):
        super().__init__(errors)
        self.number, self.location = number, location


class LocationRefused(ValidationError):
    """A mistake in one of several locations; `location` counts from 1."""

    def __init__(self, location: int, errors: dict):
        super().__init__(errors)
        self.location = location


def check_locations(kind: str, city: City, locations: Sequence[PhasePlace]) -> None:
    """Raises ValidationError with the field; where there are several, LocationRefused."""
    geometries = [location.geometry for location in locations]
    if len(geometries) > MOST_LOCATIONS:
        raise ValidationError({"locations": _("More than %d places.") % MOST_LOCATIONS})
    if not geometries:
        raise ValidationError({"geometry": _("Draw the place or pick a stretch of a street.")})
    dimensions = {geometry.dims for geometry in geometries if geometry is not None}
    for number, location in enumerate(locations, start=1):
        try:
            check_geometry(KINDS[kind].shapes, city, location.geometry, title=KINDS[kind].title)
            check_direction(city, location)
        except ValidationError as error:
            raise (LocationRefused(number, error.message_dict) if len(geometries) > 1 else error) from error
    if len(dimensions) > 1:
        raise ValidationError({"locations": _("Give lines or areas, not both, for what holds at the same time.")})


def check_phase(city: City, phase: Phase) -> None:
    """Raises ValidationError with a dict of fields."""
    check_times(phase.planned_start, phase.planned_end)
    check_schedule(phase, city)


def check_geometry(
    shapes: Sequence[Shape], city: City, geometry: GEOSGeometry | None, *, title: Promise | str = ""
) -> None:
    """`title` is the kind's, where one is asked for."""
    if geometry is None or geometry.empty or _has_an_empty_part(geometry):
        raise ValidationError({"geometry": _("Draw the place or pick a stretch of a street.")})
    if not any(geometry.geom_type.upper() in shape.geometry_types for shape in shapes):
        raise ValidationError({"geometry": _wrong_shape(shapes, geometry.geom_type, title)})
    if geometry.num_coords > MOST_POINTS:
        raise ValidationError({"geometry": _("The drawing has too many points (more than %d).") % MOST_POINTS})
    if not all(math.isfinite(number) for number in geometry.extent):
        raise ValidationError({"geometry": _("A coordinate is not a number.")})
    _check_inside(city, geometry)
    if geometry.dims > 0:
        _check_length(to_metres(shape_of(geometry), city.metric_srid).length)
    if not geometry.valid:
        raise ValidationError({"geometry": _("The outline crosses itself; draw it so that it does not.")})


def _has_an_empty_part(geometry: GEOSGeometry) -> bool:
    return isinstance(geometry, GeometryCollection) and any(part.empty for part in geometry)


def _check_length(length_m: float) -> None:
    if length_m < SHORTEST_M:
        raise ValidationError({"geometry": _("The line has no length.")})
    if length_m > LONGEST_M:
        raise ValidationError({"geometry": _("The drawing is longer than %d km.") % (LONGEST_M // 1000)})


def _check_inside(city: City, geometry: GEOSGeometry) -> None:
    around = widened(city.bounds, BESIDE_THE_CITY_M)
    if is_within(geometry.extent, around):
        return
    if is_swapped(geometry.extent, around):
        raise ValidationError({"geometry": _("Latitude and longitude are swapped: longitude comes first.")})
    raise ValidationError({"geometry": _("The place lies outside the city.")})


def _wrong_shape(shapes: Sequence[Shape], given: str, title: Promise | str) -> str:
    wanted = _(" or ").join(_(SHAPES[shape]) for shape in shapes)
    words = _("Draw %(shapes)s, not %(given)s.") if (drawn := _shape_of(given)) else _("Draw %(shapes)s.")
    sentence = words % {"shapes": wanted, "given": _(SHAPES[drawn]) if drawn else ""}
    return f"{capfirst(title)}: {sentence[0].lower()}{sentence[1:]}" if title else sentence


def _shape_of(geometry_type: str) -> Shape | None:
    return next((shape for shape in Shape if geometry_type.upper() in shape.geometry_types), None)


def check_times(start: datetime | None, end: datetime | None) -> None:
    if start is None:
        raise ValidationError({"planned_start": _("Say when it begins.")})
    check_year(start, "planned_start")
    if end is not None and to_the_minute(end) <= to_the_minute(start):
        raise ValidationError({"planned_end": _("The end must be later than the start.")})
    if end is not None and end - start > LONGEST:
        raise ValidationError({"planned_end": _("More than five years: is the year right?")})


def check_year(moment: datetime, field: str) -> None:
    """Raises ValidationError with `field`."""
    try:
        our_years(moment)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from None


def our_years(moment: date) -> None:
    """Far from the years that the database keeps and Python cannot read. Raises ValidationError."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(_("Is the year right?"))


def check_schedule(phase: Phase, city: City) -> None:
    try:
        timetable = Schedule.from_json(phase.planned_start, phase.planned_end, city.time_zone, phase.schedule)
    except BadSchedule:
        raise ValidationError({"schedule": _("The hours cannot be read.")}) from None
    _check_number(timetable.most_windows())
    if not timetable.all_windows():
        raise ValidationError({"schedule": _("With these hours and exceptions it would never hold.")})


def check_exceptions(phase: Phase, city: City) -> None:
    """Who leaves out a day beside the term has mistyped it, and on the day that was meant it would hold."""
    timetable = Schedule.from_json(phase.planned_start, phase.planned_end, city.time_zone, phase.schedule)
    if beside := timetable.exceptions_beside():
        days = ", ".join(date_format(day, "d.m.Y") for day in beside)
        raise ValidationError({"schedule.except": _("Outside the term: %(days)s.") % {"days": days}})


def check_windows(phases: Iterable[Phase], at: datetime) -> None:
    """All phases together; each interval is a row's weight in the database and a step for whoever reads it."""
    together = 0
    for phase in phases:
        together += phase.timetable().most_windows(at + HORIZON)
        try:
            _check_number(together)
        except ValidationError as error:
            raise PhaseRefused(phase.number, error.message_dict) from None


def _check_number(windows: int) -> None:
    if windows > MOST_WINDOWS:
        words = _("These hours make more than %d intervals: give fewer hours or a shorter time.") % MOST_WINDOWS
        raise ValidationError({"schedule": words})


def check_confirmed(phase: Phase, moments: dict[str, datetime], *, at: datetime, reason: str) -> None:
    """What is confirmed (`moments` of CONFIRMABLE) is past, and has a reason where it moves what was told of the past.

    Raises ValidationError with the moment's name, or with `comment`.
    """
    for name, moment in moments.items():
        check_past(moment, at, name)
        if name == "started_at" and phase.planned_start - moment > EARLIEST_START:
            raise ValidationError({name: _("More than a year before the plan: is the year right?")})
        if not reason and _moves_history(phase, name, moment, at):
            raise ValidationError({"comment": _("This changes what was told of the past: say why.")})


def check_past(moment: datetime, at: datetime, field: str) -> None:
    check_year(moment, field)
    if moment > at:
        raise ValidationError({field: _("This moment is still to come.")})


def _moves_history(phase: Phase, name: str, moment: datetime, at: datetime) -> bool:
    """Another moment than was confirmed before, or one farther than TOLERANCE from what the map has shown.

    An end later than planned moves nothing: until somebody confirmed it, the map has shown the event as overdue.
    """
    confirmed, planned = (getattr(phase, field) for field in CONFIRMABLE[name])
    if confirmed is not None:
        return moment != confirmed
    if name == "started_at":  # begun now, before its time, it was shown as still to come, and so it was
        return min(max(moment, planned), at) - min(moment, planned) > TOLERANCE
    return min(planned or at, at) - moment > TOLERANCE


def check_still_to_come(ends: Iterable[datetime | None], at: datetime) -> None:
    """What is over is no news: it would be announced and ended in one breath. Ends of the phases."""
    if all(end is not None and end <= at for end in ends):
        raise ValidationError({"planned_end": _("The event is over; give an end that is still to come.")})
