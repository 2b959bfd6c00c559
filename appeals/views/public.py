"""What anybody may see of a message: its card on the map and released photos."""

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.models import Appeal, AppealPhoto
from roadmap.jpegs import FOR_ALL, jpeg


@require_safe
def public_photo(request: HttpRequest, name: str) -> FileResponse:
    """Only what an operator released, of messages that are public."""
    photo = get_object_or_404(AppealPhoto, name=name, is_released=True, appeal__in=Appeal.objects.public())
    return jpeg(request, photo.file, photo.thumbnail, caching=FOR_ALL)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """What the map shows of a public message."""
    rows = Appeal.objects.public().select_related("city", "category", "agency")
    appeal = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    context = {
        "appeal": appeal,
        "city": appeal.city,
        "now": now,
        "is_overdue": appeal.is_overdue_at(now),
        "photos": appeal.photos.filter(is_released=True),
    }
    return render(request, "appeals/_card.html", context)
