"""What every public list shares: its parameters, pages by cursor, one SQL for the whole answer, and ETag.

A list's FeatureCollection is made by the database, row by row as text, and joined: a serializer was measured many
times slower (docs/decisions.md).
"""

import hashlib
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from rest_framework.exceptions import ValidationError

from roadmap import unchanged
from roadmap.api.cursors import NoCursor, cursor_after, place_in
from roadmap.api.words import is_moment, is_slug
from roadmap.models import City
from roadmap.numbers import whole
from roadmap.postgis import area_from

USUAL, MOST = 500, 10_000
GEOJSON = "application/geo+json"


class JSONBuild(Func):
    """json_build_object, which unlike jsonb's keeps the order of keys and costs less."""

    function = "json_build_object"
    output_field = TextField()

    def __init__(self, **properties):
        pairs = [part for name, value in properties.items() for part in (Value(name), _expression(value))]
        super().__init__(*pairs)


class GeoJSON(Func):
    """Geometry with six digits (about 10 cm)."""

    function = "ST_AsGeoJSON"
    template = "%(function)s(%(expressions)s, 6)::json"
    output_field = TextField()
    arity = 1


def _expression(value):
    return F(value) if isinstance(value, str) else value


def parameter(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").strip()


def box_in(request: HttpRequest) -> Polygon | MultiPolygon | None:
    """`bbox=west,south,east,north` in degrees."""
    text = parameter(request, "bbox")
    if not text:
        return None
    try:
        return area_from(text)
    except ValueError:
        raise ValidationError({"bbox": [_not_a_box(text)]}) from None


def _not_a_box(text: str) -> str:
    try:
        is_a_box = len([number for number in text.split(",") if math.isfinite(float(number))]) == 4
    except ValueError:
        is_a_box = False
    if is_a_box:
        return _("Longitude comes first, then latitude; west is less than east.")
    return _("Give four numbers: west,south,east,north.")


def moment_in(request: HttpRequest, name: str, city: City) -> datetime | None:
    """An ISO 8601 moment; without an offset it is the city's wall clock, a date alone is its first minute."""
    text = parameter(request, name).replace(" ", "+")
    if not text:
        return None
    try:
        moment = parse_datetime(text) if is_moment(text) else None
    except ValueError:
        moment = None
    if moment is None or not 1970 <= moment.year <= 2200:
        raise ValidationError({name: [_("Give a moment as in 2026-06-12T22:00+05:00.")]})
    moment = moment if moment.tzinfo else moment.replace(tzinfo=city.zone)
    return moment.astimezone(UTC)  # an offset beyond 16 hours is more than PostgreSQL reads


def words_in(request: HttpRequest, name: str, allowed: Mapping | set | list) -> tuple[str, ...]:
    """Comma-separated values of a closed list, each once and in order: who asks for the same asks in the same words."""
    words = tuple(parameter(request, name).split(",")) if name in request.GET else ()
    wrong = [word for word in words if word not in allowed]
    if wrong:
        raise ValidationError({name: [_("Unknown value “%s”.") % wrong[0][:60]]})
    return tuple(sorted(set(words)))


def slug_in(request: HttpRequest, name: str) -> str:
    slug = parameter(request, name)
    if slug and not is_slug(slug):
        raise ValidationError({name: [_("Unknown value “%s”.") % slug[:60]]})
    return slug


def slugs_in(request: HttpRequest, name: str) -> list[str]:
    """Comma-separated slugs."""
    slugs = parameter(request, name).split(",") if name in request.GET else []
    if wrong := [slug for slug in slugs if not is_slug(slug)]:
        raise ValidationError({name: [_("Unknown value “%s”.") % wrong[0][:60]]})
    return slugs


def city_in(request: HttpRequest) -> City:
    """`city=slug`, else the city shown."""
    return city_and(request, "NULL")[0]


def city_and(request: HttpRequest, sql: str) -> tuple[City, object]:
    """The same, and in the same question the value of an SQL expression of the row `roadmap_city`."""
    city, value = City.objects.light_and(slug_in(request, "city"), sql)
    if city is None:
        raise ValidationError({"city": [_("There is no such city.")]})
    return city, value


def limit_in(request: HttpRequest, *, usual: int = USUAL, most: int = MOST) -> int:
    text = parameter(request, "limit")
    limit = whole(text, most) if text else usual
    if not limit:
        raise ValidationError({"limit": [_("Give a number from 1 to %d.") % most]})
    return limit


def number_in(request: HttpRequest, name: str) -> int:
    """A row's number, which has to be there."""
    number = whole(parameter(request, name))
    if number is None:
        raise ValidationError({name: [_("Give a number.")]})
    return number


def cursor_in(request: HttpRequest) -> int:
    """The last id of the page before; 0 for the first page."""
    reached = _place_reached(request)
    last = 0 if reached is None else whole(reached)
    if last is None:
        raise ValidationError(_not_a_cursor())
    return last


def moment_cursor_in(request: HttpRequest) -> tuple[datetime, int] | None:
    """The last row's moment and id."""
    reached = _place_reached(request)
    if reached is None:
        return None
    moment, _comma, number = reached.partition(",")
    at, last = _instant(moment), whole(number)
    if at is None or last is None:
        raise ValidationError(_not_a_cursor())
    return at, last


def _instant(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo == UTC and 1970 <= moment.year <= 2200 else None


def _place_reached(request: HttpRequest) -> str | None:
    text = parameter(request, "cursor")
    try:
        return place_in(text) if text else None
    except NoCursor:
        raise ValidationError(_not_a_cursor()) from None


def _not_a_cursor() -> dict[str, list[str]]:
    return {"cursor": [_("Take the cursor from “next” of the page before.")]}


def page_of(queryset: QuerySet, request: HttpRequest) -> tuple[QuerySet, int]:
    """The page asked for, in order of id, with one row more to see whether another page follows."""
    limit, last = limit_in(request), cursor_in(request)
    following = queryset.filter(pk__gt=last) if last else queryset
    return following.order_by("pk")[: limit + 1], limit


def page_by(queryset: QuerySet, request: HttpRequest, moment: str) -> tuple[QuerySet, int]:
    """The same in order of a column of moments, for lists too long to be read in order of id when few rows match.

    Its rows end with that moment: (id, feature, moment).
    """
    limit, cursor = limit_in(request), moment_cursor_in(request)
    if cursor:
        reached, last = cursor
        queryset = queryset.filter(**{f"{moment}__gte": reached}).exclude(**{moment: reached, "pk__lte": last})
    return queryset.order_by(moment, "pk")[: limit + 1], limit


def newest_first(queryset: QuerySet, request: HttpRequest, moment: str) -> tuple[list[Model], str | None]:
    """A page of rows from the latest `moment` on, and the address of the page that follows or None."""
    limit, cursor = limit_in(request), moment_cursor_in(request)
    if cursor:
        reached, last = cursor
        queryset = queryset.filter(**{f"{moment}__lte": reached}).exclude(**{moment: reached, "pk__gte": last})
    rows = list(queryset.order_by(f"-{moment}", "-pk")[: limit + 1])
    if len(rows) <= limit:
        return rows, None
    last_row = rows[limit - 1]
    return rows[:limit], _address_after(request, [getattr(last_row, moment), last_row.pk])


def _address_after(request: HttpRequest, place: Sequence[int | datetime]) -> str:
    query = urlencode({**request.GET.dict(), "cursor": cursor_after(place)})
    return f"{request.build_absolute_uri(request.path)}?{query}"


def feature(geometry: str, **properties) -> Cast:
    """A GeoJSON feature as text: properties are columns by name or expressions."""
    build = JSONBuild(type=Value("Feature"), id=F("pk"), geometry=GeoJSON(geometry), properties=JSONBuild(**properties))
    return Cast(build, TextField())


# Longer features are put together as text: json_build_object looks up every value's type again in each row (1.3 times
# slower), and a tree of Django's expressions costs milliseconds a request. Each of these wraps a piece of SQL that is
# never null.


def word(sql: str) -> str:
    """A value that needs no escaping: of a closed list, an address."""
    return f"""'"', {sql}, '"'"""


def text(sql: str) -> str:
    """What people wrote, or a list of it."""
    return f"to_json({sql})"


def plain(sql: str) -> str:
    """A number, true or false."""
    return f"({sql})::text"


def instant(sql: str) -> str:
    """A moment as ISO 8601 in UTC to the second; null for none."""
    return rf"""coalesce(to_char({sql} AT TIME ZONE 'UTC', '\"YYYY-MM-DD"T"HH24:MI:SS"Z"\"'), 'null')"""


def shape(sql: str) -> str:
    """A geometry as GeoJSON; null for none."""
    return f"coalesce(ST_AsGeoJSON({sql}, 6), 'null')"


def feature_sql(table: str, properties: Mapping[str, str], *, number: str = "") -> str:
    """SQL of a GeoJSON feature as bytes of UTF-8; `properties` are name → SQL made by the five above.

    `number` is the id as SQL, `table`'s own unless it is given.
    """
    own = shape(f"{table}.geometry")
    names = [f"""'{"," if at else ""}"{name}":'""" for at, name in enumerate(properties)]
    pairs = ", ".join(f"{name}, {sql}" for name, sql in zip(names, properties.values(), strict=True))
    head = f"""'{{"type":"Feature","id":', {number or f"{table}.id"}, ',"geometry":', {own}, ',"properties":{{'"""
    return f"convert_to(concat({head}, {pairs}, '}}}}'), 'UTF8')"


class AsBytes(Loader):
    """Text as the database sends it: the answer is UTF-8 as well, so nothing is decoded only to be encoded again."""

    def load(self, data: Buffer) -> bytes:
        return bytes(data)


def fetched(features: QuerySet) -> list[tuple]:
    """(id, feature, …) where a feature is text, past the QuerySet's own loop over rows."""
    try:
        sql, values = features.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.cursor.adapters.register_loader("text", AsBytes)
        cursor.execute(sql, values)
        return cursor.fetchall()


def collection(request: HttpRequest, rows: list[tuple], limit: int) -> HttpResponse:
    """The FeatureCollection of (id, feature) rows; `next` is the address of the following page or null.

    Where they are read in order of a moment, that comes last in a row.
    """
    following = "null"
    if len(rows) > limit:
        rows = rows[:limit]
        last, _feature, *moment = rows[-1]
        following = f'"{_address_after(request, [*moment, last])}"'
    told = b",".join(row[1] for row in rows)
    body = b'{"type":"FeatureCollection","features":[%b],"next":%b}' % (told, following.encode())
    return HttpResponse(body, content_type=GEOJSON)


def version_tag(request: HttpRequest, *parts: object) -> str:
    """An ETag of the address, the language and whatever the answer depends on."""
    told = [request.get_full_path(), getattr(request, "LANGUAGE_CODE", ""), *map(str, parts)]
    return f'"{hashlib.sha256("|".join(told).encode()).hexdigest()[:24]}"'


def unless_known(request: HttpRequest, tag: str, make: Callable[[], HttpResponse]) -> HttpResponseBase:
    """Asked for each time, sent only when it changed."""
    return unchanged.unless_known(request, tag, make, caching=unchanged.ASK_EACH_TIME)
