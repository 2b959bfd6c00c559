"""A resident's message read: is it about roads, what about, where, and is it dangerous."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.meaning.topics import Topic, topics_of
from roadmap.language.mentions import Mention, read_places
from roadmap.language.text import clean, plain_in_place

# category of the desk by topic, where they differ
CATEGORIES = {"crossing": "sign", "works": "other"}
KINDS = {"pothole": "complaint_pothole", "manhole": "complaint_pothole", "traffic_light": "complaint_signal"}
HOLES = re.compile(r"\bям|дыр|провал|просе[лв]|просе?да|обвал|обруш|выбо[ий]н|люк|колод(?:ец|ц)")
SHUT = re.compile(
    r"(?:проезд|дорог\w|улиц\w|выезд|движение)?\s*(?:\S+\s+){0,3}(?:пере|за)кры(?:ли|т|то|та|ты)\b|перегоро[дж]|перекрыва|(?:не|ни)\s+(?:проехать|выехать|заехать|объехать)|заблокир|не\s+(?:пройдет|проедет|подъедет|подойдет)|поперек\s+(?:\S+\s+){0,2}(?:дорог|проезж|проезд|улиц)"
)
HIDDEN = re.compile(r"знак\w*\s+(?:\S+\s+){0,4}закрыт\w*")  # behind a branch: no road is shut
WISH = re.compile(
    r"(?:нужен|нужна|сделайте|поставьте|установ(?:ите|ить|ят|ку|ка)|необходим\w*|просим|требуется|когда\s+(?:\S+\s+){0,2}(?:будет|появится|поставят|сделают|установят))\s+(?:\S+\s+){0,4}(?:светофор|переход)"
)
ROADS = re.compile(r"дорог|проезд|проезж|\bехать|\bедут|машин|водител|асфальт|перекрест|\bмост|пешеход|скорост")
BESIDE_SIGNAL = re.compile(r"(?:\bу|возле|около|перед|за|после|под|до)\s+(?:\S+\s+)?светофор(?!\w*\s+не\s)")
DANGERS = (  # degree, stems
    (
        3,
        re.compile(
            r"сбил|погиб|насмерть|травм|сломал\w*\s+(?:ногу|руку|ребр)|реанимац|скор(?:ая|ую|ой)\s+(?:не\s+)?(?:увез|подойд|проед|забрал)|оголенн|искрит|упал\w*\s+(?:в\s+)?(?:\S+\s+)?(?:люк|яму|колод)|увез\w*\s+скор|провалил\w+\s+(?:\S+\s+){0,3}(?:человек|ребен|машин|автомоб|женщин|матиз|джип)|пострада"
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
    impact: str

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
    return affected[0] if not affected[0].question and affected[0].score >= 0.85 else None


ENDLESS_NUMBER = re.compile(r"(\d{12})\d+")  # no house and no phone; patterns would try every piece of it


def read_message(text: str, gazetteer: Gazetteer) -> Message:
    text = clean(text)
    folded = ENDLESS_NUMBER.sub(r"\1", plain_in_place(text))
    topics = topics_of(folded)
    is_road, category, confidence = _category(topics, folded)
    mentions = read_places(text, gazetteer)[0]
    if (
        not is_road
        and all(topic.is_road for topic in topics)
        and (topics or ROADS.search(folded))
        and any(one.role == "affected" for one in mentions)
    ):
        is_road, category, confidence = True, topics[0].name if topics else "other", 0.3
        category = CATEGORIES.get(category, category)  # a street and nothing of another matter: a person should look
    if not is_road:
        mentions = []
    kind = _kind(category, folded) if is_road else "not_road"
    return Message(
        text=text,
        is_road=is_road,
        category=category if is_road else "",
        confidence=confidence,
        kind=kind,
        danger=_danger(folded) if is_road else 0,
        mentions=tuple(mentions),
        topics=tuple(topics),
        impact=_impact(folded, topics, kind),
    )


def _category(topics: list[Topic], folded: str) -> tuple[bool, str, float]:
    """Road or not, the category, how sure."""
    road = [one for one in topics if one.is_road]
    other = [one for one in topics if not one.is_road]
    road_weight, other_weight = sum(one.weight for one in road), sum(one.weight for one in other if one.name != "jam")
    loudest = road[0].weight if road else 0
    loudest_other = max((one.weight for one in other), default=0)
    if (
        loudest < 1.5
        or (loudest_other >= loudest and other_weight >= road_weight and _comes_first(other, road))
        or (other_weight > road_weight and loudest_other >= loudest - 0.5)
    ):
        weight = loudest_other + 0.5
        return False, "", round(weight / (weight + loudest + 0.5), 2)
    if _is_in_yard(topics, road, folded):
        return False, "", 0.6
    category = _leading(road, folded)
    confidence = loudest / (loudest + 0.5 * (road_weight - loudest) + 0.7 * other_weight + 0.4)
    return True, CATEGORIES.get(category, category), round(min(confidence, 0.99), 2)


def _comes_first(other: list[Topic], road: list[Topic]) -> bool:
    """What is named first is what the message is about, where both speak equally loud."""
    return other[0].weight > road[0].weight or min(one.span for one in other) < min(one.span for one in road)


def _is_in_yard(topics: list[Topic], road: list[Topic], folded: str) -> bool:
    """Snow in a yard is no matter of the road; a hole there may be."""
    names = {one.name for one in topics}
    return (
        ("yard" in names or "подъезда" in folded)
        and road[0].name in ("snow_ice", "flood", "sidewalk")
        and not names & {"pothole", "manhole", "traffic_light", "closure_question"}
    )


def _leading(road: list[Topic], folded: str) -> str:
    names = [one.name for one in road]
    if "traffic_light" in names and {"pothole", "manhole"} & set(names) and BESIDE_SIGNAL.search(folded):
        names.remove("traffic_light")  # «у светофора дыра»: it only says where
    if "traffic_light" in names and not WISH.search(folded):
        return "traffic_light"
    if WISH.search(folded):
        return "crossing"
    if "sidewalk" in names and names[0] == "sidewalk" and HOLES.search(folded):
        return "pothole"
    if "manhole" in names and "pothole" in names and re.search(r"люк|крышк", folded):
        return "manhole"
    if names[0] == "works" and len(names) > 1 and road[1].weight >= 1.5:
        return names[1]
    return names[0]


def _kind(category: str, folded: str) -> str:
    if category in KINDS:
        return KINDS[category]
    return "complaint_other"


def _danger(folded: str) -> int:
    return next((degree for degree, pattern in DANGERS if pattern.search(folded)), 0)


def _impact(folded: str, topics: list[Topic], kind: str) -> str:
    if kind in ("not_road", "complaint_signal"):
        return "all-lanes-open"
    return "all-lanes-closed" if SHUT.search(HIDDEN.sub("", folded)) else "all-lanes-open"


def message_label(message: Message) -> dict:
    """One line of predictions, without the id and the point."""
    places = [one.place for one in message.affected]
    return {
        "kind": message.kind,
        "streets": message.streets,
        "place": places[0] if places else None,
        "more_places": places[1:],
        "schedule": [],
        "impact": "all_lanes_closed" if message.impact == "all-lanes-closed" else "none",
        "detour_streets": [],
        "category": message.category or None,
        "category_confidence": message.confidence,
        "danger": message.danger,
        "questions": [one.question for one in message.affected if one.question],
    }
