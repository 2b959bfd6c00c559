"""A message as it is sent, by a program or by the form without JavaScript: what is taken, what is refused by field."""

import math

from django.conf import settings
from django.core.exceptions import ValidationError as Refused
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from appeals import actions, addresses
from appeals.category_answers import answers_in, fields_in
from appeals.drafts import bound
from appeals.models import Appeal, Category
from appeals.photos import CROWDED, Original, checked_all
from appeals.place import check_in_city, understand
from appeals.stretch import stretch_to
from roadmap.api.fields import Email, Key, Listed, Number, Parts, Pattern, Text, YesNo
from roadmap.postgis import point_at
from roadmap.stretches import NoStretch

AGAIN_S = 60  # where only the moment is wrong
LONGEST_TEXT = 4000
PHONE = r"^[\d\s()+.-]{5,40}$"
NO_PHONE = gettext_lazy("Give a phone as in +7 3452 12-34-56.")


class CategoryField(serializers.SlugRelatedField):
    """A category by its code; a NUL is no code, and PostgreSQL would stumble over it."""

    default_error_messages = {
        "does_not_exist": gettext_lazy("There is no such category."),
        "required": gettext_lazy("Choose what happened."),
    }

    def to_internal_value(self, data) -> Category:
        if not isinstance(data, str) or "\x00" in data:
            self.fail("does_not_exist", slug_name=self.slug_field, value="")
        return super().to_internal_value(data)


class NewAppeal(Parts):
    """Also of the form of /report/."""

    category = CategoryField(slug_field="code", queryset=Category.objects.all())
    lon = Number(min_value=-180, max_value=180)
    lat = Number(min_value=-90, max_value=90)
    accuracy_m = Number(min_value=0, max_value=100_000, required=False, allow_null=True)
    end_lon = Number(
        min_value=-180,
        max_value=180,
        required=False,
        allow_null=True,
        help_text="with end_lat: the other end of a stretch of the street",
    )
    end_lat = Number(min_value=-90, max_value=90, required=False, allow_null=True)
    place_text = Text(max_length=addresses.LONGEST, required=False, allow_blank=True, default="")
    text = Text(max_length=LONGEST_TEXT, required=False, allow_blank=True, default="")
    photos = Listed(child=serializers.FileField(allow_empty_file=True), required=False, default=list)
    name = Text(max_length=120, required=False, allow_blank=True, default="")
    email = Email(required=False, allow_blank=True, default="")
    phone = Pattern(PHONE, required=False, allow_blank=True, default="", error_messages={"invalid": NO_PHONE})
    consent = YesNo()
    draft_key = Key(required=False, allow_null=True, default=None)

    def validate_consent(self, consent: bool) -> bool:
        if not consent:
            raise ValidationError(_("Without your consent we may not keep the message."))
        return consent

    def validate_photos(self, files: list) -> list[Original]:
        return checked_all(files)

    def validate(self, told: dict) -> dict:
        ends = [told.get("end_lon"), told.get("end_lat")]
        numbers = [told["lon"], told["lat"], told.get("accuracy_m") or 0.0]
        if not all(map(math.isfinite, numbers)):
            raise ValidationError({"lon": [_("Give numbers.")]})
        if ends.count(None) == 1 or not all(math.isfinite(each or 0.0) for each in ends):
            raise ValidationError({"end_lon": [_("Give numbers.")]})
        answers = answers_in(self.initial_data, told["category"])
        if errors := answers.errors():
            raise ValidationError(errors)
        told["details"] = answers.told
        told["point"] = point_at(told.pop("lon"), told.pop("lat"))
        try:
            check_in_city(self.context["city"], told["point"])
        except Refused as error:
            raise ValidationError({"lon": error.messages}) from error
        return told | self._stretch(told, told.pop("end_lon", None), told.pop("end_lat", None))

    def _stretch(self, told: dict, lon: float | None, lat: float | None) -> dict:
        if lon is None:
            return {}
        city, words = self.context["city"], f"{told['place_text']} {told['text']}"
        place = understand(city, told["point"], text=words, accuracy_m=told.get("accuracy_m"))
        try:
            return {"stretch": stretch_to(place, point_at(lon, lat))}
        except NoStretch as error:
            raise ValidationError({"end_lon": [str(error)]}) from error

    def create(self, told: dict) -> Appeal:
        told["has_consent"] = told.pop("consent")
        told["draft_key"] = bound(
            told["draft_key"],
            browser=self.context["browser"],
            sent=self.initial_data,
            fields=self.fields.keys() - {"draft_key"} | fields_in(self.initial_data),
        )
        language = get_language() or settings.LANGUAGE_CODE
        return actions.submit(city=self.context["city"], at=self.context["at"], language=language, **told)


def is_crowded(errors: dict) -> bool:
    """Whether others' photos are in the way: the same message may be taken a little later."""
    return any(error.code == CROWDED for error in errors.get("photos", []) if hasattr(error, "code"))
