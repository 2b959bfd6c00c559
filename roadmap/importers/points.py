"""Lines of {id, lon, lat, text?, accuracy_m?} → lines of what each point means on the network."""

import json
import math
from collections.abc import Iterable, Iterator

from django.contrib.gis.geos import Point
from django.utils.translation import gettext as _

from roadmap.geometry import is_swapped, widened
from roadmap.matching import Link, link_point
from roadmap.models import City

NEAR_M = 100_000.0  # from the city's box: the road network ends, the city's messages may not


class BadLine(ValueError):
    """Goes into the answer of that line; the run goes on."""


def answers(city: City, lines: Iterable[str]) -> Iterator[dict]:
    for line in lines:
        if line.strip():
            yield answer(city, line)


def answer(city: City, line: str) -> dict:
    question: dict = {}
    try:
        question = _question(line)
        return _linked(city, question)
    except BadLine as error:
        return {"id": question.get("id"), "error": str(error)}


def _question(line: str) -> dict:
    try:
        question = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(_("not JSON")) from error
    if not isinstance(question, dict):
        raise BadLine(_("not a JSON object"))
    return question


def _linked(city: City, question: dict) -> dict:
    """The identity of a bad line must survive, so the question is read field by field only here."""
    point = _point(city, question)
    text = question.get("text") or ""
    accuracy = question.get("accuracy_m")
    if not isinstance(text, str):
        raise BadLine(_("text is not a string"))
    if accuracy is not None and not (_is_number(accuracy) and accuracy >= 0):
        raise BadLine(_("accuracy_m is not a number of metres"))
    return _as_json(question.get("id"), link_point(city, point, text=text.replace("\0", " "), accuracy_m=accuracy))


def _point(city: City, question: dict) -> Point:
    longitude, latitude = question.get("lon"), question.get("lat")
    if longitude is None or latitude is None:
        raise BadLine(_("lon or lat is missing"))
    if not _is_number(longitude) or not _is_number(latitude):
        raise BadLine(_("lon or lat is not a number"))
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise BadLine(_("lon and lat are not degrees"))
    if is_swapped((longitude, latitude, longitude, latitude), widened(city.bounds, NEAR_M)):
        raise BadLine(_("lon and lat are swapped"))
    return Point(float(longitude), float(latitude), srid=4326)


def _is_number(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _as_json(number, link: Link) -> dict:
    return {
        "id": number,
        "segment": link.segment_id,
        "osm_way_id": link.osm_way_id,
        "street": link.street,
        "distance_m": link.distance_m,
        "position": link.position,
        "confidence": link.confidence,
        "candidates": link.candidates,
    }
