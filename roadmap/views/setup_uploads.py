"""An extract from its upload to the network: the page comes again by itself while a worker is at it."""

from collections.abc import Collection
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from roadmap.importers.extract import Refused
from roadmap.logs import note
from roadmap.models import City, Upload
from roadmap.setting_up import uploads
from roadmap.setting_up.forms import ROADS, UploadForm
from roadmap.setting_up.kept_files import DiskFull
from roadmap.staff import administrators_only

MOST_UPLOADS = 20
COUNTED = {
    "segments": gettext_lazy("road segments"),
    "roads": gettext_lazy("streets"),
    "junctions": gettext_lazy("crossings"),
    "signals": gettext_lazy("traffic lights"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def roads(request: HttpRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None, accepts=ROADS)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            return _begun(request, form)
        except Refused as error:
            form.add_error("file", str(error))
        except DiskFull:
            form.add_error("file", _("The server's disk is full: nothing was kept."))
            status = HTTPStatus.INSUFFICIENT_STORAGE
    latest = Upload.objects.filter(kind=Upload.Kind.ROADS).select_related("by", "city")[:MOST_UPLOADS]
    return render(
        request,
        "desk/setup_roads.html",
        {"form": form, "latest": uploads.with_stops(latest), "now": timezone.now()},
        status=status,
    )


def _begun(request: HttpRequest, form: UploadForm) -> HttpResponse:
    city = City.objects.shown()
    file = form.cleaned_data["file"]
    upload = uploads.begin(Upload.Kind.ROADS, file, city=city, by=request.user, at=timezone.now())
    note("uploaded an extract", upload, by=request.user)
    return redirect("desk-setup-upload", upload.pk)


PAGES = {Upload.Kind.ROADS: "desk-setup-upload", Upload.Kind.SEGMENTS: "desk-setup-table-file"}


def _mine(request: HttpRequest, pk: int, kinds: Collection[str] = (Upload.Kind.ROADS,)) -> Upload:
    mine = Upload.objects.manageable_by(request.user).filter(kind__in=kinds).select_related("city", "by")
    return get_object_or_404(mine, pk=pk)


@require_safe
@administrators_only
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    found = _mine(request, pk)
    is_stopped = uploads.has_stopped(found)
    context = {
        "upload": found,
        "now": timezone.now(),
        "is_stopped": is_stopped,
        "is_going_on": found.is_going_on and not is_stopped,
        "counts": _counts(found),
        "loss_percent": round(100 * found.seen.get("loss", 0), 1),
    }
    return render(request, "desk/setup_upload.html", context)


def _counts(upload: Upload) -> list[tuple]:
    """What is counted, before and after."""
    after, before = upload.summary or upload.seen, upload.seen.get("before") or {}
    return [(title, before.get(name), after.get(name)) for name, title in COUNTED.items() if name in after]


@require_POST
@administrators_only
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """`what`: take, again or drop."""
    upload = _mine(request, pk, PAGES)
    try:
        _done(request, pk, what)
        note(f"{what} of an upload", upload, by=request.user)
    except uploads.NotNow:
        messages.warning(request, _("Somebody has gone on with this file meanwhile."))
    except Refused as error:
        messages.error(request, str(error))
    return redirect(PAGES[upload.kind], pk)


def _done(request: HttpRequest, pk: int, what: str) -> None:
    at = timezone.now()
    if what == "take":
        uploads.take(pk, is_meant=request.POST.get("meant") == "on", by=request.user, at=at)
    elif what == "again":
        uploads.try_again(pk, at=at)
    else:
        uploads.give_up(pk, at=at)
