"""Facts of segments by a table: sent, seen row by row, taken; the next one updates. A long one is a worker's."""

from http import HTTPStatus

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roadmap.importers.extract import Refused
from roadmap.logs import note
from roadmap.models import City, Upload
from roadmap.setting_up import kept_files, segment_cells, uploads
from roadmap.setting_up.forms import UploadForm
from roadmap.setting_up.segment_report import Report
from roadmap.staff import administrators_only

MOST_UPLOADS = 20
PAGE = 200  # rows
ACCEPTS = (".csv", ".txt", ".tsv")


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def tables(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        raise Http404
    given = (request.POST or None, request.FILES or None)
    form = UploadForm(*given, accepts=ACCEPTS, most_bytes=segment_cells.MOST_BYTES)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, city, form.cleaned_data["file"])
        except Refused as error:
            form.add_error("file", str(error))
        except kept_files.DiskFull:
            form.add_error("file", _("The server's disk is full: nothing was kept."))
            status = HTTPStatus.INSUFFICIENT_STORAGE
    latest = Upload.objects.filter(kind=Upload.Kind.SEGMENTS).select_related("by").defer("seen")[:MOST_UPLOADS]
    context = {
        "form": form,
        "latest": uploads.with_stops(latest),
        "now": timezone.now(),
        "most": segment_cells.MOST_ROWS,
    }
    return render(request, "desk/setup_tables.html", context, status=status)


def _begun(request: HttpRequest, city: City, file) -> HttpResponse:
    upload = uploads.begin_table(file, city=city, by=request.user, at=timezone.now())
    note("uploaded a table of segments", upload, by=request.user)
    uploads.do_if_small(upload.pk)
    return redirect("desk-setup-table-file", upload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row means; a POST takes it."""
    mine = Upload.objects.manageable_by(request.user).filter(kind=Upload.Kind.SEGMENTS, city=City.objects.shown())
    found = get_object_or_404(mine.select_related("city", "by"), pk=pk)
    if request.method == "POST":
        return _taken(request, pk)
    report = Report(found)
    is_stopped = uploads.has_stopped(found)
    context = {
        "upload": found,
        "now": timezone.now(),
        "is_stopped": is_stopped,
        "is_going_on": found.is_going_on and not is_stopped,
        "rows": report.rows,
        "good": report.good,
        "rejected": report.rejected,
        "page": Paginator(report, PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "desk/setup_table.html", context)


def _taken(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        uploads.take(pk, is_meant=False, by=request.user, at=timezone.now())
        note("took a table of segments", Upload.objects.get(pk=pk), by=request.user)
        uploads.do_if_small(pk)
    except uploads.NotNow:
        messages.warning(request, _("Somebody has gone on with this file meanwhile."))
    return redirect("desk-setup-table-file", pk)
