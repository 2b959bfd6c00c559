"""How right answers are, by the rules of the labels (`tests/texts/README.md`): a figure a field, from 0 to 1.

Streets and detours are an F1 over all texts; a place counts when its type, streets and houses are the label's; a
schedule when all windows are; the rest is the share of equal answers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from roadmap.language.names.kinds import SPELLINGS
from roadmap.language.text import plain

FIELDS = ("streets", "place", "schedule", "impact", "detour", "kind", "not_road")
ORDINAL = re.compile(r"^(\d+)-?(?:я|ая|ья|й|ый|ой|ий|е|ое)$")


@dataclass
class Count:
    """Of an F1 (found, missed, wrong) or of a share (found, missed)."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    is_f1: bool = False

    @property
    def value(self) -> float | None:
        whole = 2 * self.found + self.missed + self.wrong if self.is_f1 else self.found + self.missed
        return None if not whole else (2 if self.is_f1 else 1) * self.found / whole

    def sets(self, ours: set, gold: set) -> None:
        self.found += len(ours & gold)
        self.missed += len(gold - ours)
        self.wrong += len(ours - gold)
        self.is_f1 = True

    def answer(self, is_right: bool) -> None:
        self.found += is_right
        self.missed += not is_right


@dataclass
class Score:
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))

    def __getitem__(self, name: str) -> float | None:
        return self.counts[name].value if name in self.counts else None


def score(labelled: Iterable[dict], answers: dict[str, dict]) -> Score:
    """`answers`: the answer to each text by its id, in the form of the label."""
    found = Score()
    for gold in labelled:
        ours = answers[gold["id"]]
        is_road, is_notice = gold["kind"] != "not_road", gold["of"] == "notice"
        told = found.counts
        told["streets"].sets(streets(ours["streets"]), streets(gold["streets"]) if is_road else set())
        told["not_road"].sets({1} if ours["kind"] == "not_road" else set(), set() if is_road else {1})
        told["kind"].answer(ours["kind"] == gold["kind"])
        if gold["place"]:
            told["place"].answer(place(ours["place"]) == place(gold["place"]))
        if is_road and gold.get("impact"):
            told["impact"].answer(ours["impact"] == gold["impact"])
        if is_road and is_notice:
            told["schedule"].answer(windows(ours["schedule"]) == windows(gold["schedule"]))
            told["detour"].sets(streets(ours["detour_streets"]), streets(gold["detour_streets"]))
    return found


def streets(names: Iterable[str]) -> set[str]:
    return {street(name) for name in names}


def street(name: str | None) -> str:
    """Without regard to case, «ё», quotes, the word «улица», abbreviations, the order of words, endings of ordinals."""
    words = []
    for word in re.split(r"[\s.,;:()«»\"'„“”—–]+|(?<=\s)-(?=\s)", plain(name or "")):
        word = SPELLINGS.get(word, word)
        if word in ("", "-", "улица", "г", "город", "города", "им", "имени"):
            continue
        ordinal = ORDINAL.match(word)
        words.append(f"{ordinal[1]}-" if ordinal else word)
    return " ".join(sorted(words))


def house(number: str | None) -> str:
    text = re.sub(r"\b(дома|доме|дом|д|здание|зд)\b\.?|№", "", plain(str(number or "")))
    text = re.sub(r"(корпус|корп|к)\.?\s*(?=\d)", "к", text)
    text = re.sub(r"(строение|стр|с)\.?\s*(?=\d)", "с", text)
    return re.sub(r"[\s.,\-]+", "", text)


def end(words: str | None) -> str:
    """An end of a stretch: a street, «дом 16», «улица, 16» or a landmark."""
    told = str(words or "")
    on, comma, number = told.rpartition(",")
    if comma and re.match(r"\s*(?:д(?:ом)?\.?\s*)?\d", number):
        return f"{street(on)},{house(number)}"
    return f"house {house(told)}" if re.match(r"(?i)\s*(?:дом|д\.)\s*№?\s*\d", told) else street(told)


def place(told: dict | None) -> tuple | None:
    if not told:
        return None
    kind, on = told["type"], street(told.get("on"))
    if kind == "between":
        return kind, on, frozenset(map(end, (told.get("from"), told.get("to"))))
    if kind == "crossing":
        return kind, frozenset((on, street(told.get("with"))))
    if kind == "range_of_houses":
        return kind, on, frozenset(map(house, (told.get("from"), told.get("to"))))
    return (kind, on, house(told.get("house"))) if kind == "address" else (kind, on)


def windows(schedule: Iterable[dict]) -> set[tuple]:
    return {
        (
            moment(one["start"]),
            moment(one["end"]),
            tuple(one["daily"]) if one.get("daily") else None,
            frozenset(one["weekdays"]) if one.get("weekdays") else None,
        )
        for one in schedule or ()
    }


def moment(told: str | None) -> datetime | None:
    """To the minute; 23:59 is the midnight that follows."""
    if not told:
        return None
    found = datetime.fromisoformat(told).replace(tzinfo=None, second=0)
    return found + timedelta(minutes=1) if (found.hour, found.minute) == (23, 59) else found


def is_right(gold: dict, ours: dict, name: str) -> bool:
    """Is the whole field of one text right, as `score` counts it? A place that is not labelled is not asked for."""
    if name in ("streets", "detour_streets"):
        return streets(ours[name]) == streets(gold[name])
    if name == "schedule":
        return windows(ours[name]) == windows(gold[name])
    if name == "place":
        return not gold[name] or place(ours[name]) == place(gold[name])
    return ours[name] == gold[name]
