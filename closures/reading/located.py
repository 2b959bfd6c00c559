"""A place of the desk's form as a notice tells it: its values, how it is drawn, and what is asked of it."""

from dataclasses import dataclass, field

from django.contrib.gis.geos import MultiLineString

from closures.models.lists import Direction
from closures.snapshot import rounded
from roadmap.models import City, TrafficSignal
from roadmap.places.placed import Placed
from roadmap.spans import Span, length_m
from roadmap.stretches import lines_of


@dataclass(frozen=True)
class Choice:
    """What a person may mean: its words, and the place as the form takes it, or the light, or fields of the stage."""

    text: str
    location: dict
    signal: TrafficSignal | None = None
    stage: dict | None = None


@dataclass(frozen=True)
class Ask:
    """`field` is the form's; `is_open`: nothing goes out before somebody answered."""

    field: str
    text: str
    choices: tuple[Choice, ...] = ()
    is_open: bool = True


@dataclass(frozen=True)
class Location:
    """`values` are those of the API's location, without a geometry where the map has none; `typed` what stands in the
    picker's fields until a person has chosen; `side` that of a footway, left or right as drawn."""

    values: dict
    spans: tuple[Span, ...] = ()
    length_m: int = 0
    asks: tuple[Ask, ...] = ()
    typed: dict[str, str] = field(default_factory=dict)
    side: str = ""


def empty(place: dict) -> dict:
    return {"geometry": None, "direction": Direction.BOTH.value, "toward": "", "places": [place]}


def drawn(city: City, place: dict, found: Placed) -> Location:
    values = empty(place) | {"geometry": rounded(shape_of_place(city, found))}
    return Location(values, tuple(found.spans), round(length_m(city, found.spans)))


def shape_of_place(city: City, found: Placed) -> MultiLineString:
    return lines_of(found.spans, city, found.course)
