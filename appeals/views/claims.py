"""The register of warranty claims: what was written to contractors, by when it is to be mended, what they answered."""

from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus
from itertools import chain

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from appeals import claim_letters, claims
from appeals.models import WarrantyClaim
from appeals.models.claim import WarrantyClaimQuerySet
from appeals.workflow import MoveRefused
from roadmap import limits
from roadmap.models.people import Role
from roadmap.pages import count_of, page_of
from roadmap.sheets import csv_lines

A_PAGE = 50
PIECE = 1_000  # of the table for a spreadsheet
SHOWN = {
    "open": gettext_lazy("Not settled"),
    "overdue": gettext_lazy("Overdue"),
    "done": gettext_lazy("Settled"),
    "all": gettext_lazy("All"),
}


@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    at, mine = timezone.now(), _mine(request)
    show = _shown(request)
    rows = _chosen(mine, show, at).select_related("city", "contractor", "claimant").prefetch_related("appeals__city")
    page = page_of(rows, request, by="-written_at" if show in ("done", "all") else "due_at", size=A_PAGE)
    letters = claim_letters.letters_of(page.rows)
    context = {
        "page": page,
        "rows": [(each, each.is_overdue_at(at), letters.get(each.pk), _unsent(each, letters)) for each in page.rows],
        "tabs": [(name, title, count_of(_chosen(mine, name, at))) for name, title in SHOWN.items()],
        "show": show,
        "now": at,
    }
    return render(request, "appeals/desk/claims.html", context)


def _mine(request: HttpRequest) -> WarrantyClaimQuerySet:
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    return WarrantyClaim.objects.workable_by(request.user)


def _shown(request: HttpRequest) -> str:
    show = request.GET.get("show", "")
    return show if show in SHOWN else "open"


def _chosen(mine: WarrantyClaimQuerySet, show: str, at: datetime) -> WarrantyClaimQuerySet:
    if show == "overdue":
        return mine.overdue(at)
    return {"open": mine.open, "done": mine.settled}.get(show, mine.all)()


def _unsent(claim: WarrantyClaim, letters: dict) -> str:
    return "" if claim.pk in letters else claim_letters.why_not_sent(claim)


@login_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same rows for a spreadsheet; no cell begins as a formula does."""
    at, mine = timezone.now(), _mine(request)
    rows = _chosen(mine, _shown(request), at).select_related("city", "contractor").prefetch_related("appeals__city")
    names = (
        _("Number"),
        _("Written"),
        _("Contractor"),
        _("Place"),
        _("Warranty until"),
        _("Contract"),
        _("To be mended by"),
    )
    head = [*names, _("Status"), _("Reason"), _("Messages")]
    lines = csv_lines(chain([head], map(_cells, _all_of(rows))))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="claims.csv"'
    return answer


def _all_of(rows: WarrantyClaimQuerySet) -> Iterator[WarrantyClaim]:
    """The newest first, however many: piece by piece, each beginning where the one before ended."""
    rows = rows.order_by("-pk")
    piece = list(rows[:PIECE])
    while piece:
        yield from piece
        piece = list(rows.filter(pk__lt=piece[-1].pk)[:PIECE])


def _cells(claim: WarrantyClaim) -> list[str]:
    days = [date_format(at.astimezone(claim.city.zone), "Y-m-d") for at in (claim.written_at, claim.due_at)]
    told = [claim.number, days[0], claim.contractor.name, claim.place, f"{claim.warranty_until:%Y-%m-%d}"]
    told += [claim.warranty_contract, days[1]]
    told += [claim.get_status_display(), claim.reason, ", ".join(one.number for one in claim.appeals.all())]
    return told


@login_required
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    if wait := limits.take("paper", str(request.user.pk)):
        words = f"{_('Too many sheets at once.')} {limits.again_in(wait)}"
        return HttpResponse(words, "text/plain; charset=utf-8", HTTPStatus.TOO_MANY_REQUESTS)
    answer = HttpResponse(claim_letters.letter_pdf(found), claim_letters.PDF)
    answer["Content-Disposition"] = f'inline; filename="{claim_letters.file_name(found)}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _found(request: HttpRequest, pk: int) -> WarrantyClaim:
    return get_object_or_404(_mine(request).select_related("city", "contractor", "claimant"), pk=pk)


def _refuse(claim: WarrantyClaim, request: HttpRequest, at: datetime) -> None:
    claims.refuse(claim, reason=request.POST.get("reason", ""), by=request.user, at=at)


VERBS: dict[str, Callable[[WarrantyClaim, HttpRequest, datetime], object]] = {
    "accept": lambda claim, request, at: claims.accept(claim, by=request.user, at=at),
    "done": lambda claim, request, at: claims.finish(claim, by=request.user, at=at),
    "refuse": _refuse,
    "send": lambda claim, request, at: claims.send(claim, by=request.user, at=at),
}


@login_required
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    found, verb = _found(request, pk), VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    try:
        verb(found, request, timezone.now())
    except (MoveRefused, ValidationError) as error:
        words = error.messages[0] if isinstance(error, ValidationError) else str(error)
        messages.error(request, f"{found}: {words}")
    else:
        messages.success(request, _("Noted: %(claim)s.") % {"claim": found})
    return redirect("desk-claims")
