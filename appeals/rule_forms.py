"""What an administrator fills in about who answers: a rule, a zone that is drawn, a case to be tried out."""

import hashlib
import json
from collections.abc import Mapping

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from appeals.models import Category, ResponsibilityRule
from appeals.place import check_in_city
from closures.validation import our_years
from roadmap.importers.areas import outline_of, refuse_elsewhere
from roadmap.importers.extract import Refused
from roadmap.importers.slugs import slug_of
from roadmap.models import Agency, Area, City
from roadmap.setting_up.changes import stored_state
from roadmap.setting_up.city import PAIR, PlaceField

MOST_CORNERS = 2_000
ANY = gettext_lazy("not asked for")  # of a condition
CONDITIONS = ("category", "owner", "road_class", "area", "warranty", "valid_from")  # a rule stands once for these


class DayInput(forms.DateInput):
    def __init__(self):
        super().__init__({"type": "date"}, format="%Y-%m-%d")


class RuleForm(forms.ModelForm):
    """`seen` is the digest of what was shown before it was to be saved: the row as it was, and these values."""

    valid_from = forms.DateField(
        required=False, label=gettext_lazy("valid from"), widget=DayInput, validators=[our_years]
    )
    valid_until = forms.DateField(
        required=False, label=pgettext_lazy("a rule", "valid until"), widget=DayInput, validators=[our_years]
    )

    class Meta:
        model = ResponsibilityRule
        fields = (
            *("category", "owner", "road_class", "area", "warranty"),
            *("answers", "agency", "why", "why_en", "priority", "valid_from", "valid_until"),
        )

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.city = city
        for name in ("owner", "agency"):
            self.fields[name].queryset = Agency.objects.filter(city=city)
        self.fields["area"].queryset = Area.objects.filter(city=city).defer("geometry")
        for name in ("category", "owner", "area"):
            self.fields[name].empty_label = ANY
        self.fields["agency"].empty_label = gettext_lazy("Choose a body")
        for name in ("road_class", "warranty"):
            self.fields[name].choices = [("", ANY), *self.fields[name].choices[1:]]

    def clean(self) -> dict:
        """Its like is refused with a link to it: which of two counts is a matter of its own priority."""
        told = super().clean()
        if all(name in told for name in CONDITIONS):
            alike = ResponsibilityRule.objects.filter(
                city=self.instance.city, **{name: told[name] for name in CONDITIONS}
            )
            if other := alike.exclude(pk=self.instance.pk).first():
                self.add_error(None, self._alike(other))
        return told

    def _alike(self, other: ResponsibilityRule) -> str:
        words = _('<a href="{address}">Another rule</a> has the same conditions ({conditions}): change that one.')
        labels = ", ".join(str(self.fields[name].label).lower() for name in CONDITIONS)
        return format_html(words, address=reverse("desk-setup-rule", args=[other.pk]), conditions=labels)

    def digest(self) -> str:
        told = [stored_state(self.instance), {name: self.data.get(name, "") for name in self.Meta.fields}]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


class ZoneForm(forms.Form):
    """A zone's corners, one a line, latitude first; the last joins the first."""

    name = forms.CharField(label=gettext_lazy("Name of the zone"), max_length=200)
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        required=False,
        label=gettext_lazy("Agency"),
        empty_label=gettext_lazy("nobody of its own"),
        help_text=gettext_lazy("It answers there where no rule and no owner of the road does."),
    )
    corners = forms.CharField(
        label=gettext_lazy("Corners"),
        max_length=60 * MOST_CORNERS,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=gettext_lazy("Press the map, or type a corner a line: latitude, longitude."),
    )

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        self.fields["agency"].queryset = Agency.objects.filter(city=city)

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        zones = Area.objects.filter(city=self.city, kind=Area.Kind.RESPONSIBILITY)
        if zones.filter(slug=slug_of(name, longest=80)).exists():
            raise ValidationError(_("A zone of this name is there already."))
        return name

    def clean_corners(self) -> list[list[float]]:
        lines = [line for line in self.cleaned_data["corners"].splitlines() if line.strip()]
        if not 3 <= len(lines) <= MOST_CORNERS:
            raise ValidationError(_("A zone has from 3 to %d corners.") % MOST_CORNERS)
        ring = [self._corner(line, number) for number, line in enumerate(lines, 1)]
        return [*ring, ring[0]]

    def _corner(self, line: str, number: int) -> list[float]:
        found = PAIR.fullmatch(line.strip())
        if not found:
            raise ValidationError(
                _("Line %(number)d is no corner: give latitude and longitude, 57.153, 65.534.") % {"number": number}
            )
        latitude, longitude = map(float, found.groups())
        return [longitude, latitude]

    def clean(self) -> dict:
        told = super().clean()
        if told.get("name") and told.get("corners"):
            try:
                refuse_elsewhere(self.city, self.feature, outline_of(self.feature, 1), 1)
            except Refused as error:
                self.add_error("corners", str(error))
        return told

    @property
    def feature(self) -> dict:
        """As importers.areas takes it."""
        told = self.cleaned_data
        properties = {"name": told["name"], "kind": Area.Kind.RESPONSIBILITY.value}
        return {"properties": properties, "geometry": {"type": "Polygon", "coordinates": [told["corners"]]}}


class CaseForm(forms.Form):
    """A place, a category, a day: who answers? Without a place nothing is asked."""

    place = PlaceField(
        label=gettext_lazy("Place"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Press the map, or type latitude and longitude: 57.153, 65.534."),
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        to_field_name="code",
        required=False,
        label=gettext_lazy("Category"),
        empty_label=gettext_lazy("of any category"),
    )
    on = forms.DateField(required=False, label=gettext_lazy("Day"), widget=DayInput, validators=[our_years])

    def __init__(self, told: Mapping, *, city: City, **kwargs):
        super().__init__(told, **kwargs)
        self.city = city

    def clean_place(self) -> Point | None:
        place = self.cleaned_data["place"]
        if place:
            check_in_city(self.city, place)
        return place
