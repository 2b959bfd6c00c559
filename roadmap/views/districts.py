"""/districts.geojson: the names of the city and its districts, and the borders between them, for the map's ground."""

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.http import require_safe

from roadmap.districts import ground_names, stamp_of
from roadmap.models import City
from roadmap.unchanged import content_tag, unless_known

CACHING = "public, max-age=300"


@require_safe
def districts(request: HttpRequest) -> HttpResponseBase:
    city = City.objects.shown()
    if city is None:
        raise Http404
    stamp = stamp_of(city)

    def told() -> JsonResponse:
        return JsonResponse(
            ground_names(city, stamp), content_type="application/geo+json", json_dumps_params={"ensure_ascii": False}
        )

    return unless_known(request, content_tag(stamp.encode()), told, caching=CACHING)
