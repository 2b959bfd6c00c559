"""Names after persons: «М. Тореза», «Академика Шварца», «Бр. Дроздовых», «Николая Никонова», and sizes cut short."""

from roadmap.language.grammar.lemmas import agree, is_known, may_be, parses
from roadmap.language.names.kinds import GENDERS, SHORT, kind_at
from roadmap.language.names.people import (
    HEROINES,
    JOINED,
    OFFICES,
    SHORT_NAMES,
    SHORT_TITLES,
    TITLES,
    USUALLY_IN_FULL,
    in_full,
)
from roadmap.language.names.shapes import Shape, agreeing, standing
from roadmap.language.names.words import (
    OF_MASCULINE,
    SURNAME_ENDINGS,
    agrees_with,
    capital,
    dot_after,
    get,
    is_genitive,
    is_namesake,
    is_proper,
    is_surname,
    is_toponym,
    key_at,
    nominative_of,
    noun_nominative,
    shown,
)
from roadmap.language.text import plain
from roadmap.language.tokens import Token

# What stands before an adjective or a noun with a dot: the stem of the word that was cut
SIZES = {
    "б": "Больш",
    "бол": "Больш",
    "м": "Мал",
    "мал": "Мал",
    "н": "Нижн",
    "нижн": "Нижн",
    "в": "Верхн",
    "верхн": "Верхн",
    "ст": "Стар",
    "стар": "Стар",
    "нов": "Нов",
    "ср": "Средн",
}
MOST_INITIALS = 3
SIZE_ENDINGS = {"femn": ("ая", "яя"), "masc": ("ый", "ий"), "neut": ("ое", "ее")}


def joined(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Сакко и Ванцетти» are one street."""
    keys = tuple(token.key for token in tokens[at : at + 3])
    if "-" in keys[0] and (name := JOINED.get(tuple(keys[0].split("-")))) is not None:
        return standing(at + 1, name, kind, "title", 0.9)  # «Стара-Загоры»
    for length in (3, 2):
        name = JOINED.get(keys[:length])
        if name is not None:
            return standing(at + length, name, kind, "title", 0.9)
    return None


# ---------------------------------------------------------------- sizes


def sized(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Б. Садовой» → «Большая Садовая улица», «Н. Дебря» → «улица Нижняя Дебря»; «Б. Петрова» is a person."""
    first, word = get(tokens, at), get(tokens, at + 2)
    if first is None or not first.is_capital or first.key not in SIZES or not dot_after(tokens, at):
        return None
    if not is_proper(word) or len(word.key) < 4:
        return None
    gender, kind, end = _gender_told(tokens, at, kind)
    is_told = end > at + 3  # by a kind word after it
    if (is_told and agrees_with(word.text, gender) or _is_adjective_of(word.text, gender)) and in_full(
        first.text, word.text
    ) is None:
        name = f"{_size(first.key, gender)} {nominative_of(shown(word), gender)}"
        return agreeing(end, name, kind, trust=0.85)
    if _is_noun_of_its_own(word.text) and in_full(first.text, word.text) is None:
        return standing(at + 3, f"{_size(first.key, 'femn')} {noun_nominative(shown(word))}", kind, "phrase", 0.7)
    return None


def _gender_told(tokens: list[Token], at: int, kind: str) -> tuple[str, str, int]:
    """By the kind word before or after: «Б. Златоустинский пер.»."""
    trailing = None if kind else kind_at(tokens, at + 3)
    if trailing is not None and _is_of(tokens[at + 2], tokens[at + 3]):
        return GENDERS[trailing[0]], trailing[0], trailing[1]
    if not kind and tokens[at + 2].key.endswith(("ий", "ый")):
        return "masc", "переулок", at + 3
    return GENDERS.get(kind, "femn"), kind, at + 3


def _is_of(word: Token, kind_word: Token) -> bool:
    """«М. Козловском переулке»; in «до Б. Садовой проезд закрыт» the kind word is another matter."""
    return kind_word.key in SHORT or agree(word.text, kind_word.text)


def _size(short: str, gender: str) -> str:
    stem = SIZES[short]
    hard, soft = SIZE_ENDINGS[gender]
    if gender == "masc" and stem == "Больш":
        return "Большой"
    return stem + (soft if stem.endswith("н") else hard)


def _is_adjective_of(word: str, gender: str) -> bool:
    lower = word.lower()
    if lower in HEROINES or not agrees_with(word, gender):
        return False
    if lower.endswith(("ая", "яя", "ый", "ий", "ое", "ее")):
        return True
    if lower.endswith(OF_MASCULINE):
        return not is_namesake(word)
    return lower.endswith(("ской", "цкой", "скую", "цкую")) or may_be(word, "ADJF") or not is_known(word)


def _is_noun_of_its_own(word: str) -> bool:
    """«Дебря», «Крыловку»: a feminine noun that is nobody's surname."""
    lower = word.lower()
    if is_toponym(word):
        return True
    if not lower.endswith(("а", "я", "у", "ю")) or lower.endswith(SURNAME_ENDINGS) or may_be(word, "Surn"):
        return False
    if may_be(word, "NOUN", "masc", "gent") and is_known(word):
        return False
    if not is_known(word):
        return lower.endswith(("ка", "ку", "ря", "рю", "ца", "цу"))
    return may_be(word, "NOUN", "femn", "sing") and not may_be(word, "Name")


# ---------------------------------------------------------------- persons


def initials(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«М. Тореза», «Н.И. Кузнецова»; a well-known namesake is given in full."""
    end = at
    while end < at + 2 * MOST_INITIALS and (_is_initial(tokens, end) or _is_short_name(tokens, end)):
        end += 2
    surname = get(tokens, end)
    if end == at or surname is None or not (is_proper(surname) or _is_typed(tokens, at, end)) or len(surname.key) < 4:
        return None
    first = SHORT_NAMES.get(tokens[at].key)
    full = f"{first} {shown(surname)}" if first else in_full(tokens[at].text, surname.text)
    full = full or f"{'. '.join(token.text.upper() for token in tokens[at:end:2])}. {shown(surname)}"
    return standing(end + 1, full, kind, "initials", 0.85)


def _is_short_name(tokens: list[Token], at: int) -> bool:
    """«Дм. Ульянова»"""
    first = get(tokens, at)
    return bool(first and first.is_capital and first.key in SHORT_NAMES and key_at(tokens, at + 1) == ".")


def _is_initial(tokens: list[Token], at: int) -> bool:
    first = get(tokens, at)
    if first is None or first.kind != "word" or len(first.text) > 1 or first.text.isascii():
        return False
    return key_at(tokens, at + 1) == "." and (first.is_capital or _is_typed(tokens, at, at + 2))


ABBREVIATED = "гдклмпсчш"  # town, house, block, flat, metre, settlement, village, hour, road


def _is_typed(tokens: list[Token], at: int, surname_at: int) -> bool:
    """«н.зубкова», all small and in one piece; «г.москва», «д.ивановка» are towns and villages."""
    initial, surname = tokens[at], get(tokens, surname_at)
    if surname is None or surname.kind != "word" or surname.is_capital or initial.is_capital or not surname.glued:
        return False
    is_known_one = in_full(initial.text, surname.text) is not None
    return is_known_one or initial.key not in ABBREVIATED and is_surname(surname.text) and is_genitive(surname.text)


def titled(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Академика Шварца», «Ген.-лейт. Озерова», «врача Сурова», «академика королёва»."""
    first = get(tokens, at)
    if first is None or first.kind != "word":
        return None
    title, after = title_at(tokens, at, bool(kind))
    surname = get(tokens, after)
    if not title or surname is None or surname.kind != "word" or len(surname.key) < 4:
        return None
    if not _is_person_word(surname.text) or kind_at(tokens, after) is not None:
        return None
    if not first.is_capital and not surname.is_capital and not (kind or _is_name_of_somebody(surname.text)):
        return None
    end = after + 1
    if is_proper(get(tokens, end)) and may_be(surname.text, "Name") and is_genitive(tokens[end].text):
        end += 1
    words = " ".join(shown(token) for token in tokens[after:end])
    return standing(end, f"{title} {words}", kind, "title", 0.85)


def title_at(tokens: list[Token], at: int, has_kind: bool) -> tuple[str, int]:
    """The title in full, and the token after it: «Ген.-лейт.» → «Генерал-лейтенанта»."""
    first = tokens[at]
    dotted = dot_after(tokens, at)
    if first.key in SHORT_TITLES and (dotted or first.is_capital and key_at(tokens, at + 1) == "-"):
        after = at + 1 + dotted
        second = get(tokens, after + 1)
        if key_at(tokens, after) == "-" and second is not None and (second.key in SHORT_TITLES or second.key in TITLES):
            after += 2 + dot_after(tokens, after + 1)
            rank = SHORT_TITLES.get(second.key, second.key)
            return f"{_nominative_title(SHORT_TITLES[first.key])}-{rank}", after
        return (capital(SHORT_TITLES[first.key]), after) if dotted else ("", at)
    if first.key in TITLES or first.key.rsplit("-", 1)[-1] in TITLES:
        return shown(first), at + 1
    second = get(tokens, at + 1)
    if (has_kind or is_proper(first)) and _is_calling(first.text, has_kind) and second is not None:
        is_surnamed = second.kind == "word" and (is_surname(second.text) or second.key.endswith(SURNAME_ENDINGS))
        return (shown(first), at + 1) if is_proper(second) or has_kind and is_surnamed else ("", at)
    return "", at


def _nominative_title(title: str) -> str:
    return capital(title[:-1] if title.endswith("а") else title)


def _is_calling(word: str, has_kind: bool) -> bool:
    """«врача», «имама»: what a person was, in the genitive; an office («мэра») only within a name."""
    if word.lower() in OFFICES and not has_kind:
        return False
    reading = next(iter(parses(word)), None)
    if reading is None or not {"NOUN", "anim", "gent", "sing"} <= reading.grammemes:
        return False
    return is_known(word) and not any(may_be(word, one) for one in ("Surn", "Name", "Patr", "Geox"))


def _is_person_word(word: str) -> bool:
    return is_genitive(word) or word.lower().endswith(("ова", "ева", "ина"))


def _is_name_of_somebody(word: str) -> bool:
    return is_surname(word) or may_be(word, "Name", "gent") or may_be(word, "Geox", "gent")


def person(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Николая Никонова»: a first name and a surname, both in the genitive."""
    first, second = get(tokens, at), get(tokens, at + 1)
    if first is None or second is None or first.kind != "word" or second.kind != "word" or len(second.key) < 3:
        return None
    if not (is_proper(first) and is_proper(second)) and not kind:
        return None
    if not may_be(first.text, "Name", "gent") or kind_at(tokens, at + 1) is not None:
        return None
    is_told = bool(kind) and is_proper(second) and may_be(second.text, "NOUN")  # «ул. Сергея Шило»
    if not (is_told or is_known_person(first.text, second.text) or _is_surname_in_genitive(second.text)):
        return None
    if may_be(second.text, "Name", "gent") and is_known(second.text) and not may_be(second.text, "Surn"):
        return None
    if not (is_proper(first) or is_surname(second.text)) or second.opens:
        return None
    return standing(at + 2, f"{shown(first)} {shown(second)}", kind, "person", 0.85)


def is_known_person(first: str, last: str) -> bool:
    """«Розы Люксембург»: a surname that does not decline."""
    return plain(in_full(first[:1], last) or "") == plain(f"{first} {last}")


def _is_surname_in_genitive(word: str) -> bool:
    return is_genitive(word) or word.lower().endswith(("ской", "цкой", "овой", "евой", "иной"))


def surname_in_full(word: str) -> str:
    """«Маркса» → «Карла Маркса», where nearly all streets of that name bear the first name too."""
    return USUALLY_IN_FULL.get(plain(word), word)
