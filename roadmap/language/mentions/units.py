"""A text as a row of units: what has been recognised, and the small words that bind it. Each unit is one letter.

The letters make a `shape`, a string as long as the row, on which the patterns of `patterns` are ordinary regular
expressions: «по Герцена от Ленина до дома 5» is `PSFSTH`.
"""

from dataclasses import dataclass, replace
from itertools import takewhile

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.lemmas import agree, is_known
from roadmap.language.mentions.found import Found
from roadmap.language.mentions.houses import COUNTED_BY_NUMBER, bare_house_at, numbers_a_noun
from roadmap.language.mentions.objects import object_at
from roadmap.language.names.candidates import candidate_at
from roadmap.language.names.forms import MONTHS_AS_WRITTEN
from roadmap.language.names.kinds import kind_at
from roadmap.language.names.named import Named
from roadmap.language.names.persons import initials
from roadmap.language.names.settling import settle
from roadmap.language.names.words import is_adjectival
from roadmap.language.tables import word_set
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

# letter: S street, H house, R houses, B bridge, L landmark, K kilometre, w any other word, 9 a number, and:
PHRASES = {
    "N": """
        в районе | в р-не | рядом с | рядом со | недалеко от | неподалеку от | рядом | у | возле | около |
        напротив | наискосок от | перед | за | под | над | вблизи | в створе | в створе с | близ | по адресу |
        не доезжая | не доезжая до | чуть не доезжая | немного не доезжая | сразу после | сразу за
    """,
    "D": """
        в сторону | в направлении | по направлению к | в направлении к | со стороны | в сторону от |
        по направлению | к | ко | из | в | во | по ходу от | мимо
    """,
    "M": "между | в границах | меж",
    "F": "от | начиная от | начиная с",
    "T": "до | вплоть до",
    "C": "с | со",
    "A": "и | или | а также",
    "P": "на | по | вдоль",
    "E": "через",
    "X": """
        перекресток | перекрестке | перекрестка | перекрестки | перекрестков | перекрестках | перекрестком |
        перекрестку | пересечение | пересечении | пересечения | пересечением | пересечениях | развязка |
        развязке | развязки | развязку | пересекается | стыке | примыкании | примыкания | примыкание | развилка |
        развилке | развилки
    """,
    "U": "угол | на углу | углу | угла",
    "V": """
        поворот | поворота | повороте | поворотом | повернуть | свернуть | повернуть налево | повернуть направо |
        съезд | съездом | съезду | выездом | въездом | въезд | заездом | съезда | съезде | выезд | выезда |
        выезде | въезда | въезде | заезд | заезда
    """,
    "Q": """
        участок | участке | участка | участку | участки | участках | отрезок | отрезке | отрезка | отрезку |
        отрезки | перегона | перегоне | перегон | границах | границы | кусок | куске | куска
    """,
    "W": "обе | оба | каждая | все | каждый",
    "O": "кольцо | кольца | кольце | кольцу",
}
MARKS = {
    "-": "-",
    "/": "/",
    "\\": "/",
    ",": ",",
    "|": ",",
    "(": "(",
    ")": ")",
    ":": ":",
    "*": "n",
    ">": "-",
    "→": "-",
    "+": "A",
    "&": "A",
    "«": "q",
    "»": "q",
    '"': "q",
}
# Nouns that take the next name for themselves: «парк Победы», «День города», «завод имени Кирова»
HEADS = word_set(
    """
    парад парада салют знамя парк парка парке парку сквер сквера сквере день дня дню памятник памятника
    памятнику остановка остановки остановке остановку станция станции станцию метро завод завода заводе
    школа школы школе рынок рынка рынке театр театра театре кинотеатр кинотеатра дк дворец микрорайон
    микрорайона микрорайоне мкр мкрн жк поселок поселка поселке деревня деревни село села озеро озера
    реку река реки чемпионат кубок музей музея храм храма имени им фестиваль тц трц тк бц больница
    больницы роддом гостиница колледж лицей гимназия университет институт стадион ост снт днт марш
    партия орден ордена площадка лагерь санаторий округ округа округе дом жилмассив городок
    """
)
LONGEST_PHRASE = 3
MOST_HOUSES = 12  # of a list that is looked back over
MOST_CAPITALS = 150
MOST_GUESSED, MOST_NAMES = 60, 150  # words that no dictionary has, and streets: seven times what a long notice tells
PHRASE_LETTERS = {tuple(one.split()): letter for letter, row in PHRASES.items() for one in row.split("|")}


@dataclass(frozen=True, slots=True)
class Unit:
    letter: str
    tokens: tuple[Token, ...]
    value: Named | Found | None = None

    @property
    def key(self) -> str:
        return self.tokens[0].key

    @property
    def start(self) -> int:
        return self.tokens[0].start

    @property
    def end(self) -> int:
        return self.tokens[-1].end


def units_of(text: str, gazetteer: Gazetteer) -> list[Unit]:
    """The row of units of a cleaned text."""
    tokens = tokenize(text)
    guessed_until = _guessed_until(tokens)
    units: list[Unit] = []
    at = names = 0
    while at < len(tokens):
        may_be_name = names < MOST_NAMES
        unit = _unit_at(tokens, at, gazetteer, units, by_grammar=at < guessed_until, may_be_name=may_be_name)
        units.append(unit)
        names += unit.letter == "S"
        at += len(unit.tokens)
    return _settled(units)


def _settled(units: list[Unit]) -> list[Unit]:
    """With the names as the other names of the text tell them: «Соборный и Газетный переулки»."""
    names = iter(settle([unit.value for unit in units if unit.letter == "S"]))
    return [replace(unit, value=next(names)) if unit.letter == "S" else unit for unit in units]


def _is_natural(tokens: list[Token]) -> bool:
    """A long text of nothing but capitals, or of words that no dictionary has, is none that names could be told from.

    To guess about a word that is none takes a hundred times as long as to look up one that is.
    """
    words = [token for token in tokens if token.kind == "word"]
    capitals = sum(token.is_capital for token in words)
    if capitals > MOST_CAPITALS and capitals >= 0.6 * len(words):
        return False
    return len(words) <= MOST_CAPITALS or sum(is_known(word.text) for word in words) > 0.5 * len(words)


def _guessed_until(tokens: list[Token]) -> int:
    """The token from which on a name without kind word is told by the list alone. To guess about a word is dear."""
    if not _is_natural(tokens):
        return 0
    unknown: set[str] = set()
    for at, token in enumerate(tokens):
        if token.kind == "word" and not is_known(token.text):
            unknown.add(token.key)
            if len(unknown) > MOST_GUESSED:
                return at
    return len(tokens)


def _unit_at(
    tokens: list[Token], at: int, gazetteer: Gazetteer, before: list[Unit], *, by_grammar: bool, may_be_name: bool
) -> Unit:
    may_be_house = before and before[-1].letter == "S" or _comma_after_street(before)
    if may_be_house or _opens_houses(before, tokens, at) or _goes_on_with_houses(before, tokens, at):
        house = bare_house_at(tokens, at)
        if house is not None:
            return Unit(house.letter, tuple(tokens[at : house.end]), house)
    found = object_at(tokens, at, gazetteer)
    if found is not None:
        return Unit(found.letter, tuple(tokens[at : found.end]), found)
    if (tokens[at].key,) in PHRASE_LETTERS and kind_at(tokens, at) is None and not _is_initial(tokens, at):
        return _small_unit(tokens, at)
    if _is_date(tokens, at) or not may_be_name:
        return _small_unit(tokens, at)
    named = candidate_at(tokens, at, gazetteer, by_grammar=by_grammar)
    if named is not None and not _is_of_a_noun(tokens, at, named, before):
        return Unit("S", tuple(tokens[at : named.end]), named)
    return _small_unit(tokens, at)


def _is_initial(tokens: list[Token], at: int) -> bool:
    """«к.маркса», «с.лазо»"""
    return len(tokens[at].key) == 1 and initials(tokens, at, "") is not None


def _small_unit(tokens: list[Token], at: int) -> Unit:
    token = tokens[at]
    if token.kind == "stop":
        return Unit(".", (token,))
    if token.kind == "line":
        return Unit("n", (token,))
    if token.kind == "mark" and token.key == "-" and token.opens:
        return Unit("n", (token,))  # the bullet of a list
    if token.kind == "mark":
        return Unit(MARKS.get(token.key, "." if token.text in "!?" else "~"), (token,))
    if token.kind in ("number", "ordinal"):
        return Unit("9", (token,))
    for length in range(LONGEST_PHRASE, 0, -1):
        words = tuple(one.key for one in tokens[at : at + length])
        letter = PHRASE_LETTERS.get(words)
        if letter is not None and len(words) == length:
            return Unit(letter, tuple(tokens[at : at + length]))
    return Unit("w", (token,))


def _is_of_a_noun(tokens: list[Token], at: int, named: Named, before: list[Unit]) -> bool:
    """«парк Победы», «школа имени Кирова», «на новой дороге»: what a bare name belongs to is no street.

    After another street it may be the second of a crossing: «полярная сумская яма».
    """
    if named.has_kind:
        return False
    back = at - 1
    while back >= 0 and tokens[back].key in ("имени", "им", "."):
        back -= 1
    if back >= 0 and tokens[back].key in HEADS:
        return True
    after = tokens[named.end] if named.end < len(tokens) else None
    is_lower = not tokens[at].is_capital and after is not None and after.kind == "word" and not after.is_capital
    if named.form in ("title", "initials"):
        return False  # «ген.попова светофор»
    if not is_lower or named.form == "genitive" or is_adjectival(after.text) or before and before[-1].letter == "S":
        return False
    return agree(tokens[named.end - 1].text, after.text, tokens[at - 1].key if at else "")


def _is_date(tokens: list[Token], at: int) -> bool:
    """«с 9 января», «до 8 марта» of no house: a day rather than the street that is called after it."""
    if tokens[at].key in MONTHS_AS_WRITTEN and at and tokens[at - 1].kind == "number":
        return True  # the rest of a date
    if tokens[at].kind != "number" or not at or tokens[at - 1].key not in ("с", "со", "до", "по", "от"):
        return False
    if tokens[at - 1].key == "по" and tokens[at - 1].opens:
        return False  # «По 9 мая вода» is along it
    month, after = (tokens[number] if number < len(tokens) else None for number in (at + 1, at + 2))
    is_day = month is not None and month.key in MONTHS_AS_WRITTEN and not month.is_capital
    return is_day and not (after is not None and after.kind == "number" and len(after.key) < 4)


def _goes_on_with_houses(before: list[Unit], tokens: list[Token], at: int) -> bool:
    """«дома 21, 23 и 37», «Гоголя 21, 23 и 37»: numbers after a house; «Гоголя 21, 3 люка» counts something else."""
    if not before or not (before[-1].letter in ",A" or before[-1].key == ";"):
        return False
    houses = list(takewhile(lambda unit: unit.letter in "HR", before[-2 : -2 - 2 * MOST_HOUSES : -2]))
    is_row = bool(houses) and before[-1].tokens[0].glued and tokens[at].glued
    is_told = any(unit.tokens[0].kind == "word" for unit in houses)
    is_of_street = bool(houses) and _is_of_street(before[: len(before) - 2 * len(houses)])
    return is_row or is_told or is_of_street and not numbers_a_noun(tokens, at)


def _is_of_street(before: list[Unit]) -> bool:
    """«Гоголя, 21, 23»; «автобусы 21, 23» and «№ 21, 23» are no houses."""
    ahead = before[:-1] if before and before[-1].letter in ",:(" else before
    return bool(ahead) and ahead[-1].letter == "S" and not ahead[-1].key.startswith(COUNTED_BY_NUMBER)


def _opens_houses(before: list[Unit], tokens: list[Token], at: int) -> bool:
    """«Гоголя: 21, 23», «Гоголя (21, 23)»"""
    is_after_street = len(before) > 1 and before[-1].letter in ":(" and before[-2].letter == "S"
    if not is_after_street or not (before[-2].value.has_kind or before[-2].value.source == "gazetteer"):
        return False
    return tokens[at].kind == "number" and not numbers_a_noun(tokens, at)


def _comma_after_street(before: list[Unit]) -> bool:
    return len(before) > 1 and before[-1].letter == "," and before[-2].letter == "S"
