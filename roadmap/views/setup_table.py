"""Facts of segments by a table: sent, seen row by row, taken; the next one updates."""

from dataclasses import asdict
from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roadmap.importers.extract import Refused
from roadmap.logs import note
from roadmap.models import City, Upload
from roadmap.setting_up import kept_files, segment_table, uploads
from roadmap.setting_up.forms import UploadForm
from roadmap.staff import administrators_only

MOST_UPLOADS = 20
MOST_ROWS = 500  # on the page; all are taken
State = Upload.State


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def tables(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        raise Http404
    form = UploadForm(request.POST or None, request.FILES or None, accepts=(".csv", ".txt", ".tsv"))
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("desk-setup-table-file", _kept(request, city, form.cleaned_data["file"]).pk)
        except Refused as error:
            form.add_error("file", str(error))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    latest = Upload.objects.filter(kind=Upload.Kind.SEGMENTS).select_related("by").defer("seen")[:MOST_UPLOADS]
    context = {"form": form, "latest": latest, "now": timezone.now()}
    return render(request, "desk/setup_tables.html", context, status=status)


def _kept(request: HttpRequest, city: City, file) -> Upload:
    """Its rows as they were understood; the file itself is not needed any more. Raises Refused."""
    rows = segment_table.read(city, file.read(segment_table.MOST_BYTES + 1))
    upload = Upload.objects.create(
        kind=Upload.Kind.SEGMENTS,
        city=city,
        file_name=kept_files.safe_name(file.name),
        state=State.SEEN,
        seen={"rows": [asdict(row) for row in rows]},
        by=request.user,
        at=timezone.now(),
    )
    note("uploaded a table of segments", upload, by=request.user)
    return upload


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row means; a POST takes it."""
    mine = Upload.objects.manageable_by(request.user).filter(kind=Upload.Kind.SEGMENTS, city=City.objects.shown())
    found = get_object_or_404(mine.select_related("city", "by"), pk=pk)
    if request.method == "POST":
        try:
            done = uploads.take_table(pk, by=request.user, at=timezone.now())
            messages.success(request, _("Rows taken: %(rows)d, segments set: %(segments)d.") % done)
        except uploads.NotNow:
            messages.warning(request, _("Somebody has gone on with this file meanwhile."))
        return redirect("desk-setup-table-file", pk)
    rows = found.seen["rows"]
    rejected = [row for row in rows if row["reason"]]
    context = {
        "upload": found,
        "now": timezone.now(),
        "good": len(rows) - len(rejected),
        "rejected": rejected[:MOST_ROWS],
        "taken": [row for row in rows if not row["reason"]][:MOST_ROWS],
    }
    return render(request, "desk/setup_table.html", context)
