"""A column of words by a key: names by language, forms by case."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.fields import InvalidJSONInput
from django.utils.translation import gettext_lazy as _

from roadmap.unreadable import is_unreadable

NO_WORDS = _("Give words by key, such as {“en”: “Red Square”}.")


def validate_words(told: object) -> None:
    if not isinstance(told, dict) or not all(map(_is_said, [*told, *told.values()])):
        raise ValidationError(NO_WORDS)


def _is_said(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip()) and not is_unreadable(words)


class WordsInForm(forms.JSONField):
    """Looked at before the row is touched: its page is headed by its name."""

    def to_python(self, value: object) -> dict:
        """An emptied box says nothing; a number or a depth that Python refuses to read is refused as any other."""
        try:
            found = super().to_python(value)
        except (ValueError, RecursionError) as error:
            raise ValidationError(NO_WORDS) from error
        told = {} if found is None else found
        validate_words(told)
        return told

    def bound_data(self, data: str, initial: object) -> str:
        """As it was typed."""
        return InvalidJSONInput(data)


class WordsField(models.JSONField):
    """For the database and its migrations a JSONField."""

    default_validators = [validate_words]
    empty_values = ({},)  # Django's own holds [] and "", too, which nothing would look at then

    def formfield(self, **kwargs) -> forms.Field:
        return super().formfield(**({"form_class": WordsInForm} | kwargs))

    def deconstruct(self) -> tuple:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
