"""Labelled posts of whole lives of events, for what a post means: what is left of the road, and what became of it.

Every matter and verb, on made-up places and terms; the same ones each time. What the streets of a post are is learned
from `posts`: posts that tell of moves and ends are too much alike to teach it.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from closures.wording import Facts, write
from tests.closures.wording_events import event

from .posts import detour_of, label_of, places_of, term_of, with_end

MANY = 132


class Matter(NamedTuple):
    """What is written, and as what it is read: a road that is shut in part is no event, as the labels have it."""

    kind: str  # of event
    vehicle_impact: str
    read_as: str
    impact: str
    more: dict


MATTERS = (
    Matter("closure", "all-lanes-closed", "closure", "all_lanes_closed", {"cause": "heat-network"}),
    Matter("repair-zone", "all-lanes-open", "repair", "none", {"cause": "road-repair"}),
    Matter("signal-outage", "unknown", "signal_outage", "none", {"cause": "power-works", "signal_mode": "off"}),
    Matter("parking-change", "all-lanes-open", "parking", "no_parking", {"cause": "snow-removal"}),
    Matter(
        "public-event", "all-lanes-closed", "event", "all_lanes_closed", {"cause": "sport", "reason": "Лыжная гонка"}
    ),
    Matter("closure", "some-lanes-closed", "restriction", "some_lanes_closed", {"lanes_closed": 1, "lanes_total": 4}),
    Matter("closure", "alternating-one-way", "restriction", "alternating", {"cause": "heat-network"}),
    Matter("public-event", "all-lanes-open", "event", "none", {"cause": "event", "reason": "Осенний базар"}),
    Matter("closure", "all-lanes-closed", "restriction", "some_lanes_closed", {"direction": "forward"}),
    Matter("repair-zone", "all-lanes-closed", "closure", "all_lanes_closed", {"cause": "gas"}),
    Matter("closure", "all-lanes-closed", "restriction", "unknown", {"vehicle_classes": ("lorry",)}),
    Matter("public-event", "some-lanes-closed", "restriction", "some_lanes_closed", {"reason": "Вечер поэзии"}),
)
VERBS = {"announced": "", "reminder": "", "started": "", "changed": "extension", "extended": "extension"}
VERBS |= {"shortened": "extension", "moved": "", "finished": "reopening", "confirmed": "reopening"}
VERBS |= {"cancelled": "reopening", "called off": "reopening"}
PHASES = {
    "shortened": "extended",
    "moved": "changed",
    "confirmed": "finished",
    "called off": "cancelled",
}  # where the verb has another name


@cache
def labelled() -> tuple[dict, ...]:
    return tuple(_all())


def _all() -> Iterator[dict]:
    chance = Random(7)
    for number in range(MANY):
        matter, verb = MATTERS[number % len(MATTERS)], list(VERBS)[number % len(VERBS)]
        places = _places(chance, matter)
        detour = detour_of(places, chance, number % 4)
        term = term_of(chance, least_days=2)
        facts = event(matter.kind, places, term, matter.vehicle_impact, detour_streets=tuple(detour), **matter.more)
        yield _label(number, _told_by(verb, facts, chance), verb, places, detour, matter)


def _places(chance: Random, matter: Matter) -> list[dict]:
    """A place that is shut one way says so, also where nobody knows what lies ahead."""
    way = {"toward": ""} if "direction" in matter.more else {}
    return [place | way for place in places_of(chance, matter.kind)]


def _told_by(verb: str, facts: Facts, chance: Random) -> Facts:
    if verb in ("changed", "extended"):
        return with_end(facts, timedelta(days=5))
    if verb == "shortened":
        return with_end(facts, -timedelta(days=1))
    if verb == "moved":
        [phase] = facts.phases
        before = replace(phase, places=tuple(places_of(chance, facts.kind)))
        return replace(facts, previous=replace(facts, phases=(before,)))
    if verb == "confirmed":
        return replace(facts, ended_at=facts.whole.end, end_source="foreman")
    return facts


def _label(number: int, facts: Facts, verb: str, places: list[dict], detour: list[str], matter: Matter) -> dict:
    at = facts.whole.start + timedelta(days=1) if verb == "called off" else None
    text = write(facts, PHASES.get(verb, verb), at=at).long
    kind = VERBS[verb] or matter.read_as
    impact = "none" if kind == "reopening" else matter.impact
    return label_of("life", number, text, kind, places, detour, impact=impact)
