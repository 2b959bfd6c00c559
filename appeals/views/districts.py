"""Districts: who answers there and how they are reached, what is shut, what residents report; and which is mine."""

from collections.abc import Sequence
from http import HTTPStatus

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from appeals.districts import Lies, figures_of, shapes_in, where_lies, works_in
from appeals.place import check_in_city
from appeals.responsibility import area_of
from appeals.zones import USUAL_PERIOD, figures_in
from closures.small_maps import drawings, features
from closures.snapshot import rounded
from roadmap.callers import caller_of
from roadmap.limits import take, too_often
from roadmap.models import Area, City, OfficialPage
from roadmap.numbers import degrees
from roadmap.postgis import point_at

DRAWN_WITHIN = 0.0001  # degrees, about 10 m: of a border on a small map


@require_safe
def district_index(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    return _index(request, city)


def _index(
    request: HttpRequest, city: City, said: str = "", status: int = HTTPStatus.OK, choices: Sequence[Lies] = ()
) -> HttpResponse:
    districts = Area.objects.districts().filter(city=city).select_related("agency").defer("geometry")
    asked = request.GET.get("q", "")
    context = {"city": city, "districts": districts, "said": said, "asked": asked, "choices": choices}
    return render(request, "appeals/districts.html", context, status=status)


@require_safe
def district_at(request: HttpRequest) -> HttpResponse:
    """`?lat=&lon=`, or `?q=` a place in words → the page of the district that it is in. Kept nowhere."""
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    if seconds := take("locate", caller_of(request)):
        return _refused(request, city, too_often(seconds), HTTPStatus.TOO_MANY_REQUESTS)
    words = request.GET.get("q", "").strip()
    response = _by_words(request, city, words) if words else _by_point(request, city)
    response["Cache-Control"] = "no-store"
    return response


def _by_words(request: HttpRequest, city: City, words: str) -> HttpResponse:
    """The district, or the choice where a street is long or the words mean several places."""
    found = where_lies(city, words)
    if not found:
        said = _("The map knows no such place in the districts. Try a street, a house, a crossing or a landmark.")
        return _refused(request, city, said, HTTPStatus.BAD_REQUEST)
    if len({lies.area.pk for lies in found}) == 1:
        return redirect("district", found[0].area.slug)
    return _index(request, city, choices=found)


def _by_point(request: HttpRequest, city: City) -> HttpResponse:
    try:
        area = area_of(city, _point_asked(request, city))
    except ValidationError as error:
        return _refused(request, city, error.messages[0], HTTPStatus.BAD_REQUEST)
    if area is None:
        return _refused(request, city, _("This place lies in none of the districts."), HTTPStatus.NOT_FOUND)
    return redirect("district", area.slug)


def _refused(request: HttpRequest, city: City, said: str, status: HTTPStatus) -> HttpResponse:
    return _index(request, city, said, status)


def _point_asked(request: HttpRequest, city: City) -> Point:
    """Raises ValidationError in the reader's language, which names what is missing."""
    told = {name: degrees(request.GET.get(name, ""), most) for name, most in (("lat", 90), ("lon", 180))}
    wrong = ", ".join(name for name, number in told.items() if number is None)
    if wrong:
        words = _(
            "Give latitude and longitude in degrees, or an address. Missing or not a number of degrees: %(names)s."
        )
        raise ValidationError(words % {"names": wrong})
    point = point_at(told["lon"], told["lat"])
    check_in_city(city, point)
    return point


@require_safe
def district(request: HttpRequest, slug: str) -> HttpResponse:
    city = City.objects.shown()
    area = get_object_or_404(Area.objects.districts().select_related("agency", "city"), city=city, slug=slug)
    now = timezone.now()
    works = works_in(area, now)
    context = {
        "city": city,
        "now": now,
        "area": area,
        "agency": area.agency,
        "pages": OfficialPage.objects.of_city(city).filter(agency=area.agency_id),
        "works": works,
        "figures": figures_of(area, now),
        "topics": figures_in(area, USUAL_PERIOD, now),
        "topics_days": USUAL_PERIOD,
        "outline": rounded(area.geometry.simplify(DRAWN_WITHIN, preserve_topology=True)),
        "features": features(shapes_in(works)),
        "drawings": drawings(),
    }
    return render(request, "appeals/district.html", context)
