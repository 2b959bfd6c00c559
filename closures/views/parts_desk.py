"""Two events joined, one split: forms beside the editor; what is refused is told on the event's page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from closures import joining
from closures.desk.wrong import sentences_of
from closures.models import RoadEvent
from closures.workflow import MoveRefused
from roadmap.numbers import whole


@require_POST
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """`other` is “15:3”: the event and the version that was seen."""
    number, _colon, version = request.POST.get("other", "").partition(":")
    other = whole(number) or 0

    def do() -> RoadEvent:
        held = _held(request, {pk: request.POST.get("version", ""), other: version})
        return joining.join(held[pk], held[other], by=request.user, at=timezone.now())

    return _done(request, pk, do, _("Joined: the other event leads here now."))


@require_POST
@login_required
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """`phase` are numbers; the page of the new event follows."""
    numbers = {whole(number) for number in request.POST.getlist("phase")}

    def do() -> RoadEvent:
        held = _held(request, {pk: request.POST.get("version", "")})
        return joining.split(held[pk], numbers, by=request.user, at=timezone.now())

    return _done(request, pk, do, _("Split off: this is the new event."))


def _held(request: HttpRequest, seen: dict[int, str]) -> dict[int, RoadEvent]:
    """One's own, by number, in the versions that were seen, held until all is written. Raises Http404, MoveRefused."""
    rows = RoadEvent.objects.editable_by(request.user).filter(pk__in=seen).locked_in_order()
    held = {event.pk: event for event in rows}
    if held.keys() != seen.keys():
        raise Http404
    if any(whole(version) != held[pk].version for pk, version in seen.items()):
        raise MoveRefused(_("It was changed meanwhile: look at it first."))
    return held


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
