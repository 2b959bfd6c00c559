"""What anybody may see of a message: its card on the map and released photos and videos."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.models import Appeal, AppealPhoto
from appeals.shown_pictures import sent
from roadmap.jpegs import FOR_ALL


@require_safe
def public_photo(request: HttpRequest, name: str) -> HttpResponseBase:
    """Only what an operator released, of messages that are public."""
    photo = get_object_or_404(AppealPhoto.objects.public(), name=name, appeal__in=Appeal.objects.public())
    return sent(request, photo, caching=FOR_ALL)


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """What the map shows of a public message."""
    rows = Appeal.objects.public().select_related("city", "category", "agency")
    appeal = get_object_or_404(rows, pk=pk)
    now = timezone.now()
    photos = list(appeal.photos.public())
    context = {
        "appeal": appeal,
        "city": appeal.city,
        "now": now,
        "is_overdue": appeal.is_overdue_at(now),
        "photos": photos,
        "has_both": len({photo.is_proof for photo in photos}) == 2,
    }
    return render(request, "appeals/_card.html", context)
