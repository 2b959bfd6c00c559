"""A street that the gazetteer does not have: its name by grammar alone.

«на Холодильной» → «Холодильная улица», «по ул. 30 лет Победы» → «улица 30 лет Победы», «пер. Гаевского» →
«переулок Гаевского», «проспекта Комсомольского» → «Комсомольский проспект».
"""

import re

from roadmap.language.grammar.kinds import kind_cases
from roadmap.language.grammar.lemmas import is_known, may_be
from roadmap.language.names.banks import bank
from roadmap.language.names.kinds import GENDERS, kind_at
from roadmap.language.names.numbered import numbered, roman
from roadmap.language.names.people import COMMON_NAMES, HEROINES
from roadmap.language.names.persons import initials, joined, person, sized, surname_in_full, titled
from roadmap.language.names.phrases import newspaper, noun_of_noun, phrase, phrase_in_genitive
from roadmap.language.names.shapes import Shape, agreeing, standing
from roadmap.language.names.words import (
    ADJECTIVE_ENDINGS,
    OF_MASCULINE,
    SURNAME_ENDINGS,
    agrees_with,
    bare_noun,
    capital,
    get,
    is_adjectival,
    is_genitive,
    is_namesake,
    is_people,
    is_plain_adjective,
    is_proper,
    is_surname,
    is_toponym,
    is_woman,
    kind_takes_genitive_only,
    nominative_of,
    noun_beside,
    shown,
)
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

SIZES = stems("больш мал стар нов верхн нижн средн перв втор трет дальн задн красн")  # «Большая Красная»
# Capitalised words that are no street though they look like one
NOT_STREETS = word_set(
    """
    этап этапа этапе этапом этапы стадия график графика графику
    отрезок участок участки перекресток пересечение развязка поворот угол съезд выезд въезд россии
    города госавтоинспекции гибдд дпс области края республика федерации администрации
    департамента правительства управления мвд думы президента губернатора нового
    года рождества пасхи дня интернета телеграма вконтакте госуслуги госуслуг дептранса горгаза
    водоканала горводоканала
    """
)
PLACED = frozenset(("тракт", "шоссе", "автодорога", "дорога"))  # called after where they lead, never after a person
SAME_CASE = (("ая", "яя"), ("ую", "юю"), ("ой", "ей"), ("ый", "ий"), ("ого", "его"), ("ому", "ему"))
SAME_MASCULINE = (("ый", "ий", "ой"), ("ого", "его"), ("ому", "ему"), ("ым", "им"), ("ом", "ем"))
SHORT_LANE = ("ов", "ев", "ёв", "ин", "ын")  # «Мошков», «Гусев»: lanes of one owner


def marked_name(tokens: list[Token], at: int, kind: str, is_short: bool) -> Shape | None:
    """The name after a kind word, which may be in lower case: «ул. малыгина»."""
    shape = bare_name(tokens, at, kind)
    if shape is not None:
        return shape
    token = get(tokens, at)
    if token is None or token.kind != "word" or len(token.key) < 3:
        return None
    if is_proper(token):
        after = get(tokens, at + 1)
        if is_proper(after) and not after.opens and kind_at(tokens, at + 1) is None and _is_foreign(token, after):
            return standing(at + 2, f"{shown(token)} {shown(after)}", kind, "person", 0.7)  # «Станке Димитрова»
        if GENDERS[kind] != "femn" and token.key.endswith(("ая", "яя", "ую", "юю")):
            return None
        name = _noun_in_case_of(tokens, at, kind) or bare_noun(shown(token))[0]
        return standing(at + 1, name, kind, "genitive", 0.7)
    is_usual = token.key in COMMON_NAMES or is_people(token.text)
    if is_genitive(token.text) and (is_short or is_usual or is_surname(token.text)) and not token.is_upper:
        return standing(at + 1, capital(token.text), kind, "genitive", 0.6)
    if is_short and token.key.endswith(ADJECTIVE_ENDINGS[GENDERS[kind]]):
        return agreeing(at + 1, nominative_of(capital(token.text), GENDERS[kind]), kind, trust=0.7)
    return None


def _noun_in_case_of(tokens: list[Token], at: int, kind: str) -> str | None:
    """«улицу Радугу» → «Радуга»: what declines with its kind word is no genitive, so it stands in the nominative."""
    before = get(tokens, at - 1)
    cases = kind_cases(before.key) if before is not None else frozenset()
    return noun_beside(shown(tokens[at]), GENDERS[kind], cases) if cases and "genitive" not in cases else None


def _is_foreign(first: Token, second: Token) -> bool:
    """«Станке Димитрова», «Кызыл Яр»: two words of which the dictionary knows the first, or neither, in no such use."""
    if is_surname(second.text) and not is_genitive(first.text):
        return True
    return not is_known(first.text) and (not is_known(second.text) or len(second.text) <= 4)


FORMS = (
    roman,
    joined,
    bank,
    sized,
    initials,
    titled,
    person,
    phrase,
    phrase_in_genitive,
    newspaper,
    noun_of_noun,
)


def bare_name(tokens: list[Token], at: int, kind: str = "") -> Shape | None:
    """A name by its form, without looking at what stands around it. With a kind word, lower case will do."""
    token = get(tokens, at)
    if token is None or token.kind not in ("word", "number", "ordinal"):
        return None
    if token.kind != "word":
        return numbered(tokens, at, kind)
    for read in (*FORMS, adjective, masculine, genitive, foreign_person, acronym):
        shape = read(tokens, at, kind)
        if shape is not None:
            return shape
    return None


# ---------------------------------------------------------------- letters alone

ACRONYM = re.compile("[А-ЯЁ]{2,5}")
NO_NAMES = word_set(
    """
    дтп гибдд дпс гаи мчс мвд мку мбу муп гку гбу жкх тц трц бц тк жк дк пдд рф тэц тэс грэс азс мфц цод едд еддс
    снт днт нпз ржд уфсин фсб гуп ооо ао пао оао зао ип сми тсж ук фад фку упр рэс цтп втб мвк вуз фап
    """
)


def foreign_person(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Заки Валиди», «Коста Хетагурова»: a first name that does not decline and a surname, side by side."""
    first, last = tokens[at], get(tokens, at + 1)
    if kind or not is_proper(first) or not is_proper(last) or last.opens or first.is_upper or kind_at(tokens, at + 1):
        return None
    if is_genitive(first.text) or is_adjectival(first.text) or not is_genitive(last.text):
        return None
    is_first_name = may_be(first.text, "Name") and not is_toponym(first.text)
    is_last_name = is_surname(last.text) or not is_known(last.text)
    if not (is_first_name and is_last_name) or last.key in COMMON_NAMES:
        return None
    return standing(at + 2, f"{shown(first)} {shown(last)}", kind, "person", 0.7)


def acronym(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«ул. КИМ», and one of a list: «по Мира, КИМ и Гоголя»."""
    token, before, after = tokens[at], get(tokens, at - 1) if at else None, get(tokens, at + 1)
    if not ACRONYM.fullmatch(token.text) or token.key in NO_NAMES:
        return None
    ends = after is None or after.kind in ("mark", "stop", "line", "number") or after.key == "и"
    is_listed = before is not None and before.key in (",", "и") and ends and before.start > 0
    if not (kind or is_listed):
        return None
    return standing(at + 1, token.text, kind, "acronym", 0.7 if kind else 0.4)


# ---------------------------------------------------------------- adjectives


def adjective(tokens: list[Token], at: int, kind: str) -> Shape | None:
    token = get(tokens, at)
    gender = GENDERS.get(kind, "femn")
    if token is None or token.kind != "word" or len(token.key) < 5 or not (is_proper(token) or kind):
        return None
    if token.is_upper and not is_proper(token):
        return None
    if token.key in HEROINES:
        return standing(at + 1, shown(token), kind, "genitive", 0.8)
    if not agrees_with(token.text, gender):
        return None
    if _is_somebody(tokens, at, gender) and kind not in PLACED:
        return standing(at + 1, shown(token), kind, "genitive", 0.8)
    name, end = nominative_of(shown(token), gender), at + 1
    after = get(tokens, end)
    if after is None or after.opens:
        return agreeing(end, name, kind)
    if is_proper(after) and agrees_with(after.text, gender) and _go_together(token, after, kind):
        return agreeing(end + 1, f"{name} {nominative_of(shown(after), gender)}", kind)
    if after.kind == "ordinal" and after.text.endswith(("я", "й")):
        return agreeing(end + 1, f"{after.key}-{'я' if gender == 'femn' else 'й'} {name}", kind)  # «Ипподромская 2-я»
    return agreeing(end, name, kind)


def _go_together(one: Token, other: Token, kind: str) -> bool:
    """«Большая Красная», «Центральной Парковой»: two adjectives in one case, with nothing between."""
    if one.key.startswith(SIZES):
        return True
    return any(one.key.endswith(tails) and other.key.endswith(tails) for tails in SAME_CASE) and not kind_at([other], 0)


def _is_somebody(tokens: list[Token], at: int, gender: str) -> bool:
    """«проспекта Маяковского», «улицы Гнесиной»: a surname that is declined as an adjective."""
    word = tokens[at].text
    if gender == "femn":
        if is_woman(word):
            return True
        is_told = may_be(word, "Surn", "femn", "gent") and not may_be(word, "ADJF", "femn")
        return is_told and not word.lower().endswith("ской")
    if not word.lower().endswith(OF_MASCULINE):
        return False
    return kind_takes_genitive_only(tokens, at) or is_namesake(word)


def masculine(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Социалистический», «Лиговском», «Мошков»: a masculine name without its kind word; which kind is a guess."""
    token = get(tokens, at)
    if kind or not is_proper(token) or len(token.key) < 5 or token.is_upper:
        return None
    after = get(tokens, at + 1)
    is_pair = is_proper(after) and not after.opens and agrees_with(after.text, "masc")
    if is_pair and token.key.startswith(SIZES) and _is_same_case(token.text, after.text):
        name = f"{nominative_of(shown(token), 'masc')} {nominative_of(shown(after), 'masc')}"
        return agreeing(at + 2, name, "переулок", trust=0.6)
    if token.key.endswith(("ское", "цкое")) and is_adjectival(token.text):
        return agreeing(at + 1, shown(token), "шоссе", trust=0.45)
    if _is_masculine(token):
        return agreeing(at + 1, nominative_of(shown(token), "masc"), "проспект", trust=0.45)
    is_owner = token.key.endswith(SHORT_LANE) and may_be(token.text, "Surn", "masc", "nomn")
    if is_owner and not token.opens and not is_people(token.text):
        return agreeing(at + 1, shown(token), "переулок", trust=0.3)
    return None


def _is_same_case(size: str, word: str) -> bool:
    """«Большого Златоустинского», «Малый Козихинский», «Втором Речном»"""
    return any(size.lower().endswith(tails) and word.lower().endswith(tails) for tails in SAME_MASCULINE)


def _is_of_person(word: str) -> bool:
    """«Марковского» is somebody; «Кировского» is made of a surname that streets bear themselves."""
    stem = word[:-5]
    return word.endswith(("овского", "евского")) and f"{stem}а" not in COMMON_NAMES


def _is_masculine(token: Token) -> bool:
    if not token.key.endswith(ADJECTIVE_ENDINGS["masc"]) or token.key.endswith(("ой", "ей")):
        return False
    if token.key.endswith(OF_MASCULINE):
        return is_plain_adjective(token.text) and not is_namesake(token.text) and not _is_of_person(token.key)
    return may_be(token.text, "ADJF", "masc", "sing") and not may_be(token.text, "Apro")


# ---------------------------------------------------------------- genitives


def genitive(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Малыгина», «Энергетиков», «Защитников Отечества», «Карла Либкнехта», «Бурова-Петрова»."""
    token = get(tokens, at)
    if not is_proper(token) or len(token.key) < 4 or token.key in NOT_STREETS or not is_genitive(token.text):
        return None
    if not kind and token.key not in COMMON_NAMES and is_plain_adjective(token.text):
        return None
    if _is_double(tokens, at, kind):
        return standing(at + 3, f"{shown(token)}-{shown(tokens[at + 2])}", kind, "genitive", 0.7)
    following = get(tokens, at + 1)
    if following is not None and following.kind == "ordinal" and is_people(token.text):
        unit = numbered(tokens, at + 1, "")
        if unit is not None and unit.name.startswith("улица"):  # «Бойцов 9-й Дивизии»
            return standing(unit.end, f"{shown(token)} {unit.name.partition(' ')[2]}", kind, "number", 0.8)
    if following is not None and following.kind == "word" and not following.glued and _continues(token, following):
        return standing(at + 2, f"{shown(token)} {shown(following)}", kind, "genitive", 0.7)
    name, form = bare_noun(shown(token))
    name = name if kind else surname_in_full(name)
    return standing(at + 1, name, kind, "noun" if form == "noun" else "genitive", 0.7)


def _is_double(tokens: list[Token], at: int, kind: str) -> bool:
    """«Бурова-Петрова, 97»: two surnames of one name. Without kind word or house it is a crossing of two streets."""
    hyphen, second, after = get(tokens, at + 1), get(tokens, at + 2), get(tokens, at + 3)
    if hyphen is None or second is None or hyphen.key != "-" or not (hyphen.glued and second.glued):
        return False
    if not second.is_capital or not is_genitive(second.text) or second.key in COMMON_NAMES:
        return False
    return bool(kind) or (after is not None and after.kind == "number")


OF_WHAT = word_set("труда революции отечества победы комиссаров спасателей войны народов")


def _continues(first: Token, second: Token) -> bool:
    """«Защитников Отечества», «Ветеранов труда», «Бакинских комиссаров»: people in the plural, and of what."""
    if len(second.key) < 3 or second.opens or kind_at([second], 0) is not None:
        return False
    is_both = is_proper(second) and is_genitive(second.text) and not second.key.endswith("ой")
    if is_both and is_people(first.text) and second.key.endswith(("ых", "их")) and is_surname(second.text):
        return True  # «Композиторов Воробьёвых»
    if is_both and not _are_things(first.text) and not _is_usual(first) and not _is_russian_surname(first):
        return True  # «Муссы Джалиля», «Хамита Ярми»: a first name that the dictionary lacks
    if second.key == "народов":
        return True  # «Дружбы Народов»
    if not (may_be(first.text, "gent", "plur") and not may_be(first.text, "Surn", "sing", "gent")):
        return False
    return is_both and not may_be(second.text, "Surn") or second.key in OF_WHAT


def _are_things(word: str) -> bool:
    """«Власти Омска»: what may be the nominative plural of a thing is no first name."""
    is_plural = is_known(word) and may_be(word, "NOUN", "inan", "nomn", "plur")
    return is_plural and not any(may_be(word, one) for one in ("Geox", "Name"))


def _is_russian_surname(token: Token) -> bool:
    if token.key.endswith(("ина", "ына")):
        return not token.key.endswith(("тдина", "ддина", "лдина"))
    return token.key.endswith(SURNAME_ENDINGS)


def _is_usual(token: Token) -> bool:
    """«Республики Ленина» are two streets."""
    return token.key in COMMON_NAMES or is_people(token.text) and is_known(token.text)
