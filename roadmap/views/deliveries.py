"""What left the house, and the answers of a person where a channel cannot tell."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from roadmap import delivery, effects
from roadmap.channels import CHANNELS, NotAnAddress
from roadmap.models import Delivery, Effect
from roadmap.models.people import Role
from roadmap.numbers import whole

PAGE = 50
FARTHEST_PAGE = 10_000
MOST_ASKED = 50  # at once; the next ones when these are answered
ANSWERS: dict[str, Callable] = {"again": delivery.send_again, "absent": delivery.give_up}


def _check(request: HttpRequest) -> None:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404


@require_safe
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    _check(request)
    return _page(request)


def _page(request: HttpRequest, *, status: int = 200, **wrong) -> HttpResponse:
    """`wrong_at`, `wrong` and `given`: the delivery whose answer was refused, why, and what was typed.

    Pages are not counted: there may be a million rows.
    """
    mine = Delivery.objects.workable_by(request.user).with_overtaken()
    number = max(1, min(whole(request.GET.get("page", "")) or 1, FARTHEST_PAGE))
    rows = list(mine.select_related("picture")[(number - 1) * PAGE : number * PAGE + 1])
    context = {
        "rows": rows[:PAGE],
        "later": number - 1,
        "earlier": number + 1 if len(rows) > PAGE else None,
        "asking": mine.asking()[:MOST_ASKED],
        "ended": Effect.objects.ended()[:MOST_ASKED],
        "channels": list(CHANNELS.values()),
    }
    return render(request, "desk/deliveries.html", context | wrong, status=status)


@require_POST
@login_required
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """`verdict`: there (with the post's address in `remote`), again, or absent where a later version exists."""
    _check(request)
    get_object_or_404(Delivery.objects.workable_by(request.user), pk=pk)
    verdict, remote = request.POST.get("verdict"), request.POST.get("remote", "")[:200]
    if verdict not in ("there", *ANSWERS):
        return HttpResponseBadRequest(_("Say whether it is there."))
    try:
        if verdict == "there":
            delivery.settle_as_there(pk, by=request.user, at=timezone.now(), remote=remote)
        else:
            ANSWERS[verdict](pk, by=request.user, at=timezone.now())
    except NotAnAddress as error:
        return _page(request, status=400, wrong_at=pk, wrong=str(error), given=remote)
    except (delivery.AlreadySettled, delivery.Overtaken) as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("Thank you, noted."))
    return redirect("desk-deliveries")


@require_POST
@login_required
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """An effect that ended its tries gets them anew; one that somebody else has sent on is left alone."""
    _check(request)
    effects.try_again(pk, timezone.now())
    messages.success(request, _("Thank you, noted."))
    return redirect("desk-deliveries")
