"""The desk's side of the street: the foreman's link, words that ask, their photos."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from closures.models import RoadEvent, SiteReport
from closures.street import links
from closures.street.saying import accept, decline
from closures.workflow import MoveRefused
from roadmap.jpegs import FOR_ONE, jpeg
from roadmap.logs import note


@require_POST
@login_required
def site_link(request: HttpRequest, pk: int) -> HttpResponse:
    """`verb` is renew or revoke."""
    event = get_object_or_404(RoadEvent.objects.editable_by(request.user), pk=pk)
    verb, now = request.POST.get("verb"), timezone.now()
    if verb == "renew":
        links.renew(event, at=now)
        messages.success(request, _("The link is new: the former one and its QR codes open nothing any more."))
    elif verb == "revoke":
        links.revoke(event, at=now)
        messages.success(request, _("The link is shut."))
    else:
        raise Http404
    note(f"foreman's link: {verb}", event, by=request.user)
    return redirect(f"{_page_of(event.pk)}#from-street")


@require_POST
@login_required
def answer_site_report(request: HttpRequest, pk: int) -> HttpResponse:
    """`verb` is accept or decline."""
    report, now = _report(request, pk), timezone.now()
    verb, reason = request.POST.get("verb"), request.POST.get("clash_reason", "").strip()[:300]
    answers = {"accept": partial(accept, clash_reason=reason), "decline": decline}
    if verb not in answers:
        raise Http404
    try:
        answers[verb](report, by=request.user, at=now)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    except MoveRefused as error:
        messages.error(request, str(error))
    note(f"word from the street: {verb}", report, by=request.user)
    return redirect(f"{_page_of(report.event_id)}#from-street")


@require_safe
@login_required
def site_photo(request: HttpRequest, pk: int) -> FileResponse:
    """`?size=small` is the thumbnail; the public never sees it."""
    report = _report(request, pk)
    if not report.photo:
        raise Http404
    return jpeg(request, report.photo, report.thumbnail, caching=FOR_ONE)


def _report(request: HttpRequest, pk: int) -> SiteReport:
    mine = RoadEvent.objects.editable_by(request.user)
    return get_object_or_404(SiteReport.objects.filter(event__in=mine), pk=pk)


def _page_of(pk: int) -> str:
    return reverse("desk-event", args=[pk])
