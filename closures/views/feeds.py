"""The feeds for other systems: what there is, and each by its name."""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.feeds import FEEDS
from closures.feeds.narrowed import narrowed
from closures.models import RoadEvent
from roadmap import unchanged
from roadmap.models import City


@require_safe
def feed_index(request: HttpRequest) -> HttpResponse:
    return render(request, "closures/feeds.html", {"feeds": FEEDS.values()})


@require_safe
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """Its ETag is of what it says: posts come from the workers after the change that they tell of."""
    known, city = FEEDS.get(name), City.objects.shown()
    if known is None or city is None:
        raise Http404
    try:
        events = narrowed(RoadEvent.objects.public().filter(city=city), request.GET, city)
    except ValidationError as error:
        return _wrong(request, error)
    told = known.render(events, timezone.now(), city=city)
    return unchanged.unless_known(
        request,
        unchanged.content_tag(told),
        lambda: HttpResponse(told, content_type=known.media_type),
        caching=unchanged.ASK_EACH_TIME,
    )


def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
    ((name, words),) = error.message_dict.items()
    return render(request, "refused.html", {"words": f"{name}: {words[0]}"}, status=HTTPStatus.BAD_REQUEST)
