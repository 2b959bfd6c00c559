"""House numbers: «дом 50», «д. № 35», «дома 9–34», «Герцена, 52/1», and what is a number of something else."""

from roadmap.language.grammar.lemmas import may_be
from roadmap.language.mentions.found import Found, get, key_at
from roadmap.language.names.forms import MONTHS_AS_WRITTEN
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

HOUSE_WORDS = word_set(
    """
    д дд дом дома доме дому домом домов домами домах здание здания зданием зданию зданий зданиями строение
    строения строением строений зд стр вл влд владение владения домовладение домовладения
    """
)

COUNTED = stems(
    """
    лет год часо часа минут сут дня дней день недел месяц метр килом человек этаж рубл тыс млн утра
    вечера ночи градус маршрут процент съезда перекрестк участк этап объект светофоров светофора автомоб
    автобус лини числ
    """
)

COUNTED_BY_NUMBER = ("маршрут", "автобус", "троллейбус", "школ", "трамва")
COUNTED_WORDS = word_set(
    "мая раз раза машин машины полос полосы улиц улицы ям ямы км м ч мин см кв шт мес дн ряда рядов час"
)

WEEKDAYS = word_set("понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс")
NUMBERED = ("подъезд", "школ", "детсад", "поликлиник", "больниц", "очеред", "сектор", "квартал", "мкр", "микрорайон")
FEW, MANY, MOST_FEW = word_set("ямы ям"), 5, 10  # counted on one's fingers


def bare_house_at(tokens: list[Token], at: int) -> Found | None:
    """A number right after a street: «Республики 57», «Герцена, 52/1», «Рылеева с 39 по 45», «Рылеева, 40-й дом»."""
    found = house_number(tokens, at)
    if found is None:
        return _range_after_street(tokens, at) or _house_before_word(tokens, at)
    if _numbers_a_list(tokens, at, found[1]):
        return None
    if is_counted(tokens, found[1]) and not _is_beyond_days(tokens, at, found[1]):
        return None
    second = house_number(tokens, found[1] + 1) if key_at(tokens, found[1]) == "-" else None
    if second is not None and not is_counted(tokens, second[1]):
        return Found("R", at, second[1], found[0], second[0])
    return Found("H", at, found[1], found[0])


def _numbers_a_list(tokens: list[Token], at: int, end: int) -> bool:
    """«1) Барклая 2) Гоголя»: the number of what comes next, with a bracket that nothing opened."""
    return key_at(tokens, end) == ")" and all(token.key != "(" for token in tokens[max(at - MOST_IN_BRACKETS, 0) : at])


def _is_beyond_days(tokens: list[Token], at: int, end: int) -> bool:
    """«Широтной, 148 до 12 июля»: no month has so many days."""
    return int(tokens[at].key) > 31 and key_at(tokens, end) in ("до", "по", "и")


def numbers_a_noun(tokens: list[Token], at: int) -> bool:
    """«3 люка», «25 выбоин», «2 подъезд», «26 Бакинских комиссаров»; «На Гоголя 4 и 6 ямы» are no six pits."""
    found = house_number(tokens, at)
    after = get(tokens, found[1]) if found else None
    if after is None or after.kind != "word" or after.opens or len(after.key) < 2:
        return False
    return (
        after.key.startswith(NUMBERED)
        or after.text.istitle()
        or found[0].isdigit()
        and may_be(after.text, "NOUN", *_case_after(int(found[0])))
    )


def _case_after(number: int) -> tuple[str, str]:
    """«21 яма», «3 ямы», «25 ям»"""
    last = number % 10 if number % 100 not in range(11, 15) else 0
    return ("nomn", "sing") if last == 1 else ("gent", "sing" if last in (2, 3, 4) else "plur")


MOST_IN_BRACKETS = 12  # tokens that are looked back over
MOST_SIGNS = 6  # «д. №№ 44»
BESIDE = word_set("у возле около напротив")
BEFORE_NUMBER = BESIDE | word_set("с к от до за перед")


def houses_at(tokens: list[Token], at: int) -> Found | None:
    """«дом 50», «д. № 35», «дома 9–34», «домов №№ 44 и 62», «здания № 11», «строение 19/2»."""
    token = tokens[at]
    if token.kind in ("number", "ordinal") and key_at(tokens, at - 1) in RANGES:
        found = _range_without_word(tokens, at)
        if found is not None:
            return found
    if key_at(tokens, at - 1) in BEFORE_NUMBER and (found := _house_before_word(tokens, at)):
        return found
    if token.kind == "number" and key_at(tokens, at - 1) in BESIDE:
        return _house_without_word(tokens, at)
    if token.key not in HOUSE_WORDS and token.key != "№":
        return None
    if (
        token.key == "№"
        and at
        and (tokens[at - 1].is_upper or tokens[at - 1].key.startswith(COUNTED_BY_NUMBER))  # «ДЭУ № 3», «школа № 5»
    ):
        return None
    number_at = _past(tokens, at + 1, (".", "№", "номер"))
    first = house_number(tokens, number_at)
    if first is None:
        return _range_after_word(tokens, at, number_at)
    joint = key_at(tokens, first[1])
    is_amid = joint == "и" and key_at(tokens, at - 1) == "между"  # «дома 21 и 37» are two houses
    second_at = _past(tokens, first[1] + 1, ("№", "дом", "домом", "дома", "д", "."))
    second = house_number(tokens, second_at)
    if second is not None and not is_counted(tokens, second[1]) and (joint == "-" or is_amid):
        return Found("R", at, second[1], first[0], second[0])
    return Found("H", at, first[1], first[0])


def _past(tokens: list[Token], at: int, keys: tuple[str, ...]) -> int:
    """The token after a few signs before a number; a longer row of them is no house."""
    end = at
    while end - at < MOST_SIGNS and key_at(tokens, end) in keys:
        end += 1
    return end


RANGES = {"между": ("и",), "меж": ("и",), "от": ("до",), "с": ("до", "по"), "со": ("до", "по")}
HOUSES_AFTER = word_set("дом дома дому домом домами домов")
DAYS = 31  # of a month: «с 39 по 45» can be nothing but houses


def _range_without_word(tokens: list[Token], at: int) -> Found | None:
    """«между 3 и 5 домом», «от 12-го до 18-го дома», «между 26 и 24а»; «от 5 до 7 дома» is told by its word alone."""
    ends = _ends_of_range(tokens, at)
    if ends is None:
        return None
    first, second, end = ends
    if key_at(tokens, end) in HOUSES_AFTER:
        return Found("R", at, end + 1, first, second)
    return Found("R", at, end, first, second) if key_at(tokens, at - 1) in ("между", "меж") else None


def _ends_of_range(tokens: list[Token], at: int) -> tuple[str, str, int] | None:
    """Both houses and the token after them, of a range whose preposition stands before."""
    first = _house_or_ordinal(tokens, at)
    if first is None or key_at(tokens, first[1]) not in RANGES[key_at(tokens, at - 1)]:
        return None
    second = _house_or_ordinal(tokens, first[1] + 1)
    if second is None or is_counted(tokens, second[1]):
        return None
    return first[0], second[0], second[1]


def _house_or_ordinal(tokens: list[Token], at: int) -> tuple[str, int] | None:
    token = get(tokens, at)
    if token is not None and token.kind == "ordinal" and len(token.key) <= 3:
        return token.key, at + 1
    return house_number(tokens, at)


def _range_after_word(tokens: list[Token], at: int, preposition_at: int) -> Found | None:
    """«дома с 5 по 9», «дома со 12а по 18»"""
    if key_at(tokens, preposition_at) not in RANGES:
        return None
    ends = _ends_of_range(tokens, preposition_at + 1)
    return Found("R", at, ends[2], *ends[:2]) if ends else None


def _range_after_street(tokens: list[Token], at: int) -> Found | None:
    """«Рылеева с 39 по 45», «от 15 до 31»: of no days, hours or count of something."""
    if key_at(tokens, at) not in ("с", "со", "от"):
        return None
    ends = _ends_of_range(tokens, at + 1)
    if ends is None or _is_of_many(tokens, ends[2]):
        return None
    first, second, end = ends
    are_houses = key_at(tokens, at) == "от" or not all(one.isdigit() and int(one) <= DAYS for one in (first, second))
    is_told = key_at(tokens, end) in HOUSES_AFTER
    return Found("R", at, end + is_told, first, second) if are_houses or is_told else None


def _is_of_many(tokens: list[Token], at: int) -> bool:
    """«от 5 до 7 подростков»"""
    after = get(tokens, at)
    return after is not None and after.kind == "word" and may_be(after.text, "NOUN", "gent", "plur")


def _house_before_word(tokens: list[Token], at: int) -> Found | None:
    """«у 12 дома», «напротив 18б дома», «40-й дом»; «3 дома» are a count."""
    found = _house_or_ordinal(tokens, at)
    if found is None or key_at(tokens, found[1]) not in ("дом", "дома", "дому", "домом", "доме"):
        return None
    is_told = tokens[at].kind == "ordinal" or key_at(tokens, at - 1) in BEFORE_NUMBER
    return Found("H", at, found[1] + 1, found[0]) if is_told else None


def _house_without_word(tokens: list[Token], at: int) -> Found | None:
    """«напротив 87а», «у 57 яма»; «у 3 подъезда», «возле 5 школы» count something else."""
    found = house_number(tokens, at)
    if found is None or is_counted(tokens, found[1]):
        return None
    after = get(tokens, found[1])
    if found[0].isdigit() and after is not None and after.kind == "word" and may_be(after.text, "NOUN", "gent"):
        return None
    return Found("H", at, found[1], found[0])


def house_number(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """A house number and the token after it: «26/3», «13а», «7, корп. 2Г», «35 к1», «40-А», «20, литера Б»."""
    token = get(tokens, at)
    if token is None or token.kind != "number" or len(token.key) > 3 or token.key.startswith("0"):
        return None
    text, end = token.text, at + 1
    end, letter = _letter(tokens, end)
    text += letter
    if key_at(tokens, end) in ("/", "\\") and tokens[end].glued and is_number(tokens, end + 1):
        text += f"/{tokens[end + 1].text}"
        end, letter = _letter(tokens, end + 2)
        text += letter
    for words, short in PARTS:
        end, part = _part(tokens, end, words)
        text += f" {short}{part}" if part else ""
    end, letter = _named_letter(tokens, end)
    return text + letter, end


PARTS = ((word_set("корпус корп к"), "к"), (word_set("строение стр с"), "с"))
LETTER_WORDS = word_set("литера литер лит")


def _part(tokens: list[Token], at: int, words: frozenset[str]) -> tuple[int, str]:
    """«, корп. 4Г», «стр 1а», «к2», «/к2», «(корпус 2)», «корпус б»: the token after it and its number; the token it
    began with and nothing."""
    mark = key_at(tokens, at) if key_at(tokens, at) in (",", "/", "-", "(") else ""
    word_at = at + bool(mark)
    has_dot = key_at(tokens, word_at + 1) == "."
    number_at = word_at + 1 + has_dot
    word = key_at(tokens, word_at)
    if word not in words:
        return at, ""
    if len(word) > 3 and (letter := letter_of(get(tokens, number_at))) and not is_number(tokens, number_at + 1):
        end, part = number_at + 1, letter
    elif is_number(tokens, number_at) and (len(word) > 1 or has_dot or _is_typed_part(tokens, number_at, word, mark)):
        end, letter = _letter(tokens, number_at + 1)
        part = f"{tokens[number_at].text}{letter}"
    else:
        return at, ""
    return end + (mark == "(" and key_at(tokens, end) == ")"), part


def _is_typed_part(tokens: list[Token], number_at: int, word: str, mark: str) -> bool:
    """«к2», «40 к 2»; «, к 2» is toward something."""
    if tokens[number_at].glued:
        return mark != ","
    return not mark and word == "к" and not _is_toward(tokens, number_at)


def _is_toward(tokens: list[Token], at: int) -> bool:
    """«к 9 утра», «к 1 сентября», «к 3 подъезду», «к 17:00» rather than «к 2», a block."""
    after = get(tokens, at + 1)
    if after is None or after.kind == "stop":
        return False
    if is_counted(tokens, at + 1) or after.glued and after.kind in ("mark", "number"):
        return after.text != ","
    return after.kind == "word" and may_be(after.text, "NOUN", "datv")


def _named_letter(tokens: list[Token], at: int) -> tuple[int, str]:
    """«, литера Б», «лит. А»"""
    word_at = at + (key_at(tokens, at) == ",")
    letter_at = word_at + 1 + (key_at(tokens, word_at + 1) == ".")
    if key_at(tokens, word_at) not in LETTER_WORDS or letter_of(get(tokens, letter_at)) == "":
        return at, ""
    return letter_at + 1, letter_of(tokens[letter_at])


LETTERS = {letter: letter for letter in "абвгдежзик"} | dict(zip("abek", "авек", strict=True))  # typed in Latin


def letter_of(token: Token | None) -> str:
    """The letter of a house that a token is, in lower case; nothing of any other token."""
    return LETTERS.get(token.key, "") if token is not None else ""


def _letter(tokens: list[Token], at: int) -> tuple[int, str]:
    token = get(tokens, at)
    if token is not None and token.key in ("«", '"') and key_at(tokens, at + 2) in ("»", '"'):  # «5 «а»»
        letter = letter_of(get(tokens, at + 1))
        return (at + 3, letter) if letter else (at, "")
    if token is not None and token.key == "-" and token.glued:  # «40-А»
        after = get(tokens, at + 1)
        is_letter = letter_of(after) and after.glued and not _is_block(tokens, at + 1)
        return (at + 2, letter_of(after)) if is_letter else (at, "")
    if not letter_of(token) or _is_block(tokens, at):
        return at, ""
    if token.glued or (
        token.is_capital and not (key_at(tokens, at + 1) == "." and get(tokens, at + 2) and tokens[at + 2].is_capital)
    ):
        return at + 1, letter_of(token)
    return at, ""


def _is_block(tokens: list[Token], at: int) -> bool:
    """«31к1»: the letter opens the number of a block."""
    return key_at(tokens, at) == "к" and is_number(tokens, at + 1) and tokens[at + 1].glued


def is_counted(tokens: list[Token], at: int) -> bool:
    """Is the number before this token a date, an hour, or a count of something?"""
    after = get(tokens, at)
    if after is None:
        return False
    if after.key in MONTHS_AS_WRITTEN or after.key in ("%", "+") or _is_measured(tokens, at):
        return True
    if after.key in WEEKDAYS or after.key == "(" and key_at(tokens, at + 1) in WEEKDAYS:
        return True
    if after.key in (":", ".", "-", ",") and is_number(tokens, at + 1):
        if after.key in (":", "."):
            return tokens[at + 1].glued
        further = at + 2
        if after.key == ",":
            return _is_measured(tokens, further) or _goes_on_with_days(tokens, at)
        return key_at(tokens, further) in MONTHS_AS_WRITTEN or _is_measured(tokens, further)
    return (
        after.key in ("и", "до", "по")
        and is_number(tokens, at + 1)
        and (key_at(tokens, at + 2) in MONTHS_AS_WRITTEN or is_counted(tokens, at + 2))
    )


def _goes_on_with_days(tokens: list[Token], at: int) -> bool:
    """«4, 6 и 8 июля»: days of a list come in order; in «Гоголя, 12, 5 июля» they do not."""
    before, after = tokens[at - 1], tokens[at + 1]
    are_in_order = before.kind == "number" and before.key.isdigit() and after.key.isdigit()
    return are_in_order and int(before.key) < int(after.key) <= DAYS and is_counted(tokens, at + 2)


def _is_measured(tokens: list[Token], at: int) -> bool:
    """«12 машин», «3 ямы»; of «94 ямы» nobody has counted so many, and six of them are «ям»."""
    after = get(tokens, at)
    if after is None or after.is_capital:
        return False
    if after.key in FEW and not _are_few(tokens[at - 1].key, after.key):
        return False
    return after.key in COUNTED_WORDS or after.key.startswith(COUNTED)


def _are_few(number: str, word: str) -> bool:
    if len(number) > 2 or not number.isdigit():
        return False
    return int(number) <= MOST_FEW and (int(number) < MANY or word == "ям")


def is_number(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "number"
