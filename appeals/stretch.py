"""A stretch instead of a point: from one pin to another along their street, as a line cut out of its segments."""

from dataclasses import dataclass

from django.contrib.gis.geos import MultiLineString, Point
from django.utils.translation import gettext as _

from appeals.place import Place
from roadmap.distances import metres_words
from roadmap.matching import LINK_WITHIN_M
from roadmap.stretches import NoStretch, Street, lines_of

LONGEST_M = 5_000


@dataclass(frozen=True)
class Stretch:
    """`line` is in WGS 84 and lies on the street's segments, on both carriageways where there are two; `length_m` is
    the way from one end to the other."""

    line: MultiLineString
    length_m: float


def stretch_to(place: Place, end: Point) -> Stretch:
    """From the place to the other end. Raises NoStretch, in words for whoever sends it."""
    road = place.segment and place.segment.road
    if road is None:
        raise NoStretch(_("Put the first end on a street with a name."))
    street = Street.of(road)
    try:
        ends = [street.stop_beside(point, LINK_WITHIN_M) for point in (place.point, end)]
        spans = street.between_nodes(*ends)
    except NoStretch as error:
        raise NoStretch(_("Both ends are to be on “%(street)s”, apart.") % {"street": road.shown_name}) from error
    length_m = street.way_m(*ends)
    if length_m > LONGEST_M:
        raise NoStretch(_("A stretch is at most %(length)s long.") % {"length": metres_words(LONGEST_M)})
    return Stretch(lines_of(spans, place.city), round(length_m, 1))
