"""What the page by the foreman's link may send; times are the city's wall clock."""

from datetime import datetime, timedelta

from django import forms
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from closures.models.street import Quiet, Word
from closures.street.saying import Saying
from closures.validation import our_years
from roadmap.decoding import Prepared
from roadmap.sent_pictures import picture_of

THEN = "-then"  # beside a word: not now, at the moment given
PLANNED = "-planned"  # beside a word: at the moment of the plan
OTHERS = (f"{Word.STARTED}{THEN}", f"{Word.FINISHED}{THEN}", f"{Word.STARTED}{PLANNED}")
BUTTONS = [*((word, word.label) for word in Word), *((other, "") for other in OTHERS)]
LONGEST = timedelta(days=366)


class SiteForm(forms.Form):
    """One form, several buttons: the button pressed is the word."""

    key = forms.UUIDField()
    word = forms.ChoiceField(choices=BUTTONS)
    stage = forms.IntegerField(required=False, min_value=1, max_value=50)
    moment = forms.DateTimeField(required=False, validators=[our_years])
    until = forms.DateTimeField(required=False, validators=[our_years])
    quiet = forms.ChoiceField(required=False, choices=Quiet.choices)
    comment = forms.CharField(required=False, max_length=300)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(required=False, min_value=-180, max_value=180)
    accuracy = forms.FloatField(required=False, min_value=0, max_value=1_000_000)
    photo = forms.FileField(required=False)

    def __init__(self, *values, at: datetime, **more):
        super().__init__(*values, **more)
        self.at = at

    def clean_photo(self) -> Prepared | None:
        """What the camera wrote beside it is gone."""
        file: UploadedFile | None = self.cleaned_data["photo"]
        return picture_of(file) if file else None

    def clean(self) -> dict:
        values = super().clean()
        word = values.get("word", "")
        if word.endswith(THEN) and not values.get("moment") and "moment" not in self.errors:
            self.add_error("moment", _("Say when."))
        if word == Word.EXTENDED:
            self._check_until(values.get("until"))
        if word == Word.QUIET and not values.get("quiet"):
            self.add_error("quiet", _("Say why."))
        if word == Word.SEEN and not values.get("photo") and "photo" not in self.errors:
            self.add_error("photo", _("Choose a photo."))
        return values

    def _check_until(self, until: datetime | None) -> None:
        if until is None:
            if "until" not in self.errors:
                self.add_error("until", _("Say until when."))
        elif until <= self.at:
            self.add_error("until", _("This moment has passed already."))
        elif until - self.at > LONGEST:
            self.add_error("until", _("More than a year ahead: is the year right?"))

    def told(self) -> Saying:
        """Of a form that is valid."""
        values = self.cleaned_data
        word = Word(values["word"].removesuffix(THEN).removesuffix(PLANNED))
        is_then = values["word"].endswith(THEN)
        return Saying(
            key=values["key"],
            word=word,
            stage=values["stage"],
            is_as_planned=values["word"].endswith(PLANNED),
            moment=values["until"] if word == Word.EXTENDED else values["moment"] if is_then else None,
            quiet=Quiet(values["quiet"]) if word == Word.QUIET else None,
            comment=values["comment"],
            photo=values["photo"],
            **self._place(values),
        )

    @staticmethod
    def _place(values: dict) -> dict:
        """Only whole: a latitude alone is no place."""
        if values["lat"] is None or values["lon"] is None:
            return {}
        return {"point": Point(values["lon"], values["lat"], srid=4326), "accuracy_m": values["accuracy"]}
