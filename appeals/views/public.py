"""What anybody may see of a message: its card on the map and released photos."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from appeals.models import Appeal, AppealPhoto


@require_safe
def public_photo(request: HttpRequest, name: str) -> FileResponse:
    """Only what an operator released, of messages that are public."""
    photo = get_object_or_404(AppealPhoto, name=name, is_released=True, appeal__in=Appeal.objects.public())
    response = jpeg(photo, request)
    response["Cache-Control"] = "public, max-age=300"  # a release can be taken back
    return response


def jpeg(photo: AppealPhoto, request: HttpRequest) -> FileResponse:
    """`?size=small` is the thumbnail. The type is ours, whatever was sent once."""
    file = photo.thumbnail if request.GET.get("size") == "small" else photo.file
    try:
        response = FileResponse(file.open("rb"), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


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
