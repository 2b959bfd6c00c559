"""Who answers, as an administrator sets it: rules with what they would change, zones that are drawn, and the bench."""

from http import HTTPStatus

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from appeals.models import ResponsibilityRule
from appeals.place import understand
from appeals.responsibility import all_responsible, rules_of, second_to
from appeals.rule_effects import LOOKED_BACK, effect_of
from appeals.rule_forms import CaseForm, RuleForm, ZoneForm
from roadmap.importers.areas import save_areas
from roadmap.logs import note
from roadmap.models import Area, City
from roadmap.named_locks import lock_name
from roadmap.setting_up import changes
from roadmap.staff import administrators_only


def _city() -> City:
    city = City.objects.shown()
    if city is None:
        raise Http404
    return city


@require_safe
@administrators_only
def rules(request: HttpRequest) -> HttpResponse:
    """In the order in which they are asked; those that hold no more, or not yet, among them."""
    city = _city()
    found = ResponsibilityRule.objects.filter(city=city).select_related("category", "owner", "area", "agency")
    today = timezone.now().astimezone(city.zone).date()
    rows = [
        (rule, rule.is_in_force(today)) for rule in sorted(found.defer("area__geometry"), key=lambda rule: rule.order)
    ]
    zones = Area.objects.filter(city=city, kind=Area.Kind.RESPONSIBILITY).select_related("agency").defer("geometry")
    return render(request, "desk/setup_rules.html", {"rows": rows, "zones": zones})


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
@transaction.atomic
def rule(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new rule, or one that is changed or removed: first what it would change is shown, then it is saved."""
    city = _city()
    if request.method == "POST":
        lock_name(f"rules of {city.pk}")  # two equal new ones have no row to hold
    held = ResponsibilityRule.objects.select_for_update(of=("self",)) if request.method == "POST" else None
    row = get_object_or_404(held or ResponsibilityRule.objects.all(), pk=pk, city=city) if pk else None
    form = RuleForm(request.POST or None, instance=row, city=city)
    if request.method != "POST":
        return render(request, "desk/setup_rule.html", {"form": form, "row": row})
    if request.POST.get("verb") == "remove" and row:
        return _remove(request, city, row, form)
    if not form.is_valid():
        context = {"form": form, "row": row}
        return render(request, "desk/setup_rule.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.POST.get("verb") == "save" and request.POST.get("seen") == form.digest():
        saved = changes.save_form(form, by=request.user, at=timezone.now())
        note("saved a rule", saved, by=request.user)
        messages.success(request, _("Saved: new messages go by it."))
        return redirect("desk-setup-rules")
    effect = effect_of(city, new=form.instance, replaces=row, at=timezone.now())
    return _shown(request, form, row, effect)


def _remove(request: HttpRequest, city: City, row: ResponsibilityRule, form: RuleForm) -> HttpResponse:
    """Also shown first."""
    if request.POST.get("seen") == form.digest():
        changes.note_removed(row, by=request.user, at=timezone.now())
        note("removed a rule", row, by=request.user)
        row.delete()
        messages.success(request, _("Removed: who got messages by it keeps them."))
        return redirect("desk-setup-rules")
    effect = effect_of(city, new=None, replaces=row, at=timezone.now())
    return _shown(request, form, row, effect, verb="remove")


def _shown(request: HttpRequest, form: RuleForm, row, effect, *, verb: str = "save") -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "effect": effect,
        "seen": form.digest(),
        "verb": verb,
        "is_other": bool(request.POST.get("seen")) and request.POST.get("verb") != "show",
        "days": LOOKED_BACK.days,
        "now": timezone.now(),
    }
    return render(request, "desk/setup_rule.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def zone(request: HttpRequest) -> HttpResponse:
    """A zone of responsibility, drawn on the map or typed corner by corner."""
    city = _city()
    form = ZoneForm(request.POST or None, city=city)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            save_areas([form.feature], city_slug=city.slug)
            area = Area.objects.get(city=city, kind=Area.Kind.RESPONSIBILITY, name=form.cleaned_data["name"])
            area.agency = form.cleaned_data["agency"]
            area.save(update_fields=["agency"])
            changes.note_saved(area, {}, by=request.user, at=timezone.now())
        note("drew a zone", area, by=request.user)
        messages.success(request, _("Saved: rules may name this zone."))
        return redirect("desk-setup-rules")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/setup_zone.html", {"form": form, "city": city}, status=status)


@require_safe
@administrators_only
def bench(request: HttpRequest) -> HttpResponse:
    """`?place=&category=&on=`: who answers, by which rule and why, and who would be next."""
    city = _city()
    now = timezone.now()
    today = now.astimezone(city.zone).date()
    form = CaseForm({"on": today.isoformat(), **request.GET.dict()}, city=city)
    context = {"form": form, "city": city, "now": now}
    if form.is_valid() and form.cleaned_data["place"]:
        told = form.cleaned_data
        place, on = understand(city, told["place"]), told["on"] or today
        found = list(all_responsible(place.case(told["category"], on), rules_of(city, on)))
        context |= {"place": place, "found": found, "second": found and second_to(found[0], iter(found))}
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.BAD_REQUEST
    return render(request, "desk/responsibility.html", context, status=status)
