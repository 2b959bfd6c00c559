"""What left the house, and the answers of a person where a channel cannot tell."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap import delivery, effects, notices
from roadmap.channels import CHANNELS, NotAnAddress
from roadmap.languages import is_english
from roadmap.models import Delivery, Effect, User
from roadmap.models.people import Role
from roadmap.numbers import whole

PAGE = 50
FARTHEST_PAGE = 10_000
MOST_TITLES = 1_000  # that are looked through for those of one page
MOST_ASKED = 50  # at once; the next ones when these are answered
TOPICS = {  # of words to readers, by the name of their subject
    "road-event": gettext_lazy("Notices about event"),
    notices.DIGEST: gettext_lazy("Digests of a day"),
    "confirm": gettext_lazy("Requests for a confirmation"),
    "appeal": gettext_lazy("Notices about residents' messages"),
    "follow": gettext_lazy("Requests for a confirmation, of messages"),
    "lost": gettext_lazy("Lost links sent again"),
    "unconfirmed": gettext_lazy("Daily lists for agencies"),
}
ANSWERS: dict[str, Callable] = {"again": delivery.send_again, "absent": delivery.give_up}


def _check(request: HttpRequest) -> None:
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404


@require_safe
@login_required
def deliveries(request: HttpRequest) -> HttpResponse:
    """With `wrong`, a channel's name, only what did not arrive there, or may not have."""
    _check(request)
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delivery_of(request: HttpRequest, pk: int) -> HttpResponse:
    """One text as it stands in its channel; what a person answers is sent here, too."""
    if request.method == "POST":
        return settle(request, pk)
    _check(request)
    mine = Delivery.objects.workable_by(request.user).with_overtaken().select_related("picture", "settled_by", "city")
    found = get_object_or_404(mine, pk=pk)
    _add_pages([found], request.user)
    _add_titles([found])
    channel = CHANNELS.get(found.channel)
    words = channel.words_of(delivery.message_of(found)) if channel else found.text
    return render(request, "desk/delivery.html", {"delivery": found, "words": words})


def _add_pages(rows: Sequence["Delivery | Letters"], user: User) -> None:
    """`page`: where the desk edits what the text is about; one question a kind of subject."""
    numbers: dict[str, set[int]] = {}
    for row in rows:
        name, _colon, told = row.subject.partition(":")
        if name in settings.SUBJECT_PAGES and (number := whole(told)) is not None:
            numbers.setdefault(name, set()).add(number)
    pages = {
        f"{name}:{number}": page
        for name, found in numbers.items()
        for number, page in import_string(settings.SUBJECT_PAGES[name])(user, found).items()
    }
    for row in rows:
        row.page = pages.get(row.subject)


def _add_titles(rows: Sequence[Delivery]) -> None:
    """`shown_title`: for an English reader that of the same version's text in a channel that tells English."""
    told: dict[tuple[str, int], str] = {}
    if rows and is_english():
        same = Delivery.objects.posts().filter(
            subject__in={row.subject for row in rows}, version__in={row.version for row in rows}
        )
        found = same.exclude(title_en="").order_by("pk").values_list("subject", "version", "title_en")
        told = {(subject, version): title for subject, version, title in found[:MOST_TITLES]}
    for row in rows:
        row.shown_title = told.get((row.subject, row.version), row.title)


def _page(request: HttpRequest, *, status: int = 200, **wrong) -> HttpResponse:
    """`wrong_at`, `wrong` and `given`: the delivery whose answer was refused, why, and what was typed.

    Pages are not counted: there may be a million rows.
    """
    mine = Delivery.objects.workable_by(request.user).with_overtaken()
    wrong_in = request.GET.get("wrong") if request.GET.get("wrong") in CHANNELS else None
    listed = mine.wrong().filter(channel=wrong_in) if wrong_in else mine
    number = max(1, min(whole(request.GET.get("page", "")) or 1, FARTHEST_PAGE))
    rows = list(listed[(number - 1) * PAGE : number * PAGE + 1])
    asking = list(mine.asking()[:MOST_ASKED])
    _add_pages(rows, request.user)
    _add_titles([*rows, *asking])
    counts = mine.wrong_by_channel()
    context = {
        "rows": rows[:PAGE],
        "later": number - 1,
        "earlier": number + 1 if len(rows) > PAGE else None,
        "asking": asking,
        "asking_of_readers": _asking_of_readers(request.user),
        "ended": Effect.objects.ended()[:MOST_ASKED],
        "channels": [(channel, counts.get(channel.name, {})) for channel in CHANNELS.values()],
        "wrong_in": wrong_in,
    }
    return render(request, "desk/deliveries.html", context | wrong, status=status)


@dataclass
class Letters:
    """Words to readers of one topic that may have arrived or not: how many, and never to whom."""

    channel: str
    topic: str
    count: int
    since: datetime | None
    page: str | None = None

    @property
    def subject(self) -> str:
        return self.topic

    @property
    def title(self) -> str:
        name, _colon, number = self.topic.partition(":")
        return f"{TOPICS.get(name, name)} {number}".rstrip()


def _asking_of_readers(user: User) -> list[Letters]:
    found = Delivery.objects.asking_of_readers(user).counted_by_topic()[:MOST_ASKED]
    letters = [Letters(**row) for row in found]
    _add_pages(letters, user)
    return letters


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
def settle_letters(request: HttpRequest) -> HttpResponse:
    """`verdict` on all words to readers of one `topic` in one `channel`: again or leave."""
    _check(request)
    verdict, about = request.POST.get("verdict"), (request.POST.get("channel", ""), request.POST.get("topic", ""))
    if verdict == "again":
        settled = notices.send_again(*about, by=request.user, at=timezone.now())
    elif verdict == "leave":
        settled = notices.leave(*about, by=request.user)
    else:
        return HttpResponseBadRequest(_("Say whether to send them again."))
    if settled:
        messages.success(request, _("Thank you, noted."))
    else:
        messages.warning(request, _("Nothing of this is in question any more."))
    return redirect("desk-deliveries")


@require_POST
@login_required
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """An effect that ended its tries gets them anew; one that somebody else has sent on is left alone."""
    _check(request)
    effects.try_again(pk, timezone.now())
    messages.success(request, _("Thank you, noted."))
    return redirect("desk-deliveries")
