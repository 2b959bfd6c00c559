"""A call, a letter or a visit, entered by an operator: what is asked, and what becomes of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from appeals import actions, addresses, drafts
from appeals.category_answers import answers_in, fields_in, questioned
from appeals.forms import PhotosField
from appeals.models import Appeal, Category
from appeals.place import check_in_city
from appeals.sending import NO_PHONE, PHONE
from roadmap.api.fields import LONGEST_ADDRESS
from roadmap.models import City, User
from roadmap.moments import WALL_CLOCK
from roadmap.postgis import point_at

LATE = timedelta(days=366)  # nobody enters what is older
BY_HAND = (Appeal.Source.PHONE, Appeal.Source.LETTER, Appeal.Source.VISIT)


class EntryForm(forms.Form):
    """Everything of the report's form, and when and how it came; `at` is now, times are of the city's clock."""

    source = forms.ChoiceField(label=_("How it came"), choices=[(each.value, each.label) for each in BY_HAND])
    received_at = forms.DateTimeField(
        label=_("When it came"), widget=forms.DateTimeInput({"type": "datetime-local"}, format=WALL_CLOCK)
    )
    legal_kind = forms.ChoiceField(label=_("Legal kind"), choices=Appeal.LegalKind, required=False)
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", label=_("Category"), empty_label=_("Choose what happened")
    )
    text = forms.CharField(label=_("What was said"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    place_text = forms.CharField(label=_("Street and house"), max_length=addresses.LONGEST, required=False)
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    phone = forms.RegexField(PHONE, label=_("Phone"), required=False, error_messages={"invalid": NO_PHONE})
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=LONGEST_ADDRESS)
    consent = forms.BooleanField(label=_("The person agrees that the data are kept"), required=False)
    photos = PhotosField(label=_("Photos"), required=False)

    def __init__(self, *args, city: City, at: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.city, self.at = city, at
        self.answer_errors: dict[str, list] = {}
        self.found: list = []  # places that the words may mean

    def clean_received_at(self) -> datetime:
        moment = self.cleaned_data["received_at"]
        if moment > self.at:
            raise ValidationError(_("That is still to come."))
        if moment < self.at - LATE:
            raise ValidationError(_("That is more than a year ago."))
        return moment

    def clean(self) -> dict:
        told = super().clean()
        if told.get("legal_kind") == Appeal.LegalKind.STATUTORY and not told.get("name", "").strip():
            words = _("An appeal under 59‑FZ tells who sends it (article 7). Without a name it is a message.")
            self.add_error("name", words)
        self._answers(told)
        told["point"] = self._point(told)
        return told

    def _answers(self, told: dict) -> None:
        """A caller who cannot say is no reason to lose the call: none of them has to be answered here."""
        self.answer_errors = {}
        if told.get("category"):
            answers = answers_in(self.data, told["category"])
            told["details"] = answers.told
            self.answer_errors = {name: words for name, words in answers.errors().items() if name in answers.wrong}
        if self.answer_errors:
            self.add_error("category", _("An answer to a question about it is none."))

    def questioned(self) -> list[dict]:
        return questioned(self.fields["category"].queryset.prefetch_related("questions"), self.data, self.answer_errors)

    def _point(self, told: dict):
        """The pin; without one, the one house that the words mean. Words that mean several ask which."""
        if told.get("lon") is not None and told.get("lat") is not None:
            point = point_at(told["lon"], told["lat"])
            check_in_city(self.city, point)
            return point
        if not told.get("place_text"):
            return None  # a letter may tell none; the operator puts the pin later
        answer = addresses.find(self.city, told["place_text"])
        if answer.pin is None and answer.found:
            self.found = answer.found
            self.add_error("place_text", answer.said(on_map=True))
        return answer.pin

    def save(self, *, by: User) -> Appeal:
        """Raises NobodyAnswers. The terms count from when it came; what the same person enters twice is one message."""
        told, fields = self.cleaned_data, [*self.fields, *fields_in(self.data)]
        kept = ("source", "category", "text", "details", "place_text", "point", "name", "phone", "email", "photos")
        return actions.submit(
            city=self.city,
            at=told["received_at"],
            legal_kind=told["legal_kind"] or Appeal.LegalKind.MESSAGE,
            entered_at=timezone.now(),
            draft_key=drafts.bound(UUID(int=by.pk), browser="desk", sent=self.data, fields=fields),
            has_consent=told["consent"],
            by=by,
            **{name: told[name] for name in kept},
        )
