"""Fields that take what the schema says, and no more: DRF itself reads the number 3 as a text and "yes" as true."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import ISO_8601, serializers
from rest_framework.utils import html

from roadmap.api.words import MOMENT, NUMBER, is_moment

LONGEST_ADDRESS = 254  # letters of an e-mail address


class Strict:
    """JSON has types, and the declared one is meant; a form has texts only, which are read as ever."""

    json_types: tuple[type, ...]

    def to_internal_value(self, data):
        if not self._is_of_a_form() and not self._is_of_its_type(data):
            self.fail("invalid")
        return super().to_internal_value(data)

    def _is_of_a_form(self) -> bool:
        return html.is_html_input(getattr(self.root, "initial_data", None))

    def _is_of_its_type(self, data: object) -> bool:
        return isinstance(data, self.json_types) and (bool in self.json_types or not isinstance(data, bool))


class Choice(serializers.ChoiceField):
    default_error_messages = {"invalid_choice": gettext_lazy("This is none of the values that may be given here.")}


class Listed(serializers.ListField):
    default_error_messages = {"not_a_list": gettext_lazy("Give a list.")}


class Day(serializers.DateField):
    """As people write it, 12.06.2026, or 2026-06-12."""

    default_error_messages = dict.fromkeys(("invalid", "datetime"), gettext_lazy("Give a date as in 12.06.2026."))

    def __init__(self, **values):
        super().__init__(input_formats=[ISO_8601, "%d.%m.%Y"], **values)


class Parts(serializers.Serializer):
    """Fields of one thing, and a list of such with `many`."""

    default_error_messages = {"invalid": gettext_lazy("Give an object with named fields.")}

    @classmethod
    def many_init(cls, *args, **values) -> serializers.ListSerializer:
        words = {"not_a_list": Listed.default_error_messages["not_a_list"]}
        return super().many_init(*args, **values | {"error_messages": words | values.get("error_messages", {})})


class Text(Strict, serializers.CharField):
    default_error_messages = {"max_length": gettext_lazy("Too long: no more than {max_length} characters.")}
    json_types = (str,)


class Email(Strict, serializers.EmailField):
    """No longer than an address may be (RFC 5321), and our columns are."""

    default_error_messages = {"max_length": Text.default_error_messages["max_length"]}
    json_types = (str,)

    def __init__(self, **values):
        super().__init__(max_length=LONGEST_ADDRESS, **values)


class Pattern(Strict, serializers.RegexField):
    json_types = (str,)


class Key(Strict, serializers.UUIDField):
    json_types = (str,)


class YesNo(Strict, serializers.BooleanField):
    json_types = (bool,)


class Number(Strict, serializers.FloatField):
    json_types = (int, float)

    def to_internal_value(self, data) -> float:
        try:
            return super().to_internal_value(data)
        except OverflowError:  # an integer larger than any float
            self.fail("invalid")


class Whole(Strict, serializers.IntegerField):
    json_types = (int, float)  # JSON Schema's integers are numbers without a fraction, however they are written


@extend_schema_field(NUMBER)
class Row(Strict, serializers.PrimaryKeyRelatedField):
    """A row by its number."""

    default_error_messages = {
        "invalid": gettext_lazy("Give a number."),
        "incorrect_type": gettext_lazy("Give a number."),
        "does_not_exist": gettext_lazy("There is nothing with this number."),
    }
    json_types = (int,)


@extend_schema_field({"type": "string", "pattern": MOMENT})
class MomentField(serializers.DateTimeField):
    """A moment; DRF itself stumbles over the first day of year 1, and takes weeks of ISO 8601."""

    def to_internal_value(self, value) -> datetime:
        if not isinstance(value, str) or not is_moment(value):
            raise serializers.ValidationError(_("Give a moment as in 2026-06-12T22:00+05:00."))
        try:
            return super().to_internal_value(value)
        except OverflowError:
            raise serializers.ValidationError(_("Is the year right?")) from None
