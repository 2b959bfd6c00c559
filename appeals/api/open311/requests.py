"""Messages as service requests: what anybody may read of them, and nothing of their senders (DESIGN.md, 9).

Moments are told by the day, as midnight in the city, and asked by it, too: a list narrowed second by second would tell
when exactly somebody wrote.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.api.open311.answers import Refused, absolute, answer, method
from appeals.api.open311.sending import send
from appeals.api.open311.services import category_of
from appeals.models import Appeal, AppealChange, AppealPhoto
from appeals.models.appeal import AppealQuerySet
from appeals.workflow import OPEN, Status
from roadmap.models import City
from roadmap.numbers import whole

MOST = 1000
SPAN = timedelta(days=90)
DAY = timedelta(days=1)
CLOSED = tuple(status for status in Status if status not in OPEN)
STATUSES = {"open": OPEN, "closed": CLOSED}
YEARS = range(1970, 2201)


def _list(request: HttpRequest, city: City, suffix: str) -> HttpResponse:
    rows = _asked(request, city)
    return answer("service_requests", [_told(request, row) for row in _full(rows)[:MOST]], suffix)


def _one(request: HttpRequest, city: City, suffix: str, number: str) -> HttpResponse:
    found = _full(_of(city).filter(pk=whole(number)))
    if not found:
        raise Refused(HTTPStatus.NOT_FOUND, _("service_request_id was not found: %(told)s") % {"told": number[:60]})
    return answer("service_requests", [_told(request, row) for row in found], suffix)


def _token(request: HttpRequest, city: City, suffix: str, number: str) -> HttpResponse:
    """Every service is “realtime”, so no token was ever given; the number of a request is its own token."""
    if not _of(city).filter(pk=whole(number)).exists():
        raise Refused(HTTPStatus.NOT_FOUND, _("token was not found: %(told)s") % {"told": number[:60]})
    told = str(whole(number))
    return answer("service_requests", [{"service_request_id": told, "token": told}], suffix)


def _of(city: City) -> AppealQuerySet:
    return Appeal.objects.filter(city=city).of_open311()


def _full(rows: AppealQuerySet) -> AppealQuerySet:
    latest = AppealChange.objects.filter(appeal=OuterRef("pk")).order_by("-version").values("at")[:1]
    released = AppealPhoto.objects.public()
    shown = Prefetch("photos", released, to_attr="released")
    rows = rows.select_related("category", "agency", "city").annotate(changed_at=Subquery(latest))
    return rows.prefetch_related(shown).order_by("-submitted_at", "-pk")


def _asked(request: HttpRequest, city: City) -> AppealQuerySet:
    """The requests that the parameters choose; an empty one is as good as none."""
    if numbers := _some(request, "service_request_id"):
        if len(numbers) > MOST:
            raise Refused(HTTPStatus.BAD_REQUEST, _("service_request_id: at most %d at once.") % MOST)
        return _of(city).filter(pk__in=[found for one in numbers if (found := whole(one)) is not None])
    start, end = _interval(request)
    rows = _of(city).filter(submitted_at__gte=_first_day(start, city), submitted_at__lt=_day_after(end, city))
    if codes := _some(request, "service_code"):
        rows = rows.filter(category__in=[category_of(code) for code in codes])
    if statuses := _some(request, "status"):
        wrong = [one for one in statuses if one not in STATUSES]
        if wrong:
            raise Refused(HTTPStatus.BAD_REQUEST, _("status is open or closed, not %(told)s") % {"told": wrong[0][:60]})
        rows = rows.filter(status__in=[status for one in statuses for status in STATUSES[one]])
    return rows


def _some(request: HttpRequest, name: str) -> list[str]:
    """Given several times, or once with commas."""
    given = (part.strip() for value in request.GET.getlist(name) for part in value.split(","))
    return list(dict.fromkeys(part for part in given if part))[: MOST + 1]


def _interval(request: HttpRequest) -> tuple[datetime, datetime]:
    """As told, at most 90 days; one end that is missing lies 90 days from the other, both: the latest 90 days."""
    start, end = _moment(request, "start_date"), _moment(request, "end_date")
    if start and end is None:
        end = start + SPAN
    end = end or timezone.now()
    start = start or end - SPAN
    if start > end:
        raise Refused(HTTPStatus.BAD_REQUEST, _("end_date is before start_date."))
    if end - start > SPAN:
        raise Refused(HTTPStatus.BAD_REQUEST, _("start_date and end_date span at most %d days.") % SPAN.days)
    return start, end


def _moment(request: HttpRequest, name: str) -> datetime | None:
    """With its zone, as the standard wants it; a plus that was sent unescaped arrives as a space."""
    told = request.GET.get(name, "").strip().replace(" ", "+")
    if not told:
        return None
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None or moment.year not in YEARS:
        words = _("%(name)s is a moment with its zone, such as 2026-06-01T00:00:00Z, not %(told)s")
        raise Refused(HTTPStatus.BAD_REQUEST, words % {"name": name, "told": told[:60]})
    return moment


def _midnight(at: datetime, city: City) -> datetime:
    return city.midnight(at.astimezone(city.zone).date())


def _first_day(start: datetime, city: City) -> datetime:
    """The first midnight that is not before it."""
    midnight = _midnight(start, city)
    return midnight if midnight == start else _midnight(midnight + DAY + DAY / 8, city)


def _day_after(end: datetime, city: City) -> datetime:
    """The midnight after its day: the day itself belongs to it."""
    return _midnight(_midnight(end, city) + DAY + DAY / 8, city)


def _told(request: HttpRequest, row: Appeal) -> dict:
    place = row.snapped_point
    return {
        "service_request_id": str(row.pk),
        "status": "open" if row.status in OPEN else "closed",
        "status_notes": "\n".join(_notes(row)) or None,
        "service_name": str(row.category),
        "service_code": row.category.code,
        "description": row.text if row.is_text_released and row.text else None,
        "agency_responsible": row.agency.name,
        "service_notice": None,
        "requested_datetime": _day(row.submitted_at, row.city),
        "updated_datetime": _day(_updated_at(row), row.city),
        "expected_datetime": _day(row.answer_due_at, row.city),
        "address": ", ".join(filter(None, [row.street, row.city.name])),
        "address_id": None,
        "zipcode": None,
        "lat": round(place.y, 6) if place else None,
        "long": round(place.x, 6) if place else None,
        "media_url": _media_url(request, row.released),
    }


def _notes(row: Appeal) -> Iterable[str]:
    """What became of it; the answer's own words, which may name a person, once an operator has released the text."""
    yield str(row.get_outcome_display() if row.outcome else row.get_status_display())
    if row.answer and row.is_text_released:
        yield row.answer


def _updated_at(row: Appeal) -> datetime:
    """Of a closed one, when it was closed, as the standard says."""
    closed_at = None if row.status in OPEN else row.answered_at or row.settled_at
    return closed_at or row.changed_at or row.submitted_at


def _day(at: datetime, city: City) -> str:
    return _midnight(at, city).isoformat()


def _media_url(request: HttpRequest, released: list[AppealPhoto]) -> str | None:
    return absolute(request, reverse("photo", args=[released[0].name])) if released else None


requests, request_of, token = method(get=_list, post=send), method(get=_one), method(get=_token)
