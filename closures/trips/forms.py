"""What is filled in of a trip: its ends, when somebody drives and in what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from closures.form_errors import refused
from closures.models.lists import Vehicle
from roadmap.schedule import WEEKDAYS

LONGEST = 200  # letters of a place

REFUSED = {
    "weight_t": _("Weight: a number of tonnes from 0.1 to 200, or nothing."),
    "height_m": _("Height: a number of metres from 0.5 to 10, or nothing."),
    "width_m": _("Width: a number of metres from 0.3 to 10, or nothing."),
}
HOUR = refused(_("Hours: as 08:30, from 00:00 to 23:59."))
MEASURES = {"weight": ("weight_t", 0.1, 200), "height": ("height_m", 0.5, 10), "width": ("width_m", 0.3, 10)}


def measure(name: str, least: float, most: float) -> forms.FloatField:
    """With a comma, too, where the reader's language has one."""
    told = refused(REFUSED[name])
    return forms.FloatField(min_value=least, max_value=most, required=False, localize=True, error_messages=told)


def choice_of(kind: type[forms.ChoiceField], why: str, choices) -> forms.ChoiceField:
    return kind(choices=choices, required=False, error_messages=refused(why))


class TimesForm(forms.Form):
    """When somebody drives and in what. No day is every day, no hour any."""

    day = choice_of(forms.MultipleChoiceField, _("Days: choose days of the week."), [(day, day) for day in WEEKDAYS])
    since = forms.TimeField(required=False, error_messages=HOUR)
    until = forms.TimeField(required=False, error_messages=HOUR)
    vehicle = choice_of(forms.ChoiceField, _("Vehicle: choose one from the list."), Vehicle)
    weight, height, width = (measure(*each) for each in MEASURES.values())

    def clean_vehicle(self) -> str:
        return self.cleaned_data["vehicle"] or Vehicle.CAR

    def clean(self) -> dict:
        told = super().clean()
        for given, missing in (("since", "until"), ("until", "since")):
            if told.get(given) is not None and told.get(missing) is None and missing not in self.errors:
                self.add_error(missing, _("Give both hours, or none."))
        return told

    def schedule(self) -> dict:
        """The form of roadmap.schedule."""
        told = self.cleaned_data
        if not told["day"] and told["since"] is None:
            return {}
        since, until = (f"{told[name]:%H:%M}" if told[name] else "00:00" for name in ("since", "until"))
        return {"hours": [{"weekdays": told["day"] or None, "start": since, "end": until}]}

    def measures(self) -> dict[str, float | None]:
        return {name: self.cleaned_data[field] for field, (name, _least, _most) in MEASURES.items()}


class TripForm(TimesForm):
    start = forms.CharField(max_length=LONGEST, error_messages={"required": _("Say where the trip begins.")})
    end = forms.CharField(max_length=LONGEST, error_messages={"required": _("Say where the trip ends.")})
