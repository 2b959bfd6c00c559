"""Where a record is: its geometry, in whichever order its axes come, else its words → shapes and places in words."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import shapely
from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from closures.sources.records import BadRecord, Record, shape_told
from closures.validation import BESIDE_THE_CITY_M
from roadmap.geometry import MOST_POINTS, circle, geos_of, is_swapped, shape_of, widened
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions import Mention, read_places
from roadmap.language.text import clean
from roadmap.models import City, Road
from roadmap.places.houses import street_and_house
from roadmap.places.on_network import spans_of
from roadmap.places.rows import gazetteer_for
from roadmap.places.search import streets_like
from roadmap.stretches import NoStretch, lines_of

HOUSE = re.compile(r"(?:дома?|д)?\.?\s*(?P<number>\d+\s?[а-яa-z]?(?:[/к]\d+)?)", re.IGNORECASE)
PARTS_OF_A_COUNTRY = re.compile(
    r"\d{6}|.*\b(?:обл|область|край|респ|республика|р-н)\b\.?.*|(?:г|город)\b\.?\s.*", re.IGNORECASE
)
MOST_OF_A_TITLE = 5


@dataclass(frozen=True)
class Located:
    """`words` are of docs/places.md; empty where the network describes the place better."""

    geometry: GEOSGeometry
    words: list[dict] = field(default_factory=list)


@dataclass
class Locator:
    """Of one city; its names are read once, when a title first asks."""

    city: City
    radius_m: float

    def find(self, record: Record) -> Located:
        """Raises BadRecord, NoStretch."""
        if record.geometry:
            return self._drawn(record)
        if record.street:
            return self._on([self._stretch(record)])
        if record.address:
            return self._beside(record.address)
        raise BadRecord(_("The row tells no place."))

    def _drawn(self, record: Record) -> Located:
        shape = self._turned(geometry_of(record.geometry))
        if record.title and (named := self._named_in(record.title, shape)):
            return named
        words = self._address(record.address) if record.address else []
        return Located(circle(shape, self.radius_m) if shape.geom_type == "Point" else shape, words)

    def _turned(self, shape: GEOSGeometry) -> GEOSGeometry:
        """Latitude first is known by the city's box."""
        around = widened(self.city.bounds, BESIDE_THE_CITY_M)
        if not is_swapped(shape.extent, around):
            return shape
        return geos_of(shapely.transform(shape_of(shape), lambda places: places[:, ::-1]))

    # --- in words

    def _on(self, places: list[dict]) -> Located:
        spans = [span for place in places for span in spans_of(self.city, place)]
        return Located(lines_of(spans, self.city), places)

    def _stretch(self, record: Record) -> dict:
        road = self._road(record.street).name
        if not record.since and not record.until:
            return {"type": "street", "on": road}
        if not (record.since and record.until):
            raise BadRecord(_("Only one end of the stretch is told."))
        return {"type": "between", "on": road, "from": self._end(record.since), "to": self._end(record.until)}

    def _end(self, told: str) -> str:
        house = HOUSE.fullmatch(told)
        return f"дом {house['number']}" if house else self._road(told).name

    def _road(self, words: str) -> Road:
        found = streets_like(self.city, words, 1, or_houses=True)
        if not found:
            raise BadRecord(_("There is no street “%s” on the map.") % words)
        return found[0]

    def _beside(self, address: str) -> Located:
        street, house = street_and_house(_within_city(address))
        if not house:
            raise BadRecord(_("“%s” names no house.") % address)
        return self._on([{"type": "address", "on": self._road(street).name, "house": house}])

    def _address(self, address: str) -> list[dict]:
        """Words of a place that lies beside the network; as they are written where the map does not know the street."""
        within = _within_city(address)
        street, house = street_and_house(within)
        found = streets_like(self.city, street, 1, or_houses=True) if house else []
        if found:
            return [{"type": "address", "on": found[0].name, "house": house}]
        return [{"type": "landmark", "on": None, "name": within[:120]}] if within else []

    # --- a title

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return gazetteer_for(self.city)

    def _named_in(self, title: str, outline: GEOSGeometry) -> Located | None:
        """The stretches that a title names («на участке от … до …»), where that is all it names and all of it is known
        and lies in what was drawn around it; else a part would stand for the whole."""
        mentions = [one for one in read_places(clean(title), self._gazetteer)[0] if one.role == "affected"]
        if not mentions or len(mentions) > MOST_OF_A_TITLE or not all(map(_is_stretch, mentions)):
            return None
        known = [self._known(one.place) for one in mentions]
        is_whole = outline.valid and all(found and outline.intersects(found.geometry) for found in known)
        return _together(known) if is_whole else None

    def _known(self, place: dict) -> Located | None:
        try:
            return self._on([place])
        except NoStretch:
            return None


def _is_stretch(mention: Mention) -> bool:
    return mention.place["type"] == "between"


def _together(found: Iterable[Located]) -> Located:
    found = list(found)
    lines = [line for one in found for line in shapely.get_parts(shape_of(one.geometry))]
    return Located(geos_of(shapely.MultiLineString(lines)), [place for one in found for place in one.words])


def _within_city(address: str) -> str:
    """«625031, Тюменская обл, г Тюмень, ул Шишкова, д 82» → «ул Шишкова, д 82»."""
    parts = [part.strip() for part in address.split(",")]
    kept = [part for part in parts if part and not PARTS_OF_A_COUNTRY.fullmatch(part)]
    return ", ".join(kept)


def geometry_of(told: dict) -> GEOSGeometry:
    """Raises BadRecord. Heights are left out; what crosses itself is judged where all drawings are."""
    try:
        shape = GEOSGeometry(json.dumps(shape_told(told)), srid=4326)
        flat = shapely.force_2d(shape_of(shape))
    except (GDALException, GEOSException, shapely.GEOSException, ValueError, TypeError, RecursionError) as error:
        raise BadRecord(_("The shape cannot be read.")) from error
    if flat.is_empty or shape.num_coords > MOST_POINTS or not _is_on_the_globe(flat):
        raise BadRecord(_("The shape is empty, too large or off the globe."))
    return geos_of(flat)


def _is_on_the_globe(shape: shapely.Geometry) -> bool:
    west, south, east, north = shape.bounds
    return -180 <= west <= east <= 180 and -180 <= south <= north <= 180  # in either order
