"""Two events joined, one split: forms beside the editor; what is refused is told on the event's page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from closures import joining
from closures.api.staff.wrong import sentences_of
from closures.models import RoadEvent
from closures.workflow import MoveRefused
from roadmap.numbers import whole


@require_POST
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """`other` is “15:3”: the event and the version that was seen."""
    number, _colon, version = request.POST.get("other", "").partition(":")

    def do() -> RoadEvent:
        event = _held(request, pk, request.POST.get("version", ""))
        other = _held(request, whole(number) or 0, version)
        return joining.join(event, other, by=request.user, at=timezone.now())

    return _done(request, pk, do, _("Joined: the other event leads here now."))


@require_POST
@login_required
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """`phase` are numbers; the page of the new event follows."""
    numbers = {whole(number) for number in request.POST.getlist("phase")}

    def do() -> RoadEvent:
        event = _held(request, pk, request.POST.get("version", ""))
        return joining.split(event, numbers, by=request.user, at=timezone.now())

    return _done(request, pk, do, _("Split off: this is the new event."))


def _held(request: HttpRequest, pk: int, version: str) -> RoadEvent:
    """One's own, in the version that was seen. Raises Http404, MoveRefused."""
    event = get_object_or_404(RoadEvent.objects.editable_by(request.user), pk=pk)
    if whole(version) != event.version:
        raise MoveRefused(_("It was changed meanwhile: look at it first."))
    return event


def _done(request: HttpRequest, pk: int, do: Callable[[], RoadEvent], told: str) -> HttpResponse:
    try:
        with transaction.atomic():
            event = do()
    except (MoveRefused, ValidationError) as error:
        get_object_or_404(RoadEvent.objects.editable_by(request.user), pk=pk)
        messages.error(request, " ".join(sentences_of(error)))
        return redirect("desk-event", pk=pk)
    messages.success(request, told)
    return redirect("desk-event", pk=event.pk)
