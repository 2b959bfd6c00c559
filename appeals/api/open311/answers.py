"""The two formats of an answer, and of a refusal, as GeoReport v2 tells them: one shape, as JSON or as XML."""

import json
import re
from collections.abc import Callable, Iterable
from functools import wraps
from http import HTTPStatus
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from roadmap.models import City

JSON, XML = "json", "xml"
MEDIA_TYPES = {XML: "text/xml", JSON: "application/json"}
ITEMS = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}  # a list by its name → what each of it is called in XML
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NAMESPACES = {"discovery": "http://wiki.open311.org/discovery"}


class Refused(Exception):
    """Each description is for a person; `status` is the code of the standard."""

    def __init__(self, status: int, *descriptions: str, wait_s: int = 0):
        super().__init__(*descriptions)
        self.status, self.descriptions, self.wait_s = status, descriptions, wait_s


class Suffix:
    """The end of an address that names the format."""

    regex = f"{JSON}|{XML}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def answer(name: str, told: list | dict, suffix: str, status: int = HTTPStatus.OK) -> HttpResponse:
    content = _json(told) if suffix == JSON else _xml(name, told)
    return HttpResponse(content, status=status, content_type=f"{MEDIA_TYPES[suffix]}; charset=utf-8")


def refusal(status: int, descriptions: Iterable[str], suffix: str) -> HttpResponse:
    response = answer(
        "errors", [{"code": HTTPStatus(status).value, "description": one} for one in descriptions], suffix, status
    )
    response["Cache-Control"] = "no-store"
    return response


def method(**views: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of one address: `get` and `post` are called with the request, its city and what the address names."""
    allowed = [name.upper() for name in views] + (["HEAD"] if "get" in views else [])

    @csrf_exempt  # nothing here rests on a cookie
    @wraps(next(iter(views.values())))
    def run(request: HttpRequest, suffix: str, **named: str) -> HttpResponse:
        view = views.get("get" if request.method == "HEAD" else request.method.lower())
        if view is None:
            return HttpResponseNotAllowed(allowed)  # its words: middleware.py
        try:
            return view(request, _city_of(request), suffix, **named)
        except Refused as error:
            response = refusal(error.status, error.descriptions, suffix)
            if error.wait_s:
                response["Retry-After"] = str(error.wait_s)
            return response

    return run


def _city_of(request: HttpRequest) -> City:
    """`jurisdiction_id` is a city's slug; without one it is the city that the site shows."""
    told = (request.POST if request.method == "POST" else request.GET).get("jurisdiction_id", "").strip()
    city = City.objects.filter(slug=told).first() if told else City.objects.shown()
    if city is None:
        raise Refused(HTTPStatus.NOT_FOUND, _("jurisdiction_id was not found: %(told)s") % {"told": told[:60]})
    return city


def absolute(request: HttpRequest, path: str) -> str:
    return iri_to_uri(request.build_absolute_uri(path))


def _json(told: list | dict) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _xml(name: str, told: list | dict) -> bytes:
    root = Element(name, {"xmlns": NAMESPACES[name]} if name in NAMESPACES else {})
    _fill(root, told)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _fill(element: Element, told: object) -> None:
    if isinstance(told, dict):
        for name, value in told.items():
            _fill(SubElement(element, name), value)
    elif isinstance(told, list):
        for value in told:
            _fill(SubElement(element, ITEMS[element.tag]), value)
    elif told is not None:
        words = str(told).lower() if isinstance(told, bool) else str(told)
        element.text = NOT_IN_XML.sub("", words)
