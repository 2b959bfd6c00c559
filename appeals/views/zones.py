"""Who answers where: the zones of the city with what people report there, and who answers for a place and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from appeals.models import Category
from appeals.place import Place, check_in_city, understand
from appeals.responsibility import NobodyAnswers, Responsibility, told_kindly
from appeals.zones import PERIODS, USUAL_PERIOD, figures_by_zone, zones_in
from closures.snapshot import rounded
from roadmap.callers import caller_of
from roadmap.limits import take, too_often
from roadmap.models import Area, City
from roadmap.places.meant import Meant
from roadmap.places.pointed import coordinates_in
from roadmap.places.typed import meant_by, surely_meant
from roadmap.postgis import point_at

USUAL_CATEGORY = "pothole"
DRAWN_WITHIN = 0.0003  # degrees, about 30 m: of a border on a small map
MOST_MEANT = 6  # places that words may mean


class ZonesForm(forms.Form):
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=300)
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label=gettext_lazy("Category"), empty_label=None
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("Period"), required=False, coerce=int, empty_value=USUAL_PERIOD, choices=()
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["days"].choices = [
            (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days}) for days in PERIODS
        ]


@dataclass(frozen=True)
class Answer:
    """Who answers at a place; or why nobody can be named."""

    place: Place
    category: Category
    body: Responsibility | None
    refusal: str = ""


@require_safe
def zones(request: HttpRequest) -> HttpResponse:
    """`?place=` coordinates or an address, `?category=`, `?days=` of the figures. What was asked is kept nowhere."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    usual = {"category": USUAL_CATEGORY, "days": str(USUAL_PERIOD)}
    form = ZonesForm(usual | {name: value for name, value in request.GET.dict().items() if value})
    words = request.GET.get("place", "").strip()
    if words and (seconds := take("locate", caller_of(request))):
        form.add_error("place", too_often(seconds))
        response = _page(request, city, form, status=HTTPStatus.TOO_MANY_REQUESTS)
        response["Retry-After"] = str(seconds)
        return response
    response = _asked(request, city, form, words) if words and form.is_valid() else _page(request, city, form)
    if words:
        response["Cache-Control"] = "no-store"
    return response


def _asked(request: HttpRequest, city: City, form: ZonesForm, words: str) -> HttpResponse:
    try:
        found = _meant(city, words)
    except ValidationError as error:
        form.add_error("place", error)
        return _page(request, city, form)
    if isinstance(found, Point):
        return _page(request, city, form, answer=_answer(city, found, form.cleaned_data["category"]))
    return _page(request, city, form, choices=found)


def _meant(city: City, words: str) -> Point | Sequence[Meant]:
    """The place, or those that the words may mean. Raises ValidationError."""
    if told := coordinates_in(words):
        point = point_at(*reversed(told))
        check_in_city(city, point)
        return point
    found = [one for one in meant_by(city, words, MOST_MEANT) if one.point]
    if not found:
        raise ValidationError(_("The map knows no such place. Try a street, a house, a crossing or a landmark."))
    sure = surely_meant(words, found) or (found[0] if len(found) == 1 else None)
    return sure.point if sure else found


def _answer(city: City, point: Point, category: Category | None) -> Answer:
    place = understand(city, point)
    today = timezone.now().astimezone(city.zone).date()
    try:
        return Answer(place, category, place.responsibility(category, today))
    except NobodyAnswers as error:
        return Answer(place, category, None, told_kindly(error))


def _page(
    request: HttpRequest,
    city: City,
    form: ZonesForm,
    *,
    answer: Answer | None = None,
    choices: Sequence[Meant] = (),
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    now, areas = timezone.now(), zones_in(city)
    is_valid = form.is_valid()
    days = form.cleaned_data["days"] if is_valid and form.cleaned_data.get("days") else USUAL_PERIOD
    figures = figures_by_zone(city, areas, days, now)
    chosen = answer and _zone_of(answer.place, areas)
    context = {
        "city": city,
        "now": now,
        "form": form,
        "answer": answer,
        "choices": choices,
        "rows": [(area, figures[area.pk]) for area in areas],
        "chosen": chosen,
        "days": days,
        "outlines": [_outline(area, chosen) for area in areas],
    }
    if not is_valid and status == HTTPStatus.OK:
        status = HTTPStatus.BAD_REQUEST
    return render(request, "appeals/zones.html", context, status=status)


def _zone_of(place: Place, areas: Sequence[Area]) -> Area | None:
    """The one of the page that the place lies in."""
    there = {area.pk for area in (place.area, *place.zones[:1]) if area}
    return next((area for area in areas if area.pk in there), None)


def _outline(area: Area, chosen: Area | None) -> dict:
    drawn = area.geometry.simplify(DRAWN_WITHIN, preserve_topology=True)
    return {"outline": rounded(drawn), "name": area.shown_name, "is_chosen": area == chosen}
