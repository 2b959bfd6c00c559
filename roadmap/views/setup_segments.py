"""Facts of segments by the map: a street, a district or single clicks choose them, one form sets them."""

from datetime import date
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from roadmap.logs import note
from roadmap.models import Agency, Area, City, Road, RoadSegment
from roadmap.models.network import GOST_GROUPS
from roadmap.numbers import whole
from roadmap.places.search import streets_like
from roadmap.setting_up import segment_facts
from roadmap.staff import administrators_only

WITHIN_M = 30.0
MOST_DRAWN = 2_000
NAMED = 10
CLEARED = [
    ("owner", gettext_lazy("owner")),
    ("gost_group", gettext_lazy("group by GOST R 50597")),
    ("warranty", gettext_lazy("warranty")),
    ("no_dig_until", gettext_lazy("no digging")),
]


class FactsForm(forms.Form):
    """An empty field leaves what is there; what is to be emptied is said."""

    segments = forms.CharField(required=False, widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(Agency.objects.none(), required=False, label=gettext_lazy("owner"))
    gost_group = forms.ChoiceField(required=False, label=gettext_lazy("group by GOST R 50597"))
    warranty_until = forms.DateField(
        required=False, label=gettext_lazy("warranty until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    warranty_contractor = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label=gettext_lazy("warranty contractor")
    )
    warranty_contract = forms.CharField(
        required=False, max_length=60, label=gettext_lazy("number of the warranty contract")
    )
    no_dig_until = forms.DateField(
        required=False, label=gettext_lazy("no digging until"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    clear = forms.MultipleChoiceField(
        choices=CLEARED, required=False, label=gettext_lazy("make empty"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, city: City, **kwargs):
        super().__init__(*args, **kwargs)
        self.city = city
        for name in ("owner", "warranty_contractor"):
            self.fields[name].queryset = Agency.objects.filter(city=city)
            self.fields[name].empty_label = _("leave as it is")
        groups = [(group, group) for group in GOST_GROUPS]
        self.fields["gost_group"].choices = [("", _("leave as it is")), *groups]

    def clean_segments(self) -> list[int]:
        found = [whole(word) for word in self.cleaned_data["segments"].split(",")]
        numbers = {number for number in found if number is not None}
        if not numbers:
            raise forms.ValidationError(_("Choose a segment at least."))
        if len(numbers) > segment_facts.MOST:
            raise forms.ValidationError(_("At most %d segments at once.") % segment_facts.MOST)
        return sorted(numbers)

    def clean_no_dig_until(self) -> date | None:
        day = self.cleaned_data["no_dig_until"]
        if day and segment_facts.is_over(self.city, day, timezone.now()):
            raise forms.ValidationError(_("This day is over already."))
        return day

    def clean(self) -> dict:
        told = super().clean()
        if not self.errors and not self.facts:
            raise forms.ValidationError(_("Say what is to be set."))
        return told

    @property
    def facts(self) -> dict:
        told = {name: self.cleaned_data[name] for name in segment_facts.FACTS if self.cleaned_data.get(name)}
        emptied = {"warranty": ("warranty_until", "warranty_contractor", "warranty_contract")}
        for name in self.cleaned_data.get("clear", []):
            told = dict.fromkeys(emptied.get(name, (name,))) | told
        return told


def _city() -> City:
    city = City.objects.shown()
    if city is None:
        raise Http404
    return city


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def segments(request: HttpRequest) -> HttpResponse:
    """`?street=` (words) or `?area=` (a number) chooses; whatever is chosen is set by one form."""
    city = _city()
    numbers, title, others = _chosen(request, city)
    form = FactsForm(request.POST or None, city=city, initial={"segments": ",".join(map(str, numbers))})
    if request.method == "POST" and form.is_valid():
        return _set(request, city, form, title)
    asked = form["segments"].value() if form.is_bound else ""
    shown = [n for n in map(whole, str(asked).split(",")) if n is not None] if asked else numbers
    context = {
        "form": form,
        "title": title,
        "others": others,
        "chosen": len(shown),
        "drawn": min(len(shown), MOST_DRAWN),
        "most": segment_facts.MOST,
        "features": _features(RoadSegment.objects.filter(city=city, pk__in=shown[:MOST_DRAWN]).order_by("pk")),
        "areas": Area.objects.filter(city=city).defer("geometry"),
        "asked": request.GET.get("street", "")[:100],
        "asked_area": whole(request.GET.get("area", "")),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/setup_segments.html", context, status=status)


def _set(request: HttpRequest, city: City, form: FactsForm, title: str) -> HttpResponse:
    numbers, title = form.cleaned_data["segments"], title or _("segments")
    number = segment_facts.put(city, numbers, form.facts, by=request.user, at=timezone.now(), title=title)
    note("set facts of segments", by=request.user)
    done = ngettext("Set on %d segment.", "Set on %d segments.", number) % number
    messages.success(request, done) if number else messages.warning(request, done)
    return redirect(request.get_full_path())


def _chosen(request: HttpRequest, city: City) -> tuple[list[int], str, list[Road]]:
    """Numbers, what they are called together, and the streets that the words may mean as well."""
    area = Area.objects.filter(city=city, pk=whole(request.GET.get("area", ""))).first()
    if area is not None:
        return segment_facts.within(area), area.name, []
    words = request.GET.get("street", "").strip()[:100]
    found = streets_like(city, words, NAMED) if words else []
    if not found:
        return [], "", []
    numbers = RoadSegment.objects.along(found[0]).order_by("pk").values_list("pk", flat=True)
    return list(numbers), found[0].name, found[1:]


@require_safe
@administrators_only
def chosen(request: HttpRequest) -> HttpResponse:
    """The segment nearest to `?lon=&lat=`, as a feature; 404 where there is none near."""
    try:
        point = Point(float(request.GET.get("lon", "")), float(request.GET.get("lat", "")), srid=4326)
    except ValueError:
        raise Http404 from None
    if not (-180 <= point.x <= 180 and -90 <= point.y <= 90):
        raise Http404
    found = _features(RoadSegment.objects.filter(city=_city()).nearest_to(point, WITHIN_M)[:1])
    if not found:
        raise Http404
    return JsonResponse(found[0])


def _features(rows) -> list[dict]:
    return [
        {"id": row.pk, "title": _title(row), "geometry": {"type": "LineString", "coordinates": row.geometry.coords}}
        for row in rows.select_related("road", "owner", "warranty_contractor")
    ]


def _title(row: RoadSegment) -> str:
    facts = [str(row.road or row.shown_class), row.owner and str(row.owner), row.gost_group]
    facts += [row.warranty_until and _("warranty until %s") % row.warranty_until.strftime("%d.%m.%Y")]
    facts += [row.no_dig_until and _("no digging until %s") % row.no_dig_until.strftime("%d.%m.%Y")]
    return " · ".join(fact for fact in facts if fact)
