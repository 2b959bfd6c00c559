"""The guide for a new installation, and the log of settings."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from roadmap.models import City, PersonalLook, SettingChange, User
from roadmap.numbers import whole
from roadmap.pages import page_of
from roadmap.setting_up.steps import steps_of
from roadmap.staff import administrators_only

PAGE = 50
MOST_PEOPLE = 500
SHOWN_NUMBERS = 12
WORDS = {
    "file": _("file"),
    "rows": _("rows"),
    "segments": _("road segments"),
    "roads": _("streets"),
    "junctions": _("crossings"),
    "areas": _("areas"),
    "agencies": _("agencies"),
    "streets": _("streets"),
}


@require_safe
@administrators_only
def guide(request: HttpRequest) -> HttpResponse:
    steps = steps_of(City.objects.shown())
    needed = [step for step in steps if not step.is_optional]
    context = {"steps": steps, "done": sum(step.is_done for step in needed), "needed": len(needed)}
    return render(request, "desk/setup.html", context)


@require_safe
@administrators_only
def log(request: HttpRequest) -> HttpResponse:
    """`?subject=`, `?by=`, `?since=` and `?to=` (days of the city) narrow it; nonsense narrows nothing."""
    page = page_of(_asked(request), request, by="-at", size=PAGE)
    for entry in page.rows:
        entry.noun = _noun(entry.subject)
        entry.told = [(_column(entry.subject, name), before, after) for name, before, after in entry.differences]
    subjects = SettingChange.objects.order_by("subject").values_list("subject", flat=True).distinct()
    context = {
        "page": page,
        "now": timezone.now(),
        "subjects": sorted(((name, _noun(name)) for name in subjects), key=lambda each: each[1]),
        "people": User.objects.filter(pk__in=SettingChange.objects.order_by().values("by"))[:MOST_PEOPLE],
        "asked": {name: request.GET.get(name, "") for name in ("subject", "by", "since", "to")},
    }
    return render(request, "desk/setup_log.html", context)


@require_safe
@administrators_only
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at residents' data: `?number=` (as 26-00031), `?by=`, `?how=`, `?since=` and `?to=` narrow it."""
    page = page_of(_asked_looks(request), request, by="-at", size=PAGE)
    quoted = _quoted(page.rows)
    for entry in page.rows:
        entry.noun = _noun(entry.subject, is_one=len(entry.numbers) == 1)
        entry.shown = [quoted.get((entry.subject, number), number) for number in entry.numbers[:SHOWN_NUMBERS]]
        entry.more = max(0, len(entry.numbers) - SHOWN_NUMBERS)
    context = {
        "page": page,
        "now": timezone.now(),
        "hows": PersonalLook.How.choices,
        "people": User.objects.filter(Exists(PersonalLook.objects.filter(by=OuterRef("pk"))))[:MOST_PEOPLE],
        "asked": {name: request.GET.get(name, "") for name in ("number", "by", "how", "since", "to")},
        "kept_days": PersonalLook.KEPT.days,
    }
    return render(request, "desk/setup_looks.html", context)


def _quoted(looks: Iterable[PersonalLook]) -> dict[tuple[str, int], str]:
    """What people call the rows of nouns that have a number of their own, by noun and row."""
    rows: dict[str, set[int]] = defaultdict(set)
    for look in looks:
        rows[look.subject].update(look.numbers[:SHOWN_NUMBERS])
    numbered = {subject: model for subject in rows if hasattr(model := _model(subject), "number")}
    return {
        (subject, row.pk): row.number
        for subject, model in numbered.items()
        for row in model.objects.filter(pk__in=rows[subject]).order_by().prefetch_related("city")
    }


def _asked_looks(request: HttpRequest) -> QuerySet[PersonalLook]:
    rows = PersonalLook.objects.select_related("by")
    if (number := whole(request.GET.get("number", "").rpartition("-")[2])) is not None:
        rows = rows.at_row(number)
    if (how := request.GET.get("how", "")) in PersonalLook.How.values:
        rows = rows.filter(how=how)
    return _narrowed(rows, request)


def _narrowed(rows: QuerySet, request: HttpRequest) -> QuerySet:
    if (by := whole(request.GET.get("by", ""))) is not None:
        rows = rows.filter(by=by)
    if since := _day(request, "since"):
        rows = rows.filter(at__gte=since)
    if to := _day(request, "to"):
        rows = rows.filter(at__lt=to + timedelta(days=1))
    return rows


def _asked(request: HttpRequest) -> QuerySet[SettingChange]:
    rows = SettingChange.objects.select_related("by", "city")
    if subject := request.GET.get("subject", "").strip()[:60]:
        rows = rows.filter(subject=subject)
    return _narrowed(rows, request)


def _day(request: HttpRequest, name: str) -> datetime | None:
    try:
        day = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return None
    return timezone.make_aware(datetime.combine(day, time())) if 1970 <= day.year < 2200 else None


def _noun(subject: str, *, is_one: bool = True) -> str:
    model = _model(subject)
    if model is None:
        return subject
    return str(capfirst(model._meta.verbose_name if is_one else model._meta.verbose_name_plural))


def _column(subject: str, name: str) -> str:
    model = _model(subject)
    try:
        return str(WORDS.get(name) or (model._meta.get_field(name).verbose_name if model else name))
    except FieldDoesNotExist:
        return name


def _model(subject: str) -> type[Model] | None:
    """None where the noun is no more."""
    try:
        return apps.get_model(subject)
    except (LookupError, ValueError):
        return None
