"""The desk's daily list of what nobody has confirmed: to look at, to print."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.models import RoadEvent
from closures.unconfirmed import unconfirmed as found
from roadmap.models.people import Role


@require_safe
@login_required
def unconfirmed(request: HttpRequest) -> HttpResponse:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    now = timezone.now()
    context = {"now": now, "list": found(RoadEvent.objects.editable_by(request.user), now)}
    return render(request, "desk/unconfirmed.html", context)
