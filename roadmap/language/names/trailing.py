"""The kind word after the name: «8-й Степной переулок», «Вахитова переулка», and roads called by what they are."""

from dataclasses import replace

from roadmap.language.grammar.kinds import KindWord, kind_cases, kind_word
from roadmap.language.grammar.lemmas import agree, is_known, may_be
from roadmap.language.names.kinds import GENDERS, SHORT, SPELLINGS, VAGUE, is_plural, kind_at
from roadmap.language.names.numbered import numbered
from roadmap.language.names.people import is_well_known
from roadmap.language.names.shapes import Shape, agreeing, standing
from roadmap.language.names.words import (
    ADJECTIVE_ENDINGS,
    OF_MASCULINE,
    RELATIVE,
    get,
    is_adjectival,
    is_genitive,
    is_namesake,
    is_people,
    is_proper,
    is_surname,
    key_at,
    nominative_of,
    shown,
)
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

# Roads that are called by an adjective and what they are; `typed`: also where it is written small
ROADS = word_set(
    "съезд спуск обход кольцо выезд въезд магистраль дамба коса взвоз дублёр подъезд объезд хорда диаметр обвод"
)
TYPED_ROADS = word_set("обход кольцо магистраль взвоз хорда спуск")
TYPED_KINDS = word_set("проспект переулок бульвар тракт шоссе улица")
# Stems of adjectives that point rather than name: «соседней улице», «главной дороги»
POINTING = word_set(
    """
    соседн главн ближайш центральн нужн прав лев перв втор трет последн объездн встречн дворов параллельн остальн
    перекрыт закрыт пуст загородн городск пешеходн проезж узк широк жил отдельн нижн верхн нов стар основн местн
    кольцев кругов транспортн дорожн оживленн окольн здешн окружающ больш мал резервн запасн темн тих указанн данн
    загруженн вечерн ночн дневн временн
    """
)
RINGS, RINGED = word_set("кольцев кругов"), word_set("улица переулок проспект бульвар")  # «кольцевой дороги» points
ENTRANCES = word_set("подъезд выезд въезд съезд объезд")
COMPASS = stems("север южн юго восточн западн")
STRAIGHT = word_set("переулок проезд тупик спуск переулки тупики проезды пер туп")
OWNED = (("genitive", "а"), ("dative", "у"), ("instrumental", "ым"), ("prepositional", "ом"), ("locative", "ом"))
# «Сквозной проезд по Садовой закрыт»: passing along a street or across it, not a lane
ALONG = word_set("по через вдоль")
PASSING = stems("сквозн транзитн прям свободн беспрепятственн встречн")
BETWEEN_LINES = word_set("до и , -")
ISLANDS = frozenset((("в", ".", "о", "."), ("п", ".", "с", ".")))
MOST_ADJECTIVES = 3


def trailing_kind(tokens: list[Token], at: int) -> Shape | None:
    """Adjective(s) or a genitive, and then the kind word."""
    number = tokens[at].key if tokens[at].kind == "ordinal" else ""
    start = at + bool(number)
    if number and SPELLINGS.get(key_at(tokens, start)) == "линия":
        return Shape(_past_island(tokens, start + 1), f"{number}-я Линия", "number", 0.8)
    if number and _is_line_of_list(tokens, at):
        return Shape(at + 1, f"{number}-я Линия", "number", 0.7)
    return _after_adjectives(tokens, start, number) or (None if number else _after_genitive(tokens, at))


def _is_line_of_list(tokens: list[Token], at: int) -> bool:
    """«от 8-й до 10-й линии», «5-й, 6-й и 7-й линиях»: one kind word for all."""
    while key_at(tokens, at + 1) in BETWEEN_LINES and get(tokens, at + 2) and tokens[at + 2].kind == "ordinal":
        at += 2
        if SPELLINGS.get(key_at(tokens, at + 1)) == "линия":
            return True
    return False


def _past_island(tokens: list[Token], at: int) -> int:
    """«В.О.», «П. С.» after a name of Petersburg: the island that it lies on."""
    keys = tuple(token.key for token in tokens[at : at + 4])
    return at + 4 if keys in ISLANDS and tokens[at].is_capital else at


def _after_adjectives(tokens: list[Token], start: int, number: str) -> Shape | None:
    for count in range(1, MOST_ADJECTIVES + 1):
        after = start + count
        word = get(tokens, after - 1)
        if count == 1 and not number and (owned := _of_owner(tokens, start)):
            return owned
        if word is None or word.kind != "word" or not is_adjectival(word.text) or word.opens and count > 1:
            return None
        if not word.is_capital and word.key.startswith(PASSING):
            return None  # «по Вишнёвой сквозного проезда нет»
        behind = "" if number else _number_at(tokens, after)  # «Садовый 2-й переулок»
        after += bool(behind)
        found = _kind_after(tokens, after)
        if found is not None and not _belongs_to_next(tokens, after, found[2]):
            words = tokens[start : start + count]
            fits = all(one.key.endswith(ADJECTIVE_ENDINGS[found[1]]) for one in words)
            return _named(tokens, words, after, number or behind, *found) if fits else None
    return None


def is_no_road(tokens: list[Token], at: int) -> bool:
    """At an adjective or at the one after it: a railway and the firm that runs it, or passing."""
    return _is_railway(tokens, at) or _is_railway(tokens, at + 1) or _is_passing(tokens, at)


def _is_railway(tokens: list[Token], at: int) -> bool:
    return key_at(tokens, at).startswith("железн") and key_at(tokens, at + 1).startswith("дорог")


def _is_passing(tokens: list[Token], at: int) -> bool:
    if not tokens[at].opens or not key_at(tokens, at + 1).startswith("проезд"):
        return False
    along = get(tokens, at + 3)
    is_along = key_at(tokens, at + 2) in ALONG and along is not None and along.kind == "word"
    return is_along or tokens[at].key.startswith(PASSING)


def _number_at(tokens: list[Token], at: int) -> str:
    return tokens[at].key if at < len(tokens) and tokens[at].kind == "ordinal" else ""


def _named(
    tokens: list[Token], words: list[Token], after: int, number: str, kind: str, gender: str, end: int
) -> Shape | None:
    """`after`: the token of the kind word."""
    if not _agrees(tokens, after, words[-1].text, kind) or not _is_meant(tokens, words, kind):
        return None
    last = words[-1]
    if gender == "masc" and last.key.endswith(OF_MASCULINE) and is_plural(tokens[after].key) and is_namesake(last.text):
        return standing(end, " ".join(shown(word) for word in words), kind, "genitive", 0.8)
    names = [nominative_of(shown(word), gender) for word in words]
    if kind == "набережная" and _is_street_of_bank(tokens, words, after):
        return agreeing(end, " ".join([*names, "Набережная"]), "улица", trust=0.8)
    ordinal = [f"{number}-{ {'femn': 'я', 'neut': 'е'}.get(gender, 'й') }"] if number else []
    shape = agreeing(_past_island(tokens, end), " ".join(ordinal + names), kind, trust=0.9)
    island = "".join(token.text for token in tokens[end : shape.end])
    return replace(shape, name=f"{shape.name} {island}") if island else shape


def _of_owner(tokens: list[Token], at: int) -> Shape | None:
    """«Мошков переулок», «Гусевом переулке»: a lane of one owner, whose name declines in the short way."""
    word, found = tokens[at], kind_at(tokens, at + 1)
    if found is None or GENDERS[found[0]] != "masc" or not is_proper(word) or is_people(word.text):
        return None
    kind, end = found
    owner = _owner(word, kind, tokens[at + 1].key)
    return agreeing(end, owner, kind, trust=0.8) if owner and not _belongs_to_next(tokens, at + 1, end) else None


def _owner(word: Token, kind: str, spelling: str) -> str:
    """The nominative, where word and kind word stand in one case."""
    if word.key.endswith(("ов", "ев", "ин")) and spelling in STRAIGHT:
        return shown(word)
    if spelling in SHORT or is_known(word.text) and may_be(word.text, "ADJF"):  # «Сиреневом бульваре»
        return ""
    cases = kind_cases(spelling)
    found = next((one for case, one in OWNED if case in cases and word.key.endswith(_owned_by(one))), None)
    if found is None or found == "а" and not _is_owner_alone(word, kind):
        return ""
    return shown(word)[: -len(found)]


def _owned_by(ending: str) -> tuple[str, ...]:
    return tuple(owner + ending for owner in ("ов", "ев", "ёв", "ин"))


def _is_owner_alone(word: Token, kind: str) -> bool:
    """«Гусева переулка» is the Гусев переулок, «Нахимова переулка» rather the переулок Нахимова."""
    return kind in ("переулок", "тупик") and not is_well_known(word.text)


def _is_street_of_bank(tokens: list[Token], words: list[Token], after: int) -> bool:
    """«Нижняя Набережная» is a street, «Кремлёвская набережная» an embankment."""
    is_size = len(words) == 1 and words[0].key.startswith(("нижн", "верхн", "больш", "мал", "стар", "нов", "средн"))
    return is_size and tokens[after].is_capital and not tokens[after].is_upper


def _kind_after(tokens: list[Token], at: int) -> tuple[str, str, int] | None:
    """Kind, gender and the token after it."""
    found = kind_at(tokens, at)
    if found is not None:
        return found[0], GENDERS[found[0]], found[1]
    token = get(tokens, at)
    if token is None or token.kind != "word":
        return None
    road: KindWord | None = kind_word(token.key)
    return (road.word, road.gender, at + 1) if road is not None and road.word in ROADS else None


def _belongs_to_next(tokens: list[Token], at: int, end: int) -> bool:
    """«Широтная, ул. Мельникайте»: an abbreviation that opens the next name."""
    if tokens[at].key not in SHORT or _past_island(tokens, end) > end:
        return False
    return _begins_a_name(tokens, end, kind_at(tokens, at)[0])


def _begins_a_name(tokens: list[Token], at: int, kind: str) -> bool:
    """«ул. 9 Мая»; in «Вяземское ш 30» the number is a house."""
    token = get(tokens, at)
    if token is None or token.opens:
        return False
    return is_proper(token) or token.kind == "ordinal" or numbered(tokens, at, kind) is not None


def _agrees(tokens: list[Token], after: int, word: str, kind: str) -> bool:
    spelling = tokens[after].key
    if spelling in SHORT or agree(word, tokens[after].text):
        return True
    if is_plural(spelling):
        return True  # «Соборный и Газетный переулки»
    return not may_be(word, "ADJF") and bool(kind_cases(spelling))


def _is_meant(tokens: list[Token], words: list[Token], kind: str) -> bool:
    """A capital tells a name; in lower case an adjective of a kind that is seldom anything else."""
    if is_proper(words[0]) or words[0].kind == "ordinal":
        return kind not in ENTRANCES or not words[0].opens or _tells_which(words[-1])
    if len(words) > 1 and words[0].is_upper or kind not in TYPED_KINDS | TYPED_ROADS:
        return False
    return all(_may_name(word) for word in words) and any(_is_telling(word, kind) for word in words)


def _tells_which(word: Token) -> bool:
    """«Псковский въезд», «Юго-Восточный выезд»; «Закрытый въезд», «Правый съезд» are no names."""
    return word.key.endswith((*RELATIVE, "цкий", "цкого", "цком")) or word.key.startswith(COMPASS)


def _may_name(word: Token) -> bool:
    return not may_be(word.text, "Apro") and not may_be(word.text, "PRTF") and len(word.key) > 3


def _is_telling(word: Token, kind: str) -> bool:
    stem = word.key[:-3] if word.key.endswith(("ого", "его", "ому", "ему")) else word.key[:-2]
    return stem not in POINTING or kind == "тракт" or stem in RINGS and kind in RINGED


# ---------------------------------------------------------------- after a genitive


def _after_genitive(tokens: list[Token], at: int) -> Shape | None:
    """«Вахитова переулка», «Чавайна бульваре», «Энергетиков просп.»"""
    for length in (1, 2):
        words = tokens[at : at + length]
        found = kind_at(tokens, at + length)
        if len(words) < length or any(word.opens for word in words[1:]):
            return None
        if found is None or not all(is_proper(word) for word in words):
            continue
        kind, end = found
        if kind in VAGUE or kind == "площадь" or not _is_attribute(words) or _opens_next(tokens, at + length, end):
            return None
        name = " ".join(shown(word) for word in words)
        return standing(end, name, kind, "person" if length == 2 else "genitive", 0.8)
    return None


def _is_attribute(words: list[Token]) -> bool:
    last = words[-1].text
    if len(last) < 4 or may_be(last, "PREP"):
        return False
    if len(words) == 2:
        return may_be(words[0].text, "Name", "gent") and is_genitive(last)
    if last.lower().endswith(OF_MASCULINE):
        return is_namesake(last)
    return is_surname(last) and is_genitive(last) or is_people(last) or may_be(last, "NOUN", "gent", "sing")


def _opens_next(tokens: list[Token], at: int, end: int) -> bool:
    """«Ленина, улица Мира» was told apart by the comma; «Ленина улица Мира» by the name that follows."""
    after = get(tokens, end)
    follows = after is not None and not after.opens and (is_proper(after) or after.kind in ("number", "ordinal"))
    return follows and (tokens[at].key in SHORT or not (after.kind == "number" and key_at(tokens, end) != "."))
