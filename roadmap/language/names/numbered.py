"""Names with a number: «8 Марта», «40-летия Победы», «7-я Северная», «62-й Армии», «1905 года»."""

import re

from roadmap.language.grammar.lemmas import agree_in, may_be
from roadmap.language.names.forms import MONTHS, ORDINAL_WORDS, YEARS
from roadmap.language.names.kinds import GENDERS, VAGUE, kind_at
from roadmap.language.names.phrases import names_place
from roadmap.language.names.shapes import Shape, agreeing, standing
from roadmap.language.names.words import (
    agrees_with,
    get,
    is_proper,
    is_toponym,
    key_at,
    nominative_of,
    noun_nominative,
    shown,
)
from roadmap.language.tables import word_set
from roadmap.language.tokens import Token

LATEST_YEAR = 1950  # of «1905 года»: a later one is a year
# What a jubilee is of, also in lower case
JUBILEES = word_set(
    "победы октября влксм ссср рсфср комсомола революции октябрьской ленина города республики армии вов"
)
# Days that streets are named after; the other days of the year are dates
HOLIDAYS = frozenset((("8", "марта"), ("9", "января"), ("25", "октября")))
OF_DATES = word_set("до с со по к ко после")
LANDS = word_set("области губернии республики края армии дивизии")
ACRONYMS = word_set("влксм ссср ркка рсфср кпсс вдв вмф вч ввс бсср")
ROMAN = re.compile("[ivxlх]+")
UNITS = word_set("съезда партсъезда интернационала эскадрильи армии пятилетки дивизии бригады роты гвардии")
STANDING_NOUNS = ("параллел", "верст", "просек", "миль", "мил")  # «45-я Параллель» is a nominative
LANES = frozenset(("переулок", "проезд", "тупик", "линия", "просека", "квартал", "спуск"))
MOST_LANES = 40


def numbered(tokens: list[Token], at: int, kind: str) -> Shape | None:
    first = get(tokens, at)
    if first is None or first.kind not in ("number", "ordinal"):
        return None
    for read in (_year, _jubilee, _day, _unit, _lined, _of_adjective, _of_noun, _of_many):
        shape = read(tokens, at, kind)
        if shape is not None:
            return shape
    return None


def _year(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«1905 года»"""
    year = tokens[at].key
    if len(year) != 4 or key_at(tokens, at + 1) != "года" or not (kind or 1700 < int(year) < LATEST_YEAR):
        return None
    return standing(at + 2, f"{year} года", kind, "number", 0.9 if kind else 0.6)


def _jubilee(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«50 лет Октября», «40-летия Победы», also «40 летия победы»."""
    after = at + 1 + (key_at(tokens, at + 1) == "-")
    word, whole = get(tokens, after), get(tokens, after + 1)
    if word is None or word.key not in YEARS or whole is None or whole.kind != "word" or len(tokens[at].key) > 3:
        return None
    if not (whole.is_capital or kind or whole.key in JUBILEES | ACRONYMS):
        return None
    if word.key == "летие" and not kind:
        return None  # «отмечаем 75-летие Музея»: what is feasted, not where
    number = f"{tokens[at].key} лет" if word.key == "лет" and after == at + 1 else f"{tokens[at].key}-летия"
    end = after + 2
    rest = [whole.key.upper() if whole.key in ACRONYMS else shown(whole)]
    if may_be(whole.text, "ADJF", "gent") and _is_owned(get(tokens, end)) and may_be(tokens[end].text, "NOUN", "gent"):
        rest.append(shown(tokens[end]) if is_proper(tokens[end]) else tokens[end].text)
        end += 1
    if key_at(tokens, end) in ACRONYMS:
        rest.append(tokens[end].key.upper())
        end += 1
    return standing(end, " ".join([number, *rest]), kind, "number", 0.9)


def _is_owned(word: Token | None) -> bool:
    """«60 лет Советской Власти», «50-летия Донецкой области»"""
    return is_proper(word) or word is not None and word.key in LANDS


def _day(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«9 Мая»: with a small letter only where a kind word, a house, or the day itself tells it from a date."""
    word = get(tokens, at + 1)
    if word is None or word.key not in MONTHS or len(tokens[at].key) > 2:
        return None
    is_written = word.is_capital and not word.is_upper
    told = kind and kind not in VAGUE or (tokens[at].opens and _is_house(tokens, at + 2)) or _is_led_in(tokens, at)
    is_holiday = (tokens[at].key, word.key) in HOLIDAYS and not _follows_times(tokens, at)
    if not (is_written or told or is_holiday):
        return None
    return standing(at + 2, f"{tokens[at].key} {shown(word)}", kind, "number", 0.9 if is_written or told else 0.5)


def _is_led_in(tokens: list[Token], at: int) -> bool:
    """«По 1 мая вода», «Гоголя/9 мая»: where a date could not stand."""
    before = get(tokens, at - 1) if at else None
    is_along = before is not None and before.key == "по" and before.opens
    return is_along or "/" in (key_at(tokens, at - 1), key_at(tokens, at + 2))


def _follows_times(tokens: list[Token], at: int) -> bool:
    """«до 8 марта», «до 17:00 8 марта», «7 и 8 марта»: a date."""
    before, farther = get(tokens, at - 1), get(tokens, at - 2)
    if before is None or before.key in OF_DATES:
        return before is not None
    if before.key in ("и", ",", "-"):
        return farther is not None and farther.kind == "number" and not _is_house(tokens, at + 2)
    return before.kind == "number"


def _is_house(tokens: list[Token], at: int) -> bool:
    """«9 мая 55»: the number after a day cannot be a year."""
    number = get(tokens, at)
    if number is None or number.kind != "number" or len(number.key) > 3:
        return False
    return not key_at(tokens, at + 1).startswith(("час", ":", "."))


def _unit(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«62-й Армии», «57 армии», «9-й пятилетки», «79 Гвардейской Дивизии»: of troops and plans in the genitive."""
    end = at + 1
    is_army = key_at(tokens, at + 1) == "армии"  # «57 армии» is said as «57-й»
    words = [f"{tokens[at].key}-й" if tokens[at].kind == "ordinal" or is_army else tokens[at].key]
    while end - at < 3 and get(tokens, end) and tokens[end].kind == "word" and agrees_with(tokens[end].text, "femn"):
        words.append(shown(tokens[end]))
        end += 1
    noun = get(tokens, end)
    if noun is None or noun.key not in UNITS:
        return None
    if not (tokens[at].kind == "ordinal" or len(words) > 1 or kind or noun.key.endswith(("съезда", "армии"))):
        return None
    if noun.key.endswith("съезда"):
        words[0] = tokens[at].key
        if noun.key == "съезда" and key_at(tokens, end + 1) not in ACRONYMS:
            return None  # «второго съезда с моста»
    return _of_whom(tokens, end, [*words, shown(noun)], kind)


def _of_whom(tokens: list[Token], end: int, words: list[str], kind: str) -> Shape:
    """«22-го съезда КПСС»"""
    if key_at(tokens, end + 1) in ACRONYMS:
        return standing(end + 2, " ".join([*words, tokens[end + 1].key.upper()]), kind, "number", 0.85)
    return standing(end + 1, " ".join(words), kind, "number", 0.85)


def roman(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«XXII Партсъезда», «III Интернационала»"""
    first, noun = tokens[at], get(tokens, at + 1)
    if noun is None or not ROMAN.fullmatch(first.key) or not (first.text.isupper() or kind):
        return None
    if noun.key not in UNITS and not (
        is_proper(noun) and may_be(noun.text, "NOUN", "inan", "gent") and len(first.key) > 1
    ):
        return None
    return _of_whom(tokens, at + 1, [first.text.upper().replace("Х", "X"), shown(noun)], kind)


def _lined(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«45-й Параллелью», «45 параллель» → «45-я Параллель»"""
    noun = get(tokens, at + 1)
    if noun is None or not noun.key.startswith(STANDING_NOUNS):
        return None
    soft = noun.key.startswith("параллел")
    if not soft and (tokens[at].kind != "ordinal" or not (noun.is_capital or kind)):
        return None
    name = f"{shown(noun)[:8]}ь" if soft else noun_nominative(shown(noun))
    return standing(at + 2, f"{tokens[at].key}-я {name}", kind, "number", 0.8)


def _of_adjective(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«8-я Рижская», «7 северная», with a masculine kind «2-й Онежский»."""
    number, word = tokens[at], get(tokens, at + 1)
    gender = GENDERS.get(kind, "femn")
    if word is None or word.kind != "word" or len(number.key) > 3 or not agrees_with(word.text, gender):
        return None
    if kind_at(tokens, at + 1) is not None and not is_proper(word):
        return None
    if number.kind == "ordinal":
        if not (is_proper(word) or kind or word.key.endswith(("ская", "ской", "скую", "ная", "ной", "ную"))):
            return None
    elif not (word.key.endswith(("ая", "яя")) and len(number.key) < 3 and not number.key.startswith("0")):
        return None
    ordinal = f"{number.key}-{'я' if gender == 'femn' else 'е' if gender == 'neut' else 'й'}"
    trust = 0.9 if number.kind == "ordinal" else 0.5
    return agreeing(at + 2, f"{ordinal} {nominative_of(shown(word), gender)}", kind, "number", trust)


def _of_noun(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«2-й Слободкой» → «2-я Слободка»: quarters that grew street by street."""
    word = get(tokens, at + 1)
    if tokens[at].kind != "ordinal" or not tokens[at].text.endswith(("я", "й", "ю")) or not is_proper(word):
        return None
    if word.opens or GENDERS.get(kind, "femn") != "femn" or kind_at(tokens, at + 1) is not None:
        return None
    if not (is_toponym(word.text) or names_place(word.text) and may_be(word.text, "NOUN", "femn", "sing")):
        return None
    return standing(at + 2, f"{tokens[at].key}-я {noun_nominative(shown(word))}", kind, "number", 0.8)


def _of_many(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«26 Бакинских Комиссаров»"""
    word, after = get(tokens, at + 1), get(tokens, at + 2)
    if not is_proper(word) or len(tokens[at].key) > 3 or not may_be(word.text, "gent", "plur"):
        return None
    is_longer = is_proper(after) and may_be(after.text, "gent", "plur")
    is_longer = is_longer or (
        after is not None and after.key == "комиссаров" and agree_in(word.text, after.text, "gent")
    )
    if not (kind or is_longer):
        return None
    end = at + 2 + is_longer
    words = " ".join(shown(token) for token in tokens[at + 1 : end])
    number = f"{tokens[at].key}-{_ending(kind)}" if tokens[at].kind == "ordinal" else tokens[at].key
    return standing(end, f"{number} {words}", kind, "number", 0.8)


def numbered_kind(tokens: list[Token], at: int) -> tuple[str, str, int] | None:
    """«3-м проездом Строителей», «2 пер. Чехова»: the ordinal, the kind, where the name begins."""
    number = get(tokens, at)
    found = kind_at(tokens, at + 1)
    if number is None or found is None or tokens[at + 1].key == "ш":
        return None
    kind, end = found
    if number.kind == "word":
        said = _said(number.key) if number.is_capital and is_proper(get(tokens, end)) else 0
        return (f"{said}-{_ending(kind)}", kind, end) if said else None
    if number.kind not in ("ordinal", "number"):
        return None
    if number.kind == "number" and not (kind in LANES and len(number.key) < 3 and 0 < int(number.key) <= MOST_LANES):
        return None
    return f"{number.key}-{_ending(kind)}", kind, end


def _ending(kind: str) -> str:
    return {"femn": "я", "neut": "е"}.get(GENDERS.get(kind, "femn"), "й")


def _said(word: str) -> int:
    """«Третья» → 3; 0 for what is no ordinal."""
    return next((at for at, stem in enumerate(ORDINAL_WORDS) if stem and word.startswith(stem)), 0)
