"""What an operator fills in at the desk."""

from collections.abc import Sequence

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from appeals import photos
from appeals.inbox import colleagues_of, is_contact, number_in
from appeals.models import Appeal, Category, ProgramKey
from appeals.models.question import LONGEST
from appeals.photos import Original
from appeals.place import check_in_city
from appeals.proof import Stood
from appeals.splitting import Part
from appeals.workflow import Outcome
from roadmap.models import Agency, RoadSegment, User
from roadmap.postgis import point_at

SPLIT_ROWS = 3  # of the form; what is about more is split again


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Any number of files that are pictures by their headers."""

    widget = SeveralFilesInput(attrs={"accept": "image/*,video/*", "class": "file-plain"})

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
        if told.get("outcome") == Outcome.FIXED:
            self._check_proofs(told.get("photos", []))
        return told

    def _check_proofs(self, sent: Sequence[Original]) -> None:
        """Before any message is held."""
        try:
            photos.check_whole(sent)
        except ValidationError as error:
            self.add_error("photos", error)


class ForwardForm(forms.Form):
    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("To"), empty_label=_("Choose a body"))
    reason = forms.CharField(label=_("Why"), max_length=250)

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = Agency.objects.filter(city=appeal.city_id).exclude(pk=appeal.agency_id)


class InternalNoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SplitForm(forms.Form):
    """What leaves the message, a part a row; rows without a category are left out. `photos` go with every part."""

    def __init__(self, *args, appeal: Appeal, **kwargs):
        super().__init__(*args, **kwargs)
        for number in range(1, SPLIT_ROWS + 1):
            self.fields[f"category{number}"] = forms.ModelChoiceField(
                Category.objects.all(),
                to_field_name="code",
                required=False,
                label=_("Part %(number)d: about") % {"number": number},
                empty_label=_("nothing more"),
            )
            self.fields[f"text{number}"] = forms.CharField(
                label=_("Its words"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        shown = appeal.photos.filter(is_proof=False)
        self.fields["photos"] = forms.ModelMultipleChoiceField(shown, required=False)

    def rows(self) -> list[tuple]:
        numbers = range(1, SPLIT_ROWS + 1)
        return [(self[f"category{number}"], self[f"text{number}"]) for number in numbers]

    def clean(self) -> dict:
        told = super().clean()
        pairs = [(told.get(f"category{number}"), told.get(f"text{number}", "")) for number in range(1, SPLIT_ROWS + 1)]
        told["parts"] = [Part(category, text) for category, text in pairs if category]
        if not told["parts"]:
            self.add_error("category1", _("Say what the message is to be split into."))
        return told


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What is to be changed"), max_length=500)


class ErasedWordsForm(forms.Form):
    """What of an answer tells of a person."""

    words = forms.CharField(
        label=_("The words to take out"),
        min_length=3,
        max_length=300,
        help_text=_("As they stand in the answer, wherever they do: a name, a phone, an address."),
    )


class RejectForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(forms.Form):
    question = forms.CharField(label=_("Question"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class ExtendForm(forms.Form):
    until = forms.DateField(label=_("New day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Why"), max_length=500)


class JoinForm(forms.Form):
    main = forms.ModelChoiceField(Appeal.objects.none())

    def __init__(self, *args, appeal: Appeal, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        others = Appeal.objects.joinable_by(user).filter(city=appeal.city_id).exclude(pk=appeal.pk)
        self.fields["main"].queryset = others.select_related("duplicate_of")


class PlaceForm(forms.Form):
    """A new pin, or one of the segments that were candidates."""

    lon = forms.FloatField(required=False)
    lat = forms.FloatField(required=False)
    segment = forms.ModelChoiceField(RoadSegment.objects.none(), required=False)
    by_rules = forms.BooleanField(required=False)  # of a forwarded message: another body may answer at the new place

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


class AssignForm(forms.Form):
    to = forms.ModelChoiceField(User.objects.none(), label=_("To"), empty_label=_("Choose a colleague"))

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        mates = colleagues_of(user)
        self.fields["to"].queryset = User.objects.filter(pk__in=[one.pk for one in mates])
        self.fields["to"].label_from_instance = lambda one: one.shown_name


class MainForm(forms.Form):
    """The message that others are joined to, by its number."""

    main = forms.CharField(label=_("To the message No."), max_length=40)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_main(self) -> Appeal:
        number = number_in(self.cleaned_data["main"])
        mine = Appeal.objects.workable_by(self.user)
        found = mine.filter(pk=number).first() if number is not None else None
        if found is None:
            raise ValidationError(_("There is no such message of your body."))
        return found


class ProgramKeyForm(forms.ModelForm):
    """A new key; its owner is asked for the consent of those whose messages it sends."""

    has_consent = forms.BooleanField(
        label=_("The owner has promised that the people whose messages it sends have agreed to that (152‑FZ)"),
        error_messages={"required": _("Without that promise no key is made.")},
    )

    class Meta:
        model = ProgramKey
        fields = ["owner", "contact", "per_hour"]


class PersonForm(forms.Form):
    """Whose data are asked for, and by which request."""

    contact = forms.CharField(label=_("E-mail or phone"), max_length=254)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("The request: its number and day. It stays in the list of looks.")
    )

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"]
        if not is_contact(contact):
            raise ValidationError(_("Write an e-mail or a phone in full."))
        return contact
