"""What an administrator says of a city: its centre is typed as people read coordinates from a map, latitude first."""

import re

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from roadmap.models import City
from roadmap.postgis import point_at

DEGREES = r"-?\d{1,3}(?:\.\d{1,12})?"
PAIR = re.compile(rf"({DEGREES})(?:\s*[,;]\s*|\s+)({DEGREES})")


def place_words(point: Point) -> str:
    """«57.15300, 65.53430»"""
    return f"{point.y:.5f}, {point.x:.5f}"


class PlaceField(forms.CharField):
    """Latitude and longitude ↔ a point."""

    def prepare_value(self, value):
        return place_words(value) if isinstance(value, Point) else value

    def to_python(self, value) -> Point | None:
        told = super().to_python(value)
        if told in self.empty_values:
            return None
        found = PAIR.fullmatch(told)
        if not found:
            raise ValidationError(_("Give latitude and longitude: 57.153, 65.534."))
        latitude, longitude = map(float, found.groups())
        return point_at(longitude, latitude)

    def has_changed(self, initial, data) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class CityForm(forms.ModelForm):
    """Of the admin, which says what else of a city is for hands."""

    centre = PlaceField(
        label=City._meta.get_field("centre").verbose_name,
        help_text=City._meta.get_field("centre").help_text,
        required=False,
        max_length=60,
    )

    def clean_centre(self) -> Point | None:
        """Typed the wrong way round it lies outside, too."""
        centre = self.cleaned_data["centre"]
        if centre and not self.instance.box.contains(centre):
            raise ValidationError(_("That is outside the city: latitude comes first, then longitude."))
        return centre


class CentreForm(CityForm):
    """Of the guide: put on a map, or typed."""

    class Meta:
        model = City
        fields = ("centre",)
