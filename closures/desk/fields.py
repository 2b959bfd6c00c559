"""What a dispatcher's request may hold, field by field."""

import json
import re
from collections.abc import Callable
from datetime import date

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiLineString
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from closures.kinds.restrictions import RESTRICTIONS
from closures.models.lists import Source
from closures.snapshot import rounded
from roadmap.api.fields import Choice, Listed, Number, Parts, Text, Whole
from roadmap.api.shapes import ANY_SHAPE
from roadmap.api.words import FREE_TEXT
from roadmap.schedule import MOST, WEEKDAYS, BadSchedule, Schedule


@extend_schema_field(ANY_SHAPE)
class ShapeField(serializers.JSONField):
    """A GeoJSON geometry (WGS 84, longitude first). RFC 7946 knows no other projection, so `crs` is not read."""

    TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon")

    def to_internal_value(self, data) -> GEOSGeometry:
        told = data if isinstance(data, dict) else {}
        try:
            if told.get("type") not in self.TYPES:
                raise ValueError(told.get("type"))
            shape = GEOSGeometry(json.dumps({"type": told["type"], "coordinates": told.get("coordinates")}))
        except (GDALException, GEOSException, ValueError, TypeError):
            raise serializers.ValidationError(_("This is not a GeoJSON geometry.")) from None
        if shape.hasz:
            raise serializers.ValidationError(_("Give coordinates without a height."))
        shape.srid = 4326
        return shape

    def to_representation(self, value: GEOSGeometry) -> dict:
        return rounded(value)


class LinesField(ShapeField):
    """The same of lines only; one line is given out as several of one."""

    TYPES = ("LineString", "MultiLineString")

    def to_internal_value(self, data) -> MultiLineString:
        shape = super().to_internal_value(data)
        return shape if isinstance(shape, MultiLineString) else MultiLineString(shape, srid=shape.srid)


CLOCK = {"type": "string", "pattern": "^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$"}
DAY = {"type": "string", "format": "date", "description": "2026-06-12; 12.06.2026 is read, too"}
RUSSIAN_DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
WINDOW = {
    "type": "object",
    "properties": {
        "weekdays": {
            "type": "array",
            "items": {"type": "string", "enum": [*WEEKDAYS]},
            "minItems": 1,
            "nullable": True,
        },
        "start": CLOCK,
        "end": CLOCK,
    },
    "required": ["start", "end"],
    "additionalProperties": False,
    "description": "From start to end on these weekdays, on all where null; past midnight where the end is no later.",
}


class ScheduleField(serializers.JSONField):
    component = "Schedule"
    told_as = {
        "type": "object",
        "properties": {
            "hours": {"type": "array", "items": WINDOW, "maxItems": MOST["hours"]},
            "except": {"type": "array", "items": DAY, "maxItems": MOST["except"], "description": "days left out"},
        },
        "additionalProperties": False,
        "description": "Empty: round the clock.",
    }

    def to_internal_value(self, data) -> dict:
        """Every hour and every day that cannot be read is named by its number."""
        if not isinstance(data, dict) or set(data) - set(MOST):
            raise serializers.ValidationError(_("These are no hours: give `hours` and `except`."))
        hours, days = (self._listed(data, key) for key in MOST)
        wrong = {"hours": _refused(hours, _check_window), "except": _refused(days, day_of)}
        if any(wrong.values()):
            raise serializers.ValidationError({key: told for key, told in wrong.items() if told})
        days = [day_of(day).isoformat() for day in days]
        return Schedule.from_json(None, None, "UTC", {"hours": hours, "except": days}).to_json()

    def _listed(self, data: dict, key: str) -> list:
        given = data.get(key) or []
        if not isinstance(given, list):
            raise serializers.ValidationError({key: [_("Give a list.")]})
        if len(given) > MOST[key]:
            raise serializers.ValidationError({key: [_("No more than %d.") % MOST[key]]})
        return given


def _refused(given: list, check: Callable[[object], object]) -> dict[str, list[str]]:
    """Number from 0 → what is wrong."""
    wrong = {}
    for number, each in enumerate(given):
        try:
            check(each)
        except (ValueError, TypeError) as error:
            wrong[str(number)] = [str(error)]
    return wrong


def _check_window(given: object) -> None:
    try:
        Schedule.from_json(None, None, "UTC", {"hours": [given]})
    except BadSchedule as error:
        words = _("Name weekdays, or none at all.") if str(error) == "weekdays" else _("Give both hours as in 22:00.")
        raise ValueError(words) from None


def day_of(text: object) -> date:
    """«12.06.2026», as people write it, or 2026-06-12."""
    try:
        turned = "-".join(reversed(text.split("."))) if RUSSIAN_DAY.fullmatch(text) else text
        return date.fromisoformat(turned)
    except (AttributeError, TypeError, ValueError):
        raise ValueError(_("“%s” is no date: write it as 12.06.2026.") % str(text)[:40]) from None


def some_of(choices: type[TextChoices]) -> Listed:
    """Some values of a closed list."""
    child = Choice(choices.choices)
    return Listed(child=child, required=False, max_length=len(choices))


def confirmed_by(told: str) -> serializers.ChoiceField:
    """Who confirmed it; nobody writes it but the verb that confirms."""
    return serializers.ChoiceField(Source.choices, read_only=True, allow_blank=True, help_text=told)


class LaneSerializer(Parts):
    order = Whole(min_value=1, max_value=20)
    type = Text(max_length=40, default="general")
    status = Choice(["open", "closed", "shift-left", "shift-right", "alternating-flow"])


class RestrictionSerializer(Parts):
    type = Text(max_length=60)
    value = Number(required=False, min_value=0, max_value=1_000_000)  # which no NaN is
    unit = Text(max_length=20, required=False)


class RestrictionInput(RestrictionSerializer):
    """One that is declared: a limit says how much of it, in its own unit or one that can be counted into it."""

    type = Choice([(each.value, each.title) for each in RESTRICTIONS.values()])

    def validate(self, given: dict) -> dict:
        declared, value = RESTRICTIONS[given["type"]], given.get("value")
        if declared.measure is None:
            return {"type": given["type"]}
        if value is None:
            raise serializers.ValidationError({"value": [_("Say how much.")]})
        unit = given.get("unit") or declared.measure.unit
        if (share := declared.measure.share_of(unit)) is None:
            raise serializers.ValidationError({"unit": [_("Give it in %s.") % declared.measure.title]})
        if not declared.least <= value * share <= declared.most:
            words = _("Give %(least)g to %(most)g %(unit)s.")
            told = {"least": declared.least, "most": declared.most, "unit": declared.measure.title}
            raise serializers.ValidationError({"value": [words % told]})
        return {"type": given["type"], "value": value, "unit": unit}


PLACE_KEYS = {
    "street": {"on"},
    "between": {"on", "from", "to"},
    "crossing": {"on", "with"},
    "address": {"on", "house"},
    "range_of_houses": {"on", "from", "to"},
    "landmark": {"on", "name"},
    "bridge": {"on", "name"},
}
ALONE = ("landmark", "bridge")  # may be of no street: then `on` is null, or left out


def _place(kind: str, keys: set[str]) -> dict:
    words = FREE_TEXT | {"maxLength": 200, "nullable": True}
    told = {"type": {"type": "string", "pattern": f"^{kind}$"}} | dict.fromkeys([*sorted(keys), "toward"], words)
    return {
        "type": "object",
        "properties": told,
        "required": ["type", *sorted(keys - {"on"} if kind in ALONE else keys)],
        "additionalProperties": False,
    }


class PlaceField(serializers.JSONField):
    """A place in words (docs/places.md): only known keys, short texts."""

    component = "Place"
    told_as = {"oneOf": [_place(kind, keys) for kind, keys in PLACE_KEYS.items()]}

    words = serializers.CharField(max_length=200, allow_null=True, allow_blank=True, trim_whitespace=False)

    def to_internal_value(self, data) -> dict:
        if not isinstance(data, dict) or not all(value is None or isinstance(value, str) for value in data.values()):
            raise serializers.ValidationError(_("This is not a place in words."))
        kind = data.get("type")
        keys = PLACE_KEYS.get(kind)
        data = {"on": None} | data if kind in ALONE else data
        if keys is None or not keys <= set(data) <= keys | {"type", "toward"}:
            raise serializers.ValidationError(_("This is not a place in words."))
        return {key: self.words.run_validation(value) for key, value in data.items()}
