"""A text as a row of units: what has been recognised, and the small words that bind it. Each unit is one letter.

The letters make a `shape`, a string as long as the row, on which the patterns of `patterns` are ordinary regular
expressions: «по Герцена от Ленина до дома 5» is `PSFSTH`.
"""

from dataclasses import dataclass

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.lemmas import is_known
from roadmap.language.mentions.found import Found
from roadmap.language.mentions.houses import bare_house_at
from roadmap.language.mentions.objects import object_at
from roadmap.language.names.named import Named
from roadmap.language.names.streets import street_at
from roadmap.language.tokens import Token, tokenize

# letter: S street, H house, R houses, B bridge, L landmark, K kilometre, w any other word, 9 a number, and:
PHRASES = (
    ("N", "в районе"),
    ("N", "в р-не"),
    ("N", "рядом с"),
    ("N", "рядом со"),
    ("N", "недалеко от"),
    ("N", "неподалеку от"),
    ("N", "рядом"),
    ("N", "у"),
    ("N", "возле"),
    ("N", "около"),
    ("N", "напротив"),
    ("N", "перед"),
    ("N", "за"),
    ("N", "под"),
    ("N", "над"),
    ("N", "вблизи"),
    ("N", "в створе"),
    ("N", "в створе с"),
    ("N", "близ"),
    ("N", "по адресу"),
    ("N", "не доезжая"),
    ("N", "не доезжая до"),
    ("D", "в сторону"),
    ("D", "в направлении"),
    ("D", "по направлению к"),
    ("D", "в направлении к"),
    ("D", "со стороны"),
    ("D", "в сторону от"),
    ("D", "по направлению"),
    ("D", "к"),
    ("D", "ко"),
    ("D", "из"),
    ("D", "в"),
    ("D", "во"),
    ("D", "по ходу от"),
    ("D", "мимо"),
    ("M", "между"),
    ("M", "в границах"),
    ("M", "меж"),
    ("F", "от"),
    ("T", "до"),
    ("C", "с"),
    ("C", "со"),
    ("A", "и"),
    ("A", "или"),
    ("P", "на"),
    ("P", "по"),
    ("P", "вдоль"),
    ("E", "через"),
    ("F", "начиная от"),
    ("F", "начиная с"),
    ("T", "вплоть до"),
    ("A", "а также"),
    ("X", "перекресток"),
    ("X", "перекрестке"),
    ("X", "перекрестка"),
    ("X", "перекрестки"),
    ("X", "перекрестков"),
    ("X", "перекрестках"),
    ("X", "перекрестком"),
    ("X", "перекрестку"),
    ("X", "пересечение"),
    ("X", "пересечении"),
    ("X", "пересечения"),
    ("X", "пересечением"),
    ("X", "пересечениях"),
    ("X", "развязка"),
    ("X", "развязке"),
    ("X", "развязки"),
    ("X", "развязку"),
    ("X", "пересекается"),
    ("X", "стыке"),
    ("X", "примыкании"),
    ("X", "примыкания"),
    ("X", "примыкание"),
    ("U", "угол"),
    ("U", "на углу"),
    ("U", "углу"),
    ("U", "угла"),
    ("V", "поворот"),
    ("V", "поворота"),
    ("V", "повороте"),
    ("V", "поворотом"),
    ("V", "повернуть"),
    ("V", "свернуть"),
    ("V", "повернуть налево"),
    ("V", "повернуть направо"),
    ("V", "съезд"),
    ("V", "съездом"),
    ("V", "съезду"),
    ("V", "выездом"),
    ("V", "въездом"),
    ("V", "въезд"),
    ("V", "заездом"),
    ("X", "развилка"),
    ("X", "развилке"),
    ("X", "развилки"),
    ("V", "съезда"),
    ("V", "съезде"),
    ("V", "выезд"),
    ("V", "выезда"),
    ("V", "выезде"),
    ("V", "въезда"),
    ("V", "въезде"),
    ("V", "заезд"),
    ("V", "заезда"),
    ("Q", "участок"),
    ("Q", "участке"),
    ("Q", "участка"),
    ("Q", "участку"),
    ("Q", "участки"),
    ("Q", "участках"),
    ("Q", "отрезок"),
    ("Q", "отрезке"),
    ("Q", "отрезка"),
    ("Q", "отрезку"),
    ("Q", "отрезки"),
    ("Q", "перегона"),
    ("Q", "перегоне"),
    ("Q", "перегон"),
    ("Q", "границах"),
    ("W", "обе"),
    ("W", "оба"),
    ("W", "каждая"),
    ("W", "все"),
    ("W", "каждый"),
    ("O", "кольцо"),
    ("O", "кольца"),
    ("O", "кольце"),
    ("O", "кольцу"),
)
MARKS = {
    "-": "-",
    "/": "/",
    "\\": "/",
    ",": ",",
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
LONGEST_PHRASE = 3
MOST_CAPITALS = 150
PHRASE_LETTERS = {tuple(words.split()): letter for letter, words in PHRASES}


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
    by_grammar = _is_natural(tokens)
    units: list[Unit] = []
    at = 0
    while at < len(tokens):
        unit = _unit_at(tokens, at, gazetteer, units, by_grammar)
        units.append(unit)
        at += len(unit.tokens)
    return units


def _is_natural(tokens: list[Token]) -> bool:
    """A long text of nothing but capitals, or of words that no dictionary has, is none that names could be told from.

    To guess about a word that is none takes a hundred times as long as to look up one that is.
    """
    words = [token for token in tokens if token.kind == "word"]
    capitals = sum(token.is_capital for token in words)
    if capitals > MOST_CAPITALS and capitals >= 0.6 * len(words):
        return False
    return len(words) <= MOST_CAPITALS or sum(is_known(word.text) for word in words) > 0.5 * len(words)


def shape_of(units: list[Unit]) -> str:
    return "".join(unit.letter for unit in units)


def _unit_at(tokens: list[Token], at: int, gazetteer: Gazetteer, before: list[Unit], by_grammar: bool) -> Unit:
    if before and before[-1].letter == "S" or _comma_after_street(before):
        house = bare_house_at(tokens, at)
        if house is not None:
            return Unit(house.letter, tuple(tokens[at : house.end]), house)
    found = object_at(tokens, at, gazetteer)
    if found is not None:
        return Unit(found.letter, tuple(tokens[at : found.end]), found)
    named = street_at(tokens, at, gazetteer, _is_chained(before), by_grammar=by_grammar)
    if named is not None:
        return Unit("S", tuple(tokens[at : named.end]), named)
    return _small_unit(tokens, at)


def _small_unit(tokens: list[Token], at: int) -> Unit:
    token = tokens[at]
    if token.kind == "stop":
        return Unit(".", (token,))
    if token.kind == "line":
        return Unit("n", (token,))
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


def _is_chained(before: list[Unit]) -> bool:
    """Have we just read a street and a joint: «Ленина, …», «Мира – …»?"""
    if not before or before[-1].letter not in ",A-/(":
        return False
    in_brackets = False
    for unit in reversed(before[-10:]):
        if unit.letter in "()":
            in_brackets = unit.letter == ")"
        elif not in_brackets and unit.letter not in ",A-/HP":
            return unit.letter == "S"
    return False


def _comma_after_street(before: list[Unit]) -> bool:
    return len(before) > 1 and before[-1].letter == "," and before[-2].letter == "S"
