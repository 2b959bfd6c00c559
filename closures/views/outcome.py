"""What a change that waits would make of its event: to know it the change is made and taken back, which no GET does, so
the page asks for it once it is there."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from rest_framework.exceptions import APIException

from closures.desk.approving import outcome_of
from closures.desk.wrong import sentences_of
from closures.models import ProposedChange, RoadEvent
from closures.workflow import MoveRefused


@require_POST
@login_required
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """A piece of the event's page; or why the change can no longer be done."""
    waiting = ProposedChange.objects.filter(event__in=RoadEvent.objects.editable_by(request.user))
    found = get_object_or_404(waiting.select_related("by", "source", "event__city", "event__agency"), event=pk)
    try:
        told = {"outcome": outcome_of(found, timezone.now())}
    except (MoveRefused, ValidationError, APIException) as error:
        told = {"wrong": sentences_of(error)}
    return render(request, "desk/_proposal_outcome.html", told | {"row": found})
