"""A call, a letter or a visit becomes a message: /desk/appeals/new/."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from appeals.entry_form import EntryForm
from appeals.models import Appeal
from appeals.responsibility import NobodyAnswers, told_kindly
from roadmap.models.people import Role


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    city = request.user.city
    if not request.user.has_role(Role.OPERATOR) or city is None:
        raise Http404
    at = timezone.now()
    with timezone.override(city.zone):
        form = EntryForm(
            *((request.POST, request.FILES) if request.method == "POST" else ()),
            city=city,
            at=at,
            initial={"received_at": at, "source": Appeal.Source.PHONE},
        )
        if request.method == "POST" and form.is_valid():
            try:
                return _done(request, form.save(by=request.user))
            except NobodyAnswers as error:
                form.add_error(None, told_kindly(error))
        told = {
            "form": form,
            "city": city,
            "found": form.found,
            "photos_to_choose_again": [file.name for file in request.FILES.getlist("photos")],
        }
        return render(request, "appeals/desk/new.html", told, status=400 if form.errors else 200)


def _done(request: HttpRequest, row: Appeal) -> HttpResponse:
    """To the message; where another body answers for it, a new form: it is theirs now."""
    told = {"number": row.number, "agency": row.agency, "link": request.build_absolute_uri(row.get_secret_url())}
    messages.success(request, _("Entered as No. %(number)s; %(agency)s answers. The sender's link: %(link)s") % told)
    is_mine = Appeal.objects.workable_by(request.user).filter(pk=row.pk).exists()
    return redirect("desk-appeal", row.pk) if is_mine else redirect(reverse("desk-appeal-new"))
