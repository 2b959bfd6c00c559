"""All that is told of one event: the facts that its card and its page share, its plan and its history."""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.urls import reverse

from closures.detours.kept import kept_ways
from closures.kinds import restrictions
from closures.kinds.lanes import shut_paths
from closures.kinds.states import told_state
from closures.layers import event_context
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import PUBLIC_VERBS, Verb
from closures.models.lists import Direction, Exemption, VehicleClass
from closures.shown import traffic_words
from closures.snapshot import rounded
from closures.stages import numbered
from closures.street.told import quiet_of
from closures.toward import told_toward
from roadmap.languages import is_english
from roadmap.question import Question

PHONE = re.compile(r"[+\d][\d\s()-]{2,24}")  # a contact that can be dialled as it stands


def in_full(event: RoadEvent, question: Question, *, may_compute: Callable[[], bool]) -> dict:
    """The facts of an event and of the phases that are told of, for the templates of its card and its page.

    Where no way round is stored and none `may_compute`, `ways_round` is None: it is told without.
    """
    contact = event.contact or event.agency.duty_phone or event.agency.phone
    context = event_context(event, question)
    shown = context["shown"]
    ways_round = [] if shown.is_over else kept_ways(event, shown.at, may_compute=may_compute)
    return context | {
        "city": event.city,
        "contact": contact,
        "quiet": "" if shown.is_over else quiet_of(event, question.at),
        "is_phone": PHONE.fullmatch(contact) is not None,
        "now": shown.at,
        "told": [_row_of_plan(phase, shown.at) for phase in shown.phases] if len(shown.phases) > 1 else [],
        "holds": shown.is_in_force,
        "toward": _toward_words(event, shown.lead) if shown.direction != Direction.BOTH else "",
        "vehicles": _labels(VehicleClass, shown.vehicle_classes),
        "limits": _limits_of(shown.lead),
        "exempt": _labels(Exemption, shown.exemptions),
        "ways_round": ways_round,
        "told_way": next((one for one in ways_round or () if not one.is_possible), None),
        "possible_ways": [one for one in ways_round or () if one.is_possible],
        "way_url": _way_url(event, question) if any(one.is_open for one in ways_round or ()) else "",
    }


def _limits_of(phase: Phase) -> list[str]:
    paths = shut_paths(phase.lanes, rounded(phase.geometry))
    told = [path.told(is_english=is_english()) for path in paths]
    return told + restrictions.told(phase.restrictions, is_english=is_english())


def _way_url(event: RoadEvent, question: Question) -> str:
    """Of the line of the way round, at the moment asked for."""
    asked = urlencode({"at": question.moment.isoformat()}) if question.moment else ""
    return "?".join(filter(None, [reverse("api-road-event-detour", args=[event.pk]), asked]))


def _toward_words(event: RoadEvent, phase: Phase) -> str:
    return told_toward(event.city, next((place["toward"] for place in phase.places if place.get("toward")), ""))


def plan_of(event: RoadEvent, at: datetime) -> dict:
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


def history_of(event: RoadEvent) -> list[dict]:
    """In public words, the latest first."""
    return [_told(change) for change in event.changes.standing().filter(verb__in=PUBLIC_VERBS).order_by("-version")]


def _told(change: RoadEventChange) -> dict:
    """What happened, how it is known, until when it is planned since then."""
    ends = [phase.get("actual_end") or phase.get("planned_end") for phase in change.state.get("phases", [])]
    moved = change.verb in (Verb.PUBLISHED, Verb.EXTENDED) and ends and all(ends)
    return {
        "at": change.at,
        "words": change.public_words,
        "basis": change.shown_basis,
        "until": max(datetime.fromisoformat(end) for end in ends) if moved else None,
    }
