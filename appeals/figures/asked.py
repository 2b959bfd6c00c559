"""What a page of figures is asked: a period, a body, a place, a topic; and the list behind each of its numbers.

Every figure counts messages by the day on which they came in, so that the rows of its list are as many as it says;
`broken` and `unreplied` are listed by the day on which the term was broken, or found broken much later, with the body
and person of that moment.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.figures.rates import closed, counted_once, late, on_time, open_overdue, with_lateness
from appeals.models import Appeal, AppealChange, Category, Violation
from appeals.models.appeal import AppealQuerySet
from appeals.models.change import Verb
from appeals.workflow import OPEN, Status
from roadmap.models import Agency, Area, City

A_YEAR = timedelta(days=365)
YEARS = range(2000, 2101)
NOBODY = "0"  # of a person, in an address
SHOWS = (
    ("", gettext_lazy("All")),
    ("open", gettext_lazy("To answer")),
    ("on-time", gettext_lazy("Answered on time")),
    ("closed", gettext_lazy("Closed")),
    ("late", gettext_lazy("Late, open or closed")),
    ("overdue", gettext_lazy("Open and overdue")),
    ("due-today", gettext_lazy("To answer today")),
    ("rejected", gettext_lazy("Not road matters")),
    ("unmended", gettext_lazy("Not fixed by the term of GOST")),
    ("disputed", gettext_lazy("Came back: not fixed")),
    ("broken", gettext_lazy("Answer became late")),
    ("unreplied", gettext_lazy("First reply became late")),
)
BROKEN = {"broken": Violation.Kind.ANSWER, "unreplied": Violation.Kind.FIRST_REPLY}


@dataclass(frozen=True)
class Asked:
    """`first` and `last` are days, both included. `agency` is the body that counts (rates.with_lateness), `has` the one
    that has the message now. `person` is a user's number, 0 where nobody had taken it.
    """

    city: City
    first: date | None = None
    last: date | None = None
    agency: Agency | None = None
    has: Agency | None = None
    area: Area | None = None
    is_nowhere: bool = False  # in no district
    category: Category | None = None  # with its subtopics, unless `is_itself`
    is_itself: bool = False
    source: str = ""
    street: str = ""  # its whole name
    show: str = ""
    person: int | None = None

    def rows(self, overseen: AppealQuerySet, at: datetime) -> AppealQuerySet:
        """Of the messages that somebody oversees, each with its lateness."""
        found = with_lateness(overseen.filter(city=self.city))
        if self.show in BROKEN:
            return found.filter(self._place()).filter(pk__in=self.violations().order_by().values("appeal"))
        found = counted_once(found, at).filter(self._of_period(), self._place(), self._shown(at))
        if self.agency:
            found = found.filter(counted_agency=self.agency.pk)
        if self.has:
            found = found.filter(agency=self.has)
        if self.person is not None:
            found = found.filter(assignee=self.person or None)
        return found

    def violations(self):
        """Those that `broken` and `unreplied` list."""
        found = Violation.objects.filter(kind=BROKEN[self.show], appeal__city=self.city)
        start = self.first and self.city.midnight(self.first)
        found = found.new_between(start, self.last and self.city.midnight(self.last + timedelta(days=1)))
        if self.agency:
            found = found.filter(agency=self.agency)
        if self.person is not None:
            found = found.filter(person=self.person or None)
        return found

    def _of_period(self) -> Q:
        told = Q()
        if self.first:
            told &= Q(submitted_at__gte=self.city.midnight(self.first))
        if self.last:
            told &= Q(submitted_at__lt=self.city.midnight(self.last + timedelta(days=1)))
        return told

    def _place(self) -> Q:
        told = Q()
        if self.area:
            told &= Q(area=self.area)
        if self.is_nowhere:
            told &= Q(area=None)
        if self.category:
            told &= Q(category=self.category) if self.is_itself else Q(category__in=self.category.with_subtopics())
        if self.source:
            told &= Q(source=self.source)
        if self.street:
            told &= Q(street=self.street)
        return told

    def _shown(self, at: datetime) -> Q:
        today = at.astimezone(self.city.zone).date()
        match self.show:
            case "open":
                return Q(status__in=OPEN)
            case "on-time":
                return on_time(at)
            case "closed":
                return closed(at)
            case "late":
                return late(at)
            case "overdue":
                return open_overdue(at)
            case "due-today":
                return due_between(self.city.midnight(today), self.city.midnight(today + timedelta(days=1)))
            case "rejected":
                return Q(status=Status.REJECTED)
            case "unmended":
                return unmended(at)
            case "disputed":
                return disputed()
        return Q()

    def but(self, **told) -> "Asked":
        return replace(self, **told)

    @property
    def on_time(self) -> "Asked":
        return self.but(show="on-time")

    @property
    def closed(self) -> "Asked":
        return self.but(show="closed")

    @property
    def overdue(self) -> "Asked":
        return self.but(show="overdue")

    @property
    def rejected(self) -> "Asked":
        return self.but(show="rejected")

    @property
    def query(self) -> str:
        """As the form takes it."""
        told = {
            "since": self.first,
            "until": self.last,
            "agency": self.agency and self.agency.slug,
            "has": self.has and self.has.slug,
            "area": "-" if self.is_nowhere else self.area and self.area.slug,
            "category": self.category and self.category.code,
            "itself": "1" if self.is_itself else "",
            "source": self.source,
            "street": self.street,
            "show": self.show,
            "person": None if self.person is None else str(self.person),
        }
        return urlencode({name: str(value) for name, value in told.items() if value})


def last_year(city: City, at: datetime) -> Asked:
    """Of the 365 days that end today."""
    today = at.astimezone(city.zone).date()
    return Asked(city, first=today - A_YEAR + timedelta(days=1), last=today)


def due_between(start: datetime, end: datetime) -> Q:
    """Open, and the answer is promised by a moment of the half-open interval."""
    return Q(status__in=OPEN, answer_due_at__gte=start, answer_due_at__lt=end)


def unmended(at: datetime) -> Q:
    """Open, and the defect should be gone by GOST R 50597."""
    return Q(status__in=OPEN, repair_due_at__lt=at)


def disputed() -> Q:
    """Open again because somebody said that it is not fixed."""
    back = AppealChange.objects.filter(verb=Verb.REOPENED).order_by()
    return Q(status__in=OPEN, pk__in=back.values("appeal"))


class DayField(forms.DateField):
    """A day as 2026-06-10, of years that a city counts in."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d",)

    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day is not None and day.year not in YEARS:
            raise ValidationError(_("Give a year from 2000 to 2100."))
        return day


class AskedForm(forms.Form):
    """`?since=2026-06-01&until=2026-06-30&agency=&has=&area=&category=&source=&show=&person=`."""

    since = DayField(required=False, label=gettext_lazy("First day"))
    until = DayField(required=False, label=gettext_lazy("Last day"))
    agency = forms.ModelChoiceField(
        Agency.objects.none(), to_field_name="slug", required=False, label=gettext_lazy("Body")
    )
    area = forms.ChoiceField(required=False, label=gettext_lazy("District"))
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label=gettext_lazy("Category")
    )
    itself = forms.BooleanField(required=False, widget=forms.HiddenInput)
    source = forms.ChoiceField(required=False, label=gettext_lazy("Came from"))
    street = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    show = forms.ChoiceField(choices=SHOWS, required=False, label=gettext_lazy("Show"))
    has = forms.ModelChoiceField(Agency.objects.none(), to_field_name="slug", required=False, widget=forms.HiddenInput)
    person = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        self.areas = {area.slug: area for area in Area.objects.districts().filter(city=city).defer("geometry")}
        everything = ("", gettext_lazy("All"))
        for name in ("agency", "has"):
            self.fields[name].queryset = Agency.objects.filter(city=city)
        for name in ("agency", "category"):
            self.fields[name].empty_label = everything[1]
        districts = [(slug, str(area)) for slug, area in self.areas.items()]
        self.fields["area"].choices = [everything, *districts, ("-", gettext_lazy("in no district"))]
        self.fields["source"].choices = [everything, *Appeal.Source.choices]

    def clean(self) -> dict:
        told = super().clean()
        if told.get("since") and told.get("until") and told["until"] < told["since"]:
            self.add_error("until", _("The last day is before the first."))
        return told

    @property
    def asked(self) -> Asked:
        """Of a valid form."""
        told = self.cleaned_data
        return Asked(
            self.city,
            first=told["since"],
            last=told["until"],
            agency=told["agency"],
            has=told["has"],
            area=self.areas.get(told["area"]),
            is_nowhere=told["area"] == "-",
            category=told["category"],
            is_itself=told["itself"],
            source=told["source"],
            street=told["street"],
            show=told["show"],
            person=told["person"],
        )
