"""What motorists read without a map: the list and one event."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from closures.detours.kept import kept_ways
from closures.detours.told import ToldWay
from closures.kinds import KINDS
from closures.kinds.states import told_state
from closures.layers import RoadEventLayer, answering, event_context, in_order
from closures.linked_data import linked_data_of
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import PUBLIC_VERBS, Verb
from closures.models.event import RoadEventQuerySet
from closures.models.lists import Direction, Exemption, VehicleClass
from closures.shown import Shown, traffic_words
from closures.snapshot import rounded
from closures.stages import numbered
from closures.wording import places
from closures.wording.english import places as english_places
from roadmap.answer import answer_to
from roadmap.callers import caller_of
from roadmap.languages import is_english
from roadmap.layers import map_figures, read_question, versions_source
from roadmap.limits import take
from roadmap.models import City, JournalEntry, Road
from roadmap.places.meant import near
from roadmap.presets import PRESETS
from roadmap.question import Question
from roadmap.time_groups import TimeGroup
from roadmap.views.map import update_words

PAGE = 25
PHONE = re.compile(r"[+\d][\d\s()-]{2,24}")  # a contact that can be dialled as it stands


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
        "plan": _plan(event, question.at),
        "streets": streets,
        "place_query": _place_query(event, streets),
        "history": [_told(change) for change in event.changes.filter(verb__in=PUBLIC_VERBS).order_by("-version")],
        "post": _post(event),
        "features": _features(event, question.at),
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
    """The facts of an event and of the phases that are told of, for the card and the page."""
    contact = event.contact or event.agency.duty_phone or event.agency.phone
    context = event_context(event, question)
    shown = context["shown"]
    ways_round = [] if shown.is_over else _ways_round(request, event, shown.at)
    return context | {
        "city": event.city,
        "contact": contact,
        "is_phone": PHONE.fullmatch(contact) is not None,
        "now": shown.at,
        "told": [_row_of_plan(phase, shown.at) for phase in shown.phases] if len(shown.phases) > 1 else [],
        "holds": shown.is_in_force,
        "toward": _toward_words(shown.lead) if shown.direction != Direction.BOTH else "",
        "vehicles": _labels(VehicleClass, shown.vehicle_classes),
        "exempt": _labels(Exemption, shown.exemptions),
        "ways_round": ways_round,
        "told_way": next((one for one in ways_round or () if not one.is_possible), None),
        "possible_ways": [one for one in ways_round or () if one.is_possible],
        "way_url": _way_url(event, question) if any(one.is_open for one in ways_round or ()) else "",
    }


def _ways_round(request: HttpRequest, event: RoadEvent, at: datetime) -> list[ToldWay] | None:
    """None where this address has had too many computed; the page is told without."""
    return kept_ways(event, at, may_compute=lambda: not take("detour", caller_of(request)))


def _way_url(event: RoadEvent, question: Question) -> str:
    """Of the line of the way round, at the moment asked for."""
    asked = urlencode({"at": question.moment.isoformat()}) if question.moment else ""
    return "?".join(filter(None, [reverse("api-road-event-detour", args=[event.pk]), asked]))


def _toward_words(phase: Phase) -> str:
    """«в сторону Садовой улицы», “towards Sadovaya Street”: as the posts tell it."""
    target = next((place["toward"] for place in phase.places if place.get("toward")), "")
    return english_places.towards(target) if is_english() else places.toward({"toward": target})


def _plan(event: RoadEvent, at: datetime) -> dict:
    """All phases, each with the number of its stage; those of the same times are one stage in several places."""
    phases = list(event.phases.prefetch_related("locations"))
    stages = numbered(phase.planned for phase in phases)
    rows = [_row_of_plan(phase, at) | {"stage": stage} for phase, stage in zip(phases, stages, strict=True)]
    return {"rows": rows if len(rows) > 1 else [], "is_staged": len(set(stages)) > 1}


def _row_of_plan(phase: Phase, at: datetime) -> dict:
    state = told_state(phase.state_at(at), is_in_force=phase.in_force_at(at))
    return {"phase": phase, "state": state, "word": phase.word_of(state), "traffic": traffic_words(phase)}


def _labels(choices: type[TextChoices], values: list[str]) -> list[str]:
    """In the order of the closed list, each once; “all” says nothing."""
    return [str(choice.label) for choice in choices if choice in values and choice != VehicleClass.ALL]


def _public_event(pk: int) -> RoadEvent:
    return get_object_or_404(RoadEvent.objects.public().select_related("agency", "city", "signal"), pk=pk)


def _features(event: RoadEvent, at: datetime) -> list[dict]:
    """Each phase as it stands; what lies on top comes last, and of phases at one place there is no other."""
    alone = [Shown(event, (phase,), at) for phase in event.phases.prefetch_related("locations")]
    on_top = {shown.geometry.wkb: shown for shown in _by_depth(alone)}
    return [feature_of(shown) for shown in _by_depth(on_top.values())]


def _by_depth(all_shown: Iterable[Shown]) -> list[Shown]:
    """The topmost last."""
    return sorted(all_shown, key=lambda shown: shown.depth, reverse=True)


def feature_of(shown: Shown) -> dict:
    """The event in the shape of the API's feature, as far as drawing needs it."""
    event = shown.event
    properties = {
        "kind": event.kind,
        "state": shown.reported_state,
        "headline": shown.headline,
        "vehicle_impact": shown.vehicle_impact,
        "passage": shown.passage,
        "vehicle_classes": shown.vehicle_classes,
        "severity": event.severity,
        "direction": shown.direction,
        "in_force": shown.is_in_force,
    }
    return {"type": "Feature", "id": event.pk, "geometry": rounded(shown.geometry), "properties": properties}


def _post(event: RoadEvent) -> JournalEntry | None:
    """What the journal says of it."""
    return JournalEntry.objects.filter(subject=event.subject).select_related("picture", "picture_en").first()


def _told(change: RoadEventChange) -> dict:
    """One entry of the history in public words: what happened, how it is known, until when it is planned since then."""
    ends = [phase.get("actual_end") or phase.get("planned_end") for phase in change.state.get("phases", [])]
    moved = change.verb in (Verb.PUBLISHED, Verb.EXTENDED) and ends and all(ends)
    return {
        "at": change.at,
        "words": change.public_words,
        "basis": change.shown_basis,
        "until": max(datetime.fromisoformat(end) for end in ends) if moved else None,
    }
