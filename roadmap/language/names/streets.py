"""Streets named in a text: by the gazetteer, with a kind word, or by the form of the name and what stands before it."""

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.lemmas import agree
from roadmap.language.names import unknown
from roadmap.language.names.bare import bare_street
from roadmap.language.names.bypass import bypass_at
from roadmap.language.names.kinds import GENDERS, PLURALS, SHORT, VAGUE, kind_at
from roadmap.language.names.known import known_street, lookup, lookup_misspelt, misspelt_street
from roadmap.language.names.named import Named, named_by_grammar
from roadmap.language.names.signs import is_town
from roadmap.language.tokens import Token


def street_at(
    tokens: list[Token], at: int, gazetteer: Gazetteer, chained: bool, *, by_grammar: bool = True
) -> Named | None:
    """The street that begins at a token. `chained`: a list of streets has just been read up to here."""
    token = tokens[at]
    if token.kind in ("mark", "stop", "line"):
        return None
    bypass = bypass_at(tokens, at, gazetteer)
    if bypass is not None:
        return bypass
    marked = kind_at(tokens, at)
    if marked is not None and not (token.key not in SHORT and _is_trailing(tokens, at)):
        found = _after_kind(tokens, at, *marked, gazetteer)
        if found is not None or marked[0] != "набережная":
            return found  # «Набережная» may be a street's adjective too: «по Набережной улице»
    known = known_street(tokens, at, gazetteer, chained)
    if not by_grammar:
        return known
    shape = unknown.trailing_kind(tokens, at) if token.is_capital or token.kind == "ordinal" else None
    if known is not None and (shape is None or known.end >= shape.end):
        return known
    if shape is not None and shape.name.split()[-1] not in VAGUE - {
        "проезд",
        "магистраль",
        "аллея",
        "просека",
        "спуск",
    }:
        return named_by_grammar(at, shape, has_kind=True)
    return misspelt_street(tokens, at, gazetteer, chained) or bare_street(
        tokens, at, chained, listed=len(gazetteer.streets)
    )


def _after_kind(tokens: list[Token], at: int, kind: str, name_at: int, gazetteer: Gazetteer) -> Named | None:
    while (
        name_at < len(tokens)
        and tokens[name_at].key in ("«", '"', "им", "имени")
        or (name_at < len(tokens) and tokens[name_at].key == "." and tokens[name_at - 1].key == "им")
    ):
        name_at += 1
    if name_at >= len(tokens):
        return None
    found = lookup(tokens, name_at, gazetteer, kind)
    if found is not None and found.candidates[0].score >= 0.6:
        return Named(at, found.end, found.candidates, "gazetteer", True)
    misspelt = lookup_misspelt(tokens, name_at, gazetteer, kind)
    if misspelt is not None and found is None and misspelt.candidates[0].score >= 0.6:
        return Named(at, misspelt.end, misspelt.candidates, "misspelt", True)
    is_short = tokens[at].key in SHORT
    if tokens[at].key in PLURALS and tokens[at].key != "улицы" and is_town(tokens[name_at].text):
        return None  # «с улиц Ижевска»
    if kind in VAGUE and not is_short and _is_own_word(tokens, name_at):
        return None
    if GENDERS[kind] == "masc" and tokens[name_at].key.endswith(("ая", "яя")):
        return None  # «доступна для проезда Первомайская»
    shape = unknown.marked_name(tokens, name_at, kind, is_short)
    if shape is None or (kind == "площадь" and not (tokens[name_at].is_capital or tokens[name_at].kind == "number")):
        return None
    if kind in ("дорога", "линия", "автодорога", "квартал") or tokens[name_at].key in unknown.NOT_STREETS:
        return None
    end_kind = kind_at(tokens, shape.end)
    if end_kind is not None and kind == "улица" and tokens[shape.end].key not in SHORT and shape.form == "adjective":
        trailing = unknown.trailing_kind(tokens, name_at)  # «ул. Московский тракт»
        if trailing is not None:
            return named_by_grammar(at, trailing, has_kind=True)
    return named_by_grammar(at, shape, has_kind=True)


def _is_own_word(tokens: list[Token], at: int) -> bool:
    """«проезд закрыт», «для проезда Самарская площадь»: what follows is no name of this kind word's."""
    if tokens[at].kind != "word":
        return False
    return not tokens[at].is_capital or unknown.trailing_kind(tokens, at) is not None


def _is_trailing(tokens: list[Token], at: int) -> bool:
    """Does the kind word belong to the adjective before it («Широтной улице закрыт»)? Then nothing begins here."""
    return (
        at > 0
        and tokens[at - 1].kind == "word"
        and tokens[at - 1].is_capital
        and agree(tokens[at - 1].text, tokens[at].text)
    )
