"""Adjectives and ordinals as they stand in names: «Холодильная», «Верхний», «Казачий», «Гусев», «8-й», «2-я».

The endings are regular, so they come from a table; the dictionary only says whether a word is an adjective at all.
"""

import re

from . import morphology
from .kinds import CASES

# genitive, dative, accusative, instrumental, prepositional; "=" repeats the nominative
_OBLIQUE = CASES[1:]
_ENDINGS = {
    "femn": {
        "ая": "ой ой ую ой ой",
        "яя": "ей ей юю ей ей",
        "ья": "ьей ьей ью ьей ьей",
    },
    "masc": {
        "ый": "ого ому = ым ом",
        "ой": "ого ому = ым ом",
        "ий": "его ему = им ем",
    },
    "neut": {
        "ое": "ого ому = ым ом",
        "ее": "его ему = им ем",
        "ье": "ьего ьему = ьим ьем",
    },
    "plur": {
        "ые": "ых ым = ыми ых",
        "ие": "их им = ими их",
        "ьи": "ьих ьим = ьими ьих",
    },
}
_POSSESSIVE = {  # «Гусев переулок», «Машкова улица»
    "masc": {"": "а у = ым ом"},
    "femn": {"а": "ой ой у ой ой"},
    "neut": {"о": "а у = ым ом"},
    "plur": {"ы": "ых ым = ыми ых"},
}
_VELARS = "кгх"
_HUSHERS = "жчшщ"
_STRESSED_STEMS = ("больш", "чуж")  # «Большой улицы», but «Рабочей улицы»
_BEAR_STEMS = re.compile(  # «Медвежий» → «Медвежьего»
    r"(барсуч|верблюж|волч|господ|девич|заяч|казач|коз|коров|лебяж|лис|медвеж|овеч|олен|охотнич|пастуш"
    r"|помещич|птич|пауч|рыб|рыбач|собач|соболь|трет|человеч|щуч)$"
)
_ORDINAL = re.compile(r"^(\d+)-(я|ая|й|ый|ой|ий|е|ое|го|ого|му|ому|ю|ую|м|ым|ом)$")
_ORDINAL_ENDINGS = {
    "femn": ("я", "й", "й", "ю", "й", "й"),
    "masc": ("й", "го", "му", "й", "м", "м"),
    "neut": ("е", "го", "му", "е", "м", "м"),
    "plur": ("е", "х", "м", "е", "ми", "х"),
}
_SHORT_POSSESSIVE = {
    "masc": re.compile(r"[оеё]в$|[иы]н$"),
    "femn": re.compile(r"[оеё]ва$|[иы]на$"),
    "neut": re.compile(r"[оеё]во$|[иы]но$"),
    "plur": re.compile(r"[оеё]вы$|[иы]ны$"),
}
GENDERS = ("femn", "masc", "neut", "plur")


def is_ordinal(word: str) -> bool:
    return bool(_ORDINAL.match(word.lower()))


def ordinal_agrees(word: str, gender: str) -> bool:
    """Whether it is the nominative of that gender: «2-я» with улица, but not «25-го» («улица 25-го Октября»)."""
    match = _ORDINAL.match(word.lower())
    return bool(match) and match[2][-1] == _ORDINAL_ENDINGS[gender][0]


def decline_ordinal(word: str, gender: str, case: str) -> str:
    """«8-й» in any case → «8-го»; also sets a nominative that was written otherwise («2-ая» → «2-я»)."""
    number = _ORDINAL.match(word.lower())[1]
    return f"{number}-{_ORDINAL_ENDINGS[gender][CASES.index(case)]}"


def _nominative_ending(word: str, gender: str) -> str | None:
    return next((ending for ending in _ENDINGS[gender] if word.endswith(ending)), None)


def is_adjective(word: str, gender: str) -> bool:
    """Whether the word can be an adjective in the nominative singular of the gender.

    The ending alone would take «Николая» and «Мая» for feminine adjectives, so the dictionary is asked.
    """
    lower = word.lower().rsplit("-", 1)[-1]
    if not _nominative_ending(lower, gender):
        return False
    if morphology.is_known(lower):
        return morphology.has_reading(lower, "ADJF", gender, "nomn") or _is_noun_like_adjective(lower, gender)
    return bool(re.search(r"(ск|цк|н|в|т)(ая|яя|ый|ий|ой|ое|ее|ые|ие)$", lower))


def _is_noun_like_adjective(word: str, gender: str) -> bool:
    """«Набережная», «Кольцевая»: nouns that decline as adjectives."""
    return morphology.has_reading(word, "NOUN", "Subx", gender, "nomn")


def is_short_possessive(word: str, gender: str) -> bool:
    """«Гусев» (переулок), «Машкова» (улица); told by the ending alone, so ask only of words before the kind."""
    return bool(_SHORT_POSSESSIVE[gender].search(word.lower()))


def decline(word: str, gender: str, case: str) -> str:
    """An adjective in the nominative → the case, capitals kept."""
    if case == "nominative":
        return word
    lower = word.lower()
    ending = _nominative_ending(lower, gender)
    if ending is None:
        return _decline_short_possessive(word, gender, case)
    stem = word[: -len(ending)]
    replacement = _ENDINGS[gender][ending].split()[_OBLIQUE.index(case)]
    return word if replacement == "=" else stem + _adapt(replacement, stem.lower(), ending)


def _decline_short_possessive(word: str, gender: str, case: str) -> str:
    ((ending, replacements),) = _POSSESSIVE[gender].items()
    stem = word[: -len(ending)] if ending else word
    replacement = replacements.split()[_OBLIQUE.index(case)]
    return word if replacement == "=" else stem + replacement


def _adapt(replacement: str, stem: str, ending: str) -> str:
    """The spelling rules after к г х and ж ч ш щ, and the stems of «Медвежий»."""
    last = stem[-1]
    if ending == "ий" and _BEAR_STEMS.fullmatch(stem.rsplit("-", 1)[-1]):
        return "ь" + replacement
    if ending == "ий" and last in _VELARS:
        return {"его": "ого", "ему": "ому", "ем": "ом"}.get(replacement, replacement)
    if replacement == "ым" and last in _VELARS + _HUSHERS:
        return "им"
    if ending == "ая" and last in _HUSHERS and stem not in _STRESSED_STEMS:
        return {"ой": "ей"}.get(replacement, replacement)
    return replacement


# --- back to the nominative -------------------------------------------------------------------------------------------

_NOMINATIVE_ENDING = {"femn": "ая", "masc": "ый", "neut": "ое"}
_OBLIQUE_ENDING = {
    "femn": re.compile(r"(ьей|ьею|ью|ья|ой|ою|ую|ая|ей|ею|юю|яя)$"),
    "masc": re.compile(r"(ьего|ьему|ьим|ьем|ого|ому|ым|ом|ый|ой|его|ему|им|ем|ий)$"),
    "neut": re.compile(r"(ьего|ьему|ьим|ьем|ье|ого|ому|ым|ом|ое|его|ему|им|ем|ее)$"),
}
# women whose surnames the dictionary lacks
_NAMESAKES = frozenset(("космодемьянской", "плевицкой", "ковалевской", "крупской"))
_LOCATIVE_POSSESSIVE = re.compile(r"([оеё]в|[иы]н)ом$")  # «в Гусевом переулке»
_CASE_TAGS = dict(zip(CASES, ("nomn", "gent", "datv", "accs", "ablt", "loct"), strict=True))


def to_nominative(word: str, gender: str, cases: frozenset[str] = frozenset(CASES)) -> str | None:
    """An adjective in one of the cases → its nominative of the gender; None where the word cannot be that adjective.

    A surname that looks like one («Котовского», «Крупской») is refused unless it is a common adjective as well.
    """
    prefix, _, last = word.rpartition("-")
    lower = last.lower()
    if not _OBLIQUE_ENDING[gender].search(lower) or (gender == "femn" and _is_woman(lower)):
        return None
    found = _from_dictionary(lower, gender, cases) if morphology.is_known(lower) else _by_ending(lower, gender, cases)
    if found is None and not prefix and gender == "masc" and "nominative" not in cases:
        found = _of_somebody(lower)
    if found is None:
        return None
    capital = found.capitalize() if last[:1].isupper() or not prefix else found
    return f"{prefix}-{capital}" if prefix else capital


def _of_somebody(word: str) -> str | None:
    """«Гусевом» (переулке) → «гусев»; other forms of such names look like surnames."""
    match = _LOCATIVE_POSSESSIVE.search(word)
    return word[: match.end(1)] if match else None


def _is_woman(word: str) -> bool:
    """«Терешковой», «Шевцовой»: the likelier of a woman's surname in the genitive and an adjective comes first."""
    if word in _NAMESAKES or not word.endswith(("ой", "ей")):
        return word in _NAMESAKES
    for parse in morphology.parses(word):
        if {"Surn", "femn", "gent"} in parse.tag:
            return True
        if {"ADJF", "femn"} in parse.tag and "Poss" not in parse.tag:
            return False
    return False


def _from_dictionary(word: str, gender: str, cases: frozenset[str]) -> str | None:
    for parse in morphology.parses(word):
        if not ({"ADJF", gender} in parse.tag or {"NOUN", "Subx", gender} in parse.tag):
            continue
        if any(_CASE_TAGS[case] in parse.tag for case in cases if case in _CASE_TAGS) or (
            parse.tag.case == "loc2" and "prepositional" in cases
        ):
            nominative = parse.inflect({"nomn", "sing", gender} if "ADJF" in parse.tag else {"nomn", "sing"})
            return nominative.word if nominative else None
    return None


def _by_ending(word: str, gender: str, cases: frozenset[str]) -> str | None:
    """For words the dictionary lacks («Алебашевской»): only the suffixes that make an adjective of a place name."""
    ending = _OBLIQUE_ENDING[gender].search(word)[1]
    stem = word[: -len(ending)]
    if not re.search(r"(ск|цк|н|ов|ев|ёв)$", stem):
        return None
    nominative = stem + ("ий" if gender == "masc" and stem[-1] in _VELARS else _NOMINATIVE_ENDING[gender])
    return nominative if any(decline(nominative, gender, case) == word for case in CASES if case in cases) else None
