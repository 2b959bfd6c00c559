"""The site's own channel: what it posted."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from roadmap.models import City, JournalEntry

PAGE = 20


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    entries = JournalEntry.objects.filter(city=city).select_related("picture", "picture_en")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "roadmap/journal.html", {"page": page, "now": timezone.now()})
