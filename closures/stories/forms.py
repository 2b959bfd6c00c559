"""What an editor fills in of a story."""

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from closures.models import Story, StoryTheme
from roadmap.decoding import Prepared
from roadmap.models import Area, City, Road
from roadmap.moments import WALL_CLOCK
from roadmap.places.search import streets_like
from roadmap.postgis import point_at
from roadmap.sent_pictures import picture_of

ACCEPTED = "image/jpeg,image/png,image/webp"


def _moment(label: str, help_text: str = "", *, required: bool = True) -> forms.DateTimeField:
    """By the city's clock."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=WALL_CLOCK)
    return forms.DateTimeField(label=label, help_text=help_text, required=required, widget=widget)


class StoryForm(forms.ModelForm):
    """`street` is a name as one types it; `lat` and `lon` are the place on the map, both or none."""

    street = forms.CharField(label=_("Street"), required=False, max_length=200)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    picture = forms.FileField(
        label=_("Cover"),
        required=False,
        help_text=_("JPEG, PNG or WebP. It is encoded anew; place and camera are left out."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )
    valid_from = _moment(_("Valid from"))
    valid_until = _moment(_("Valid until"), _("Empty: until it is withdrawn."), required=False)

    class Meta:
        model = Story
        fields = ("theme", "area", "title", "text", "place", "cover_text", "valid_from", "valid_until")
        help_texts = {"text": _("Paragraphs are parted by an empty line; addresses of sites become links.")}

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        self.fields["area"].queryset = Area.objects.districts().filter(city=city).defer("geometry")
        self.fields["area"].empty_label = translated("the whole city")
        self.fields["theme"].queryset = StoryTheme.objects.all()
        self.fields["theme"].empty_label = translated("Choose a theme")

    def clean_street(self) -> Road | None:
        words = self.cleaned_data["street"].strip()
        found = streets_like(self.city, words, 1) if words else []
        if words and not found:
            raise ValidationError(translated("The map does not know this street."))
        return found[0] if found else None

    def clean_picture(self) -> Prepared | None:
        file = self.cleaned_data["picture"]
        return picture_of(file) if file else None

    def clean(self) -> dict:
        told = super().clean()
        self._check_words_of_cover(told)
        if told.get("valid_until") and told.get("valid_from") and told["valid_until"] <= told["valid_from"]:
            self.add_error("valid_until", translated("The end is before the start."))
        told["point"] = self._point(told)
        return told

    def _check_words_of_cover(self, told: dict) -> None:
        if (told.get("picture") or self.instance.cover) and not told.get("cover_text"):
            self.add_error("cover_text", translated("Say in words what the cover shows, for those who do not see it."))

    def _point(self, told: dict) -> Point | None:
        lat, lon = told.get("lat"), told.get("lon")
        if lat is None and lon is None:
            return None
        if lat is None or lon is None:
            self.add_error("lat" if lat is None else "lon", translated("Give both numbers, or none."))
            return None
        point = point_at(lon, lat)
        if not self.city.box.contains(point):
            self.add_error("lat", translated("This place is not %(in_city)s.") % {"in_city": self.city.inside})
        return point

    def _post_clean(self) -> None:
        """The row is written by the verbs of writing.py, after a look at its version."""

    @property
    def written(self) -> dict:
        """Fields of the story."""
        names = ("theme", "area", "title", "text", "place", "cover_text", "valid_from", "valid_until", "point")
        return {name: self.cleaned_data[name] for name in names} | {"road": self.cleaned_data["street"]}


def told_of(story: Story) -> dict:
    """What the form shows of a story beside its columns."""
    return {
        "street": story.road.name if story.road else "",
        "lat": story.point and round(story.point.y, 6),
        "lon": story.point and round(story.point.x, 6),
    }
