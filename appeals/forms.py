"""What an operator fills in at the desk."""

import re

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals import photos
from appeals.models import Appeal, Category, ProgramKey
from appeals.models.question import LONGEST
from appeals.place import check_in_city
from appeals.proof import Stood
from appeals.workflow import Outcome
from roadmap.models import Agency, RoadSegment
from roadmap.postgis import point_at


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files that are pictures by their headers."""

    widget = SeveralFilesInput(attrs={"accept": "image/jpeg,image/png,image/webp", "class": "file-plain"})

    def clean(self, data, initial=None) -> list[photos.Original]:
        return photos.checked_all([file for file in data or [] if file])


class AnswerForm(forms.Form):
    """An answer with what became of the trouble; `lon`, `lat`, `accuracy_m` are where the phone says it is."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome, required=False, initial=Outcome.EXPLAINED)
    text = forms.CharField(label=_("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 7}))
    photos = PhotosField(label=_("Photos of the repair"), required=False)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    accuracy_m = forms.FloatField(required=False, min_value=0, max_value=1e6, widget=forms.HiddenInput)

    def clean_outcome(self) -> str:
        return self.cleaned_data["outcome"] or Outcome.EXPLAINED

    def clean(self) -> dict:
        told = super().clean()
        place = [told.get(name) for name in ("lon", "lat", "accuracy_m")]
        told["stood"] = None if None in place else Stood(point_at(*place[:2]), place[2])
        return told


class ForwardForm(forms.Form):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("To"), empty_label=_("Choose a body"))
    reason = forms.CharField(label=_("Why"), max_length=250)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(city=appeal.city_id).exclude(pk=appeal.agency_id)


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What is to be changed"), max_length=500)


class RejectForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(forms.Form):
    until = forms.DateField(label=_("New day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Why"), max_length=500)


class JoinForm(forms.Form):
    main = forms.ModelChoiceField(Appeal.objects.none())

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["main"].queryset = Appeal.objects.filter(city=appeal.city_id).exclude(pk=appeal.pk)


class PlaceForm(forms.Form):
    """A new pin, or one of the segments that were candidates."""

    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)
    segment = forms.ModelChoiceField(RoadSegment.objects.none(), required=False)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.appeal = appeal
        self.fields["segment"].queryset = RoadSegment.objects.filter(city=appeal.city_id).select_related("road", "city")

    def clean(self) -> dict:
        told = super().clean()
        told["point"] = self._point(told)
        if told["point"] is None and (told.get("segment") is None or self.appeal.point is None):
            raise ValidationError(_("Move the pin or choose a street."))
        return told

    def _point(self, told: dict) -> Point | None:
        if told.get("lon") is None or told.get("lat") is None:
            return None
        point = point_at(told["lon"], told["lat"])
        check_in_city(self.appeal.city, point)
        return point


QUOTED = re.compile(r"(?:№\s*)?(?:\d\d-)?(\d{1,18})", re.ASCII)


class InboxForm(forms.Form):
    """The filters of the inbox; what cannot be read is left out."""

    show = forms.CharField(required=False)
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label=_("Category"), empty_label=_("All")
    )
    street = forms.CharField(required=False, max_length=200, label=_("Street"))
    number = forms.CharField(
        required=False, max_length=40, label=_("Number"), widget=forms.TextInput(attrs={"size": 9})
    )

    def clean_number(self) -> int | None:
        """«№ 26-00123», as people quote it, or its last part: the row's own number."""
        told = self.cleaned_data["number"]
        if not told:
            return None
        found = QUOTED.fullmatch(told)
        if found is None:
            raise forms.ValidationError(_("Write the number as “26-00123”."))
        return int(found[1])


class ProgramKeyForm(forms.ModelForm):
    """A new key; its owner is asked for the consent of those whose messages it sends."""

    has_consent = forms.BooleanField(
        label=_("The owner has promised that the people whose messages it sends have agreed to that (152-FZ)"),
        error_messages={"required": _("Without that promise no key is made.")},
    )

    class Meta:
        model = ProgramKey
        fields = ["owner", "contact", "per_hour"]
