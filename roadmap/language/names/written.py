"""Is a street that another reader tells of really written in a text? In any form of its words, with its kind word."""

from roadmap.language.gazetteer import Candidate, Gazetteer, StreetRow, split_kind, words_of
from roadmap.language.names.kinds import SHORT, kind_at
from roadmap.language.names.known import lookup, lookup_misspelt
from roadmap.language.tokens import Token

BETWEEN = ("«", '"', "им", "имени", ".")  # a kind word and its name
MOST_BETWEEN = 4
ALIKE = 0.05  # scores of two streets that a name fits equally well
LEAST = 0.55  # of a street of the list
LEAST_ALONE = 0.8  # where no list tells whether a street of another kind bears the name, too

Name = tuple[str, tuple[str, ...]]


def in_words(name: str) -> Name:
    """Its kind and its other words: the same however the two are turned."""
    kind, bare = split_kind(name)
    return kind, words_of(bare)


def rows_by_name(gazetteer: Gazetteer) -> dict[Name, StreetRow]:
    """By names of today before old ones."""
    named = [(row, row.name) for row in gazetteer.streets]
    named += [(row, name) for row in gazetteer.streets for name in (*row.variants, *row.old_names)]
    found: dict[Name, StreetRow] = {}
    for row, name in named:
        found.setdefault(in_words(name), row)
    return found


def written_in(tokens: list[Token], gazetteer: Gazetteer) -> frozenset:
    """Numbers of the list's streets that a text names. Of streets that share a name the kind word decides."""
    found = set()
    for at, token in enumerate(tokens):
        if token.kind in ("word", "number", "ordinal"):
            found |= {one.id for one in _streets_at(tokens, at, gazetteer)}
    return frozenset(found)


def is_written(name: str, tokens: list[Token]) -> bool:
    """Where no list is loaded: as if the street were all of it."""
    return bool(words_of(name)) and bool(written_in(tokens, Gazetteer(streets=[StreetRow(0, name)])))


def _streets_at(tokens: list[Token], at: int, known: Gazetteer) -> list[Candidate]:
    """Those that the words at a token fit best; a kind word beside tells nothing of a street that has none."""
    kind = _kind_beside(tokens, at, known)
    found = _fitting(tokens, at, known, kind)
    if kind:
        found += [one for one in _fitting(tokens, at, known, "") if not split_kind(one.name)[0]]
    return found


def _fitting(tokens: list[Token], at: int, known: Gazetteer, kind: str) -> list[Candidate]:
    found = lookup(tokens, at, known, kind) or lookup_misspelt(tokens, at, known, kind)
    if found is None:
        return []
    least = LEAST_ALONE if kind and len(known.streets) == 1 else LEAST
    best = found.candidates[0].score
    return [one for one in found.candidates if one.score >= max(best - ALIKE, least)]


def _kind_beside(tokens: list[Token], at: int, known: Gazetteer) -> str:
    """Of the kind word before the name, else of one behind it that goes with the name."""
    for before in range(at - 1, max(at - 1 - MOST_BETWEEN, -1), -1):
        marked = kind_at(tokens, before)
        if marked and marked[1] <= at and all(token.key in BETWEEN for token in tokens[marked[1] : at]):
            return marked[0]
    found = lookup(tokens, at, known, "")
    marked = kind_at(tokens, found.end) if found and found.end < len(tokens) else None
    if not marked or tokens[found.end].key in SHORT:
        return ""
    with_kind = lookup(tokens, at, known, marked[0])
    return marked[0] if with_kind and with_kind.candidates[0].score >= LEAST else ""
