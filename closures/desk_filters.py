"""What narrows the desk's list: words, a street, a kind, a period, who worked on it."""

from datetime import datetime, time, timedelta

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext, gettext_lazy
from psycopg.types.range import TimestamptzRange

from closures.kinds import CHOICES
from closures.models import RoadEvent, RoadEventChange
from closures.validation import our_years
from roadmap.models import City, Road, User
from roadmap.numbers import whole
from roadmap.places.search import streets_like

SEARCHED = ("headline", "place", "reason", "performer", "client", "act_number", "note")


class _Person(forms.ModelChoiceField):
    def label_from_instance(self, user: User) -> str:
        return user.shown_name


def _day(label: Promise) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=[our_years])


class DeskFilter(forms.Form):
    """`q` is words, or an event's number; days are the city's, both included. Before there is a city, the site's."""

    q = forms.CharField(label=gettext_lazy("Words or a number"), required=False, max_length=100)
    street = forms.CharField(label=gettext_lazy("Street"), required=False, max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Through"))
    who = _Person(label=gettext_lazy("Who"), queryset=User.objects.none(), required=False)

    def __init__(self, *args, city: City | None, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        self.fields["kind"].choices = [("", gettext("all kinds")), *CHOICES]
        mine = User.objects.all() if user.is_staff else User.objects.filter(agency=user.agency_id)
        workers = mine.filter(Q(roles__overlap=["dispatcher", "approver", "administrator"]) | Q(is_superuser=True))
        self.fields["who"].queryset = workers.order_by("last_name", "username")
        self.fields["who"].empty_label = gettext("everybody")

    def clean_street(self) -> Road | None:
        words = self.cleaned_data["street"].replace("\x00", "").strip()
        found = streets_like(self.city, words, 1) if words and self.city else []
        if words and not found:
            raise forms.ValidationError(gettext("The map does not know this street."))
        return found[0] if found else None

    def clean(self) -> dict:
        told = super().clean()
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", gettext("The end is before the start."))
        return told

    @property
    def is_narrow(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def narrowed(self, events: QuerySet[RoadEvent]) -> QuerySet[RoadEvent]:
        """Nothing where the question itself is wrong."""
        if not self.is_valid():
            return events.none()
        told = self.cleaned_data
        if told["q"]:
            events = events.filter(_searched(told["q"]))
        if told["street"]:
            events = events.on_street(told["street"].name)
        if told["kind"]:
            events = events.filter(kind=told["kind"])
        if told["since"] or told["until"]:
            events = events.filter(during__overlap=self._period())
        return events.filter(_worked_on_by(told["who"])) if told["who"] else events

    def _period(self) -> TimestamptzRange:
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        zone = self.city.zone if self.city else get_current_timezone()
        return TimestamptzRange(
            since and datetime.combine(since, time(), zone),
            until and datetime.combine(until + timedelta(days=1), time(), zone),
            "[)",
        )


def _searched(words: str) -> Q:
    if (number := whole(words.removeprefix("#").removeprefix("№").strip())) is not None:
        return Q(pk=number) | Q(act_number__icontains=words)
    each_word = Q()
    for word in words.split():
        each_word &= Q(*[Q(**{f"{name}__icontains": word}) for name in SEARCHED], _connector=Q.OR)
    return each_word


def _worked_on_by(user: User) -> Exists:
    return Exists(RoadEventChange.objects.filter(event=OuterRef("pk"), by=user))
