"""The crew's phone: the list of the day, and one button that sends photo and position."""

from http import HTTPStatus

from django import forms
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.gis.geos import Point
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from appeals.crew import list_of, place_of, report_fixed, route
from appeals.forms import AnswerForm
from appeals.models import Appeal, AppealPhoto
from appeals.proof import NotProved
from appeals.workflow import MoveRefused, Outcome
from roadmap.jpegs import FOR_ONE, jpeg
from roadmap.models.people import Role
from roadmap.numbers import degrees
from roadmap.personal_looks import How, noted
from roadmap.postgis import point_at


class FixedForm(AnswerForm):
    """Photo, position and the phone's own key; the words may be left out."""

    key = forms.UUIDField(error_messages={"required": _("Send it from the list of the day.")})
    text = forms.CharField(label=_("What was done"), max_length=4000, required=False)

    def clean_outcome(self) -> str:
        return Outcome.FIXED


@login_required
@require_safe
def crew(request: HttpRequest) -> HttpResponse:
    """By the way from `lon`, `lat`, where the crew stands; without them the soonest due first."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    rows, at = list_of(request.user), timezone.now()
    noted(How.LISTED, *rows, by=request.user, at=at)
    before = {}
    for photo in AppealPhoto.objects.filter(appeal__in=rows, is_proof=False):
        before.setdefault(photo.appeal_id, photo)
    stops = route(rows, _start(request))
    told = [(stop, place_of(stop.appeal), before.get(stop.appeal.pk), stop.appeal.is_overdue_at(at)) for stop in stops]
    return render(request, "appeals/desk/crew.html", {"stops": told, "has_start": _start(request) is not None})


def _start(request: HttpRequest) -> Point | None:
    lon, lat = degrees(request.GET.get("lon", ""), 180), degrees(request.GET.get("lat", ""), 90)
    return None if lon is None or lat is None else point_at(lon, lat)


@login_required
@require_safe
def crew_photo(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """The small picture of how it was; below the crew's own address, so that the phone may keep it."""
    mine = Appeal.objects.workable_by(request.user)
    row = get_object_or_404(mine, pk=pk)
    shown = get_object_or_404(AppealPhoto, appeal=row, name=name)
    noted(How.OPENED, row, by=request.user, at=timezone.now(), why=f"{_('photo')} {shown.pk}")
    return jpeg(request, shown.file, shown.thumbnail, caching=FOR_ONE)


@require_safe
@never_cache
def me(request: HttpRequest) -> HttpResponse:
    """Who is signed in, as the form's `by`, and the session's token, for what waited on the phone over a sign-in."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    return JsonResponse({"by": str(request.user.pk), "token": get_token(request)})


@require_POST
def fixed(request: HttpRequest, pk: int) -> HttpResponse:
    """JSON for the phone's worker, which sends until it is answered; a page for a browser without one.

    401 in JSON, not the sign-in page, where nobody is signed in or somebody else than took the photo: it waits.
    """
    own = str(request.user.pk)
    if not request.user.is_authenticated or request.POST.get("by", own) != own:
        return _signed_out(request)
    row = Appeal.objects.workable_by(request.user).select_related("city", "agency").filter(pk=pk).first()
    if row is None:
        return _refused(request, {"detail": [_("This message is not on your list any more.")]}, HTTPStatus.NOT_FOUND)
    form = FixedForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form.errors, HTTPStatus.BAD_REQUEST)
    told = {name: form.cleaned_data[name] for name in ("key", "photos", "stood", "text")}
    try:
        report_fixed(row, **told, by=request.user, at=timezone.now())
    except NotProved as error:
        return _refused(request, error.message_dict, HTTPStatus.BAD_REQUEST)
    except MoveRefused as error:
        return _refused(request, {"detail": [str(error)]}, HTTPStatus.CONFLICT)
    if _wants_json(request):
        return JsonResponse({"secret_url": reverse("desk-appeal", args=[row.pk])})
    return redirect("desk-crew")


def _signed_out(request: HttpRequest) -> HttpResponse:
    if not _wants_json(request):
        return redirect_to_login(reverse("desk-crew"))
    return _refused(request, {"detail": [_("Sign in as who took the photo.")]}, HTTPStatus.UNAUTHORIZED)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request: HttpRequest, errors: dict, status: HTTPStatus) -> HttpResponse:
    words = [str(each) for of_field in errors.values() for each in of_field]
    if _wants_json(request):
        told = {name: [str(each) for each in of_field] for name, of_field in errors.items()}
        return JsonResponse(told | {"detail": " ".join(words)}, status=status)
    return render(request, "appeals/desk/crew_refused.html", {"errors": words}, status=status)
