"""Templates of answers, written and tried out by those who lead: /desk/appeals/templates/."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeals.models import AnswerTemplate
from appeals.template_forms import TemplateForm
from roadmap.models import User
from roadmap.models.people import Role
from roadmap.setting_up import changes


def _check_may_write(user: User) -> None:
    """Raises Http404."""
    is_of_a_body = user.agency_id is not None or user.has_role(Role.ADMINISTRATOR)
    if not user.has_role(Role.LEADER) or not is_of_a_body or user.city is None:
        raise Http404


@login_required
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    _check_may_write(request.user)
    rows = AnswerTemplate.objects.editable_by(request.user).select_related("agency", "category")
    return render(request, "appeals/desk/answer_templates.html", {"rows": rows})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or one that is tried out, changed or removed."""
    _check_may_write(request.user)
    mine, verb = AnswerTemplate.objects.editable_by(request.user), request.POST.get("verb", "")
    held = mine.select_for_update(of=("self",)) if request.method == "POST" else mine
    row = get_object_or_404(held, pk=pk) if pk else AnswerTemplate()
    seen = changes.seen_of(row)
    form = TemplateForm(request.POST or None, instance=row, user=request.user)
    if request.method != "POST":
        return _page(request, form, row, seen)
    if verb in ("save", "remove") and request.POST.get("seen") != seen:
        messages.error(request, _("Somebody changed it meanwhile. Look at it again: what you typed stands here."))
        return _page(request, form, row, seen, status=HTTPStatus.PRECONDITION_FAILED)
    if verb == "remove" and pk:
        changes.note_removed(row, by=request.user, at=timezone.now())
        row.delete()
        messages.success(request, _("Removed: answers that were sent stay as they are."))
        return redirect("desk-answer-templates")
    if not form.is_valid():
        return _page(request, form, row, seen, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if verb != "save":
        return _page(request, form, row, seen, preview=form.preview(), is_tried=True)
    changes.save_form(form, by=request.user, at=timezone.now())
    messages.success(request, _("Saved: it is offered with the next answer."))
    return redirect("desk-answer-templates")


def _page(request: HttpRequest, form: TemplateForm, row: AnswerTemplate, seen: str, **told) -> HttpResponse:
    status = told.pop("status", HTTPStatus.OK)
    context = {"form": form, "row": row, "seen": seen, **told}
    return render(request, "appeals/desk/answer_template.html", context, status=status)
