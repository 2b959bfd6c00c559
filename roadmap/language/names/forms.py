"""Every written form of a street's name, so that a text is matched by looking words up.

An adjective declines with its kind word («Широтная улица», «Заречный проезд»); a name in the genitive does not
(«улица Малыгина», «проспект Мира»); a name that stands as it is («Красный Путь», «Гилёвская Роща») declines by itself.
Endings are added by table rather than by dictionary: a city has thousands of names, and start-up must be short.
A form too many does no harm, it is simply never met.
"""

import re

from roadmap.language.grammar import nouns
from roadmap.language.text import fold
from roadmap.language.times import lexicon
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

FEMININE = (  # nominative ending → the other endings, singular
    ("ая", ("ой", "ую", "ою")),
    ("яя", ("ей", "юю", "ею")),
    ("ья", ("ьей", "ью", "ьею")),
)
MASCULINE = (
    ("ый", ("ого", "ому", "ым", "ом")),
    ("ой", ("ого", "ому", "ым", "ом", "им")),
    ("ний", ("него", "нему", "ним", "нем")),
    ("кий", ("кого", "кому", "ким", "ком")),
    ("гий", ("гого", "гому", "гим", "гом")),
    ("хий", ("хого", "хому", "хим", "хом")),
    ("чий", ("чего", "чему", "чим", "чем", "чьего", "чьему", "чьим", "чьем")),
    ("ий", ("его", "ему", "им", "ем", "ьего", "ьему", "ьим", "ьем")),
)
NEUTER = (
    ("ое", ("ого", "ому", "ым", "ом")),
    ("ее", ("его", "ему", "им", "ем")),
    ("ье", ("ьего", "ьему", "ьим", "ьем")),
)
PLURAL = (
    ("ые", ("ых", "ым", "ыми")),
    ("ие", ("их", "им", "ими")),
    ("ьи", ("ьих", "ьим", "ьими")),
)
NOUNS = (  # for names that stand in the nominative
    ("а", ("ы", "и", "е", "у", "ой", "ою")),
    ("я", ("и", "е", "ю", "ей")),
    ("ь", ("я", "ю", "ем", "е", "и", "ью")),
    ("й", ("я", "ю", "ем", "е")),
    ("ье", ("ья", "ью", "ьем")),
    ("и", ("", "ам", "ами", "ах", "ек", "ок", "ей")),
    ("ы", ("", "ам", "ами", "ах", "ов")),
    ("", ("а", "у", "ом", "е")),
)
ORDINAL_WORDS = (
    "",
    "перв",
    "втор",
    "трет",
    "четверт",
    "пят",
    "шест",
    "седьм",
    "восьм",
    "девят",
    "десят",
)
PLURAL_NOUNS = (
    ("а", ("", "ов", "ам", "ами", "ах")),
    ("я", ("ь", "ей", "ям", "ями", "ях")),
    ("и", ("", "ов", "ок", "ек", "ей", "ам", "ами", "ах")),
    ("ы", ("", "ов", "ам", "ами", "ах")),
)
MONTHS = frozenset(lexicon.MONTHS)
MONTHS_AS_WRITTEN = MONTHS | frozenset(lexicon.SHORT_MONTHS)
SYLLABLE = re.compile("[^аеиоуыэюя]*[аеиоуыэюя][^аеиоуыэюя]")
GENITIVE_ENDINGS = ("ов", "ев", "ей", "ых", "их", "ан", "ин")  # «Металлургов», «Партизан»
OF_SURNAMES = ("ова", "ева", "ина", "ына")  # the dictionary need not be asked about these
YEARS = frozenset(("лет", "летия", "летие", "летию", "летием", "летии"))


def adjective_forms(word: str, table: tuple) -> frozenset[str]:
    for ending, others in table:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return frozenset({word, *(stem + other for other in others)})
    return frozenset((word,))


def noun_forms(word: str, table: tuple = NOUNS) -> frozenset[str]:
    for ending, others in table:
        if word.endswith(ending):
            stem = word[: len(word) - len(ending)]
            return frozenset({word, *(stem + other for other in others)})
    return frozenset((word,))


def name_forms(name: str, gender: str) -> tuple[frozenset[str], ...]:
    """The forms of every word of a bare name («50 лет Октября»), for a kind word of this gender."""
    tokens = [token for token in tokenize(name) if token.kind in ("word", "number", "ordinal")]
    keys = [token.key for token in tokens]
    if not keys:
        return ()
    if "лет" in keys or any(key in YEARS for key in keys):
        return tuple(YEARS if key in YEARS else _number_forms(token) for token, key in zip(tokens, keys, strict=True))
    table = FEMININE if gender == "femn" else NEUTER if gender == "neut" else MASCULINE
    if _is_adjectival(tokens, table):
        return tuple(_word_forms(token, table) for token in tokens)
    return _standing(tokens)


def _is_adjectival(tokens: list[Token], table: tuple) -> bool:
    words = [token.key for token in tokens if token.kind == "word"]
    return bool(words) and all(any(word.endswith(ending) for ending, _ in table) for word in words)


def _word_forms(token: Token, table: tuple) -> frozenset[str]:
    return _number_forms(token) if token.kind != "word" else adjective_forms(token.key, table)


def _standing(tokens: list[Token]) -> tuple[frozenset[str], ...]:
    """A genitive («Малыгина», «Защитников Отечества») stays; a phrase in the nominative declines whole."""
    first = next((token for token in tokens if token.kind == "word"), tokens[0])
    rest = [token for token in tokens if token.kind == "word" and token is not first]
    table = next(
        (one for one in (MASCULINE, FEMININE, NEUTER, PLURAL) if any(first.key.endswith(e) for e, _ in one)), None
    )
    if table is None or not rest or len(rest) > 1:
        return tuple(_number_forms(token) for token in tokens)
    return tuple(
        adjective_forms(token.key, table)
        if token is first
        else noun_forms(token.key, PLURAL_NOUNS if table is PLURAL else NOUNS)
        if token in rest
        else _number_forms(token)
        for token in tokens
    )


def _number_forms(token: Token) -> frozenset[str]:
    if token.kind == "word":
        return frozenset((token.key,))
    number = int(token.key)
    if 0 < number < len(ORDINAL_WORDS):
        stem = ORDINAL_WORDS[number]
        endings = ("ая", "ой", "ую", "ый", "ого", "ому", "ом", "ым", "ья", "ьей", "ью", "ий", "ьего", "ьему", "ьем")
        return frozenset({token.key, *(stem + ending for ending in endings)})
    return frozenset((token.key,))


def nicknames(words: tuple[frozenset[str], ...], name: str) -> frozenset[str]:
    """«Первомайская» → «первомайка», «Коммунальная» → «коммуналка», «Южный Берег» → «южбер»."""
    keys = [token.key for token in tokenize(name) if token.kind == "word"]
    if len(keys) > 1:
        return _syllables(*keys[-2:])
    for ending in ("ская", "ный", "ная", "ский"):
        if len(words) == 1 and keys and keys[0].endswith(ending) and len(keys[0]) - len(ending) >= 5:
            stem = keys[0][: -len(ending)].rstrip("ь")
            return frozenset(stem + tail for tail in ("ка", "ки", "ке", "ку", "кой"))
    return frozenset()


def _syllables(first: str, last: str) -> frozenset[str]:
    """The first syllables of an adjective and its noun, as one word."""
    if not first.endswith(("ый", "ий", "ой", "ая", "ое", "ые", "ие")):
        return frozenset()
    one, other = SYLLABLE.match(first), SYLLABLE.match(last)
    short = one[0] + other[0] if one and other else ""
    return frozenset(short + tail for tail in ("", "а", "у", "е", "ом")) if len(short) >= 6 else frozenset()


def declined(words: tuple[frozenset[str], ...], name: str) -> frozenset[str]:
    """A noun of one word as people decline it: «Покровка», «Восход» by themselves, «Авроры» as if it were «Аврора»."""
    key = fold(name)
    if len(words) != 1 or not key.isalpha() or len(key) < 4:
        return frozenset()
    if key.endswith(("а", "я", "ь")) and not key.endswith(OF_SURNAMES) and nouns.gender(key) == "femn":
        return noun_forms(key) - words[0]
    if len(key) < 5:
        return frozenset()
    if key.endswith(("ка", "ица")) or (key[-1] not in "аеиоуыэюя" and not key.endswith(GENITIVE_ENDINGS)):
        return noun_forms(key) - words[0]
    if key.endswith(("ы", "ии", "ки", "ги")):
        stem = key[:-1]
        tails = ("я", "и", "ю", "ей") if key.endswith("ии") else ("а", "е", "у", "ой")
        return frozenset(stem + tail for tail in tails) - words[0]
    return frozenset()
