"""What people fill in on public pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from closures.models.lists import Vehicle
from roadmap.schedule import WEEKDAYS

LONGEST = 200  # letters of a place

MEASURES = {"weight": ("weight_t", 0.1, 200), "height": ("height_m", 0.5, 10), "width": ("width_m", 0.3, 10)}


def measure(least: float, most: float) -> forms.FloatField:
    """With a comma, too, where the reader's language has one."""
    return forms.FloatField(min_value=least, max_value=most, required=False, localize=True)


class TimesForm(forms.Form):
    """When somebody drives and in what. No day is every day, no hour any."""

    day = forms.MultipleChoiceField(choices=[(day, day) for day in WEEKDAYS], required=False)
    since = forms.TimeField(required=False)
    until = forms.TimeField(required=False)
    vehicle = forms.ChoiceField(choices=Vehicle, required=False)
    weight, height, width = (measure(least, most) for _name, least, most in MEASURES.values())

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
