"""The dictionary of Russian word forms, loaded at the first question and asked about one word at a time."""

from functools import cache, lru_cache


@cache
def _analyzer():
    import pymorphy3  # 38 MB: most processes never ask a question that needs it

    return pymorphy3.MorphAnalyzer()


@lru_cache(maxsize=20_000)
def parses(word: str) -> tuple:
    """All readings of a word, most likely first; for a hyphenated word those of its last part as well."""
    return tuple(_analyzer().parse(word))


def is_known(word: str) -> bool:
    return _analyzer().word_is_known(word.lower())


def has_reading(word: str, *grammemes: str) -> bool:
    """Whether some reading of the word carries all the grammemes, such as ("ADJF", "femn", "nomn")."""
    return any(set(grammemes) in parse.tag for parse in parses(word.lower()))


def _is_sure(parse) -> bool:
    """In the dictionary, or a town by its ending: «Заводоуковск»."""
    return parse.is_known or parse.word.endswith(("ск", "град", "бург"))


def inflect_noun(word: str, case: str, gender: str | None = None) -> str | None:
    """A noun in the nominative → the same noun in another case; None where the dictionary does not know it."""
    wanted = {"NOUN", "nomn", gender} if gender else {"NOUN", "nomn"}
    for parse in parses(word.lower()):
        if wanted in parse.tag and _is_sure(parse):
            inflected = parse.inflect({case})
            return inflected.word if inflected else None
    return None


def noun_gender(word: str) -> str | None:
    """masc, femn or neut of a noun in the nominative singular, "plur" of one in the plural («пруды»)."""
    for parse in parses(word.lower()):
        if {"NOUN", "nomn"} in parse.tag and _is_sure(parse) and "Surn" not in parse.tag:
            gender = parse.tag.gender
            return "plur" if parse.tag.number == "plur" else gender and str(gender)
    return None
