"""What a resident's message is about: kind, how much of the road is shut, and the desk's category, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from roadmap.language.linear import Linear, weights_of
from roadmap.language.meaning.evidence import Evidence
from roadmap.language.meaning.message_evidence import evidence_of
from roadmap.language.meaning.topics import Topic, category_of, topics_of

CLOSED, PARTLY, IN_TURNS, OPEN = "all-lanes-closed", "some-lanes-closed", "alternating-one-way", "all-lanes-open"
IMPACTS = (  # the first of which a cue was found and none that speaks against it
    (IN_TURNS, ("turns",), ()),
    (PARTLY, ("lane-left",), ("no-way",)),
    (CLOSED, ("no-way",), ()),
    (PARTLY, ("lane",), ("hole", "worn", "broken", "water", "ice")),  # its holes do not shut a lane
    (CLOSED, ("across",), ("water", "hole")),  # a puddle or a pit from kerb to kerb is passed
    (CLOSED, ("shut",), ("shut&sign", "shut&manhole")),  # a sign shut off by a branch shuts no road
)
WHERE_A_HOLE_IS = ("lane", "across")


class MessageModels(NamedTuple):
    message_kinds: Linear


@dataclass(frozen=True, slots=True)
class MessageMeaning:
    kind: str  # as in the labels: complaint_pothole, complaint_signal, complaint_other, not_road
    impact: str  # WZDx's words
    category: str  # code of a category of the desk, "" where it is no road matter
    confidence: float  # of the kind
    topics: tuple[Topic, ...]
    why: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)


def learned() -> MessageModels:
    return MessageModels(*map(weights_of, MessageModels._fields))


def read_message_meaning(
    folded: str,
    named: Iterable[tuple[int, int]],
    models: MessageModels | None = None,
    *,
    houses: Iterable[tuple[int, int]] = (),
) -> MessageMeaning:
    """`folded` is the text in lower case with «е» for «ё»; `named` are spans of street names, `houses` of houses."""
    models = models or learned()
    evidence = evidence_of(folded, named, houses)
    kind, confidence = models.message_kinds.best(evidence)
    topics = topics_of(evidence)
    impact, cue = impact_of(kind, evidence)
    why = {"kind": evidence.why(models.message_kinds, kind, folded)}
    if cue:
        why["impact"] = [(cue, 1.0, folded[slice(*evidence[cue])])]
    return MessageMeaning(kind, impact, category_of(kind, topics), confidence, topics, why)


def impact_of(kind: str, evidence: Evidence) -> tuple[str, str | None]:
    """How much of the road is shut, and the cue that told it."""
    if kind in ("not_road", "complaint_signal"):
        return OPEN, None
    only_where = WHERE_A_HOLE_IS if kind == "complaint_pothole" else ()
    for impact, cues, against in IMPACTS:
        cue = next((one for one in cues if one in evidence and one not in only_where), None)
        if cue and not any(one in evidence for one in against):
            return impact, cue
    return OPEN, None
