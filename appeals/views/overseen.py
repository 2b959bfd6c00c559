"""One message to whoever counts it and does not work on it: what, where, who has it, by when; nothing of who wrote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from appeals.models import Appeal


def overseen(request: HttpRequest, pk: int) -> HttpResponse:
    """Read-only. Words are shown where they are public; reasons, notes and the answer's words never, since people write
    names into them. Nothing personal is looked at, so nothing is noted."""
    rows = Appeal.objects.overseen_by(request.user).select_related(
        "city", "category", "agency", "assignee", "area", "duplicate_of__city", "split_from__city"
    )
    row, at = get_object_or_404(rows.defer("area__geometry"), pk=pk), timezone.now()
    context = {
        "appeal": row,
        "now": at,
        "is_overdue": row.is_overdue_at(at),
        "is_public": Appeal.objects.public().filter(pk=pk).exists(),
        "photos": row.photos.public(),
        "changes": row.changes.select_related("by").order_by("-version"),
        "violations": row.violations.select_related("agency", "person").order_by("due_at"),
    }
    return render(request, "appeals/desk/overseen.html", context)
