"""What motorists read without a map: the list and one event."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.in_full import history_of, in_full, plan_of
from closures.kinds import KINDS
from closures.layers import RoadEventLayer, answering, event_context, in_order
from closures.linked_data import linked_data_of
from closures.models import RoadEvent
from closures.models.event import RoadEventQuerySet
from closures.small_maps import features_of
from roadmap.answer import answer_to
from roadmap.callers import caller_of
from roadmap.layers import map_figures, read_question, versions_source
from roadmap.limits import take
from roadmap.map_words import update_words
from roadmap.models import City, JournalEntry, Road
from roadmap.places.meant import near
from roadmap.presets import PRESETS
from roadmap.question import Question
from roadmap.time_groups import TimeGroup

PAGE = 25


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    city = City.objects.shown()
    if city is None:
        return render(request, "roadmap/no_city.html")
    question = read_question(request.GET, city.zone, timezone.now())
    if typed := request.GET.get("q", "").strip():
        answer = answer_to(city, typed, question)
        return render(request, "closures/found.html", {"city": city, "answer": answer, "now": question.at})
    events = _listed(answering(city, question), city, question)
    numbers = events.numbers_by_group()
    pages = Paginator(events, PAGE)
    pages.count = sum(numbers.values())
    page = pages.get_page(request.GET.get("page"))
    context = {
        "city": city,
        "question": question,
        "now": question.at,
        "page": page,
        "groups": _groups(page, numbers, question),
        "figures": map_figures(city, question.at),
        "presets": PRESETS,
        "updates": update_words(),
        "version_source": versions_source(),
        "kinds": KINDS.values(),
        "filters": [(each, question.choices.get(each.name, "")) for each in RoadEventLayer.filters],
        "query": _without_page(request),
    }
    template = "closures/_list.html" if request.GET.get("part") == "list" else "closures/list.html"
    return render(request, template, context)


def _listed(events: RoadEventQuerySet, city: City, question: Question) -> RoadEventQuerySet:
    """In the order of the list beside the map."""
    if question.kinds:
        events = events.filter(kind__in=question.kinds.intersection(KINDS))
    return in_order(events, city, question)


def _groups(page: Iterable[RoadEvent], numbers: dict[TimeGroup, int], question: Question) -> list[dict]:
    """The page's rows under their headings, each with the number of all that stand under it on whichever page."""
    by_group = groupby(page, key=lambda event: TimeGroup(event.urgency[0]))
    return [
        {
            "title": "" if question.is_apart else group.title,
            "number": numbers[group],
            "rows": [event_context(event, question) for event in events],
        }
        for group, events in by_group
    ]


def _without_page(request: HttpRequest) -> str:
    query = request.GET.copy()
    for name in ("page", "part"):
        query.pop(name, None)
    return query.urlencode()


@require_safe
def event_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafts are a 404; what is over stays, and says so."""
    event = _public_event(pk)
    question = Question(at=timezone.now())
    streets = list(Road.objects.filter(city=event.city, name__in=event.roads))
    context = _in_full(request, event, question) | {
        "plan": plan_of(event, question.at),
        "streets": streets,
        "place_query": _place_query(event, streets),
        "history": history_of(event),
        "post": _post(event),
        "features": features_of(event, question.at),
        "drawing": event.declared.describe_drawing(),
    }
    picture = context["post"] and context["post"].shown_picture
    address = reverse("picture", args=[picture.digest]) if picture else ""
    context["linked_data"] = linked_data_of(context["shown"], picture=address)
    return render(request, "closures/event.html", context)


def _place_query(event: RoadEvent, streets: Sequence[Road]) -> str:
    """What to be told of where it is: of its street, of several of what is near."""
    if len(streets) == 1:
        return urlencode({"street": streets[0].slug})
    return near(event.geometry.point_on_surface) if event.geometry else ""


@require_safe
def event_card(request: HttpRequest, pk: int) -> HttpResponse:
    """What opens on the map when an event is tapped: a piece of HTML, of the moment that the map asks for."""
    event = _public_event(pk)
    question = Question.read(request.GET, event.city.zone, timezone.now())
    return render(request, "closures/_card.html", _in_full(request, event, replace(question, choices={})))


def _in_full(request: HttpRequest, event: RoadEvent, question: Question) -> dict:
    """For the card and the page; an address that has had too many ways computed is told without."""
    return in_full(event, question, may_compute=lambda: not take("detour", caller_of(request)))


def _public_event(pk: int) -> RoadEvent:
    return get_object_or_404(RoadEvent.objects.public().select_related("agency", "city", "signal"), pk=pk)


def _post(event: RoadEvent) -> JournalEntry | None:
    """What the journal says of it."""
    return JournalEntry.objects.filter(subject=event.subject).select_related("picture", "picture_en").first()
