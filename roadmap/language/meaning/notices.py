"""What a notice announces and how much of the road is left: kind, impact, direction, each with how sure and why.

Three questions are asked of the evidence, each a table of learned weights:

- `kinds`: what is told of. A road that is shut in whole or part is one answer, `shut`;
- `events`: whether people gather there (a feast, a run, a march) or somebody works;
- `impact`: how much of the road is shut.

What follows from them is a rule: a shut road is an event, a closure (all of it) or a restriction (a part).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from roadmap.language.linear import Linear, weights_of
from roadmap.language.meaning.evidence import Evidence
from roadmap.language.meaning.notice_evidence import GROUPS, evidence_of

CLOSED, PARTLY, IN_TURNS, OPEN = "all-lanes-closed", "some-lanes-closed", "alternating-one-way", "all-lanes-open"
UNKNOWN = "unknown"
CLOSURE = "closure"  # as the labels call it
LANES_TAKEN = tuple(sorted(GROUPS["partial"] - {"edge"}))
STILL_PASSABLE = ("passable", "untouched")
SHUTTING = ("shut", "stop", "impassable", "blocked", "ban", "limit")
ONE_WAY_CUES = ("way", "side", "one-way", "turn")


class Models(NamedTuple):
    kinds: Linear
    events: Linear
    impact: Linear


@dataclass(frozen=True, slots=True)
class Meaning:
    # As in the labels: closure, restriction, repair, signal_outage, parking, event, reopening, extension, not_road
    kind: str
    impact: str  # WZDx's words
    direction: str  # both, one, unknown
    confidence: float  # of the kind
    impact_confidence: float
    spans: dict[str, tuple[int, int]]  # field → the words that told it
    why: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)  # field → feature, weight, words

    def confidence_of(self, name: str) -> float:
        """Of `kind`, or of `impact` and `direction`, which are no surer than the kind."""
        return self.confidence if name == "kind" else self.confidence * self.impact_confidence


def learned() -> Models:
    return Models(*map(weights_of, Models._fields))


def read_meaning(
    folded: str, named: Iterable[tuple[int, int]], models: Models | None = None, *, has_place: bool = True
) -> Meaning:
    """`folded` is the text in lower case with «е» for «ё»; `named` are the spans of street names, which mean nothing
    here («Новогодняя улица» is no holiday)."""
    models = models or learned()
    evidence = evidence_of(folded, named)
    shut = shares_of_impact(evidence, models)
    kinds = kinds_of(evidence, shut, models)
    kind = max(kinds, key=kinds.get)
    impact, sure = impact_of(kind, evidence, shut)
    if kind == "closure" and "gradual" in evidence and not has_place:
        kind, impact, sure = "restriction", UNKNOWN, 0.5  # told in general, nothing is shut that one could name
    why = _why(kind, impact, evidence, models, folded)
    spans = {name: evidence[reasons[0][0]] for name, reasons in why.items() if reasons}
    return Meaning(kind, impact, direction_of(evidence, impact), kinds[kind], sure, spans, why)


def shares_of_impact(evidence: Evidence, models: Models) -> dict[str, float]:
    """The probability of every impact of a shut road. «В одном направлении» counts for as much as all the rest, and so
    do «поочерёдно», «реверсом»."""
    shares = models.impact.scores(evidence)
    for cue, told in (("single-way", PARTLY), ("turns", IN_TURNS)):
        if cue in evidence:
            shares = {impact: share / 2 for impact, share in shares.items()}
            shares[told] += 0.5
    return shares


def kinds_of(evidence: Evidence, shut: dict[str, float], models: Models) -> dict[str, float]:
    """The probability of every kind. A road shut in part is no event, as the labels have it."""
    kinds = models.kinds.scores(evidence)
    is_shut = kinds.pop("shut")
    for_an_event = models.events.scores(evidence)["event"]
    kinds["event"] = is_shut * for_an_event * (1 - shut[PARTLY])
    kinds["closure"] = is_shut * (1 - for_an_event) * shut[CLOSED]
    kinds["restriction"] = is_shut - kinds["event"] - kinds["closure"]
    return kinds


def impact_of(kind: str, evidence: Evidence, shut: dict[str, float]) -> tuple[str, float]:
    """What is left of the road, and how sure where the kind is right."""
    if kind == CLOSURE:
        return CLOSED, 1.0
    if kind == "event" and _shuts_nothing(evidence):
        return OPEN, 0.8
    if kind == "event":  # a holiday's «ограничат движение» shuts the street
        return _likeliest({CLOSED: 1 - shut[IN_TURNS], IN_TURNS: shut[IN_TURNS]})
    if kind == "restriction":
        return _likeliest({impact: share for impact, share in shut.items() if impact != CLOSED})
    if kind == "extension":
        return _likeliest(shut)
    return (_impact_of_works(evidence), 0.8) if kind == "repair" else (OPEN, 1.0)


def _shuts_nothing(evidence: Evidence) -> bool:
    """«Ярмарка на площади. Движение не закрывают.»"""
    return "untouched" in evidence and not any(f"{cue}&bare" in evidence for cue in SHUTTING)


def _likeliest(shares: dict[str, float]) -> tuple[str, float]:
    impact = max(shares, key=shares.get)
    return impact, shares[impact] / (sum(shares.values()) or 1.0)


def _impact_of_works(evidence: Evidence) -> str:
    if any(cue in evidence for cue in LANES_TAKEN) or ("edge" in evidence and "untouched" not in evidence):
        return PARTLY
    return OPEN if any(cue in evidence for cue in STILL_PASSABLE) else UNKNOWN


def direction_of(evidence: Evidence, impact: str) -> str:
    if impact != CLOSED and any(cue in evidence for cue in ONE_WAY_CUES):
        return "one"
    return "both" if impact == CLOSED or "both" in evidence else UNKNOWN


def _why(kind: str, impact: str, evidence: Evidence, models: Models, text: str) -> dict:
    answer = "shut" if kind in ("closure", "restriction", "event") else kind
    why = {"kind": evidence.why(models.kinds, answer, text), "impact": evidence.why(models.impact, impact, text)}
    if kind == "event":
        why["kind"] = evidence.why(models.events, "event", text)
    if kind in ("signal_outage", "parking", "reopening", "not_road"):
        why["impact"] = why["kind"]
    why["direction"] = [(cue, 1.0, text[slice(*evidence[cue])]) for cue in ONE_WAY_CUES if cue in evidence]
    return why
