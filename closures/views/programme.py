"""The year's programme: a time line of works, what clashes in it, and what could be dug once."""

from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlencode

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
from closures.programme.time_line import CONTRACTOR, MONTH, NAMES, STREET, bars_of, page_of, rows_of, shown_streets
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
    city = user.city
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
    """`?year=`, `?by=` (street, contractor or month), `?q=` (words of a row's name), `?only=clashes`, `?page=`."""
    city = _city(request)
    year, now, by = _year(request.GET.get("year"), city), timezone.now(), _by(request.GET.get("by"))
    asked, is_narrow = request.GET.get("q", "").strip()[:100], request.GET.get("only") == "clashes"
    found = pairs.of_year(city, year)
    clashing = {pk for pair in found.clashing for pk in pair}
    held = works_in(city, year)
    page = page_of(held.filter(pk__in=clashing) if is_narrow else held, city, year, by, asked, request.GET.get("page"))
    numbers = [pk for _name, pk in page.object_list]
    mine = set(RoadEvent.objects.editable_by(request.user).filter(pk__in=numbers).values_list("pk", flat=True))
    kept = {"year": year.number, "q": asked} | ({"only": "clashes"} if is_narrow else {})
    context = {
        "city": city,
        "year": year,
        "years": range(year.number - 1, year.number + 2),
        "by": by,
        "ways": [(STREET, _("By street")), (CONTRACTOR, _("By contractor")), (MONTH, _("By month"))],
        "today": year.day_of(now),
        "months": [MONTHS[month] for month in range(1, 13)],
        "page": page,
        "rows": rows_of(page, bars_of(numbers, year, mine, found.clashing, now)),
        "asked": asked,
        "is_narrow": is_narrow,
        "query": urlencode(kept | {"by": by}),
        "without_by": urlencode(kept),
        "clashes": len(clashing),
        "clashes_left_out": found.clashes - len(found.clashing),
        "dig_once": _dig_once(pairs.dig_once(found, request.user), city, now),
        "pairs": found.apart,
    }
    return render(request, "desk/programme.html", context)


def _by(asked: str | None) -> str:
    return asked if asked in NAMES else STREET


def _dig_once(found: Sequence[pairs.DigOnce], city: City, now: datetime) -> list[dict]:
    streets = shown_streets(city, {pair.street for pair in found})
    return [_shown(pair, now) | {"street": streets.get(pair.street, pair.street)} for pair in found]


def _shown(pair: pairs.DigOnce, now: datetime) -> dict:
    events = sorted((pair.one, pair.other), key=lambda event: event.start)
    for event in events:
        event.body = event.performer or str(event.agency)
        event.when = period_words(event.start, event.end, event.city.zone, now)
    told = {name: getattr(pair, name) for name in ("one", "other", "moved", "shared_m")}
    return told | {"events": events, "day": day_words(pair.kept.start, pair.kept.city.zone, now)}


@require_POST
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """`one` and `other` are the pair, `version` that of the draft which is moved."""
    city = _city(request)
    year = _year(request.POST.get("year"), city)
    wanted = {whole(request.POST.get(name, "")) for name in ("one", "other")}
    found = pairs.dig_once(pairs.of_year(city, year), request.user)
    pair = next((each for each in found if _is(each, wanted)), None)
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
    return redirect(f"{reverse('desk-programme')}?year={year.number}&by={_by(request.POST.get('by'))}")
