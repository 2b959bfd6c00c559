"""The desk's categories: every topic with the cues that speak for it and how loudly."""

from dataclasses import dataclass

from roadmap.language.meaning.evidence import Evidence
from roadmap.language.tables import word_set

# topic → cue → weight
TOPICS = {
    "manhole": {"manhole": 3, "opened": 1},
    "pothole": {"hole": 3, "collapse": 2.5, "broken": 2.5, "worn": 2, "wheel": 2, "surface": 1},
    "traffic_light": {"lights": 4, "lit-colour": 3, "button": 2.5, "off&lights": 1},
    "sign": {"sign": 2.5},
    "marking": {"marking": 3},
    "crossing": {"crosswalk": 1.6, "wish&lights": 3, "wish&crosswalk": 3, "bump": 2},
    "closure_question": {"shut": 2.5, "impassable": 2, "no-way": 2, "dug": 2.5},
    "obstacle": {"thing": 2, "across": 1, "on-road": 1, "fallen": 1.5},
    "flood": {"water": 2.4, "leak": 1, "mud": 1},
    "snow_ice": {"ice": 2.6},
    "sidewalk": {"sidewalk": 1.8},
    "works": {"works": 1.5, "road": 0.8},
}
OTHER = word_set(
    """heating tap light power litter yard parking bus stop wait jam leisure animals noise people naming shop
    clinic thanks"""
)
CATEGORIES = {"crossing": "sign", "works": "other"}  # where the desk calls a topic otherwise
TOPICS_OF_KINDS = {
    "complaint_pothole": ("manhole", "pothole"),
    "complaint_signal": ("traffic_light",),
    "complaint_other": tuple(name for name in TOPICS if name not in ("manhole", "pothole", "traffic_light")),
}


@dataclass(frozen=True, slots=True)
class Topic:
    name: str
    weight: float
    is_road: bool
    span: tuple[int, int]


def topics_of(evidence: Evidence) -> tuple[Topic, ...]:
    """Topics that a message speaks of, loudest first."""
    found = [
        Topic(name, weight, True, span)
        for name in TOPICS
        if (weight := _weight(name, evidence)) and (span := _span(name, evidence))
    ]
    found += [Topic(name, 1.0, False, evidence[name]) for name in OTHER if name in evidence]
    return tuple(sorted(found, key=lambda one: (-one.weight, one.span, one.name)))


def _weight(name: str, evidence: Evidence) -> float:
    return sum(weight for cue, weight in TOPICS[name].items() if cue in evidence)


def _span(name: str, evidence: Evidence) -> tuple[int, int]:
    return min(evidence[cue] for cue in TOPICS[name] if cue in evidence)


def category_of(kind: str, topics: tuple[Topic, ...]) -> str:
    """The desk's category: the loudest topic that the kind allows."""
    if kind == "not_road":
        return ""
    allowed = TOPICS_OF_KINDS[kind]
    topic = next((one.name for one in topics if one.name in allowed), None)
    if topic is None:
        topic = "works" if kind == "complaint_other" else allowed[-1]
    return CATEGORIES.get(topic, topic)
