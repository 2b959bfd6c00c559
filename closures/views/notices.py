"""Notices at the desk: the box that takes one, what was pasted before, and one notice with its drafts."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.models import PastedNotice
from closures.notice_pages import box, notice_context
from roadmap.models.people import Role
from roadmap.pages import page_of

PAGE = 20


@require_safe
@login_required
def notices(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    if not request.user.has_role(Role.DISPATCHER, Role.APPROVER):
        raise Http404
    mine = PastedNotice.objects.readable_by(request.user).select_related("by", "city")
    page = page_of(mine.annotate(entered=Count("entries__event", distinct=True)), request, by="-pasted_at", size=PAGE)
    return render(request, "desk/notices.html", {"page": page, **box()})


@require_safe
@login_required
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(PastedNotice.objects.readable_by(request.user).select_related("by", "city"), pk=pk)
    return render(request, "desk/notice.html", notice_context(request, found, timezone.now()))
