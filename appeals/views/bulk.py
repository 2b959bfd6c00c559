"""Several messages of the inbox at once: asked once for all, then done row by row."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from appeals.answers import ready_answers
from appeals.bulk import BULK_VERBS, Chosen, chosen_in, do_each, waiting_for
from appeals.forms import AnswerForm, AssignForm, ForwardForm, MainForm
from roadmap.models.people import Role
from roadmap.queries import query_of


@login_required
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Without `sure` it asks; taking into work asks nothing."""
    if not request.user.has_role(Role.OPERATOR):
        raise Http404
    verb, chosen = request.POST.get("verb", ""), chosen_in(request.POST.getlist("row"), request.user)
    back = query_of(request.POST.get("back", ""))
    if verb not in BULK_VERBS or not chosen:
        messages.warning(request, gettext("Choose messages in the list first."))
        return redirect(f"{reverse('desk-appeals')}?{back}")
    is_asked = verb == "take" or "sure" in request.POST
    form = _form(request, verb, chosen, is_asked=is_asked)
    is_done = is_asked and form.is_valid()
    if is_done:
        do_each(chosen, verb, form.cleaned_data, by=request.user, at=timezone.now())
    told = {
        "verb": verb,
        "title": BULK_VERBS[verb],
        "form": form,
        "chosen": chosen,
        "is_done": is_done,
        "back": back,
        "wrong": sum(bool(each.wrong) for each in chosen),
        "photos_to_choose_again": [] if is_done else [file.name for file in request.FILES.getlist("photos")],
    }
    return render(request, "appeals/desk/bulk.html", told, status=400 if is_asked and not is_done else 200)


@login_required
@require_safe
def works(request: HttpRequest, pk: int) -> HttpResponse:
    """All that waited for these works, to be answered with one text and the photos of the repair."""
    chosen = waiting_for(pk, request.user)
    if not chosen:
        raise Http404
    ready = ready_answers(chosen[0].appeal, timezone.now())[0]
    told = {
        "verb": "answer",
        "title": BULK_VERBS["answer"],
        "works": chosen[0].appeal.planned_work,
        "form": AnswerForm(initial={"text": ready.text, "outcome": ready.outcome}),
        "chosen": chosen,
        "is_done": False,
        "back": "",
        "may_choose": True,
    }
    return render(request, "appeals/desk/bulk.html", told)


def _form(request: HttpRequest, verb: str, chosen: Sequence[Chosen], *, is_asked: bool) -> Form:
    data = (request.POST, request.FILES) if is_asked else ()
    first = chosen[0].appeal
    make = {
        "take": lambda: Form(*data),
        "assign": lambda: AssignForm(*data, user=request.user),
        "forward": lambda: ForwardForm(*data, appeal=first),
        "join": lambda: MainForm(*data, user=request.user),
        "answer": lambda: AnswerForm(*data),
    }
    return make[verb]()
