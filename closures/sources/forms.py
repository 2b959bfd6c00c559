"""What an administrator fills in of a source: what it is, its next file, and which column is what."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from closures.kinds import KINDS
from closures.models import WorksSource
from closures.sources.field_map import FIELDS, guessed
from closures.sources.files import check_size
from closures.sources.formats import FORMATS
from closures.sources.records import Unreadable
from roadmap.models import Agency, City

HELP = {
    "format": _(
        "How the file is built. Of a table and of GeoJSON you say after the first upload which column is what."
    ),
    "becomes": _("Neither posts nor letters to readers are written about works that come from a list."),
    "past": _("Works whose last day was before the day of the upload."),
    "radius_m": _("Where the list tells a point alone."),
    "vehicle_impact": _("Where the list does not say it."),
}


class SourceForm(forms.ModelForm):
    format = forms.ChoiceField(
        label=_("Format of the file"), choices=lambda: [(name, each.title) for name, each in FORMATS.items()]
    )

    class Meta:
        model = WorksSource
        fields = ("name", "format", "agency", "kind", "vehicle_impact", "becomes", "past", "radius_m")

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.city = city
        self.fields["agency"].queryset = Agency.objects.filter(city=city)
        self.fields["agency"].empty_label = translated("Choose a body")
        self.fields["kind"].choices = [(v, kind.title) for v, kind in KINDS.items() if not kind.is_at_signal]
        for name, words in HELP.items():
            self.fields[name].help_text = words
        if self.instance.pk:
            self.fields["format"].disabled = True  # its records are known by that format's numbers

    def _get_validation_exclusions(self) -> set[str]:
        """The city is no field, and yet a name stands once a city."""
        return super()._get_validation_exclusions() - {"city"}


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Next file"))

    def __init__(self, *args, source: WorksSource, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = FORMATS[source.format].accepts

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except Unreadable as error:
            raise ValidationError(str(error)) from error
        return file


class FieldMapForm(forms.Form):
    """Under each column of the file one of our fields, or none."""

    def __init__(self, *args, columns: list[str], field_map: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        known = {column: name for name, column in (field_map or guessed(columns)).items()}
        choices = [("", "—"), *FIELDS.items()]
        for number, column in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=known.get(column, "")
            )

    def clean(self) -> dict:
        told = super().clean()
        chosen: set[str] = set()
        for name, field in [pair for pair in told.items() if pair[1]]:
            if field in chosen:
                self.add_error(name, translated("This is chosen for another column already."))
            chosen.add(field)
        if not chosen & {"external_id", "address", "street", "lon"}:
            raise ValidationError(translated("Choose at least the number or the place."))
        if len(chosen & {"lon", "lat"}) == 1:
            raise ValidationError(translated("Longitude and latitude go together."))
        return told

    @property
    def field_map(self) -> dict[str, str]:
        return self._told([self.cleaned_data.get(name) for name in self.fields])

    @property
    def shown_map(self) -> dict[str, str]:
        """As it stands on the page, right or not."""
        return self._told([self[name].value() for name in self.fields])

    def _told(self, chosen: list[str | None]) -> dict[str, str]:
        return {field: column for field, column in zip(chosen, self.columns, strict=True) if field}
