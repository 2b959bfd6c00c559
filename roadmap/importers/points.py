"""Lines of {id, lon, lat, text?, accuracy_m?} → lines of what each point means on the network."""

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import is_swapped, widened
from roadmap.json_lines import BadLine, is_number, words_of
from roadmap.matching import Link, link_point
from roadmap.models import City

NEAR_M = 100_000.0  # from the city's box: the road network ends, the city's messages may not


def answer(city: City, question: dict) -> dict:
    """Raises BadLine."""
    point = _point(city, question)
    text = words_of(question, "text")
    accuracy = question.get("accuracy_m")
    if accuracy is not None and not (is_number(accuracy) and accuracy >= 0):
        raise BadLine(_("accuracy_m is not a number of metres"))
    return _as_json(link_point(city, point, text=text.replace("\0", " "), accuracy_m=accuracy))


def _point(city: City, question: dict) -> Point:
    longitude, latitude = question.get("lon"), question.get("lat")
    if longitude is None or latitude is None:
        raise BadLine(_("lon or lat is missing"))
    if not is_number(longitude) or not is_number(latitude):
        raise BadLine(_("lon or lat is not a number"))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadLine(_("lon and lat are not degrees"))
    if is_swapped((longitude, latitude, longitude, latitude), widened(city.bounds, NEAR_M)):
        raise BadLine(_("lon and lat are swapped"))
    return Point(float(longitude), float(latitude), srid=4326)


def _as_json(link: Link) -> dict:
    return {
        "segment": link.segment_id,
        "osm_way_id": link.osm_way_id,
        "street": link.street,
        "distance_m": link.distance_m,
        "position": link.position,
        "confidence": link.confidence,
        "candidates": link.candidates,
    }
