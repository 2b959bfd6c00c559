"""Where the centre of the city is: put on the map, or typed."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from roadmap.logs import note
from roadmap.models import City
from roadmap.setting_up import changes
from roadmap.setting_up.city import CentreForm
from roadmap.staff import administrators_only


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def centre(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        raise Http404
    form = CentreForm(request.POST or None, instance=city)
    if request.method == "POST" and form.is_valid():
        changes.save_form(form, by=request.user, at=timezone.now())
        note("put the centre", city, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk-setup-centre")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/setup_centre.html", {"form": form, "city": city}, status=status)
