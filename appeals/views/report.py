"""Sending a message: the form, which works without JavaScript and without cookies, and what it asks meanwhile."""

import math
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from uuid import uuid4

from django.conf import settings
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from appeals import addresses
from appeals.category_answers import fields_in, questioned
from appeals.drafts import browser_of, mark_browser
from appeals.models import Category
from appeals.models.appeal import KEPT_DAYS
from appeals.models.category import topics_of
from appeals.photo_places import place_of_photos
from appeals.photos import wait_for
from appeals.place import Place, check_in_city, understand
from appeals.responsibility import NobodyAnswers, told_kindly
from appeals.sending import AGAIN_S, LONGEST_TEXT, NewAppeal, is_crowded
from appeals.stretch import stretch_to
from roadmap.callers import caller_of
from roadmap.channels import CHANNELS
from roadmap.disk import is_full
from roadmap.limits import take, too_often
from roadmap.models import City
from roadmap.places.houses import FoundHouse
from roadmap.postgis import point_at
from roadmap.refusals import RETRY_AFTER_S
from roadmap.stretches import NoStretch
from roadmap.video_files import LONGEST_S
from roadmap.web.turns import others_wait

IN_THE_ADDRESS = (
    "lon",
    "lat",
    "category",
    "place_text",
)  # words and consent are the resident's own


ANCHORS = {
    "category": "what",
    "place_text": "place-text",
    "lon": "place-text",
    "lat": "place-text",
    "end_text": "end-text",
    "end_lat": "end-text",
    "accuracy_m": "place-text",
    "draft_key": "",
}  # of a field → where on the page it is mended; the others have an element of their own name


@csrf_exempt  # nothing here rests on a cookie, and the form must work without any
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    if request.method == "POST":
        return _take_in(request, city)
    return _form(
        request,
        city,
        _without_no_place(
            MultiValueDict({name: request.GET.getlist(name) for name in IN_THE_ADDRESS if name in request.GET})
        ),
    )


def _without_no_place(told: MultiValueDict) -> MultiValueDict:
    """Two words that are no place on Earth put no pin; a place elsewhere is refused in words."""
    if _point(told) is None:
        for name in {"lon", "lat"} & told.keys():
            told[name] = ""
    return told


def _point(told: MultiValueDict) -> Point | None:
    lon, lat = (_number(told.get(name, "")) for name in ("lon", "lat"))
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return None
    return point_at(lon, lat)


def _take_in(request: HttpRequest, city: City) -> HttpResponse:
    """The form without JavaScript: the same message as the API takes, with all that is still open asked on one page.

    What is refused or asked back counts among the form's many tries, only what is sent among the few messages.
    """
    told = request.POST.copy()
    _place_of_photos(told, request, city)
    is_search = bool(told.get("pin")) or "find" in told
    if seconds := take("locate" if is_search else "appeal-forms", caller_of(request)):
        return _not_so_often(request, city, told, seconds)
    return _find(request, city, told) if is_search else _ask_or_send(request, city, told)


def _place_of_photos(told: MultiValueDict, request: HttpRequest, city: City) -> None:
    """Without a pin and without words the place is where the first photo was taken that tells it, in the city."""
    if any(told.get(name) for name in ("lon", "place_text", "pin", "place", "find")):
        return
    if point := place_of_photos(request.FILES.getlist("photos"), city):
        _put_pin(told, f"{point.x:.6f},{point.y:.6f}")


def _ask_or_send(request: HttpRequest, city: City, told: MultiValueDict) -> HttpResponse:
    at = timezone.now()
    sought = _seek(told, city) if not told.get("lon") or _is_pin_of_other_words(told) else None
    why_no_end = _seek_end(told, city)
    message = NewAppeal(
        data=_with_files(told, request.FILES), context={"city": city, "at": at, "browser": browser_of(request)}
    )
    errors = {} if message.is_valid() else dict(message.errors)
    if why_no_end or "end_lon" in errors:
        errors["end_text"] = [why_no_end] if why_no_end else errors.pop("end_lon")
    place = _place_of(told, city)
    asked = _open_questions(told, city, place, sought, at)
    if sought and sought.why:
        errors = {name: list_ for name, list_ in errors.items() if name not in ("lon", "lat")}
        errors["place_text"] = [sought.why]
    if errors:
        return _refused(request, city, told, errors, place=place, **asked)
    if asked["questions"]:
        return _form(request, city, told, place=place, **asked)
    if seconds := take("appeals", caller_of(request)):
        return _not_so_often(request, city, told, seconds)
    return _send(request, city, told, message, place)


def _open_questions(
    told: MultiValueDict, city: City, place: Place | None, sought: "Sought | None", at: datetime
) -> dict:
    """What is asked before a message is sent: a place found just now, a far house, which street, works."""
    house = place and _house_elsewhere(told, city, place.point)
    doubts = [] if place is None or told.get("confirmed") else _doubts(place, house, at)
    seen = [_("See whether this is the place, and send.")] if sought and not sought.why else []
    seen += _not_asked_yet(told)
    return {
        "questions": seen + doubts,
        "is_doubtful": bool(doubts) and not place.is_ambiguous,
        "house": house,
        "choices": sought.choices if sought else [],
        "said": sought.said if sought else "",
    }


def _not_asked_yet(told: MultiValueDict) -> list[str]:
    """Without JavaScript the questions of a category come with the first answer of the server."""
    asked = Category.objects.filter(code=told.get("category", ""), questions__isnull=False)
    if told.get("category") in told.getlist("asked_about") or not asked.exists():
        return []
    return [_("Answer the questions about it, or send without them.")]


def _doubts(place: Place, house: FoundHouse | None, at: datetime) -> list[str]:
    doubts = {
        _("The pin is far from the address that is written."): house is not None,
        _("Which street is it?"): place.is_ambiguous,
        _("There is no road close to the pin."): place.segment is None and not place.is_ambiguous,
        _("Works are on record here."): place.works(at).exists(),
    }
    return [words for words, is_so in doubts.items() if is_so]


def _send(request: HttpRequest, city: City, told: MultiValueDict, message: NewAppeal, place: Place) -> HttpResponse:
    try:
        appeal = message.save(place=place)
    except NobodyAnswers as error:
        words = told_kindly(error)
        return _form(request, city, told, errors={"": [words]}, status=HTTPStatus.SERVICE_UNAVAILABLE)
    except OSError as error:
        if not is_full(error):
            raise
        return _no_room(request, city, told)
    wait_for(appeal, others_wait=others_wait(request.META))
    return redirect(f"{appeal.get_secret_url()}?done=sent")


def _not_so_often(request: HttpRequest, city: City, told: MultiValueDict, seconds: int) -> HttpResponse:
    return _too_often(_form(request, city, told, errors={"": [too_often(seconds)]}), seconds)


def _refused(request: HttpRequest, city: City, told: MultiValueDict, errors: dict, **asked) -> HttpResponse:
    form = _form(request, city, told, errors=errors, status=HTTPStatus.BAD_REQUEST, **asked)
    return _later(form, HTTPStatus.SERVICE_UNAVAILABLE, AGAIN_S) if is_crowded(errors) else form


def _no_room(request: HttpRequest, city: City, told: MultiValueDict) -> HttpResponse:
    words = _("There is no room for photos just now. Send the message without them, or try again in five minutes.")
    status = HTTPStatus.INSUFFICIENT_STORAGE
    return _later(_form(request, city, told, errors={"photos": [words]}), status, RETRY_AFTER_S[status])


def _too_often(response: HttpResponse, seconds: int) -> HttpResponse:
    return _later(response, HTTPStatus.TOO_MANY_REQUESTS, seconds)


def _later(response: HttpResponse, status: HTTPStatus, seconds: int) -> HttpResponse:
    response.status_code = status
    response["Retry-After"] = str(seconds)
    return response


def _with_files(told: MultiValueDict, files: MultiValueDict) -> MultiValueDict:
    """Words and files as one, as the API's parser hands them over; empty boxes are left out."""
    together = MultiValueDict({name: told.getlist(name) for name in told if told.get(name) != ""})
    together.setlist("photos", files.getlist("photos"))
    together.setlist("consent", told.getlist("consent") or ["false"])
    return together


def _is_pin_of_other_words(told: MultiValueDict) -> bool:
    """The pin was found for words that have been changed since; a chosen street stands beside them."""
    found_for = told.get("found_for")
    return bool(found_for) and found_for not in told.getlist("place_text")


@dataclass(frozen=True)
class Sought:
    """What came of looking for the words: a pin and what is said of it, or why there is none, with places to choose."""

    said: str = ""
    why: str = ""
    choices: list[FoundHouse] = field(default_factory=list)


def _find(request: HttpRequest, city: City, told: MultiValueDict) -> HttpResponse:
    """A button of the form: look for the words, or take the place of this button. Nothing is sent."""
    if told.get("pin"):
        _put_pin(told, told["pin"])
        return _form(request, city, told)
    sought = _seek(told, city)
    errors, status = ({"place_text": [sought.why]}, HTTPStatus.BAD_REQUEST) if sought.why else ({}, HTTPStatus.OK)
    return _form(request, city, told, errors=errors, status=status, choices=sought.choices, said=sought.said)


def _put_pin(told: MultiValueDict, pin: str) -> None:
    told["lon"], _comma, told["lat"] = pin.partition(",")
    told["accuracy_m"], told["found_for"] = "", told.get("place_text", "")
    _without_no_place(told)


def _seek(told: MultiValueDict, city: City) -> Sought | None:
    """A pin from the chosen place or from the words; no earlier pin is left. Nothing to be told of a choice."""
    _put_pin(told, told.get("place", ""))
    if told["lon"]:
        return None
    words = told["found_for"]
    if len(words) > addresses.LONGEST:
        return Sought(why=_("No more than %d characters.") % addresses.LONGEST)
    answer = addresses.find(city, words)
    if answer.pin:
        _put_pin(told, f"{answer.pin.x:.6f},{answer.pin.y:.6f}")
        return Sought(said=answer.said(on_map=False))
    nothing = _("Write a street and a house %(in_city)s.") % {"in_city": city.inside}
    return Sought(why=answer.said(on_map=False) or nothing, choices=answer.found)


def _seek_end(told: MultiValueDict, city: City) -> str:
    """The other end of a stretch, from its house in words: on the street of the first end unless it names its own.
    Why there is none, in words."""
    words = told.get("end_text", "").strip()
    if not words or told.get("end_lon"):
        return ""
    if len(words) > addresses.LONGEST:
        return _("No more than %d characters.") % addresses.LONGEST
    street = told.get("place_text", "").partition(",")[0]
    for each in (words, f"{street}, {words}"):
        answer = addresses.find(city, each[: addresses.LONGEST])
        if answer.pin:
            told["end_lon"], told["end_lat"] = f"{answer.pin.x:.6f}", f"{answer.pin.y:.6f}"
            return ""
    return _("This house is not known. Write the street and a house, or leave the other end out.")


def _place_of(told: MultiValueDict, city: City) -> Place | None:
    """The place under the pin; nothing without one in the city."""
    point = _point(told)
    if point is None or not city.box.contains(point):
        return None
    words = f"{told.get('place_text', '')} {told.get('text', '')}"
    return understand(city, point, text=words, accuracy_m=_number(told.get("accuracy_m", "")))


def _house_elsewhere(told: MultiValueDict, city: City, point: Point) -> FoundHouse | None:
    """The house that is written, far from a pin that a hand put; one found for these very words is of them."""
    words, text = told.get("place_text", "")[: addresses.LONGEST], told.get("text", "")[:LONGEST_TEXT]
    written = None if told.get("found_for") else addresses.written_in(city, words, text)
    return written and written.away_from(point)


def _anchor_of(name: str) -> str:
    return "what" if fields_in([name]) else ANCHORS.get(name, name)


def _form(
    request: HttpRequest,
    city: City,
    told: MultiValueDict,
    *,
    errors: dict | None = None,
    place: Place | None = None,
    status: int = 200,
    **asked,
) -> HttpResponse:
    now = timezone.now()
    categories = list(Category.objects.prefetch_related("questions"))
    context = {
        "city": city,
        "topics": topics_of(categories),
        "questioned": questioned(categories, told, errors or {}),
        "sent": told,
        "errors": errors or {},
        "summary": [(_anchor_of(name), one) for name, told_of in (errors or {}).items() for one in told_of],
        "draft_key": uuid4(),  # never the one that came in: somebody else might know it
        "kept_days": KEPT_DAYS,
        "has_mail": CHANNELS["mail"].is_configured(),
        "most_photos": settings.PHOTO_MAX_COUNT,
        "most_seconds": LONGEST_S,
        "most_video_mb": settings.VIDEO_MAX_BYTES // 2**20,
        "photos_to_choose_again": [file.name for file in request.FILES.getlist("photos")],
        "now": now,
        **(_told_of(place, told, now) if place else _pinned(told, city, now)),
        **asked,
    }
    response = render(request, "appeals/report.html", context, status=status)
    mark_browser(request, response)
    if told:  # what was typed is not for the next user of the machine; the empty form may be kept for a dead network
        response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_POST  # the resident's words stand in no address, so in no log and no history
def report_place(request: HttpRequest) -> HttpResponse:
    """What the pin means, as a piece of the form: asked for whenever the pin or the category changes."""
    city = City.objects.shown()
    if city is None:
        raise Http404
    if seconds := take("locate", caller_of(request)):
        return _too_often(HttpResponse(too_often(seconds), content_type="text/plain; charset=utf-8"), seconds)
    now = timezone.now()
    context = {"city": city, "now": now, "on_map": True, **_pinned(request.POST, city, now)}
    return render(request, "appeals/_place.html", context)


def _pinned(told: MultiValueDict, city: City, at: datetime) -> dict:
    """`told` is the place under the pin, `refusal` says why there is none; nothing without a pin."""
    if not told.get("lon"):
        return {}
    point = _point(told)
    if point is None:
        return {"refusal": _("Put the pin on the map.")}
    try:
        check_in_city(city, point)
    except ValidationError as error:
        return {"refusal": error.messages[0]}
    return _told_of(_place_of(told, city), told, at) | {"house": _house_elsewhere(told, city, point)}


def _told_of(place: Place, told: MultiValueDict, at: datetime) -> dict:
    return _answers_of(place, told, at) | {"near": _features(place)} | _stretch_of(place, told)


def _features(place: Place) -> list[dict]:
    """Earlier messages around the pin, for the map: what anybody may see of them."""
    return [
        {
            "point": appeal.snapped_point.coords,
            "words": f"{appeal.category}: {appeal.get_status_display()}",
            "url": reverse("appeal-follow", args=[appeal.pk]),
        }
        for appeal in place.around()
    ]


def _stretch_of(place: Place, told: MultiValueDict) -> dict:
    lon, lat = _number(told.get("end_lon", "")), _number(told.get("end_lat", ""))
    if lon is None or lat is None or abs(lon) > 180 or abs(lat) > 90:
        return {}
    try:
        return {"stretch": stretch_to(place, point_at(lon, lat))}
    except NoStretch as error:
        return {"no_stretch": str(error)}


def _answers_of(place: Place, told: MultiValueDict, at: datetime) -> dict:
    category = Category.objects.filter(code=told.get("category", "")).first()
    try:
        return {"told": place.told(category, at)}
    except NobodyAnswers as error:
        return {"refusal": told_kindly(error)}


def _number(text: str) -> float | None:
    try:
        return float(text) if math.isfinite(float(text)) else None
    except ValueError:
        return None


@csrf_exempt
@require_POST
def find_address(request: HttpRequest) -> JsonResponse:
    """For the same search with JavaScript."""
    city = City.objects.shown()
    if city is None:
        return JsonResponse({"results": [], "said": "", "is_sure": False})
    if seconds := take("locate", caller_of(request)):
        return _too_often(JsonResponse({"detail": too_often(seconds)}), seconds)
    words = request.POST.get("q", "")[: addresses.LONGEST]
    answer = addresses.find(city, words)
    told = {"results": [found.to_json() for found in answer.found], "said": answer.said(on_map=True)}
    return JsonResponse(told | {"is_sure": answer.pin is not None})
