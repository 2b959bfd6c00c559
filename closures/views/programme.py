"""The year's programme: a time line of works, what clashes in it, and what could be dug once."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from closures.models import RoadEvent
from closures.programme import pairs, works
from closures.programme.moving import join as joined
from closures.programme.time_line import CONTRACTOR, STREET, bars_of, months_of, rows_of
from closures.programme.works import Year, works_in
from closures.workflow import MoveRefused
from roadmap.logs import note
from roadmap.models import City
from roadmap.moments import day_words, period_words
from roadmap.numbers import whole

YEARS = range(2000, 2101)


def _city(request: HttpRequest) -> City:
    """A stranger finds nothing here."""
    user = request.user
    city = user.agency.city if user.agency else City.objects.shown()
    if not works.may_see(user) or city is None:
        raise Http404
    return city


def _year(asked: str | None, city: City) -> Year:
    """Next year unless another one is asked for."""
    number = whole(asked or "")
    return Year.of(city, number if number in YEARS else timezone.now().astimezone(city.zone).year + 1)


@require_safe
@login_required
def programme(request: HttpRequest) -> HttpResponse:
    city = _city(request)
    year, now = _year(request.GET.get("year"), city), timezone.now()
    by = CONTRACTOR if request.GET.get("by") == CONTRACTOR else STREET
    found = list(works_in(city, year)[: works.MOST + 1])
    events = found[: works.MOST]
    numbers = [event.pk for event in events]
    mine = set(RoadEvent.objects.editable_by(request.user).filter(pk__in=numbers).values_list("pk", flat=True))
    bars = bars_of(events, year, mine, pairs.clashing(city, year, numbers), now)
    context = {
        "city": city,
        "year": year,
        "years": range(year.number - 1, year.number + 2),
        "by": by,
        "ways": [(STREET, _("By street")), (CONTRACTOR, _("By contractor"))],
        "months": [MONTHS[month] for month in range(1, 13)],
        "rows": rows_of(bars, by),
        "by_month": [(MONTHS[month], of_month) for month, of_month in months_of(bars)],
        "clashes": sum(bool(bar.clashes) for bar in bars),
        "dig_once": [_shown(pair, now) for pair in pairs.dig_once(city, year, request.user)],
        "most": works.MOST if len(found) > works.MOST else 0,
    }
    return render(request, "desk/programme.html", context)


def _shown(pair: pairs.DigOnce, now: datetime) -> dict:
    events = sorted((pair.one, pair.other), key=lambda event: event.start)
    for event in events:
        event.body = event.performer or str(event.agency)
        event.when = period_words(event.start, event.end, event.city.zone, now)
    told = {name: getattr(pair, name) for name in ("one", "other", "moved", "shared_m", "street")}
    return told | {"events": events, "day": day_words(pair.kept.start, pair.kept.city.zone, now)}


@require_POST
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """`one` and `other` are the pair, `version` that of the draft which is moved."""
    city = _city(request)
    year = _year(request.POST.get("year"), city)
    wanted = {whole(request.POST.get(name, "")) for name in ("one", "other")}
    pair = next((each for each in pairs.dig_once(city, year, request.user) if _is(each, wanted)), None)
    if pair is None or pair.moved is None:
        messages.warning(request, _("These works are not to be joined any more: look again."))
        return _back(request, year)
    try:
        joined(pair, version=whole(request.POST.get("version", "")) or 0, by=request.user, at=timezone.now())
        note("joined works in the programme", pair.moved, pair.kept, by=request.user)
        words = _("Moved: %(works)s begins together with the other works. Their body finds a remark.")
        messages.success(request, words % {"works": pair.moved.shown_headline})
    except (MoveRefused, ValidationError) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    return _back(request, year)


def _is(pair: pairs.DigOnce, wanted: set) -> bool:
    return {pair.one.pk, pair.other.pk} == wanted


def _back(request: HttpRequest, year: Year) -> HttpResponse:
    by = CONTRACTOR if request.POST.get("by") == CONTRACTOR else STREET
    return redirect(f"{reverse('desk-programme')}?year={year.number}&by={by}")
