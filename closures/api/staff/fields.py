"""What a dispatcher's request may hold, field by field."""

import json
from datetime import datetime

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from rest_framework import serializers

from closures.snapshot import rounded
from roadmap.schedule import BadSchedule, Schedule


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


class ScheduleField(serializers.JSONField):
    def to_internal_value(self, data) -> dict:
        try:
            return Schedule.from_json(None, None, "UTC", data or {}).to_json()
        except BadSchedule as error:
            raise serializers.ValidationError(_("The hours cannot be read: “%s”.") % error) from None


class MomentField(serializers.DateTimeField):
    """A moment; DRF itself stumbles over the first day of year 1."""

    def to_internal_value(self, value) -> datetime:
        try:
            return super().to_internal_value(value)
        except OverflowError:
            raise serializers.ValidationError(_("Is the year right?")) from None


def some_of(choices: type[TextChoices]) -> serializers.ListField:
    """Some values of a closed list."""
    child = serializers.ChoiceField(choices.choices)
    return serializers.ListField(child=child, required=False, max_length=len(choices))


class LaneSerializer(serializers.Serializer):
    order = serializers.IntegerField(min_value=1, max_value=20)
    type = serializers.CharField(max_length=40, default="general")
    status = serializers.ChoiceField(["open", "closed", "shift-left", "shift-right", "alternating-flow"])


class RestrictionSerializer(serializers.Serializer):
    type = serializers.CharField(max_length=60)
    value = serializers.FloatField(required=False, min_value=0, max_value=1_000_000)  # which no NaN is
    unit = serializers.CharField(max_length=20, required=False)


PLACE_KEYS = {
    "street": {"on"},
    "between": {"on", "from", "to"},
    "crossing": {"on", "with"},
    "address": {"on", "house"},
    "range_of_houses": {"on", "from", "to"},
    "landmark": {"on", "name"},
    "bridge": {"on", "name"},
}


class PlaceField(serializers.JSONField):
    """A place in words (docs/places.md): only known keys, short texts."""

    words = serializers.CharField(max_length=200, allow_null=True, allow_blank=True, trim_whitespace=False)

    def to_internal_value(self, data) -> dict:
        if not isinstance(data, dict) or not all(value is None or isinstance(value, str) for value in data.values()):
            raise serializers.ValidationError(_("This is not a place in words."))
        keys = PLACE_KEYS.get(data.get("type"))
        if keys is None or not keys <= set(data) <= keys | {"type", "toward"}:
            raise serializers.ValidationError(_("This is not a place in words."))
        return {key: self.words.run_validation(value) for key, value in data.items()}
