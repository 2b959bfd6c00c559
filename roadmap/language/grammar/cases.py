"""Whole names in all cases, and words in any case back to the full name as OpenStreetMap writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache

from . import adjectives, morphology, nouns
from .kinds import CASES, KIND_WORDS, RANK, KindWord, kind_cases, kind_word

_PYMORPHY_CASE = dict(zip(CASES, ("nomn", "gent", "datv", "accs", "ablt", "loct"), strict=True))


@dataclass(frozen=True)
class NameParts:
    """«8-й Степной переулок» → kind_word «переулок», before «8-й Степной»; «улица Малыгина» → after «Малыгина»."""

    kind_word: str  # nominative, without abbreviation; "" where the name has none
    before: str = ""
    after: str = ""
    is_capital: bool = False  # «Обход Тюмени», «Кузнецкий Мост»: the kind word is written as part of the name

    @property
    def proper(self) -> str:
        return f"{self.before} {self.after}".strip()

    @property
    def kind_first(self) -> bool:
        return bool(self.kind_word) and not self.before


@dataclass(frozen=True)
class CaseForms:
    nominative: str
    genitive: str
    dative: str
    accusative: str
    instrumental: str
    prepositional: str
    locative: str = ""  # after «на» and «в»: «на Садовом мосту»; the prepositional where nothing else is said

    def __post_init__(self) -> None:
        if not self.locative:
            object.__setattr__(self, "locative", self.prepositional)


@lru_cache(maxsize=10_000)
def split_name(name: str) -> NameParts:
    """A name in the nominative, also with an abbreviated kind word: «ул. Малыгина», «Червишевский тр-т»."""
    words = name.split()
    kinds = [(RANK[kind.word], index, kind) for index, word in enumerate(words) if (kind := _leading_kind(word))]
    if not kinds:
        return NameParts("", after=" ".join(words))
    _, index, kind = min(kinds, key=lambda found: found[:2])
    before, after = " ".join(words[:index]), " ".join(words[index + 1 :])
    return NameParts(kind.word, before, after, is_capital=words[index][:1].isupper())


def _leading_kind(word: str) -> KindWord | None:
    """The kind word in its nominative or abbreviated; «моста» inside a name is no kind word of it."""
    return kind_word(word) if "nominative" in kind_cases(word) else None


def forms(name: str, overrides: Mapping[str, str] | None = None) -> CaseForms:
    """All cases of a name in the nominative. `overrides` are forms that an editor stored for this street."""
    declined = _decline_name(" ".join(name.split()))
    known = {field.name for field in fields(CaseForms)}
    stored = {case: form for case, form in (overrides or {}).items() if case in known and form}
    if "prepositional" in stored:
        stored.setdefault("locative", stored["prepositional"])
    return replace(declined, **stored)


@lru_cache(maxsize=10_000)
def _decline_name(name: str) -> CaseForms:
    parts = split_name(name)
    return CaseForms(**{case: _name_in(parts, case) for case in CASES}, locative=_name_in(parts, "locative"))


def _name_in(parts: NameParts, case: str) -> str:
    if not parts.kind_word:
        return _decline_phrase(parts.after, "prepositional" if case == "locative" else case)
    kind = KIND_WORDS[parts.kind_word]
    plain = "prepositional" if case == "locative" else case
    before = _decline_before(parts.before, kind.gender, plain)
    after = _decline_after(parts.after, kind.gender, plain)
    own = kind.form(case).capitalize() if parts.is_capital else kind.form(case)
    return " ".join(word for word in (before, own, after) if word)


@lru_cache(maxsize=10_000)
def proper_form(name: str, case: str) -> str:
    """The name without its kind word: «Малыгина», «Холодильной», for lists such as «улиц Малыгина и Холодильной»."""
    parts = split_name(name)
    if not parts.kind_word:
        return _decline_phrase(parts.after, case)
    gender = KIND_WORDS[parts.kind_word].gender
    before, after = _decline_before(parts.before, gender, case), _decline_after(parts.after, gender, case)
    return f"{before} {after}".strip()


@lru_cache(maxsize=10_000)
def lone_form(name: str, case: str) -> str:
    """The same where no kind word stands before it: a noun then declines whatever its gender, «от Маяка до Ключей»."""
    *first, last = split_name(name).after.split() or [""]
    if not first:
        gender = nouns.gender(last)
    else:
        gender = next((one for one in adjectives.GENDERS if all(_agrees(word, one) for word in first)), None)
    noun = _decline_noun(last, case, gender) if gender else None
    if noun is None:
        return proper_form(name, case)
    return " ".join([*(_decline_agreeing(word, gender, case) for word in first), noun])


def _decline_before(words: str, gender: str, case: str) -> str:
    return " ".join(_decline_agreeing(word, gender, case) for word in words.split())


def _decline_agreeing(word: str, gender: str, case: str) -> str:
    if adjectives.ordinal_agrees(word, gender):
        return adjectives.decline_ordinal(word, gender, case)
    if adjectives.is_adjective(word, gender) or adjectives.is_short_possessive(word, gender):
        return adjectives.decline(word, gender, case)
    return word


def _decline_after(words: str, gender: str, case: str) -> str:
    """What follows the kind word declines only where all of it agrees («улица Большая Заречная», «улица Красная
    Полянка»), else it stands."""
    split = words.split()
    if not split or case == "nominative":
        return words
    *first, last = split
    if gender == "femn" and _is_feminine(first, last):
        return " ".join([*(_decline_agreeing(word, gender, case) for word in first), _decline_feminine(last, case)])
    if not all(_agrees(word, gender) for word in first):
        return words
    if _agrees(last, gender) and (first or not adjectives.is_ordinal(last)):
        return " ".join(_decline_agreeing(word, gender, case) for word in split)
    if first and adjectives.is_ordinal(first[0]):  # «проезд 4-й Геологоразведчиков»
        return " ".join([adjectives.decline_ordinal(first[0], gender, case), *split[1:]])
    return words


def _is_feminine(first: list[str], noun: str) -> bool:
    """«Крапивка», «2-я Усть-Луга», «Лыкова Дамба»; beside an adjective also what is no noun by itself."""
    if any(adjectives.is_adjective(word, "femn") for word in first) and all(_agrees(word, "femn") for word in first):
        return nouns.may_be_feminine(noun)
    is_owned = len(first) == 1 and adjectives.is_short_possessive(first[0], "femn") and morphology.is_known(noun)
    return (is_owned or all(_agrees(word, "femn") for word in first)) and nouns.gender(noun) == "femn"


def _decline_feminine(noun: str, case: str) -> str:
    return _decline_noun(noun, case) or nouns.feminine(noun, case)


def _agrees(word: str, gender: str) -> bool:
    return adjectives.ordinal_agrees(word, gender) or adjectives.is_adjective(word, gender)


# --- names without a kind word: landmarks, «Арбат», «автовокзал», «Центральный рынок» ---------------------------------


def _decline_phrase(phrase: str, case: str) -> str:
    """Adjectives and the noun that they belong to decline, all after it stands: «Центральный рынок «Заря»»."""
    if case == "nominative" or re.search(r"\s[—–-]\s", phrase):
        return phrase
    words = phrase.split()
    head = next((index for index, word in enumerate(words) if _noun_gender(word)), None)
    if head is None:
        return _decline_lone_adjectives(words, case)
    gender = _noun_gender(words[head])
    if not all(_agrees_in_phrase(word, gender) for word in words[:head]):
        return phrase
    declined = [_decline_agreeing(word, gender, case) for word in words[:head]]
    return " ".join([*declined, _decline_noun(words[head], case) or words[head], *words[head + 1 :]])


def _agrees_in_phrase(word: str, gender: str) -> bool:
    """Also «Старый (низовой) мост» and «Воробьёвы горы»."""
    is_possessive = gender == "plur" and adjectives.is_short_possessive(word, gender)
    return _agrees(word, gender) or is_possessive or word.startswith("(")


def _decline_lone_adjectives(words: list[str], case: str) -> str:
    """«Холодильная» without «улица»; a phrase that is not all adjectives stands as it is."""
    for gender in adjectives.GENDERS:
        if words and all(_agrees(word, gender) for word in words):
            return " ".join(_decline_agreeing(word, gender, case) for word in words)
    return " ".join(words)


def _noun_gender(word: str) -> str | None:
    """The gender of a noun that can be a head; abbreviations and quoted words are none."""
    if len(word) < 3 or word.isupper() or not word.replace("-", "").isalpha():
        return None
    if any(adjectives.is_adjective(word, gender) for gender in adjectives.GENDERS):
        return None
    kind = _leading_kind(word)
    return kind.gender if kind else morphology.noun_gender(_declining_part(word)[1])


def _decline_noun(word: str, case: str, gender: str | None = None) -> str | None:
    """`gender` where what stands before the noun tells it: «Казачьи Луга» are no town of Луга."""
    kind = _leading_kind(word)
    before, noun, after = _declining_part(word)
    inflected = kind.form(case) if kind else morphology.inflect_noun(noun, _PYMORPHY_CASE[case], gender)
    if inflected is None:
        return None
    return before + (inflected.capitalize() if noun[:1].isupper() else inflected) + after


def _declining_part(word: str) -> tuple[str, str, str]:
    """«Ростов-на-Дону» → its first part, «Йошкар-Ола» → its last, each with what stays around it."""
    first, *rest = word.split("-")
    if len(rest) > 1:
        return "", first, "-" + "-".join(rest)
    return (f"{first}-", rest[0], "") if rest else ("", word, "")


# --- from words in any case to the full name --------------------------------------------------------------------------

_SMALL_WORDS = frozenset(("лет", "имени", "им.", "года", "реки", "в", "на", "над", "из", "и", "от", "до", "дня"))


def canonical(words: str, kind: str = "улица", *, kind_first: bool | None = None) -> str:
    """«Холодильной», «улице» → «Холодильная улица»; «Малыгина», «ул.» → «улица Малыгина».

    `kind` is the kind word as the text has it, in any case or abbreviated; its case, where the form tells it, and
    `kind_first` (whether it stood before the words) decide between an adjective («Червишевского тракта», «в переулке
    Степном») and somebody's name («переулка Котовского»).
    """
    known = kind_word(kind)
    if known is None:
        raise ValueError(f"not a kind word: {kind}")
    split = [_capital(word) for word in words.split()]
    if not split:
        return known.word.capitalize()
    cases = _agreement_cases(kind)
    agreeing = _agreeing_nominatives(split, known.gender, cases)
    if agreeing and not _is_somebody(split[-1], known, cases, kind_first):
        return f"{' '.join(agreeing)} {known.word}"
    return f"{known.word} {_as_attribute(split)}"


def _agreement_cases(kind: str) -> frozenset[str]:
    """The cases in which an adjective may stand beside the kind word as written; all where the form does not tell."""
    cases = kind_cases(kind) or frozenset(CASES)
    if cases <= {"nominative", "accusative"}:  # also how a caller writes a kind word of which it knows no more
        return frozenset(CASES)
    return cases | ({"prepositional"} if "locative" in cases else set())


def _is_somebody(word: str, kind: KindWord, cases: frozenset[str], kind_first: bool | None) -> bool:
    """«Котовского», «Воровского» beside a masculine or neuter kind: a genitive that the ending cannot tell apart."""
    if kind.gender == "femn" or not word.lower().endswith(("ого", "его")) or "genitive" not in cases:
        return False
    if kind_first is not None:
        return kind_first
    is_placed_by_city = kind.word in ("тракт", "шоссе", "мост", "кольцо")  # «Московского тракта»
    return word.lower().endswith(("ского", "цкого")) and not is_placed_by_city


def _agreeing_nominatives(words: list[str], gender: str, cases: frozenset[str]) -> list[str] | None:
    """All words in the nominative, where every one is an adjective or ordinal agreeing with the kind word."""
    found = []
    for word in words:
        if adjectives.is_ordinal(word):
            nominative = adjectives.decline_ordinal(word, gender, "nominative")
        else:
            nominative = adjectives.to_nominative(word, gender, cases)
        if nominative is None:
            return None
        found.append(nominative)
    return found


def _as_attribute(words: list[str]) -> str:
    """A name in the genitive stands; a single noun in another oblique case («по Республике») goes to the genitive."""
    if len(words) == 1 and (genitive := _genitive_of_oblique(words[0])):
        return genitive
    return " ".join(words)


def _genitive_of_oblique(word: str) -> str | None:
    parses = morphology.parses(word.lower()) if morphology.is_known(word) else ()
    nouns = [parse for parse in parses if {"NOUN", "sing"} in parse.tag]
    if not nouns or any(parse.tag.case in ("gent", "nomn") for parse in nouns):
        return None
    genitive = nouns[0].inflect({"gent", "sing"})
    return genitive.word.capitalize() if genitive else None


def _capital(word: str) -> str:
    if word.lower() in _SMALL_WORDS or not word[:1].islower():
        return word
    return word[:1].upper() + word[1:]
