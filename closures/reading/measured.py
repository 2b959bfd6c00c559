"""What a measure is of: of «автомобили шириной более 2,5 м» the vehicles, of «раскопка шириной до 3 м» the trench.

The measured noun is looked for where Russian grammar has it: behind the measure in the genitive, «высота машин», else
before it, «машины высотой». Only a vehicle or traffic makes a limit; no list tells what else may lie in a road.
"""

import re
from enum import Enum, auto

from roadmap.language.grammar.lemmas import may_be, parses
from roadmap.language.tables import compiled

VEHICLE = re.compile(
    r"груз|большегруз|фур[аеуыо]|транспорт|машин|авто(?!дорог|вокзал|станци|заправ|мойк)|прицеп|полуприцеп|тягач|"
    r"тяжеловоз|самосвал|спецтехник|техник[аиеу]|тс$|средств|габарит|негабарит"
)
TRAFFIC = re.compile(
    r"(?:проезд|движени|въезд|пропуск|запре[тщ]|огранич|скорост|нагрузк|ос[ьи]$|масс[аыуе]$|вес[ауе]?$)"
)
PRESCRIBED = compiled(r"\bне (?:более|свыше|больше|выше)|огранич")
OVER = compiled(r"более|свыше|больше|выше|тяжелее|шире|длиннее")
NOMINATIVE = re.compile(r"(?:ширина|длина|высота|масса|вес)$")
ALLOWED = compiled(r"\b(?:разрешен|допустим|максимальн|предельн)\w+(?: \w+)? ?$")
IN_BRACKETS = compiled(r"\([^()]*\)")
CLAUSE = re.compile(r"[.;!?\n](?!\d)")
# «длиной до 15 м и», «более 12 т,»: a measure of the same thing before
OTHER = compiled(
    r"(?:(?:ширин|длин|высот|масс)\w*|вес\w{0,2}|шире|длиннее|выше|тяжелее|более|свыше)\b[^.;,\n\d]{0,30}"
    r"\d{1,3}(?:[.,]\d{1,2})? ?(?:м|т)\w*"
)
WORD = re.compile(r"[а-яa-z-]+|,")


class Measured(Enum):
    VEHICLE = auto()
    UNCLEAR = auto()
    OTHER = auto()


def measured(found: re.Match) -> Measured:
    """`found` may have the groups `measure`, the word for it, and `between`, what stands between it and its figure."""
    groups = found.groupdict()
    if "measure" not in groups or "габарит" in found[0] or groups["between"] is not None and not groups["measure"]:
        return Measured.VEHICLE  # the pattern has the vehicle itself
    if groups["measure"] and (noun := _genitive(groups["between"])):
        return Measured.VEHICLE if _is_driven(noun) else Measured.OTHER
    clause = IN_BRACKETS.sub(" ", CLAUSE.split(found.string[: found.start()])[-1])
    is_told_as_rule = ALLOWED.search(clause) or PRESCRIBED.search(found[0])
    is_rule = bool(NOMINATIVE.match(groups["measure"] or "") and is_told_as_rule)
    return _of_those_before(WORD.findall(OTHER.sub(" ", clause)), found[0], is_rule=is_rule)


def _genitive(between: str) -> str:
    """«Ширина проезжей части до», «масса автомобиля более»; none where a preposition stands first."""
    for word in WORD.findall(between):
        if _is_noun(word):
            return word
        if not may_be(word, "ADJF"):
            return ""
    return ""


def _of_those_before(before: list[str], told: str, *, is_rule: bool) -> Measured:
    at = next((n for n in range(len(before) - 1, -1, -1) if _is_driven(before[n]) or _is_noun(before[n])), None)
    if at is None:
        return Measured.VEHICLE if is_rule else Measured.UNCLEAR
    if _is_driven(before[at]):
        return Measured.UNCLEAR if _is_of_another(before, at) else Measured.VEHICLE
    owner = before[at - 1] if at else ""  # «проезд самосвалов», «габаритные ворота»
    if is_rule or owner.startswith("габарит") or _is_traffic(owner) and may_be(before[at], "gent", "plur"):
        return Measured.VEHICLE
    is_of_way = any(map(_is_driven, _clause_before(before, at))) and OVER.search(told)
    return Measured.UNCLEAR if is_of_way else Measured.OTHER


def _clause_before(words: list[str], at: int) -> list[str]:
    return next((words[n + 1 : at] for n in range(at - 1, -1, -1) if words[n] == ","), words[:at])


def _is_of_another(before: list[str], at: int) -> bool:
    """«Колонна машин длиной»: its own length, or that of each machine."""
    owner = before[at - 1] if at else ""
    is_owned = VEHICLE.match(before[at]) is not None and may_be(before[at], "gent")
    return is_owned and _is_noun(owner) and not _is_driven(owner)


def _is_driven(word: str) -> bool:
    return VEHICLE.match(word) is not None or _is_traffic(word)


def _is_traffic(word: str) -> bool:
    return TRAFFIC.match(word) is not None


def _is_noun(word: str) -> bool:
    likeliest = next(iter(parses(word)), None)
    return len(word) > 2 and likeliest is not None and "NOUN" in likeliest.grammemes
