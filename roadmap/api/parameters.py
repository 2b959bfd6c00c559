"""What may stand behind the `?` of an address: each parameter once, for the schema and for the check.

A parameter that nobody knows is refused: a misspelt filter must not be answered as if all had been asked for.
"""

from collections.abc import Callable, Collection
from functools import cache, wraps

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from roadmap.api import lists
from roadmap.api.words import FREE_TEXT, MOMENT, NUMBER, SLUG, is_text

View = Callable[..., Response]


def parameter(name: str, schema: dict, told: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, schema, description=told, required=required)


def words(name: str, told: str, *, longest: int | None = None) -> OpenApiParameter:
    """Free text, which may be empty."""
    return parameter(name, FREE_TEXT | ({"maxLength": longest} if longest else {}), told)


def moment(name: str, told: str) -> OpenApiParameter:
    return parameter(name, {"type": "string", "pattern": MOMENT}, told)


def number(name: str, told: str) -> OpenApiParameter:
    """The number of a row."""
    return parameter(name, NUMBER, told)


def degrees(name: str, most: int) -> OpenApiParameter:
    schema = {"type": "number", "minimum": -most, "maximum": most}
    return parameter(name, schema, "degrees, WGS 84", required=True)


def some_of(name: str, told: str, *, among: Collection[str] | None = None) -> OpenApiParameter:
    """One or more values, separated by commas: of a closed list, else slugs."""
    item = {"type": "string", "enum": [*among]} if among else SLUG
    schema = {"type": "array", "items": item, "minItems": 1}
    return OpenApiParameter(name, schema, description=told, style="form", explode=False)


_DEGREES = {"type": "number", "minimum": -180, "maximum": 180}
BBOX = OpenApiParameter(
    "bbox",
    {"type": "array", "items": _DEGREES, "minItems": 4, "maxItems": 4},
    description="west,south,east,north in degrees; west is greater than east where it crosses the 180th meridian",
    style="form",
    explode=False,
)
CITY = parameter("city", SLUG, "slug of the city; the city shown unless told")
LIMIT = parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": lists.MOST, "default": lists.USUAL},
    "rows a page",
)
CURSOR = parameter("cursor", {"type": "string", "pattern": "^[A-Za-z0-9_-]+={0,2}$"}, "from `next` of the page before")
PAGES = (LIMIT, CURSOR, CITY)


def asks(*parameters: OpenApiParameter) -> Callable[[View], View]:
    """Of a view's method: these parameters are documented, any other is refused, and so is one that is given twice."""

    def decorate(method: View) -> View:
        @wraps(method)
        def checked(view, request: Request, *args, **kwargs) -> Response:
            check(request, parameters)
            return method(view, request, *args, **kwargs)

        return extend_schema(parameters=[*parameters])(checked)

    return decorate


def check(request: Request | HttpRequest, parameters: tuple[OpenApiParameter, ...]) -> None:
    """Raises ValidationError where any other is given, or one is given twice or empty."""
    may_be_empty = _may_be_empty(parameters)
    wrong = {name: why for name in request.GET if (why := _wrong_with(request, name, may_be_empty))}
    if wrong:
        raise ValidationError(wrong)


@cache
def _may_be_empty(parameters: tuple[OpenApiParameter, ...]) -> dict[str, bool]:
    return {each.name: is_text(each.type) for each in parameters}


def _wrong_with(request: Request | HttpRequest, name: str, may_be_empty: dict[str, bool]) -> list[str]:
    if name not in may_be_empty:
        return [_("There is no such parameter here.")]
    if len(request.GET.getlist(name)) > 1:
        return [_("Give it once; several values are separated by commas.")]
    if not may_be_empty[name] and not request.GET[name].strip():
        return [_("Give a value, or leave the parameter out.")]
    return []
