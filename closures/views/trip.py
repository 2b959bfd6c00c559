"""My trip: from where to where, when and in what; what lies along it. Kept under a secret link for whoever wants it."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from closures.models import Trip
from closures.models.lists import Vehicle
from closures.shown import Shown
from closures.small_maps import drawings, feature_of
from closures.snapshot import rounded
from closures.subscriptions import actions as subscribing
from closures.trips import handed, keeping
from closures.trips.answer import Answer, answer
from closures.trips.ends import End, are_one, find_end
from closures.trips.forms import MEASURES, TimesForm, TripForm
from closures.trips.open_part import on_open_part
from roadmap.callers import caller_of
from roadmap.limits import take, too_often
from roadmap.models import City
from roadmap.moments import WEEKDAY_CHOICES
from roadmap.paths import VEHICLES, Way, way
from roadmap.secret_links import kept_secret
from roadmap.tracks import MOST_BYTES, NoTrack, read_gpx, way_along

ENDS = ("start", "end")


class CannotTell(Exception):
    """Why there is no answer yet: by field, in words. Those of `ENDS` may have choices instead."""

    def __init__(self, errors: Mapping[str, str], status: int = HTTPStatus.OK):
        super().__init__(errors)
        self.errors, self.status = dict(errors), status


@csrf_exempt  # nothing here rests on a cookie, and the form must work without any
@require_http_methods(["GET", "HEAD", "POST"])
def trip(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    query = request.POST if request.method == "POST" else request.GET
    asked = Asking(city, query, request.FILES.get("gpx"), timezone.now())
    try:
        if request.method == "POST" and not asked.is_to_be_shown:
            return redirect(f"{_kept(request, asked).get_absolute_url()}?done=saved")
        told = _answered(request, asked) if asked.is_asked else None
    except CannotTell as error:
        return _page(request, asked, errors=error.errors, status=error.status)
    return _page(request, asked, told=told)


class Asking:
    """One question of the form, as it came: both ends in words, a GPX file, or the way that was made of one."""

    def __init__(self, city: City, query: QueryDict, file: UploadedFile | None, at: datetime):
        self.city, self.query, self.file, self.at = city, query, file, at
        self.ends: dict[str, End] = {}

    @property
    def is_asked(self) -> bool:
        return self.is_drawn or any(self.query.get(name, "").strip() for name in ENDS)

    @property
    def is_drawn(self) -> bool:
        return bool(self.file or self.query.get("way"))

    @property
    def is_to_be_shown(self) -> bool:
        """A file, or its way with other times, is answered as words are; only who asks for it has it kept."""
        return bool(self.file) or self.query.get("verb") == "show"

    def trip(self) -> Trip:
        """Unsaved. Raises CannotTell."""
        return self._drawn() if self.is_drawn else self._between_ends()

    def _drawn(self) -> Trip:
        form = TimesForm(self.query)
        if errors := {name: list_[0] for name, list_ in form.errors.items()}:
            raise CannotTell(errors, HTTPStatus.BAD_REQUEST)
        found = _from_file(self) if self.file else _from_page(self)
        return _trip_over(self, form, found, is_drawn=True)

    def _between_ends(self) -> Trip:
        form = TripForm(self.query)
        self.ends = {name: find_end(self.city, words) for name in ENDS if (words := self.query.get(name, "").strip())}
        errors = {name: list_[0] for name, list_ in form.errors.items()}
        errors |= {name: end.why for name, end in self.ends.items() if end.why}
        if errors:
            raise CannotTell(errors, HTTPStatus.BAD_REQUEST)
        if any(end.point is None for end in self.ends.values()):
            raise CannotTell({})
        return self._over(form)

    def _over(self, form: TripForm) -> Trip:
        trip = Trip(city=self.city, created_at=self.at)
        trip.take(form.cleaned_data["vehicle"], form.measures())
        trip.keep_to(form.schedule())
        self.ends = {name: on_open_part(trip, end, self.at) for name, end in self.ends.items()}
        start, end = (self.ends[name] for name in ENDS)
        if are_one(start.point, end.point):
            raise CannotTell({"end": _("Both ends are the same place.")}, HTTPStatus.BAD_REQUEST)
        found = way(self.city, start.point, end.point, at=self.at, vehicle=trip.driven)
        if found is None:
            raise CannotTell({"end": _("The map knows no way between these two places.")}, HTTPStatus.BAD_REQUEST)
        return _trip_over(self, form, found, words=(start.words, end.words))


def _trip_over(asked: Asking, form: TimesForm, found: Way, **values) -> Trip:
    return keeping.trip_over(
        asked.city,
        found,
        schedule=form.schedule(),
        vehicle=form.cleaned_data["vehicle"],
        measures=form.measures(),
        at=asked.at,
        **values,
    )


def _answered(request: HttpRequest, asked: Asking) -> Answer:
    """Of a file also those tries count of which nothing can be made: they cost the most."""
    _take("trip-ways", request)
    if asked.file:
        _take("trip-files", request)
    return answer(asked.trip(), asked.at)


def _kept(request: HttpRequest, asked: Asking) -> Trip:
    _take("trip-ways", request)
    trip = asked.trip()
    _take("trips", request)
    trip.save()
    return trip


def _take(rate: str, request: HttpRequest) -> None:
    if seconds := take(rate, caller_of(request)):
        raise CannotTell({"": too_often(seconds)}, HTTPStatus.TOO_MANY_REQUESTS)


def _from_file(asked: Asking) -> Way:
    if asked.file.size > MOST_BYTES:
        raise CannotTell(
            {"gpx": _("The file is larger than %(limit)d MB.") % {"limit": MOST_BYTES // 1_000_000}},
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )
    try:
        return way_along(asked.city, read_gpx(asked.file, asked.city), at=asked.at)
    except NoTrack as error:
        raise CannotTell({"gpx": str(error)}, HTTPStatus.BAD_REQUEST) from error


def _from_page(asked: Asking) -> Way:
    try:
        return handed.way_of(asked.query["way"], asked.city)
    except handed.NoWay as error:
        raise CannotTell({"gpx": _("This way is too old. Choose the file again.")}, HTTPStatus.BAD_REQUEST) from error


def _page(
    request: HttpRequest,
    asked: Asking,
    *,
    told: Answer | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _form_context(asked.query) | {
        "city": asked.city,
        "now": asked.at,
        "is_asked": asked.is_asked,
        "ends": asked.ends,
        "sent": asked.query,
        "errors": errors or {},
        "told": told,
        "done": asked.query.get("done", ""),
        "way": asked.query.get("way", ""),
    }
    if told:
        context |= _told_context(told) | _as_it_was_asked(asked, told.trip)
    response = render(request, "closures/trip.html", context, status=status)
    return kept_secret(response) if asked.is_asked else response


def _form_context(told: QueryDict | Mapping) -> dict:
    """The parts of the form that are lists, with what is chosen."""
    days = told.getlist("day") if isinstance(told, QueryDict) else told.get("day", [])
    return {
        "days": [(value, title, value in days) for value, title in WEEKDAY_CHOICES],
        "vehicles": Vehicle.choices,
        "vehicle": told.get("vehicle") or Vehicle.CAR.value,
        "measures": [
            ("weight", _("weight, t"), told.get("weight", "")),
            ("height", _("height, m"), told.get("height", "")),
            ("width", _("width, m"), told.get("width", "")),
        ],
    }


def _told_context(told: Answer) -> dict:
    """The answer for the list and for the map."""
    shown = {id(hit): Shown(hit.matter.phase.event, (hit.matter.phase,), hit.at) for hit in told.hits}
    rounds = {hit.round.geometry.wkb: hit.round for hit in told.hits if hit.round}
    return {
        "told": told,
        "trip": told.trip,
        "next": [(hit, shown[id(hit)]) for hit in told.next],
        "later": [(hit, shown[id(hit)]) for hit in told.later],
        "features": [feature_of(one) for one in shown.values()],
        "way_line": rounded(told.trip.geometry),
        "rounds": [rounded(way_round.geometry) for way_round in rounds.values()],
        "drawings": drawings(),
    }


def _as_it_was_asked(asked: Asking, trip: Trip) -> dict:
    """What the form that keeps the trip sends again; of a file the way alone goes back and forth."""
    kept_as = [(name, values) for name, values in asked.query.lists() if name not in ("way", "verb")]
    return {
        "kept_as": kept_as,
        "way": handed.text_of(trip) if asked.is_drawn else "",
        "back_url": "" if asked.is_drawn else _back(asked),
    }


def _back(asked: Asking) -> str:
    """The same question of the way back."""
    query = asked.query.copy()
    query["start"], query["end"] = query.get("end", ""), query.get("start", "")
    return f"{reverse('trip')}?{query.urlencode()}"


# --- the page of a trip that is kept


@csrf_exempt  # the secret in the address is the permission; the page works without cookies
@require_http_methods(["GET", "HEAD", "POST"])
def saved_trip(request: HttpRequest, secret: str) -> HttpResponse:
    kept = get_object_or_404(Trip.objects.select_related("city"), secret=secret)
    now = timezone.now()
    try:
        _take("trip-ways", request)
        response = _do(request, kept) if request.method == "POST" else _saved_page(request, kept, now)
    except CannotTell as error:
        response = _saved_page(request, kept, now, errors=error.errors, status=error.status)
    except Trip.DoesNotExist as error:  # deleted in this moment
        raise Http404 from error
    return kept_secret(response)


def _do(request: HttpRequest, kept: Trip) -> HttpResponse:
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    return redirect(verb(request, kept))


def _change_times(request: HttpRequest, kept: Trip) -> str:
    form = TimesForm(request.POST)
    if not form.is_valid():
        raise CannotTell({name: list_[0] for name, list_ in form.errors.items()}, HTTPStatus.BAD_REQUEST)
    values = {"vehicle": form.cleaned_data["vehicle"], "measures": form.measures()}
    keeping.change_times(kept, schedule=form.schedule(), **values)
    return f"{kept.get_absolute_url()}?done=times"


def _delete(request: HttpRequest, kept: Trip) -> str:
    subscribing.end_trip(kept, at=timezone.now())
    return f"{reverse('trip')}?done=deleted"


VERBS = {"times": _change_times, "delete": _delete}


def _saved_page(
    request: HttpRequest, kept: Trip, now: datetime, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    if kept.is_stale and keeping.catch_up_with(kept.pk, now):
        kept.refresh_from_db()
    keeping.note_opened(kept, now)
    sent = request.POST if errors and request.method == "POST" else _as_sent(kept)
    context = _form_context(sent) | {
        "city": kept.city,
        "now": now,
        "sent": sent,
        "errors": errors or {},
        "done": request.GET.get("done", ""),
        "secret_url": request.build_absolute_uri(kept.get_absolute_url()),
        "kept_days": Trip.KEPT.days,
        "change_url": f"{reverse('trip')}?{_as_query(kept)}" if not kept.is_drawn else "",
    }
    context |= _told_context(answer(kept, now)) if status != HTTPStatus.TOO_MANY_REQUESTS else {"trip": kept}
    return render(request, "closures/saved_trip.html", context, status=status)


def _as_sent(kept: Trip) -> dict:
    """The fields of the form that say the same."""
    hours = next(iter(kept.schedule.get("hours", [])), {})
    usual = VEHICLES[kept.vehicle]
    given = {
        field: formats.localize(getattr(kept, name)) if getattr(kept, name) != getattr(usual, name) else ""
        for field, (name, _least, _most) in MEASURES.items()
    }
    times = {"day": hours.get("weekdays") or [], "since": hours.get("start", ""), "until": hours.get("end", "")}
    return given | times | {"vehicle": kept.vehicle}


def _as_query(kept: Trip) -> str:
    told = {"start": kept.start_words, "end": kept.end_words} | _as_sent(kept)
    return urlencode({name: value for name, value in told.items() if value}, doseq=True)
