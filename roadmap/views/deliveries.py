"""What left the house, and the two answers of a person where a channel cannot tell."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadmap import delivery
from roadmap.channels import CHANNELS
from roadmap.models import Delivery
from roadmap.models.people import Role

PAGE = 50


def _check(request: HttpRequest) -> None:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404


@require_safe
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    _check(request)
    mine = Delivery.objects.workable_by(request.user)
    page = Paginator(mine.select_related("picture"), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asking": mine.asking(), "channels": list(CHANNELS.values())}
    return render(request, "desk/deliveries.html", context)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """`verdict`: there (with the post's address in `remote`) or again."""
    _check(request)
    get_object_or_404(Delivery.objects.workable_by(request.user), pk=pk)
    at, verdict = timezone.now(), request.POST.get("verdict")
    if verdict not in ("there", "again"):
        return HttpResponseBadRequest(_("Say whether it is there."))
    try:
        if verdict == "there":
            remote = request.POST.get("remote", "").replace("\x00", "")[:200]
            delivery.settle_as_there(pk, by=request.user, at=at, remote=remote)
        else:
            delivery.send_again(pk, by=request.user, at=at)
    except delivery.AlreadySettled as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Thank you, noted."))
    return redirect("desk-deliveries")
