"""POST of a service request: by a key, checked as the site's own form is, taken in by the same verb.

A repeated POST is the same message: whoever sends the same fields by the same key within a day gets the number of the
first one; where nothing in them tells one sender from another, within minutes. The row keeps a digest of them, as of
the site's form (appeals/drafts.py).

`media_url` is never fetched: a server that opens the addresses of strangers can be made to open those of its own
network, and what lies there may be anything by the time it is looked at. The address stays among the message's private
words for the operator; a photo itself is sent as a file, `media`, in multipart/form-data. `device_id` and `account_id`
are not kept: nothing here needs them (152-FZ, article 5).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from http import HTTPStatus
from math import floor
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals import actions, program_keys
from appeals.api.open311.answers import Refused, answer
from appeals.api.open311.services import category_of
from appeals.api.public import SentAppeal, day_of
from appeals.category_answers import answers_in, fields_in
from appeals.drafts import bound
from appeals.models import Appeal, Category, ProgramKey
from appeals.responsibility import NobodyAnswers, told_kindly
from appeals.sending import AGAIN_S, is_crowded
from roadmap.limits import again_in
from roadmap.models import City

SAME_FOR = timedelta(days=1)
BARE_SAME_FOR = timedelta(minutes=10)  # without a word that tells one sender from another
OWN = ("description", "email", "phone", "first_name", "last_name", "media_url", "device_id", "account_id")
LONGEST_URL = 1000
NAMES = {
    "lon": "long",
    "text": "description",
    "place_text": "address_string",
    "name": "first_name",
    "photos": "media",
    "category": "service_code",
}  # a field of ours → the standard's


def send(request: HttpRequest, city: City, suffix: str) -> HttpResponse:
    key = _key_of(request, city)
    if seconds := program_keys.wait_of(key):
        words = _("This key has sent its messages of this hour. %(again)s") % {"again": again_in(seconds)}
        raise Refused(HTTPStatus.TOO_MANY_REQUESTS, words, wait_s=seconds)
    at = timezone.now()
    appeal = _sent_before(request, key, at) or _take_in(request, city, key, at)
    notice = _("%(agency)s answers by %(day)s.") % {
        "agency": appeal.agency.name,
        "day": day_of(appeal.answer_due_at, city),
    }
    told = {"service_request_id": str(appeal.pk), "service_notice": notice, "account_id": None}
    return answer("service_requests", [told], suffix)


def _key_of(request: HttpRequest, city: City) -> ProgramKey:
    told = request.POST.get("api_key") or request.GET.get("api_key", "")
    if not told:
        raise Refused(HTTPStatus.FORBIDDEN, _("api_key was not provided."))
    key = program_keys.known(told, city)
    if key is None:
        raise Refused(HTTPStatus.FORBIDDEN, _("api_key is not valid: wrong, or revoked."))
    return key


def _draft_key(request: HttpRequest, key: ProgramKey, span: int) -> UUID:
    sent = MultiValueDict({**dict(request.POST.lists()), **dict(request.FILES.lists())})
    return bound(UUID(int=span), browser=f"open311:{key.pk}", sent=sent, fields=sent.keys() - {"api_key"})


def _sent_before(request: HttpRequest, key: ProgramKey, at: datetime) -> Appeal | None:
    """What this very POST made today or yesterday, no longer than a day ago."""
    spans = [_draft_key(request, key, _span_of(request, at) - back) for back in (0, 1)]
    rows = Appeal.objects.filter(draft_key__in=spans, submitted_at__gt=at - _same_for(request))
    return rows.select_related("agency", "city").first()


def _span_of(request: HttpRequest, at: datetime) -> int:
    return floor(at.timestamp() / _same_for(request).total_seconds())


def _same_for(request: HttpRequest) -> timedelta:
    """A pin and a category alone may be another person's an hour later: then only a quick repetition is the same."""
    is_told = request.FILES or any(request.POST.get(name, "").strip() for name in OWN)
    return SAME_FOR if is_told else BARE_SAME_FOR


def _take_in(request: HttpRequest, city: City, key: ProgramKey, at: datetime) -> Appeal:
    code = request.POST.get("service_code", "").strip()
    if not code:
        raise Refused(HTTPStatus.BAD_REQUEST, _("service_code was not provided."))
    category = category_of(code)
    _check_answers(request, category)
    form = SentAppeal(data=_as_form(request, category), context={"city": city, "at": at, "browser": ""})
    if not form.is_valid():
        _refuse(form.errors)
    told = form.validated_data | {"draft_key": _draft_key(request, key, _span_of(request, at))}
    told["has_consent"] = told.pop("consent")
    try:
        return actions.submit(
            city=city, at=at, source=Appeal.Source.OPEN311, language=get_language() or settings.LANGUAGE_CODE, **told
        )
    except NobodyAnswers as error:
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, told_kindly(error)) from error


def _as_form(request: HttpRequest, category: Category) -> MultiValueDict:
    """The same fields under the names of our own form; the key's owner has the senders' consent."""
    told = request.POST
    fields = {
        "category": category.code,
        "lon": told.get("long", "").strip(),
        "lat": told.get("lat", "").strip(),
        "place_text": told.get("address_string", "").strip(),
        "text": "\n".join(_words(request)),
        "name": " ".join(filter(None, (told.get(name, "").strip() for name in ("first_name", "last_name")))),
        "email": told.get("email", "").strip(),
        "phone": told.get("phone", "").strip(),
        "consent": "true",
        "confirmed": "true" if told.get("lat") else "false",
    }
    if not (fields["lon"] or fields["lat"] or fields["place_text"]):
        words = _("A place was not provided: lat and long, or address_string. There are no address_id here.")
        raise Refused(HTTPStatus.BAD_REQUEST, words)
    form = MultiValueDict({name: [value] for name, value in fields.items() if value})
    for name in fields_in(told):
        form.setlist(name, told.getlist(name))
    form.setlist("photos", request.FILES.getlist("media"))
    return form


def _words(request: HttpRequest) -> Iterator[str]:
    """The description, and where a photo lies."""
    if words := request.POST.get("description", "").strip():
        yield words
    if url := request.POST.get("media_url", "").strip():
        yield _("Photo at: %(url)s") % {"url": _checked_url(url)}


def _check_answers(request: HttpRequest, category: Category) -> None:
    """Raises Refused, by the standard's names of the fields."""
    answers = answers_in(request.POST, category)
    wrong = [
        _("%(field)s is not of the kind that the service definition tells.") % {"field": one} for one in answers.wrong
    ]
    missing = [_("%(field)s was not provided.") % {"field": name} for name in answers.missing]
    if wrong or missing:
        raise Refused(HTTPStatus.BAD_REQUEST, *wrong, *missing)


def _checked_url(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or len(url) > LONGEST_URL or " " in url:
        raise Refused(HTTPStatus.BAD_REQUEST, _("media_url is not a web address. Send a photo as the file “media”."))
    return url


def _refuse(errors: dict) -> None:
    """By the standard's names of the fields; where only the moment is wrong, with the time to come again."""
    if is_crowded(errors):
        raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, *map(str, errors["photos"]), wait_s=AGAIN_S)
    told = [f"{NAMES.get(name, name)}: {one}" for name, words in errors.items() for one in words]
    raise Refused(HTTPStatus.BAD_REQUEST, *told)
