"""What another site may show of the map: a part of the city, the layers, the language.

Forms, so that the generator and what it generates refuse the same things with the field named.
"""

from django import forms
from django.conf import settings
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import MultiPolygon
from django.utils.translation import gettext_lazy as _

from roadmap.geometry import Box
from roadmap.layers import map_layers
from roadmap.models import Area, City, Road
from roadmap.places.search import streets_like

LOWEST_PX, HIGHEST_PX, USUAL_PX = 200, 2000, 480


class EmbedForm(forms.Form):
    """Everything may be left out: the whole city, the usual layers, Russian.

    Bound to the query of an address; `kind` as the map's own address has it.
    """

    area = forms.ModelChoiceField(
        Area.objects.none(), to_field_name="slug", required=False, label=_("District"), empty_label=_("Whole city")
    )
    street = forms.CharField(required=False, max_length=200, label=_("Street"))
    kind = forms.MultipleChoiceField(required=False, label=_("What to show"))
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False, label=_("Language"))

    def __init__(self, query, *, city: City):
        super().__init__(query)
        self.city = city
        self.fields["area"].queryset = Area.objects.filter(city=city).districts().order_by("name")
        self.fields["kind"].choices = [(layer.slug, layer.title) for layer in map_layers()]

    def clean_street(self) -> Road | None:
        name = self.cleaned_data["street"].strip()
        if not name:
            return None
        road = next(iter(streets_like(self.city, name, 1)), None)
        if road is None:
            raise forms.ValidationError(_("The map has no street of this name."))
        return road

    def clean_language(self) -> str:
        return self.cleaned_data["language"] or settings.LANGUAGE_CODE

    @property
    def district(self) -> MultiPolygon | None:
        area = self.cleaned_data["area"]
        return area.geometry if area else None

    @property
    def box(self) -> Box:
        """West, south, east, north of what is asked for, in degrees."""
        street = self.cleaned_data["street"]
        if street:
            return street.segments.aggregate(box=Extent("geometry"))["box"]
        return self.district.extent if self.district else self.city.view


class GeneratorForm(EmbedForm):
    """What an editor of another site chooses."""

    shape = forms.ChoiceField(
        choices=[("map", _("Map")), ("list", _("List without scripts"))], required=False, label=_("Map or list")
    )
    height = forms.IntegerField(
        min_value=LOWEST_PX, max_value=HIGHEST_PX, required=False, label=_("Height, pixels"), initial=USUAL_PX
    )

    def clean_shape(self) -> str:
        return self.cleaned_data["shape"] or "map"

    def clean_height(self) -> int:
        return self.cleaned_data["height"] or USUAL_PX
