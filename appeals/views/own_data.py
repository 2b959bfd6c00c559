"""What is kept of one person: for the administrator who answers a request, and for the sender of one message."""

from http import HTTPStatus

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from appeals import own_data
from appeals.forms import PersonForm
from appeals.models import Appeal
from roadmap import personal_looks
from roadmap.callers import caller_of
from roadmap.limits import take, too_often
from roadmap.models import City, User
from roadmap.personal_looks import How
from roadmap.secret_links import kept_secret
from roadmap.staff import administrators_only


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def person(request: HttpRequest) -> HttpResponseBase:
    """First how much there is, then, with the reason, the file. The contact stands in no address and in no log."""
    city = City.objects.shown()
    if city is None:
        raise Http404
    form, found = PersonForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        found = own_data.found(city, form.cleaned_data["contact"])
        is_asked = request.POST.get("verb") == "download" and found.is_known
        _note(How.EXPORTED if is_asked else How.SEARCHED, found, form.cleaned_data["why"], request.user)
        if is_asked:
            return _file(found, "person.zip")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and not form.is_valid() else HTTPStatus.OK
    context = {"form": form, "found": found, "letters": _letters(found)}
    return render(request, "appeals/desk/person.html", context, status=status)


def _letters(found: own_data.Person | None) -> int:
    return sum(reader.deliveries.count() for reader in found.readers) if found else 0


def _note(how: str, found: own_data.Person, why: str, by: User) -> None:
    at = timezone.now()
    personal_looks.noted(how, *found.appeals, by=by, at=at, why=why)
    personal_looks.noted(how, *found.readers, by=by, at=at, why=why)


@require_safe
def own(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The secret in the address is the permission, for this one message: not for others of the same address."""
    appeal = get_object_or_404(Appeal.objects.select_related("category", "city"), secret=secret)
    if seconds := take("own-data", caller_of(request)):
        refusal = HttpResponse(too_often(seconds), content_type="text/plain; charset=utf-8", status=429)
        refusal["Retry-After"] = str(seconds)
        return kept_secret(refusal)
    personal_looks.noted(How.DOWNLOADED, appeal, by=None, at=timezone.now())
    return kept_secret(_file(own_data.sender_of(appeal), f"message-{appeal.number}.zip"))


def _file(found: own_data.Person, name: str) -> FileResponse:
    packed = own_data.packed(found, timezone.now())
    return FileResponse(packed, as_attachment=True, filename=name, content_type="application/zip")
