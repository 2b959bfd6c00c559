"""«В сторону …»: the name by which one shut direction is told, in words, and the refusal of one that lies behind."""

from collections.abc import Iterable, Mapping, Sequence

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely import LineString

from closures.models import PhasePlace
from closures.models.lists import Direction
from closures.wording import places
from closures.wording.english import places as english_places
from roadmap.ahead import is_known, known_name, point_of_compass, travel_of, what_lies_ahead, what_lies_behind
from roadmap.geometry import geos_of, shape_of
from roadmap.language.grammar.compass import POINTS
from roadmap.languages import is_english
from roadmap.matching import match_geometry
from roadmap.models import City, Road
from roadmap.spans import Span
from roadmap.stretches import course_of


def told_toward(city: City, toward: str) -> str:
    """With the words that the city itself has; empty for nowhere."""
    return toward_words(toward, words_of(city, [toward])) if toward else ""


def toward_words(toward: str, stored: Mapping) -> str:
    """«в сторону Садовой улицы», “towards Sadovaya Street”, as the posts tell it; `stored` is of `words_of`."""
    return english_places.towards(toward, stored) if is_english() else places.toward({"toward": toward}, stored)


def words_of(city: City, names: Iterable[str]) -> dict:
    """What the city has of these streets' names in the reader's language: case forms, or their English names."""
    rows = Road.objects.filter(city=city, name__in=names).values_list("name", "case_forms", "names")
    told = ((name, names.get("en") if is_english() else forms) for name, forms, names in rows)
    return {name: words for name, words in told if words}


def with_toward(city: City, location: PhasePlace, spans: Sequence[Span], words: Sequence[dict]) -> list[dict]:
    """The words of a place, the main ones with what was entered as «toward», else with what lies ahead.

    A phrase that names what the map knows («к улице Ленина») becomes that name, to be told in every language.
    Where both directions are shut, or an area is, none has any. What came along with the words is not kept: it may
    be of the direction before.
    """
    plain = [{key: value for key, value in place.items() if key != "toward"} for place in words]
    travel = _travel(city, location)
    if plain and travel is not None:
        plain[0]["toward"] = _entered(city, location) or what_lies_ahead(city, spans, travel)[0]
    return plain


def _entered(city: City, location: PhasePlace) -> str:
    return known_name(city, location.toward) or location.toward if location.toward else ""


def check_direction(city: City, location: PhasePlace) -> None:
    """Raises ValidationError: nobody drives that way, or what is entered lies behind those who do."""
    if location.geometry.dims != 1 and location.direction != Direction.BOTH:
        raise ValidationError({"direction": _("Only a line has a direction: give both directions.")})
    if location.toward and location.direction == Direction.BOTH:
        raise ValidationError({"toward": _("“Toward” belongs to one direction: choose it, or leave this empty.")})
    travel = _travel(city, location)
    if travel is None:
        return
    spans = match_geometry(city, location.geometry, location.direction)
    if not spans and match_geometry(city, location.geometry):
        raise ValidationError({"direction": _("Traffic under this drawing runs only the other way.")})
    if behind := location.toward and what_lies_behind(city, spans, travel, location.toward):
        raise ValidationError({"toward": _contradiction(behind, travel)})


def _contradiction(behind: str, travel: LineString) -> str:
    if behind in POINTS:
        words = {"told": behind, "course": point_of_compass(travel)}
        return _("This traffic goes “%(course)s”, not “%(told)s”.") % words
    return _("“%s” lies behind this traffic, not ahead of it.") % behind


def is_toward_unknown(city: City, location: PhasePlace) -> bool:
    """Something was entered for one direction, and the map cannot tell where it lies."""
    has_one = bool(location.toward) and location.direction != Direction.BOTH
    return has_one and not is_known(city, location.toward)


def along_traffic(geometry: GEOSGeometry, direction: str) -> GEOSGeometry:
    """Lines whose traffic goes along them."""
    return geos_of(shapely.reverse(shape_of(geometry))) if direction == Direction.BACKWARD else geometry


def _travel(city: City, location: PhasePlace) -> LineString | None:
    course = course_of(location.geometry, city)
    return travel_of(course, location.direction) if course and location.direction != Direction.BOTH else None
