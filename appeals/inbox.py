"""Which messages an operator looks at: what was filled in above the inbox, as a phrase of the QuerySet.

What cannot be read is left out, but for a number that is none: somebody looks for one message, not for all of them.
"""

import re
from collections.abc import Callable, MutableMapping
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from appeals.models import Category
from appeals.models.appeal import AppealQuerySet
from appeals.models.category import LegalKind, Source
from appeals.sought import SOUGHT, keep, words_of
from appeals.workflow import Status
from roadmap.models import Agency, Area, City, User
from roadmap.models.people import Role
from roadmap.numbers import whole

QUOTED = re.compile(r"(?:№\s*)?(?:\d\d-)?(\d{1,18})", re.ASCII)
PHONE = re.compile(r"[+\d][\d\s()+-]{5,24}\d", re.ASCII)
SOON_DAYS = 3
MOST_COLLEAGUES = 200
ME, NOBODY = "me", "nobody"
DUE = {
    "today": _("Today"),
    "overdue": _("Overdue"),
    "soon": _("In 3 days"),
    "repair": _("Not fixed by the term of GOST"),
}
KEPT = (
    "show",
    "q",
    "category",
    "street",
    "status",
    "source",
    "legal_kind",
    "agency",
    "assignee",
    "area",
    "due",
    "reopened",
)


class InboxForm(forms.Form):
    """The search and the filters; `user` sees the bodies, colleagues and districts of their own work."""

    show = forms.CharField(required=False)
    q = forms.CharField(
        required=False,
        max_length=100,
        label=_("Search"),
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
        help_text=_("Number, words of the text, street, e-mail or phone."),
    )
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label=_("Category"), empty_label=_("All")
    )
    street = forms.CharField(required=False, max_length=200, label=_("Street"))
    number = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    status = forms.ChoiceField(required=False, label=_("Status"), choices=[("", _("All")), *Status.choices])
    source = forms.ChoiceField(required=False, label=_("Came by"), choices=[("", _("All")), *Source.choices])
    legal_kind = forms.ChoiceField(required=False, label=_("Legal kind"), choices=[("", _("All")), *LegalKind.choices])
    due = forms.ChoiceField(required=False, label=_("Answer is due"), choices=[("", _("All")), *DUE.items()])
    area = forms.ModelChoiceField(
        Area.objects.none(), to_field_name="slug", required=False, label=_("District"), empty_label=_("All")
    )
    agency = forms.ModelChoiceField(
        Agency.objects.none(), to_field_name="slug", required=False, label=_("Agency"), empty_label=_("All")
    )
    assignee = forms.ChoiceField(required=False, label=_("Operator"))
    reopened = forms.BooleanField(required=False, label=_("returned by the resident"))

    def __init__(self, data: QueryDict, *, user: User, session: MutableMapping):
        self.sought = data.get(SOUGHT, "")
        if self.sought:
            data = data.copy()
            data["q"] = words_of(session, self.sought)
        elif is_contact(data.get("q", "")):
            self.sought = keep(session, data["q"])
        super().__init__(data)
        city = user.city
        self.fields["area"].queryset = Area.objects.districts().filter(city=city)
        if user.has_role(Role.ADMINISTRATOR):
            self.fields["agency"].queryset = Agency.objects.filter(city=city)
        else:
            del self.fields["agency"]
        shared = [("", _("All")), (ME, _("me")), (NOBODY, _("nobody"))]
        self.fields["assignee"].choices = lambda: [
            *shared,
            *((str(one.pk), one.shown_name) for one in colleagues_of(user) if one.pk != user.pk),
        ]

    def clean_number(self) -> int | None:
        """«№ 26-00123», as people quote it, or its last part: the row's own number."""
        told = self.cleaned_data["number"]
        if not told:
            return None
        if (number := number_in(told)) is None:
            raise forms.ValidationError(_("Write the number as “26-00123”."))
        return number

    @property
    def is_forgotten(self) -> bool:
        """Whether somebody's contact is looked for that was of another session."""
        return bool(self.sought) and not self.data["q"]

    @property
    def query(self) -> str:
        """What is chosen, as it goes into an address: a contact by its name; what was not understood is left out."""
        told = {name: self.data.get(name, "") for name in KEPT if name in self.fields and name not in self.errors}
        if self.sought:
            told |= {"q": "", SOUGHT: self.sought}
        return urlencode({name: value for name, value in told.items() if value})


def colleagues_of(user: User) -> list[User]:
    """Who may have a message that `user` works on; an administrator works with all operators of the city."""
    found = User.objects.filter(is_active=True, roles__contains=[Role.OPERATOR])
    own = {"agency__city": user.city} if user.has_role(Role.ADMINISTRATOR) else {"agency": user.agency_id or 0}
    return list(found.filter(**own).order_by("last_name", "username")[:MOST_COLLEAGUES])


def number_in(told: str) -> int | None:
    found = QUOTED.fullmatch(told.strip())
    return int(found[1]) if found else None


def is_contact(told: str) -> bool:
    """Does somebody look for a person? That is noted by itself."""
    told = told.strip()
    return "@" in told or bool(PHONE.fullmatch(told) and number_in(told) is None) or _digits_in(told) >= 10


def _digits_in(told: str) -> int:
    return sum(letter.isdigit() for letter in told) if PHONE.fullmatch(told) else 0


def narrowed(rows: AppealQuerySet, told: dict, *, user: User, city: City | None, at: datetime) -> AppealQuerySet:
    """By everything in `told`, the cleaned data of the form."""
    for name, narrow in NARROWED.items():
        if told.get(name):
            rows = narrow(rows, told[name])
    if told.get("due"):
        rows = _due(rows, told["due"], city, at)
    return _of_assignee(rows, told.get("assignee", ""), user)


def _found(rows: AppealQuerySet, words: str) -> AppealQuerySet:
    if is_contact(words):
        return rows.by_contact(words)
    number = number_in(words)
    return rows.filter(pk=number) if number is not None else rows.with_words(words)


NARROWED: dict[str, Callable[[AppealQuerySet, object], AppealQuerySet]] = {
    "q": _found,
    "category": lambda rows, category: rows.filter(category__in=category.with_subtopics()),
    "street": lambda rows, street: rows.of_street(street, whole=False),
    "status": lambda rows, status: rows.filter(status=status),
    "source": lambda rows, source: rows.filter(source=source),
    "legal_kind": lambda rows, legal_kind: rows.filter(legal_kind=legal_kind),
    "area": lambda rows, area: rows.filter(area=area),
    "agency": lambda rows, agency: rows.filter(agency=agency),
    "reopened": lambda rows, _yes: rows.reopened(),
}


def _due(rows: AppealQuerySet, word: str, city: City | None, at: datetime) -> AppealQuerySet:
    """By the city's days: “in 3 days” is from now to the end of the third day from today."""
    if word == "repair":
        return rows.open().filter(repair_due_at__lt=at)
    if word == "overdue" or city is None:
        return rows.overdue(at)
    today = at.astimezone(city.zone).date()
    days = 1 if word == "today" else SOON_DAYS + 1
    start, end = (city.midnight(day) for day in (today, today + timedelta(days=days)))
    return rows.open().filter(answer_due_at__gte=start if word == "today" else at, answer_due_at__lt=end)


def _of_assignee(rows: AppealQuerySet, word: str, user: User) -> AppealQuerySet:
    if word == ME:
        return rows.filter(assignee=user)
    if word == NOBODY:
        return rows.filter(assignee=None)
    pk = whole(word or "")
    return rows if pk is None else rows.filter(assignee=pk)
