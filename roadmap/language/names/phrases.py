"""Names of two words: «Красный Путь», «Студёная Гора», «Советской Армии», «Освобождение Труда»."""

from roadmap.language.grammar.lemmas import GOVERNED, agree, agree_in, is_known, may_be, parses
from roadmap.language.names.kinds import kind_at
from roadmap.language.names.shapes import Shape, standing
from roadmap.language.names.words import (
    get,
    is_people,
    is_proper,
    is_toponym,
    key_at,
    noun_nominative,
    phrase_nominative,
    shown,
)
from roadmap.language.tables import word_set
from roadmap.language.tokens import Token

# Features of a land that, with an adjective before them, are a street's whole name, also in lower case
PLACE_NOUNS = word_set(
    """
    путь вал роща горка гора луг берег ряд угор слобода взвоз поляна лог ручей дамба буян яр бор холм сад
    зоря заря ключ родник дол овраг затон мыс остров коса пруд озеро канал пристань застава выселки хутор
    посад конец погост колодец мельница усадьба сопка балка степь лес лесок дубрава поле бугор увал крыловка
    ворота слободка речка вражек
    """
)
# Not in lower case: a bank, a garden, a lake, a field are seldom a name there
TYPED_NOUNS = PLACE_NOUNS - word_set(
    "берег ряд сад лес остров пруд озеро гора поле канал вал конец степь холм путь ключ"
)
GENITIVE_NOUNS = word_set("коммуны армии дивизии пятилетки революции гвардии площади зорь звезды полка бригады воли")
TYPED_GENITIVES = word_set("коммуны армии гвардии дивизии воли")
# Nouns of deeds and bonds that stand in the nominative before a genitive: «Освобождение Труда», «Факел Социализма»
OF_WHAT = word_set("труда революции отечества победы комиссаров спасателей войны хасана октября социализма коммунизма")


def phrase(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """An adjective and a noun that are a name together, put into the nominative."""
    first, second = get(tokens, at), get(tokens, at + 1)
    if first is None or second is None or first.kind != "word" or second.kind != "word" or second.opens:
        return None
    if len(second.key) < 2 or may_be(first.text, "Apro") or not (_is_pair(first.text, second.text)):
        return None
    is_place = names_place(second.text)
    both = is_proper(first) and is_proper(second)
    if not (both or is_place and (is_proper(first) or kind) or _is_typed(first, second)):
        return None
    if (
        _is_kind(tokens, at + 1)
        and not (kind and both)
        or (both and not is_place and not kind and may_be(second.text, "Surn"))
    ):
        return None
    is_many = first.key.endswith(("ых", "их"))  # «на Красных Зорь», but «от Чистых Прудов»
    stays = not is_place or kind or is_many and not _governs_genitive(tokens, at)
    if stays and _is_in_genitive(first.text, second.text):
        return None
    noun = second.text if not second.is_upper else second.text.capitalize()
    name = phrase_nominative(shown(first), noun if both or kind else shown(second))
    return standing(at + 2, name, kind, "phrase", 0.7 if both or kind else 0.5)


def _governs_genitive(tokens: list[Token], at: int) -> bool:
    """«от», «до», «на перекрёстке», «пересечение»: what follows is a genitive whatever the name is."""
    before = key_at(tokens, at - 1)
    return "gent" in GOVERNED.get(before, ()) or before.startswith(("перекрест", "пересеч"))


def _is_pair(adjective: str, noun: str) -> bool:
    if agree(adjective, noun) or len(noun) == 2 and agree_in(adjective, noun, "nomn"):
        return True
    lower = adjective.lower()
    if lower.endswith(("ин", "ов", "ев", "ёв")) and names_place(noun) and may_be(noun, "masc", "nomn"):
        return True  # «Кашёнкин Луг»
    short = adjective.lower().endswith(("ова", "ева", "ину", "ову", "еву", "ина"))  # «Лыкова Дамба»
    if short and may_be(noun, "NOUN", "femn", "sing") and names_place(noun):
        return adjective.lower()[-1] == {"у": "у", "ю": "у"}.get(noun.lower()[-1], "а") and noun.lower()[-1] in "уюая"
    return adjective.lower().endswith(("ая", "яя", "ую")) and not is_known(noun) and is_toponym(noun)


def _is_typed(first: Token, second: Token) -> bool:
    """«полярные зори», as residents type."""
    if first.is_capital or second.is_capital or may_be(first.text, "Apro"):
        return False
    return bool(_lemmas(second.text) & TYPED_NOUNS) and agree_in(first.text, second.text, "nomn")


def _lemmas(word: str) -> set[str]:
    return {one.lemma for one in parses(word) if "NOUN" in one.grammemes}


def names_place(word: str) -> bool:
    return bool(_lemmas(word) & PLACE_NOUNS) or not is_known(word) and noun_nominative(word).lower() in PLACE_NOUNS


def _is_kind(tokens: list[Token], at: int) -> bool:
    found = kind_at(tokens, at)
    return found is not None and not (tokens[at].is_capital and _lemmas(tokens[at].text) & PLACE_NOUNS)


def _is_in_genitive(adjective: str, noun: str) -> bool:
    """«Советской Армии» is a genitive that stays; «Советская Гавань», «Солнечной Поляне» are not."""
    return agree_in(adjective, noun, "gent") and not agree_in(adjective, noun, "nomn")


def phrase_in_genitive(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Советской Армии», «Парижской коммуны»: both words stay in the genitive."""
    first, second = get(tokens, at), get(tokens, at + 1)
    if first is None or second is None or second.kind != "word" or second.opens or _is_kind(tokens, at + 1):
        return None
    if not is_proper(first) and not (second.key in GENITIVE_NOUNS and (kind or second.key in TYPED_GENITIVES)):
        return None
    if not (is_proper(second) or second.key in GENITIVE_NOUNS):
        return None
    if may_be(second.text, "Surn") and not (first.key.endswith(("ых", "их")) and is_people(second.text)):
        return None
    if not first.key.endswith(("ой", "ей", "ых", "их", "ого", "его")) or not agree_in(first.text, second.text, "gent"):
        return None
    if first.key.endswith(("ых", "их")) and not may_be(second.text, "NOUN", "gent", "plur"):
        return None
    if may_be(second.text, "ADJF") and not (first.key.endswith(("ых", "их")) and may_be(second.text, "NOUN")):
        return None
    return standing(at + 2, f"{shown(first)} {shown(second)}", kind, "person", 0.75)


def newspaper(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Газеты «Звезда»»: a street that is called after a newspaper."""
    first = get(tokens, at)
    if first is None or first.key not in ("газеты", "журнала") or key_at(tokens, at + 1) not in ("«", '"'):
        return None
    end = at + 2
    while end < min(at + 6, len(tokens)) and tokens[end].kind == "word":
        end += 1
    if end == at + 2 or key_at(tokens, end) not in ("»", '"'):
        return None
    words = " ".join(token.text for token in tokens[at + 2 : end])
    return standing(end + 1, f"{shown(first)} «{words}»", kind, "phrase", 0.8)


def noun_of_noun(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Освобождение Труда», «Факел Социализма», «улица Заветы Отцов»: a noun in the nominative, then of what."""
    first, second = get(tokens, at), get(tokens, at + 1)
    if not (is_proper(first) and is_proper(second)) or second.opens or _is_kind(tokens, at) or _is_kind(tokens, at + 1):
        return None
    is_named = may_be(first.text, "NOUN", "inan", "nomn", "sing") or (
        kind and may_be(first.text, "NOUN", "inan", "nomn")
    )
    is_thing = is_named and not may_be(first.text, "NOUN", "gent")
    if not is_thing or any(may_be(first.text, one) for one in ("Surn", "Name", "Geox")):
        return None
    if not (second.key in OF_WHAT or kind and may_be(second.text, "NOUN", "gent")):
        return None
    return standing(at + 2, f"{shown(first)} {shown(second)}", kind, "phrase", 0.7)
