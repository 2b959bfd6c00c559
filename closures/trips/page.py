"""What the pages of a trip say: the parts of the form with what is chosen, and the answer for the list and the map."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from closures.models import Trip
from closures.models.lists import Vehicle
from closures.shown import Shown
from closures.small_maps import drawings, feature_of
from closures.snapshot import rounded
from closures.trips.answer import Answer
from closures.trips.forms import MEASURES
from roadmap.moments import WEEKDAY_CHOICES
from roadmap.paths import VEHICLES


def form_context(told: QueryDict | Mapping) -> dict:
    """The parts of the form that are lists, with what is chosen."""
    days = told.getlist("day") if isinstance(told, QueryDict) else told.get("day", [])
    return {
        "days": [(value, title, value in days) for value, title in WEEKDAY_CHOICES],
        "vehicles": Vehicle.choices,
        "vehicle": told.get("vehicle") or Vehicle.CAR.value,
        "measures": [
            ("weight", _("weight, t"), told.get("weight", "")),
            ("height", _("height, m"), told.get("height", "")),
            ("width", _("width, m"), told.get("width", "")),
        ],
    }


def told_context(told: Answer) -> dict:
    """The answer for the list and for the map."""
    shown = {id(hit): Shown(hit.matter.phase.event, (hit.matter.phase,), hit.at) for hit in told.hits}
    rounds = {hit.round.geometry.wkb: hit.round for hit in told.hits if hit.round}
    return {
        "told": told,
        "trip": told.trip,
        "next": [(hit, shown[id(hit)]) for hit in told.next],
        "later": [(hit, shown[id(hit)]) for hit in told.later],
        "features": [feature_of(one) for one in shown.values()],
        "way_line": rounded(told.trip.geometry),
        "rounds": [rounded(way_round.geometry) for way_round in rounds.values()],
        "drawings": drawings(),
    }


def as_sent(kept: Trip) -> dict:
    """The fields of the form that say the same."""
    hours = next(iter(kept.schedule.get("hours", [])), {})
    usual = VEHICLES[kept.vehicle]
    given = {
        field: formats.localize(getattr(kept, name)) if getattr(kept, name) != getattr(usual, name) else ""
        for field, (name, _least, _most) in MEASURES.items()
    }
    times = {"day": hours.get("weekdays") or [], "since": hours.get("start", ""), "until": hours.get("end", "")}
    return given | times | {"vehicle": kept.vehicle}


def as_query(kept: Trip) -> str:
    """Of the form that asks for the same."""
    told = {"start": kept.start_words, "end": kept.end_words} | as_sent(kept)
    return urlencode({name: value for name, value in told.items() if value}, doseq=True)
