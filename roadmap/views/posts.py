"""Posts that a person decides of: the queue with each text as its network will show it, and one post's page."""

from datetime import timedelta
from http import HTTPStatus
from itertools import groupby

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roadmap import approval
from roadmap.channels import CHANNELS
from roadmap.delivery import message_of
from roadmap.models import Account, Delivery, User
from roadmap.models.people import Role

PAST = timedelta(days=7)
MOST_PLANNED = 300
SHOWN = (Delivery.State.SENT, Delivery.State.SENDING, Delivery.State.WAITING, Delivery.State.PROPOSED)
NAMED = ("title", "state", "action", "subject", "channel", "url", "remote_url", "is_urgent", "account__name")
MOST = 50  # at once; the next ones when these are decided
LONGEST = 20_000  # of what is typed


@require_safe
@login_required
def posts(request: HttpRequest) -> HttpResponse:
    _check(request.user)
    mine = Delivery.objects.of_pages_of(request.user).proposed()
    found = list(mine.select_related("account", "picture", "mine__edited_by", "edited_by")[: MOST + 1])
    for row in found:
        add_look(row)
    context = {"rows": found[:MOST], "has_more": len(found) > MOST, "accounts": Account.objects.posted_by(request.user)}
    return render(request, "desk/posts.html", context)


@require_safe
@login_required
def calendar(request: HttpRequest) -> HttpResponse:
    """What left in the last week and what is to leave, by days of the city."""
    _check(request.user)
    now, zone = timezone.now(), request.user.city.zone
    mine = Delivery.objects.of_pages_of(request.user).annotate(moment=Coalesce("sent_at", "next_try_at"))
    shown = mine.filter(state__in=SHOWN, moment__gte=now - PAST).order_by("moment", "pk")
    found = list(shown.select_related("account").only(*NAMED)[: MOST_PLANNED + 1])
    days = groupby(found[:MOST_PLANNED], key=lambda row: row.moment.astimezone(zone).date())
    context = {"days": [(day, list(rows)) for day, rows in days], "has_more": len(found) > MOST_PLANNED}
    return render(request, "desk/posts_calendar.html", context | {"today": now.astimezone(zone).date()})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """POST `verb`: approve, reject (`why`), keep or write (`words`)."""
    _check(request.user)
    get_object_or_404(Delivery.objects.of_pages_of(request.user), pk=pk)
    if request.method != "POST":
        return _page(request, pk)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        return HttpResponseBadRequest(_("Say what is to be done with it."))
    try:
        made = verb(request, pk)
    except approval.WrongWords as error:
        return _page(request, pk, wrong=str(error), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except (approval.NotInQuestion, approval.NeedsAnother) as error:
        return _page(request, pk, wrong=str(error), status=HTTPStatus.CONFLICT)
    messages.success(request, _said_of(made))
    return redirect("desk-posts")


def _approve(request: HttpRequest, pk: int) -> Delivery:
    return approval.approve(pk, by=request.user, at=timezone.now())


def _reject(request: HttpRequest, pk: int) -> Delivery:
    return approval.reject(pk, by=request.user, at=timezone.now(), why=request.POST.get("why", ""))


def _keep(request: HttpRequest, pk: int) -> Delivery:
    return approval.keep_mine(pk, by=request.user, at=timezone.now())


def _write(request: HttpRequest, pk: int) -> Delivery:
    words = request.POST.get("words", "")[:LONGEST].replace("\x00", "")
    return approval.write(pk, words, by=request.user, at=timezone.now())


VERBS = {"approve": _approve, "reject": _reject, "keep": _keep, "write": _write}


def _said_of(made: Delivery) -> str:
    made.refresh_from_db()
    if made.state == Delivery.State.PROPOSED:
        return _("Kept as you wrote it; it waits for approval.")
    if made.state == Delivery.State.REJECTED:
        return _("Not approved; nothing is sent.")
    return _("Approved; it leaves when its time has come.")


def _page(request: HttpRequest, pk: int, *, status: int = HTTPStatus.OK, wrong: str = "") -> HttpResponse:
    """`given`: what was typed and not taken."""
    told = Delivery.objects.with_overtaken().with_standing()
    found = told.select_related("account", "picture", "mine__edited_by", "edited_by", "decided_by").get(pk=pk)
    add_look(found)
    context = {
        "row": found,
        "wrong": wrong,
        "given": request.POST.get("words", found.words)[:LONGEST],
        "last": Delivery.objects.thread(found).exclude(state=Delivery.State.WITHDRAWN).last(),
    }
    return render(request, "desk/post.html", context, status=status)


def add_look(row: Delivery) -> None:
    """`words` as the network shows them, their `length` as it counts, and the `most` that it takes."""
    channel, message = CHANNELS[row.channel], message_of(row)
    row.words = channel.words_of(message)
    row.length, row.most = channel.length(row.words), channel.most_of(message)
    row.is_writable = not getattr(row, "is_overtaken", False) and (
        row.state in (Delivery.State.PROPOSED, Delivery.State.REJECTED, Delivery.State.SENT)
        or (row.state == Delivery.State.WAITING and row.attempts == 0)
    )


def _check(user: User) -> None:
    if not user.has_role(Role.EDITOR, Role.APPROVER):
        raise Http404
