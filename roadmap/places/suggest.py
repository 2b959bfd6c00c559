"""The search box: streets in the order that a person who types expects.

First names that begin with what was typed, then names with a word that does; where there are none, names in another
case («на Мире», «по Первомайской»), else names like it. Variants and old names count, below the name itself. The kind
word may be typed or left out.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from roadmap.language.gazetteer import FUZZY_CUTOFF, Candidate, Gazetteer, StreetRow, split_kind, words_of
from roadmap.language.grammar.lemmas import all_forms
from roadmap.language.names.kinds import SPELLINGS
from roadmap.language.tables import stems
from roadmap.language.text import clean, fold

LONGEST_QUERY = 80
MOST_WORDS = 4
KIND_ORDER = stems(
    """
    улица проспект переулок проезд площадь бульвар тракт шоссе набережная
    """
)
SHORTEST_LIKE = 4  # fewer letters are like too many names
# How well a name answers, before its length and alphabet settle the order
EXACT, PREFIX, WORD_PREFIX, ALL_WORDS, LIKE = 5, 4, 3, 2, 1


@dataclass(frozen=True, slots=True)
class Asked:
    words: tuple[str, ...]
    kind: str

    @property
    def text(self) -> str:
        return " ".join(self.words)


def suggest(query: str, gazetteer: Gazetteer, limit: int = 10) -> list[Candidate]:
    """The best `limit` streets for what has been typed so far; an empty query has no answer."""
    asked = _asked(query)
    if not asked.words:
        return []
    attempts = (_ranked(asked, gazetteer, rank_of) for rank_of in (_rank, _in_another_case, _likeness))
    best = sorted(next((ranked for ranked in attempts if ranked), ()), key=lambda one: one[:3])[:limit]
    return [Candidate(row.id, row.name, round(min(-rank / EXACT, 1.0), 3), name) for rank, _, _, row, name in best]


def named_whole(told: str, gazetteer: Gazetteer) -> list[StreetRow]:
    """The streets of which this is the whole name, the kind word in any place or left out, in any case; a kind word
    that is another one's is none of theirs. Several where the words tell no difference."""
    asked = _asked(told)
    ranked = sorted(_ranked(asked, gazetteer, _whole) if asked.words else (), key=lambda one: one[:3])
    if asked.kind:
        ranked = [one for one in ranked if split_kind(one[3].name, one[3].kind_word)[0] == asked.kind]
    return [one[3] for one in ranked if one[0] == ranked[0][0]]


def words_asked(query: str) -> list[str]:
    """Those that a name is looked up by, the longest first: without the kind word where there is another. A letter is
    like each word that begins with it, so beside others it tells nothing."""
    longest = sorted(_asked(query).words, key=len, reverse=True)[:MOST_WORDS]
    return [word for word in longest if len(word) > 1] or longest


def bears_a_name(words: str) -> bool:
    """More than a kind word and a number: «улица» is like half a city, «9999» like nothing."""
    return any(word not in SPELLINGS and not word[0].isdigit() for word in words_of(clean(words)))


def _ranked(asked: Asked, gazetteer: Gazetteer, rank_of) -> list[tuple]:
    ranked = []
    for row, kind, names in gazetteer.names_in_words:
        rank, name = max((rank_of(asked, words, whole) - step, name) for words, whole, step, name in names)
        if rank > 0:
            ranked.append((-rank - _kind_bonus(asked, kind), len(row.name), fold(row.name), row, name))
    return ranked


def _kind_bonus(asked: Asked, kind: str) -> float:
    """Who types «пер» wants a переулок; «ул» is often typed for nothing."""
    if not asked.kind or asked.kind != kind:
        return 0
    return 0.4 if kind == "улица" else 2.5


def _asked(query: str) -> Asked:
    keys = list(words_of(clean(query)[:LONGEST_QUERY]))
    kind = next((SPELLINGS[key] for key in keys if key in SPELLINGS), "")
    if not kind and len(keys) > 1 and len(keys[0]) < 4:  # «пр мен»: the kind word is still being typed, or shortened
        kind = next((one for one in KIND_ORDER if one.startswith(keys[0])), "")
        keys = keys[1:] if kind else keys
    bare = tuple(key for key in keys if key not in SPELLINGS) if len(keys) > 1 else tuple(keys)
    return Asked(bare or tuple(keys), kind)


def _rank(asked: Asked, words: tuple[str, ...], whole: str) -> float:
    bare = " ".join(words)
    if asked.text in (bare, whole):
        return EXACT
    if bare.startswith(asked.text):
        return PREFIX
    if len(asked.words) == 1 and any(word.startswith(asked.text) for word in words):
        return WORD_PREFIX
    if all(any(word.startswith(part) for word in words) for part in asked.words):
        return ALL_WORDS + 0.5
    return 0


def _in_another_case(asked: Asked, words: tuple[str, ...], _whole: str) -> float:
    """Each word in any of its forms; the name may have more of them."""
    if len(asked.words) > len(words) or any(all_forms(word).isdisjoint(words) for word in asked.words):
        return 0
    return PREFIX if len(asked.words) == len(words) else ALL_WORDS


def _whole(asked: Asked, words: tuple[str, ...], whole: str) -> float:
    if asked.text in (" ".join(words), whole):
        return EXACT
    return _in_another_case(asked, words, whole) if len(asked.words) == len(words) else 0


def _likeness(asked: Asked, words: tuple[str, ...], whole: str) -> float:
    """For what nothing begins with: a slip of the finger."""
    bare = " ".join(words)
    if len(asked.text) >= SHORTEST_LIKE:
        likeness = max(
            fuzz.ratio(asked.text, bare[: len(asked.text) + 1]), *(fuzz.ratio(asked.text, word) for word in words), 0
        )
        if likeness >= FUZZY_CUTOFF - 10:
            return LIKE + likeness / 200
    return 0
