"""Nouns that a street bears in the nominative: «улица Полянка», «улица Белая Дача», «переулок Тополь».

Handbooks let such a name decline after its kind word only where both are feminine singular: «на улице Полянке», but
«на улице Маяк», «на улице Ключи», «в переулке Тополь». Without its kind word it always declines: «на Маяке».
"""

from functools import lru_cache

from roadmap.language.tables import stems

from . import morphology
from .kinds import CASES

# Ends of stems of toponyms that the dictionary lacks: «Рогатица», «Крапивка»
TOPONYM = stems("вк инк анк янк ынк йк шк иц лк рк тк ск чк зк дк бк мк пк")
LEAST_SHARE = 0.5  # of the feminine readings of a word that may be a genitive too: «Рябина», but «Мира»
VELAR, HUSHING = "гкх", "жшщч"
FEMININE = {  # genitive, dative, accusative, instrumental, prepositional
    "ия": "ии ии ию ией ии",
    "а": "ы е у ой е",
    "я": "и е ю ей е",
    "ь": "и и ь ью и",
}


@lru_cache(maxsize=10_000)
def gender(word: str) -> str | None:
    """femn, masc, neut or plur of a noun in the nominative; None of a genitive («Мира», «Гагарина»), and where the
    word does not tell."""
    last = word.lower().rpartition("-")[2]
    if not morphology.is_known(last):
        return "femn" if last.endswith("а") and last[:-1].endswith(TOPONYM) else None
    readings = [parse for parse in morphology.parses(last) if "NOUN" in parse.tag]
    named = [parse for parse in readings if "nomn" in parse.tag and "Surn" not in parse.tag]
    if not named or any({"Surn", "gent"} in parse.tag for parse in readings):
        return None
    if any("gent" in parse.tag for parse in readings) and _share_of_feminine(named) < LEAST_SHARE:
        return None
    first = named[0].tag
    if {"neut", "Geox"} in first:
        return None  # «Муравленко»: a town that is called after somebody
    return "plur" if "plur" in first else first.gender and str(first.gender)


def _share_of_feminine(readings: list) -> float:
    return sum(one.score for one in readings if {"femn", "sing"} in one.tag and "Name" not in one.tag)


def may_be_feminine(word: str) -> bool:
    """Whether the noun of a feminine adjective: «Нижняя Дебря»."""
    last = word.lower().rpartition("-")[2]
    if not morphology.is_known(last):
        return last.endswith(tuple(FEMININE))
    readings = [parse.tag for parse in morphology.parses(last)]
    return any({"NOUN", "femn", "sing", "nomn"} in tag and "Surn" not in tag for tag in readings)


def feminine(word: str, case: str) -> str:
    """A feminine noun by its ending, where the dictionary lacks it: «Крапивка» → «Крапивке»."""
    ending = next((one for one in FEMININE if word.lower().endswith(one)), None)
    if ending is None or case == "nominative":
        return word
    stem = word[: -len(ending)]
    return stem + _spelt(FEMININE[ending].split()[CASES.index(case) - 1], stem[-1:].lower())


def _spelt(ending: str, before: str) -> str:
    """After г к х and ж ш щ ч no «ы», after hushing sounds and ц no «ой» without stress."""
    if ending == "ы" and before in VELAR + HUSHING:
        return "и"
    return "ей" if ending == "ой" and before in HUSHING + "ц" else ending
