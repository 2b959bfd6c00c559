"""Categories of messages, as an administrator sets them: /desk/setup/categories/."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeals.category_forms import CategoryForm, questions_of, save_category, seen_state
from appeals.models import Category
from appeals.models.category_question import MOST_QUESTIONS
from roadmap.staff import administrators_only


@require_safe
@administrators_only
def categories(request: HttpRequest) -> HttpResponse:
    rows = Category.objects.prefetch_related("questions")
    return render(request, "desk/setup_categories.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@transaction.atomic
def category(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    held = Category.objects.select_for_update() if request.method == "POST" else Category.objects
    row = get_object_or_404(held, pk=pk) if pk else Category()
    seen, is_sent = seen_state(row), request.method == "POST"
    form = CategoryForm(request.POST if is_sent else None, instance=row)
    questions = questions_of(row, request.POST if is_sent else None)
    status = HTTPStatus.OK
    if is_sent and request.POST.get("seen") != seen:
        status = HTTPStatus.PRECONDITION_FAILED
        messages.error(request, _("Somebody changed it meanwhile. Look at it again: what you typed stands here."))
    elif is_sent and form.is_valid() & questions.is_valid():
        save_category(form, questions, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk-setup-categories")
    elif is_sent:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"form": form, "questions": questions, "row": row, "seen": seen, "most": MOST_QUESTIONS}
    return render(request, "desk/setup_category.html", context, status=status)
