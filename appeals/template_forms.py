"""A template of answers, as it is written, and the message on which it is tried out."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.answers import facts_of
from appeals.inbox import number_in
from appeals.models import AnswerTemplate, Appeal
from appeals.place import works_for
from roadmap.models import Agency, User
from roadmap.models.people import Role


@dataclass(frozen=True)
class Preview:
    """What the sender of `appeal` would read; the facts that it lacks, for which it would not be offered."""

    appeal: Appeal
    text: str
    missing: list[str]


class TemplateForm(forms.ModelForm):
    number = forms.CharField(
        label=gettext_lazy("Try it out on the message No."),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Empty: the latest of the body."),
    )

    class Meta:
        model = AnswerTemplate
        fields = ("title", "agency", "category", "outcome", "text", "position")
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.instance.city = user.city
        self.fields["category"].empty_label = _("of any category")
        if user.has_role(Role.ADMINISTRATOR):
            self.fields["agency"].queryset = Agency.objects.filter(city=user.city)
            self.fields["agency"].empty_label = _("of all bodies")
        else:
            del self.fields["agency"]
            self.instance.agency = user.agency

    def clean_number(self) -> Appeal | None:
        """Of those whom the reader may count; the latest where none is named."""
        told = self.cleaned_data["number"]
        rows = Appeal.objects.overseen_by(self.user).select_related("city", "category", "agency", "planned_work")
        if not told:
            of_body = rows.filter(agency=self.instance.agency_id) if self.instance.agency_id else rows
            return of_body.order_by("-submitted_at", "-pk").first()
        number = number_in(told)
        found = rows.filter(pk=number).first() if number is not None else None
        if found is None:
            raise ValidationError(_("There is no such message of your body."))
        return found

    def preview(self) -> Preview | None:
        """Of a valid form; None where there is no message yet."""
        appeal = self.cleaned_data["number"]
        if appeal is None:
            return None
        facts = facts_of(appeal, works_for(appeal))
        missing = self.instance.missing(facts)
        text = self.instance.filled(facts | {name: f"{{{name}}}" for name in missing})
        return Preview(appeal, text, missing)
