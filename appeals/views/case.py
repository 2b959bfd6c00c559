"""One message at the desk: read by who has it, who forwarded it and who leads; its verbs are of who has it."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appeals import sent_once
from appeals.case_page import case_page, found
from appeals.case_verbs import VERBS, done_before
from appeals.models import Appeal
from appeals.overseen_words import answers_of
from roadmap.personal_looks import How, noted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who forwarded it reads on, who leads reads what is not personal; the verbs are of the body that has it."""
    if request.method != "POST":
        mine = Appeal.objects.readable_by(request.user)
        return case_page(request, found(mine, pk)) if mine.filter(pk=pk).exists() else _overseen(request, pk)
    verb = VERBS.get(request.POST.get("verb", ""))
    if verb is None:
        raise Http404
    if sent_once.is_done(sent_once.key_of(request)):
        return done_before(request, found(Appeal.objects.readable_by(request.user), pk))
    return verb(request, found(Appeal.objects.workable_by(request.user), pk))


def _overseen(request: HttpRequest, pk: int) -> HttpResponse:
    """To whoever counts it and does not work on it, read-only. The sender's words are shown where they are public, the
    answer's without the sender; reasons and notes never, since people write names into them."""
    rows = Appeal.objects.overseen_by(request.user).select_related(
        "city", "category", "agency", "assignee", "area", "duplicate_of__city", "split_from__city"
    )
    row, at = get_object_or_404(rows.defer("area__geometry"), pk=pk), timezone.now()
    noted(How.OPENED, row, by=request.user, at=at)
    changes = list(row.changes.select_related("by").order_by("-version"))
    context = {
        "appeal": row,
        "now": at,
        "is_overdue": row.is_overdue_at(at),
        "is_public": Appeal.objects.public().filter(pk=pk).exists(),
        "photos": row.photos.public(),
        "changes": changes,
        "answers": answers_of(row, changes),
        "violations": row.violations.select_related("agency", "person").order_by("due_at"),
    }
    return render(request, "appeals/desk/overseen.html", context)
