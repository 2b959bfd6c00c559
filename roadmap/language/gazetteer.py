"""The city's names, indexed for reading: built from plain rows, asked by words.

A row's `variants` are other ways to write the name, `old_names` what it was called; both count as the street.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from roadmap.language.grammar.cases import split_name
from roadmap.language.grammar.kinds import kind_word as known_kind
from roadmap.language.grammar.lemmas import genitive, is_known, may_be
from roadmap.language.names.forms import YEARS, declined, name_forms, nicknames, noun_forms
from roadmap.language.names.kinds import GENDERS, SPELLINGS
from roadmap.language.names.people import TITLES
from roadmap.language.names.registered import Person, person
from roadmap.language.names.words import stands_by_itself
from roadmap.language.text import fold
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

FUZZY_CUTOFF = 86
SHORTEST_FUZZY = 6
# How sure a name without its kind word is of this kind: people leave out «улица», seldom «переулок»
BARE_KIND = {"улица": 0.95, "проспект": 0.92, "бульвар": 0.9, "тракт": 0.9, "шоссе": 0.88, "набережная": 0.88}
BARE_OTHER = 0.7
LETTERS = re.compile("[а-я-]{3,}")  # of a word that may stand for a whole name
# Kinds of streets that bear people's names; «Обход Тюмени» is never called «Тюмени»
SHORTENED = frozenset(("улица", "проспект", "переулок", "проезд", "бульвар", "площадь", "набережная", "тупик"))


@dataclass(frozen=True, slots=True)
class StreetRow:
    id: int | str
    name: str  # full, in OpenStreetMap's order: «улица Малыгина», «Холодильная улица»
    kind_word: str = ""
    variants: tuple[str, ...] = ()
    old_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LandmarkRow:
    """A bridge, a mall, a school: what people name instead of a house number."""

    id: int | str
    name: str
    kind: str = "landmark"  # or "bridge"
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    id: int | str | None  # None: the street is not in the gazetteer
    name: str
    score: float
    by: str = ""  # which of its names answered the search box


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way to write one street: the possible forms of its words, and how sure a match is."""

    words: tuple[frozenset[str], ...]
    row: StreetRow
    kind: str
    score: float
    is_adjective: bool
    has_initials: bool = False  # its single letters are dotted


@dataclass
class Gazetteer:
    streets: list[StreetRow] = field(default_factory=list)
    landmarks: list[LandmarkRow] = field(default_factory=list)
    crossings: set[frozenset] = field(default_factory=set)  # pairs of street ids that meet
    houses: dict = field(default_factory=dict)  # street id → house numbers
    city: str = ""

    @cached_property
    def index(self) -> dict[str, list[Pattern]]:
        """Patterns by every form of their first word."""
        index: dict[str, list[Pattern]] = {}
        for row in self.streets:
            for pattern in patterns_of(row):
                for form in pattern.words[0]:
                    index.setdefault(form, []).append(pattern)
        return index

    @cached_property
    def of_city(self) -> str:
        """The city in the genitive, as a token's key."""
        return fold(genitive(self.city)) if self.city else ""

    @cached_property
    def fuzzy_words(self) -> dict[str, list[str]]:
        """Long first words by their first letter, for misspelt names."""
        found: dict[str, set[str]] = {}
        for form in self.index:
            if len(form) >= SHORTEST_FUZZY and form.isalpha():
                found.setdefault(form[0], set()).add(form)
        return {letter: sorted(words) for letter, words in found.items()}

    @cached_property
    def landmark_index(self) -> dict[str, list[tuple[tuple[str, ...], LandmarkRow]]]:
        index: dict[str, list] = {}
        for row in self.landmarks:
            for name in (row.name, *row.variants):
                words = tuple(token.key for token in tokenize(name) if token.kind in ("word", "number", "ordinal"))
                if words:
                    index.setdefault(words[0], []).append((words, row))
        return index

    @cached_property
    def names_in_words(self) -> list[tuple[StreetRow, str, list[tuple[tuple[str, ...], str, float, str]]]]:
        """For the search box, of every street: its kind, and of each name the bare words, the whole, the handicap,
        and the name as it is written."""
        found = []
        for row in self.streets:
            names = [(row.name, 0.0), *((name, 0.2) for name in row.variants), *((name, 0.3) for name in row.old_names)]
            in_words = [(words_of(split_kind(name)[1]), " ".join(words_of(name)), step, name) for name, step in names]
            found.append((row, split_kind(row.name, row.kind_word)[0], in_words))
        return found

    def misspelt(self, word: str) -> tuple[str, float] | None:
        """The known word that this one is most like, if it is like one enough."""
        if len(word) < SHORTEST_FUZZY or not word.isalpha():
            return None
        words = self.fuzzy_words.get(word[0], ())
        found = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
        if found is not None:
            return found[0], found[1] / 100
        swapped = process.extractOne(word, words, scorer=OSA.distance, score_cutoff=1)  # «исктокская», short words
        return (swapped[0], 1 - swapped[1] / len(word)) if swapped else None

    def meet(self, one: Candidate, other: Candidate) -> bool:
        return frozenset((one.id, other.id)) in self.crossings

    def has_house(self, street: Candidate, house: str) -> bool:
        return fold(house).replace(" ", "") in self.houses.get(street.id, ())


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    return tuple(token.key for token in tokenize(name) if token.kind in ("word", "number", "ordinal"))


def split_kind(name: str, kind_word: str = "") -> tuple[str, str]:
    """«улица 50 лет Октября» → («улица», «50 лет Октября»), «Червишевский тракт» → («тракт», «Червишевский»)."""
    tokens = name.split()
    for at in (0, len(tokens) - 1):
        word = fold(tokens[at].strip(".")) if tokens else ""
        if len(tokens) > 1 and (SPELLINGS.get(word) or (kind_word and word == fold(kind_word))):
            return SPELLINGS.get(word, word), " ".join(tokens[:at] + tokens[at + 1 :])
    return kind_word or "", name


def patterns_of(row: StreetRow) -> list[Pattern]:
    found = []
    own_kind, own_bare = split_kind(row.name, row.kind_word)
    own_kind = own_kind or split_name(row.name).kind_word  # «Обход Тюмени»
    for name, trust in [
        (row.name, 1.0),
        *((one, 0.98) for one in row.variants),
        *((one, 0.9) for one in row.old_names),
    ]:
        kind, bare = split_kind(name, row.kind_word if name == row.name else "")
        who = person(bare)
        is_russian = bool(kind) or who.name == bare and _ends_alike(bare, own_bare)
        found += _patterns(who.name, kind or own_kind, trust, row, may_shorten=is_russian)
        if who.initials:
            found += _with_initials(who, kind or own_kind, trust, row)
        elif who.name != bare:
            found += _patterns(bare, kind or own_kind, trust, row, may_shorten=False)
    return found


def _ends_alike(name: str, other: str) -> bool:
    """«А. Матросова» of the улица Матросова; «Lenina Street», «Ленин урамы» end with what is no name."""
    return words_of(name)[-1:] == words_of(other)[-1:]


def _with_initials(who: Person, kind: str, trust: float, row: StreetRow) -> list[Pattern]:
    """«В.И. Чапаева», «В. Чапаева», «Чапаева В.И.», «Академика В.И. Чапаева»"""
    names = [frozenset((word,)) for word in words_of(who.name)]
    letters = [frozenset((fold(letter),)) for letter in who.initials]
    rows = [[*names[:-1], *letters, *names[-1:]], [*names[:-1], *letters[:1], *names[-1:]], [*names, *letters]]
    return [Pattern(tuple(words), row, kind, 0.97 * trust, False, has_initials=True) for words in rows]


def _patterns(bare: str, kind: str, trust: float, row: StreetRow, *, may_shorten: bool = True) -> list[Pattern]:
    words = name_forms(bare, GENDERS.get(kind, "femn"))
    if not words:
        return []
    is_adjective = len(words[-1]) > 1
    found = [Pattern(words, row, kind, trust, is_adjective)]
    for forms, sure in ((nicknames(words, bare), 0.85), (declined(words, bare), 0.9)):
        if forms:
            found.append(Pattern((forms,), row, kind, sure * trust, True))
    keys = [token.key for token in tokenize(bare) if token.kind in ("word", "number", "ordinal")]
    if may_shorten and not is_adjective and keys[0].isalpha() and not set(keys) & YEARS:
        found += _shorter(words, keys, kind, trust, row)
    if len(words) == 2 and keys[0].isdigit() and not is_adjective and stands_by_itself(keys[1]):
        found += _of_quarter(words, keys[1], kind, trust, row)
    if is_adjective and keys[0].isdigit() and len(words) > 1:
        found.append(Pattern((*words[1:], words[0]), row, kind, trust, True))  # «Степной 8-й»
    return found


def _shorter(words: tuple, keys: list[str], kind: str, trust: float, row: StreetRow) -> list[Pattern]:
    """«Максима Горького» is also «Горького» and «М. Горького»; «Академика Шварца» also «Шварца»."""
    if len(words) < 2 or kind not in SHORTENED or not _names_somebody(keys[-1]):
        return []
    if not (keys[0] in TITLES or may_be(keys[0], "Name") or not is_known(keys[0])):
        return []  # «Парада Победы» is no «Победы»
    found = [Pattern((words[-1],), row, kind, 0.9 * trust, False)]
    if keys[0] not in TITLES:
        found.append(Pattern((frozenset((keys[0][0],)), *words[1:]), row, kind, 0.97 * trust, False))
    if len(words) == 3 and _names_somebody(keys[1]):
        found.append(Pattern(words[1:], row, kind, 0.92 * trust, False))
    return found


def _of_quarter(words: tuple, noun: str, kind: str, trust: float, row: StreetRow) -> list[Pattern]:
    """«на 1-й Рябиновке», and «на Рябиновке», which the others of that name share"""
    forms = noun_forms(noun)
    return [
        Pattern((words[0], forms), row, kind, trust, True),
        Pattern((forms,), row, kind, 0.9 * trust, True),
    ]


def _names_somebody(word: str) -> bool:
    """A surname can; an initial, a word of another alphabet, a number, a kind word, a preposition cannot."""
    if not LETTERS.fullmatch(word) or word in SPELLINGS or known_kind(word):
        return False
    return not any(may_be(word, small) for small in ("PREP", "CONJ", "NUMR"))


def matches(pattern: Pattern, tokens: list[Token], at: int) -> int | None:
    """The token after the match of a pattern, dots of initials and hyphens passed over; None if it differs."""
    for number, forms in enumerate(pattern.words):
        while number and at < len(tokens) and (tokens[at].key == "." or (tokens[at].key == "-" and tokens[at].glued)):
            at += 1
        if at >= len(tokens) or tokens[at].key not in forms or tokens[at].kind in ("mark", "stop", "line"):
            return None
        at += 1
    return at
