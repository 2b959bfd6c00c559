"""The history of an event at the desk: all of it, and each step with its difference, its map and its texts."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.history import accepted_in, differences_of, moved_shapes, steps
from closures.models import RoadEvent
from roadmap.channels import CHANNELS
from roadmap.delivery import message_of
from roadmap.models import Delivery
from roadmap.numbers import whole

PAGE = 50


@require_safe
@login_required
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """With `before`, a version, what came before it."""
    event = _event(request, pk)
    changes = event.changes.select_related("by", "proposed_by").order_by("-version")
    if (version := whole(request.GET.get("before", ""))) is not None:
        changes = changes.filter(version__lt=version)
    found = list(changes[: PAGE + 1])
    told = {
        "event": event,
        "city": event.city,
        "steps": steps(found, event.city.zone, timezone.now(), most=PAGE),
        "earlier": found[PAGE - 1].version if len(found) > PAGE else None,
    }
    return render(request, "desk/history.html", told)


@require_safe
@login_required
def step(request: HttpRequest, pk: int, version: int) -> HttpResponse:
    event = _event(request, pk)
    changes = event.changes.select_related("by", "proposed_by").filter(version__in=[version - 1, version, version + 1])
    found = {change.version: change for change in changes}
    if version not in found:
        raise Http404
    change, before = found[version], found.get(version - 1)
    told = {
        "event": event,
        "city": event.city,
        "change": change,
        "differences": differences_of(change, before, event.city.zone, timezone.now()),
        "accepted": accepted_in([change])[version],
        "earlier": before,
        "later": found.get(version + 1),
        "texts": _texts(event, version),
        "shapes": moved_shapes(change.state, before and before.state),
    }
    return render(request, "desk/step.html", told)


def _event(request: HttpRequest, pk: int) -> RoadEvent:
    mine = RoadEvent.objects.editable_by(request.user).select_related("city", "agency")
    return get_object_or_404(mine.defer("geometry", "detour_geometry"), pk=pk)


def _texts(event: RoadEvent, version: int) -> list[dict]:
    """A text a channel, as it was sent or as it waits."""
    rows = Delivery.objects.posts().filter(subject=event.subject, version=version).select_related("picture", "city")
    return [{"delivery": row, "words": _words(row)} for row in rows.order_by("channel")]


def _words(row: Delivery) -> str:
    channel = CHANNELS.get(row.channel)
    return channel.words_of(message_of(row)) if channel else row.text
