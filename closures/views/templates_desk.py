"""Templates of events: kept of an event, chosen for a new one, thrown away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from closures.desk import templates as desk_templates
from closures.models import EventTemplate, RoadEvent
from roadmap.models.people import Role

MOST = 200


@require_safe
@login_required
def templates(request: HttpRequest) -> HttpResponse:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    rows = EventTemplate.objects.usable_by(request.user).select_related("agency", "created_by").defer("values")
    return render(request, "desk/templates.html", {"templates": rows[:MOST]})


@require_POST
@login_required
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Of this event; under a name that is there already it takes the place of what was kept."""
    event = get_object_or_404(RoadEvent.objects.editable_by(request.user).select_related("city", "agency"), pk=pk)
    name = request.POST.get("name", "").replace("\x00", "").strip()[: EventTemplate._meta.get_field("name").max_length]
    if not name:
        messages.error(request, _("Give the template a name."))
        return redirect("desk-event", pk=pk)
    desk_templates.keep(event, name, by=request.user, at=timezone.now())
    messages.success(request, _("Kept as the template “%(name)s”.") % {"name": name})
    return redirect("desk-event", pk=pk)


@require_POST
@login_required
def throw_away(request: HttpRequest, pk: int) -> HttpResponse:
    template = get_object_or_404(EventTemplate.objects.usable_by(request.user), pk=pk)
    desk_templates.throw_away(template)
    messages.success(request, _("The template “%(name)s” is deleted.") % {"name": template.name})
    return redirect("desk-templates")
