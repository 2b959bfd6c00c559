"""A column of words by a key: names by language, forms by case. Its form has a box for each key."""

from collections.abc import Callable, Mapping

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from roadmap.unreadable import is_unreadable

NO_WORDS = _("Give words by key, such as {“en”: “Red Square”}.")
CASES = {
    "genitive": pgettext_lazy("case", "genitive (of what?)"),
    "dative": pgettext_lazy("case", "dative (to what?)"),
    "accusative": pgettext_lazy("case", "accusative (what?)"),
    "instrumental": pgettext_lazy("case", "instrumental (by what?)"),
    "prepositional": pgettext_lazy("case", "prepositional (about what?)"),
    "locative": pgettext_lazy("case", "locative (in or on what?)"),
}
LONGEST = 200


def other_languages() -> dict[str, str]:
    """The city's own is a column beside these words, which nothing may stand before."""
    return {code: name for code, name in settings.LANGUAGES if code != settings.LANGUAGE_CODE}


def cases() -> dict[str, str]:
    return CASES


def validate_words(told: object) -> None:
    if not isinstance(told, dict) or not all(map(_is_said, [*told, *told.values()])):
        raise ValidationError(NO_WORDS)


def _is_said(words: object) -> bool:
    return isinstance(words, str) and bool(words.strip()) and not is_unreadable(words)


def _refuse_unreadable(words: str) -> None:
    if is_unreadable(words):
        raise ValidationError(_("These letters cannot be read."))


class BoxByKey(forms.MultiWidget):
    """One box a key, each with its label."""

    def __init__(self, keys: Mapping[str, str], attrs: dict | None = None):
        self.keys = keys
        super().__init__({key: forms.TextInput(attrs={"maxlength": LONGEST}) for key in keys}, attrs)

    def decompress(self, value: object) -> list:
        return [(value or {}).get(key, "") for key in self.keys]

    def render(self, name: str, value: object, attrs: dict | None = None, renderer: object = None) -> SafeString:
        boxes = self.get_context(name, value, attrs)["widget"]["subwidgets"]
        rows = [(capfirst(label), box) for label, box in zip(self.keys.values(), boxes, strict=True)]
        return render_to_string("roadmap/_words_by_key.html", {"rows": rows})


class WordsInForm(forms.MultiValueField):
    """What was typed by key, an emptied box as empty words; nothing where the form had no boxes at all."""

    def __init__(self, *, keys: Callable[[], Mapping[str, str]], **kwargs):
        told = keys()
        boxes = [forms.CharField(max_length=LONGEST, validators=[_refuse_unreadable]) for _key in told]
        kwargs = {name: value for name, value in kwargs.items() if name not in ("encoder", "decoder", "widget")}
        super().__init__(fields=boxes, widget=BoxByKey(told), require_all_fields=False, **kwargs)
        for box in self.fields:
            box.required = False
        self.keys = tuple(told)

    def clean(self, value: object) -> dict[str, str]:
        if not isinstance(value, list) or all(words is None for words in value):
            return {}
        return super().clean(value)

    def compress(self, data_list: list) -> dict[str, str]:
        return dict.fromkeys(self.keys, "") | dict(zip(self.keys, data_list, strict=False))


class WordsField(models.JSONField):
    """For the database and its migrations a JSONField. `keys` are those that a form asks for; others stay."""

    default_validators = [validate_words]
    empty_values = ({},)  # Django's own holds [] and "", too, which nothing would look at then

    def __init__(self, *args, keys: Callable[[], Mapping[str, str]] = other_languages, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys = keys

    def formfield(self, **kwargs) -> forms.Field:
        return WordsInForm(**({"keys": self.keys} | self._of_form() | kwargs))

    def _of_form(self) -> dict:
        return {"label": capfirst(self.verbose_name), "required": False, "help_text": self.help_text}

    def save_form_data(self, instance: models.Model, data: dict[str, str]) -> None:
        told = (getattr(instance, self.attname) or {}) | data
        setattr(instance, self.attname, {key: words for key, words in told.items() if words})

    def deconstruct(self) -> tuple:
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options
