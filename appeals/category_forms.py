"""What an administrator sets of a category: its words, what follows from it, and what a sender is asked about it."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Category, CategoryQuestion
from appeals.models.category_question import MOST_QUESTIONS
from roadmap.models import User
from roadmap.setting_up import changes


class CategoryForm(forms.ModelForm):
    class Meta:
        model = Category
        fields = ("code", "name", "names", "parent", "hint", "is_danger", "is_under_warranty", "claim_days", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tops = Category.objects.filter(parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset, self.fields["parent"].empty_label = tops, _("a topic of its own")
        self.fields["code"].disabled = self.instance.pk is not None  # programs and old letters know it by that


def _lines(label: str) -> forms.CharField:
    box = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=box, help_text=gettext_lazy("One a line.")
    )


class QuestionForm(forms.ModelForm):
    choices = _lines(gettext_lazy("list to choose from"))
    choices_en = _lines(gettext_lazy("the list in English"))

    class Meta:
        model = CategoryQuestion
        fields = ("words", "words_en", "datatype", "choices", "choices_en", "is_required", "code", "position")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("choices", "choices_en"):
            self.initial[name] = "\n".join(getattr(self.instance, name))

    def clean_choices(self) -> list[str]:
        return self._lines_of("choices")

    def clean_choices_en(self) -> list[str]:
        return self._lines_of("choices_en")

    def _lines_of(self, name: str) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if any(len(line) > 120 for line in lines) or len(set(lines)) < len(lines):
            raise ValidationError(_("No line twice, none longer than %d characters.") % 120)
        return lines


class _Questions(forms.BaseInlineFormSet):
    def validate_unique(self) -> None:
        """Told at the field of the later one."""
        seen = set()
        for form in self.forms:
            code = None if form in self.deleted_forms else form.cleaned_data.get("code")
            if code in seen:
                form.add_error("code", _("Another question has this code."))
            seen |= {code} - {None}


QuestionFormSet = forms.inlineformset_factory(
    Category,
    CategoryQuestion,
    QuestionForm,
    formset=_Questions,
    extra=MOST_QUESTIONS,
    max_num=MOST_QUESTIONS,
    validate_max=True,
)


def questions_of(category: Category, sent=None) -> forms.BaseInlineFormSet:
    return QuestionFormSet(sent, instance=category, prefix="questions")


def seen_state(category: Category) -> str:
    return changes.seen_of(category, *(category.questions.all() if category.pk else ()))


@transaction.atomic
def save_category(form: CategoryForm, questions: forms.BaseInlineFormSet, *, by: User, at: datetime) -> Category:
    """With a line in the log for each row that differs."""
    category = changes.save_form(form, by=by, at=at)
    questions.instance = category
    questions.save(commit=False)
    for question in questions.deleted_objects:
        changes.note_removed(question, by=by, at=at)
        question.delete()
    for question in [*(row for row, _names in questions.changed_objects), *questions.new_objects]:
        question.category = category
        before = changes.stored_state(question)
        question.save()
        changes.note_saved(question, before, by=by, at=at)
    return category
