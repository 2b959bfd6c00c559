"""Streets as texts name them: variants, old names, case forms, with the sentences that these make."""

from http import HTTPStatus
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from roadmap.language.grammar import phrases
from roadmap.language.text import alike
from roadmap.languages import RUSSIAN
from roadmap.letters import Alike, AllNames
from roadmap.logs import note
from roadmap.models import City, Road
from roadmap.pages import BoundedPaginator
from roadmap.setting_up import changes
from roadmap.staff import administrators_only

PAGE = 50


class StreetForm(forms.ModelForm):
    class Meta:
        model = Road
        fields = ("variants", "old_names", "case_forms", "names")
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("variants", "old_names")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("variants", "old_names"):
            self.fields[name].help_text = _("Separated by commas.")
        self.fields["case_forms"].help_text = _(
            "Only where the sentences are wrong: an empty box is filled by grammar."
        )


@require_safe
@administrators_only
def streets(request: HttpRequest) -> HttpResponse:
    """`?q=` looks into all names; those with forms of their own come first without it."""
    city, asked = City.objects.shown(), request.GET.get("q", "").strip()[:100]
    rows = Road.objects.filter(city=city)
    rows = rows.alias(alike=Alike(AllNames(*Road.ALL_NAMES)))
    rows = rows.filter(alike__contains=alike(asked)) if asked else rows.exclude(case_forms={})
    page = BoundedPaginator(rows.order_by("name"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "desk/setup_streets.html",
        {"page": page, "asked": asked, "query": urlencode({"q": asked}) if asked else ""},
    )


def _street(pk: int) -> Road:
    return get_object_or_404(Road.objects.filter(city=City.objects.shown()), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def street(request: HttpRequest, pk: int) -> HttpResponse:
    road = _street(pk)
    form = StreetForm(request.POST or None, instance=road)
    if request.method == "POST" and form.is_valid():
        changes.save_form(form, by=request.user, at=timezone.now())
        note("changed a street", road, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("desk-setup-street", pk)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"road": road, "form": form, "sentences": _sentences(road.name, _street(pk).case_forms)}
    return render(request, "desk/setup_street.html", context, status=status)


@require_safe
@administrators_only
def sentences(request: HttpRequest, pk: int) -> HttpResponse:
    """What texts would say with the forms that stand in the boxes at this moment."""
    road = _street(pk)
    told = StreetForm({**request.GET.dict()}, instance=road)
    typed = told.fields["case_forms"].clean(told["case_forms"].data)
    forms_of = {case: words for case, words in typed.items() if words}
    return render(request, "desk/_sentences.html", {"sentences": _sentences(road.name, forms_of)})


def _sentences(name: str, forms_of: dict[str, str]) -> list[str]:
    """One for each case that texts use."""
    stored = {name: forms_of}
    said = {
        case: phrases.in_case(name, case, stored)
        for case in ("genitive", "accusative", "instrumental", "prepositional")
    }
    with translation.override(RUSSIAN):
        return [
            f"Движение закрыто {phrases.along([name], stored)}.",
            f"Ремонт {phrases.at(name, stored)}.",
            f"Участок от {said['genitive']} до конца улицы.",
            f"Объезд через {said['accusative']}.",
            f"Перекрёсток с {said['instrumental']}.",
            f"Сообщение о {said['prepositional']}.",
        ]
