"""The administrator's page of keys: who may send messages by Open311."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from appeals import program_keys
from appeals.forms import ProgramKeyForm
from appeals.models import ProgramKey
from roadmap.models import City
from roadmap.staff import administrators_only

MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def keys(request: HttpRequest) -> HttpResponse:
    """A key that was just made is told in this answer, which no store and no browser keeps, and never again."""
    city, made, secret = _city(), None, ""
    form = ProgramKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("owner", "contact", "per_hour")}
        made, secret = program_keys.make(city, **told, by=request.user, at=timezone.now())
        form = ProgramKeyForm()
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "keys": ProgramKey.objects.filter(city=city)[:MOST],
        "now": timezone.now(),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "appeals/desk/program_keys.html", context, status=status)


@require_POST
@administrators_only
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(ProgramKey, pk=pk, city=_city())
    if program_keys.revoke(row, by=request.user, at=timezone.now()):
        messages.success(request, _("Revoked: nothing is taken by this key any more."))
    else:
        messages.info(request, _("It was revoked before."))
    return redirect("desk-setup-keys")


def _city() -> City:
    city = City.objects.shown()
    if city is None:
        raise Http404
    return city
