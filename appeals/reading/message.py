"""A resident's message read: is it about roads, what about, where, and is it dangerous."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from roadmap.language import calibration
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.messages import read_message_meaning
from roadmap.language.meaning.topics import Topic
from roadmap.language.mentions import Mention, read_places
from roadmap.language.text import clean, plain_in_place

IMPACT_LABELS = {
    "all-lanes-closed": "all_lanes_closed",
    "some-lanes-closed": "some_lanes_closed",
    "alternating-one-way": "alternating",
    "all-lanes-open": "none",
}
DANGERS = (  # degree, stems
    (
        3,
        re.compile(
            r"сбил|погиб|насмерть|травм|сломал\w*\s+(?:ногу|руку|ребр)|реанимац|скор(?:ая|ую|ой)\s+(?:не\s+)?(?:увез|подойд|проед|забрал)|оголенн|искрит|упал\w*\s+(?:в\s+)?(?:\S+\s+)?(?:люк|яму|колод)|увез\w*\s+скор|провалил\w+\s+(?:\S+\s+){0,3}(?:человек|ребен|машин|автомоб|женщин|джип)|пострада"
        ),
    ),
    (
        2,
        re.compile(
            r"опасн|аварийн|авари|дтп|дети|детям|ребен|коляск|открыт\w+\s+люк|без\s+крышки|нет\s+крышки|нет\s+люка|без\s+люка|пробил|пробив|без\s+колес|порвал|не\s+видно|котлован|колодец|светофор"
        ),
    ),
    (1, re.compile(r"\bям|выбо[ий]н|провал|просе[лв]|люк|гололед|скольз|темно|затоп")),
)


@dataclass(frozen=True, slots=True)
class Message:
    text: str
    is_road: bool
    category: str  # code of a category of the desk, "" where it is no road matter
    confidence: float
    kind: str  # as in the labels
    danger: int  # 0 none told … 3 people hurt or about to be
    mentions: tuple[Mention, ...]
    topics: tuple[Topic, ...]
    impact: str  # WZDx's words
    why: dict[str, list[tuple[str, float, str]]] = field(default_factory=dict)  # field → evidence, weight, words

    @property
    def affected(self) -> list[Mention]:
        return [one for one in self.mentions if one.role == "affected"]

    @property
    def streets(self) -> list[str]:
        return list(dict.fromkeys(name for one in self.affected for name in one.streets))

    @property
    def is_sure_of_place(self) -> bool:
        return surely_told(self.mentions) is not None


def surely_told(mentions: Iterable[Mention]) -> Mention | None:
    """The one place, exact enough for a point, and with no question about its street."""
    affected = [one for one in mentions if one.role == "affected"]
    if len(affected) != 1 or affected[0].kind not in ("address", "crossing"):
        return None
    return affected[0] if not affected[0].question and affected[0].confidence >= calibration.SURE else None


ENDLESS_NUMBER = re.compile(r"(\d{12})\d+")  # no house and no phone; patterns would try every piece of it


def read_message(text: str, gazetteer: Gazetteer) -> Message:
    text = clean(text)
    folded = plain_in_place(text)
    mentions, told, named = read_places(text, gazetteer, is_message=True)
    meaning = read_message_meaning(folded, named, houses=houses_of(folded, told, named))
    is_road = meaning.kind != "not_road"
    return Message(
        text=text,
        is_road=is_road,
        category=meaning.category,
        confidence=calibration.told("message kind", meaning.confidence),
        kind=meaning.kind,
        danger=_danger(ENDLESS_NUMBER.sub(r"\1", folded)) if is_road else 0,
        mentions=tuple(mentions) if is_road else (),
        topics=meaning.topics,
        impact=meaning.impact,
        why=meaning.why,
    )


def houses_of(folded: str, told: Iterable[tuple[int, int]], named: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the spans of places those that are a house or houses."""
    streets = set(named)
    return [span for span in told if span not in streets and HOUSE.match(folded[slice(*span)])]


HOUSE = re.compile(r"\D{0,12}\d")


def _danger(folded: str) -> int:
    return next((degree for degree, pattern in DANGERS if pattern.search(folded)), 0)


def message_label(message: Message) -> dict:
    """One line of predictions, without the id and the point."""
    places = [one.place for one in message.affected]
    return {
        "kind": message.kind,
        "streets": message.streets,
        "place": places[0] if places else None,
        "more_places": places[1:],
        "schedule": [],
        "impact": IMPACT_LABELS[message.impact],
        "detour_streets": [],
        "category": message.category or None,
        "category_confidence": message.confidence,
        "danger": message.danger,
        "questions": [one.question for one in message.affected if one.question],
    }
