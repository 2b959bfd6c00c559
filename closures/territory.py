"""Where an agency's events may lie: in the areas that an administrator has given it; none is the whole city."""

from collections.abc import Sequence

from django.contrib.gis.db.models import Union
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from closures.models import PhasePlace
from closures.validation import LocationRefused
from roadmap.geometry import shape_of, to_metres
from roadmap.models import Agency, User
from roadmap.models.people import AreaQuerySet, Role

BESIDE_M = 50.0  # a street along the border belongs to both


def areas_of(agency: Agency, by: User | None) -> AreaQuerySet | None:
    """None where nothing is asked: of an administrator, of imports and of the clock."""
    if by is None or by.has_role(Role.ADMINISTRATOR):
        return None
    return agency.territory.all()


def check_inside(agency: Agency, by: User | None, locations: Sequence[PhasePlace]) -> None:
    """Raises ValidationError with the field; where there are several places, LocationRefused."""
    areas = areas_of(agency, by)
    if areas is None or not areas.exists():
        return
    for number, location in enumerate(locations, start=1):
        if areas.filter(geometry__covers=location.geometry).exists() or _is_near(agency, areas, location):
            continue
        told = {"geometry": _("This place lies outside the territory of your agency: %s.") % _names(areas)}
        raise LocationRefused(number, told) if len(locations) > 1 else ValidationError(told)


def _is_near(agency: Agency, areas: AreaQuerySet, location: PhasePlace) -> bool:
    """In several areas at once, or a little over their border."""
    srid = agency.city.metric_srid
    whole = to_metres(shape_of(areas.aggregate(whole=Union("geometry"))["whole"]), srid).buffer(BESIDE_M)
    return whole.covers(to_metres(shape_of(location.geometry), srid))


def _names(areas: AreaQuerySet) -> str:
    return ", ".join(area.shown_name for area in areas.defer("geometry"))
