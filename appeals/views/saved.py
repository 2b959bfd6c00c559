"""Views of the inbox that are kept under a name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from appeals.inbox import InboxForm, is_contact
from appeals.models import SavedFilter
from appeals.models.saved_filter import MOST_OF_ONE
from roadmap.models.people import Role
from roadmap.queries import query_of


@login_required
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Under a name that is one's own once; saved again it is changed. A person's contact is no view to be kept."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    asked = QueryDict(query_of(request.POST.get("query", "")))
    told = InboxForm(asked, user=request.user, session=request.session)
    told.is_valid()
    name = request.POST.get("name", "").strip()[:60]
    if not name:
        messages.error(request, _("Give the filter a name."))
    elif is_contact(told.cleaned_data.get("q", "")):
        messages.error(request, _("A person's contact is not kept in a filter."))
    elif not _kept(request, name, told.query):
        messages.error(request, _("That are very many filters: delete one first."))
    return redirect(f"{reverse('desk-appeals')}?{told.query}")


def _kept(request: HttpRequest, name: str, query: str) -> bool:
    mine = SavedFilter.objects.filter(user=request.user)
    if mine.count() >= MOST_OF_ONE and not mine.filter(name=name).exists():
        return False
    values = {"query": query, "is_shared": "is_shared" in request.POST, "agency": request.user.agency}
    try:
        with transaction.atomic():
            SavedFilter.objects.update_or_create(user=request.user, name=name, defaults=values)
    except IntegrityError:  # the same hand twice
        return True
    return True


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Who saved it deletes it, for all who see it."""
    get_object_or_404(SavedFilter, pk=pk, user=request.user).delete()
    return redirect("desk-appeals")
