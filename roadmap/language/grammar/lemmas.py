"""What a written Russian word may be: its dictionary form, part of speech, case.

The reading side of the grammar: the dictionary of `morphology`, its answers as plain values and remembered, since
notices repeat the same few thousand words.
"""

from functools import lru_cache
from typing import NamedTuple

from roadmap.language.text import plain

from . import morphology

LONGEST_WORD = 40  # longer strings are not Russian words; guessing about them would only cost time


class Parse(NamedTuple):
    """One reading of a word. `grammemes` are OpenCorpora's: NOUN, ADJF, gent, femn, sing, Surn, Geox..."""

    lemma: str
    grammemes: frozenset[str]
    score: float


@lru_cache(maxsize=20_000)
def parses(word: str) -> tuple[Parse, ...]:
    """All readings of a word, likeliest first; nothing for what is no word."""
    if not word or len(word) > LONGEST_WORD:
        return ()
    found = morphology.parses(word.lower())
    return tuple(Parse(plain(one.normal_form), frozenset(one.tag.grammemes), one.score) for one in found)


def lemma(word: str) -> str:
    """The likeliest dictionary form, with «е» for «ё»."""
    readings = parses(word)
    return readings[0].lemma if readings else plain(word)


def lemmas(word: str) -> frozenset[str]:
    """Every possible dictionary form."""
    return frozenset(one.lemma for one in parses(word))


@lru_cache(maxsize=2_000)
def all_forms(word: str) -> frozenset[str]:
    """Every form of every word that this may be, «е» for «ё»: «мире» → «мир», «мира», «миру», …"""
    if not word.isalpha() or len(word) > LONGEST_WORD:
        return frozenset((plain(word),))
    lexemes = (form.word for parse in morphology.parses(word.lower()) for form in parse.lexeme)
    return frozenset(map(plain, lexemes)) | {plain(word)}


@lru_cache(maxsize=20_000)
def is_known(word: str) -> bool:
    """Is the word in the dictionary, rather than guessed by its ending?"""
    return len(word) <= LONGEST_WORD and morphology.is_known(word)


@lru_cache(maxsize=20_000)
def may_be(word: str, *grammemes: str) -> bool:
    """Has the word a reading with all these grammemes?"""
    wanted = set(grammemes)
    return any(wanted <= one.grammemes for one in parses(word))


@lru_cache(maxsize=20_000)
def agree(adjective: str, noun: str, preposition: str = "") -> bool:
    """Could the two be one phrase: same case, number and gender («новой дороге», not «пермской яма»)?

    A preposition before them narrows the case: «на Красной ямы» is no phrase, since «на» takes no genitive.
    """
    if len(noun) < 3:  # «с», «в», «и» are nouns to the dictionary, as abbreviations
        return False
    governed = GOVERNED.get(preposition, CASES)
    for one in parses(adjective):
        if not {"ADJF", "PRTF"} & one.grammemes or not governed & one.grammemes:
            continue
        for other in parses(noun):
            if "NOUN" in other.grammemes and _agreement(one) == _agreement(other):
                return True
    return False


@lru_cache(maxsize=20_000)
def agree_in(adjective: str, noun: str, grammeme: str) -> bool:
    """Do the two agree in readings with this grammeme: «Красный Путь» in the nominative, «Красном Пути» not?"""
    adjectives = [one for one in parses(adjective) if grammeme in one.grammemes and {"ADJF", "PRTF"} & one.grammemes]
    nouns = [one for one in parses(noun) if "NOUN" in one.grammemes]
    return any(_agreement(one) == _agreement(other) for one in adjectives for other in nouns)


CASES = frozenset(("nomn", "gent", "datv", "accs", "ablt", "loct"))
SECOND_CASES = {"loc2": "loct", "gen2": "gent", "acc2": "accs"}  # «на мосту»
GOVERNED = {
    "на": frozenset(("accs", "loct")),
    "по": frozenset(("datv", "loct", "accs")),
    "через": frozenset(("accs",)),
    "к": frozenset(("datv",)),
    "ко": frozenset(("datv",)),
    **dict.fromkeys(("от", "до", "у", "возле", "около", "с", "со", "из"), frozenset(("gent", "ablt"))),
}
GENDERS = frozenset(("masc", "femn", "neut"))


def _agreement(parse: Parse) -> tuple:
    gender = frozenset() if "plur" in parse.grammemes else parse.grammemes & GENDERS
    cases = frozenset(SECOND_CASES.get(one, one) for one in parse.grammemes) & CASES
    return cases, "plur" in parse.grammemes, gender


def genitive(name: str) -> str:
    """A town in the genitive: «Тюмень» → «Тюмени»; as it is where the dictionary cannot tell."""
    for parse in morphology.parses(name.lower()):
        if {"NOUN", "nomn"} in parse.tag:
            inflected = parse.inflect({"gent"})
            return inflected.word.capitalize() if inflected else name
    return name


def nominative_plural(noun: str) -> str:
    """«лугам» → «луга»; as it is where the dictionary cannot tell."""
    for parse in morphology.parses(noun.lower()):
        if {"NOUN", "plur"} in parse.tag:
            inflected = parse.inflect({"nomn", "plur"})
            return inflected.word if inflected else noun
    return noun


def nominative(words: list[str]) -> str:
    """A short noun phrase in the nominative, its number kept: «строительной площадки» → «строительная площадка».

    The last word is the noun; what comes before agrees with it or, if it is no adjective, stays.
    """
    noun = words[-1]
    parse = next((one for one in morphology.parses(noun.lower()) if "NOUN" in one.tag), None)
    if parse is None or noun.isupper():
        return " ".join(words)
    number = "plur" if "plur" in parse.tag else "sing"
    inflected = parse.inflect({"nomn", number})
    gender = {parse.tag.gender} if number == "sing" and parse.tag.gender else set()
    before = [_agreed(word, {"nomn", number} | gender) for word in words[:-1]]
    return " ".join([*before, _cased(inflected.word if inflected else noun, noun)])


def _agreed(word: str, grammemes: set[str]) -> str:
    for parse in morphology.parses(word.lower()):
        if "ADJF" in parse.tag:
            inflected = parse.inflect(grammemes)
            return _cased(inflected.word, word) if inflected else word
    return word


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word
