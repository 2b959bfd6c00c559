"""Districts and zones by upload: the property that holds the name is chosen, what would come is seen, then taken."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from roadmap.importers.areas import features_of
from roadmap.importers.extract import Refused
from roadmap.logs import note
from roadmap.models import Area, City, Upload
from roadmap.setting_up import area_file as files
from roadmap.setting_up import kept_files, uploads
from roadmap.setting_up.forms import UploadForm
from roadmap.staff import administrators_only

MOST_UPLOADS = 20
ACCEPTS = (".geojson", ".json")
State = Upload.State


class NameForm(forms.Form):
    name = forms.ChoiceField(label=gettext_lazy("Property that holds the name"))
    english = forms.ChoiceField(label=gettext_lazy("Property that holds the English name"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What these areas are"), choices=Area.Kind.choices)

    def __init__(self, *args, properties: dict[str, str], **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(key, f"{key}: {example}") for key, example in properties.items()]
        self.fields["name"].choices = choices
        self.fields["english"].choices = [("", "—"), *choices]


def _city() -> City:
    city = City.objects.shown()
    if city is None:
        raise Http404
    return city


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def areas(request: HttpRequest) -> HttpResponse:
    city = _city()
    form = UploadForm(request.POST or None, request.FILES or None, accepts=ACCEPTS, most_bytes=files.MOST_BYTES)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        try:
            upload = uploads.begin_areas(form.cleaned_data["file"], city=city, by=request.user, at=timezone.now())
            note("uploaded borders", upload, by=request.user)
            return redirect("desk-setup-area-file", upload.pk)
        except Refused as error:
            form.add_error("file", str(error))
        except kept_files.DiskFull:
            form.add_error("file", _("The server's disk is full: nothing was kept."))
            status = HTTPStatus.INSUFFICIENT_STORAGE
    latest = Upload.objects.filter(kind=Upload.Kind.AREAS).select_related("by")[:MOST_UPLOADS]
    context = {"form": form, "latest": latest, "now": timezone.now()}
    return render(request, "desk/setup_areas.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def area_file(request: HttpRequest, pk: int) -> HttpResponse:
    """GET with the form's values shows what would come of them; a POST takes it."""
    mine = Upload.objects.manageable_by(request.user).filter(kind=Upload.Kind.AREAS, city=_city())
    upload = get_object_or_404(mine.select_related("city", "by"), pk=pk)
    if upload.state != State.SEEN:
        return render(request, "desk/setup_area_file.html", {"upload": upload, "now": timezone.now()})
    features = features_of(kept_files.path_of(upload))
    properties = files.properties_of(features)
    usual = {"name": files.guessed(properties), "english": "", "kind": Area.Kind.DISTRICT}
    given = request.POST or request.GET
    form = NameForm(given if "name" in given else usual, properties=properties)
    if request.method == "POST" and form.is_valid():
        try:
            done = uploads.take_areas(pk, form.cleaned_data, by=request.user, at=timezone.now())
            messages.success(request, _("Areas taken over: %d.") % done["areas"])
            return redirect("desk-setup-area-file", pk)
        except Refused as error:
            form.add_error(None, str(error))
        except uploads.NotNow:
            messages.warning(request, _("Somebody has gone on with this file meanwhile."))
            return redirect("desk-setup-area-file", pk)
    shown = _shown(upload, form, features)
    context = {
        "upload": upload,
        "now": timezone.now(),
        "form": form,
        "shown": shown,
        "nameless": files.numbers_of_nameless(features, form["name"].value()) if shown else [],
        "features": [{"name": each.name, "geometry": each.geometry} for each in shown],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "desk/setup_area_file.html", context, status=status)


def _shown(upload: Upload, form: NameForm, features: list) -> list[files.Shown]:
    """Nothing where the form or the file is wrong; the form says why then."""
    if not form.is_valid():
        return []
    try:
        with transaction.atomic():
            return files.shown(upload.city, files.named(features, **form.cleaned_data))
    except Refused as error:
        form.add_error(None, str(error))
        return []
