"""Streets named in a text: by the gazetteer, with a kind word, or by the form of the name and what stands before it."""

from roadmap.language.gazetteer import Gazetteer, split_kind
from roadmap.language.grammar.lemmas import agree, is_known, may_be
from roadmap.language.names import unknown
from roadmap.language.names.bare import bare_street
from roadmap.language.names.bypass import road_at as bypass_at
from roadmap.language.names.forms import MONTHS, YEARS
from roadmap.language.names.kinds import GENDERS, PLURALS, SHORT, VAGUE, kind_at
from roadmap.language.names.known import lookup, lookup_misspelt
from roadmap.language.names.named import Named, named_by_grammar
from roadmap.language.names.signs import (
    LEADING,
    STRONG_LEADING,
    belongs_to_head,
    house_follows,
    is_adjective,
    is_common,
    is_in_pair,
    is_settlement,
    is_town,
    opens_a_place,
    word_before,
)
from roadmap.language.names.trailing import trailing_kind
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
    shape = trailing_kind(tokens, at) if token.is_capital or token.kind == "ordinal" else None
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
        trailing = trailing_kind(tokens, name_at)  # «ул. Московский тракт»
        if trailing is not None:
            return named_by_grammar(at, trailing, has_kind=True)
    return named_by_grammar(at, shape, has_kind=True)


def _is_own_word(tokens: list[Token], at: int) -> bool:
    """«проезд закрыт», «для проезда Самарская площадь»: what follows is no name of this kind word's."""
    if tokens[at].kind != "word":
        return False
    return not tokens[at].is_capital or trailing_kind(tokens, at) is not None


def _is_trailing(tokens: list[Token], at: int) -> bool:
    """Does the kind word belong to the adjective before it («Широтной улице закрыт»)? Then nothing begins here."""
    return (
        at > 0
        and tokens[at - 1].kind == "word"
        and tokens[at - 1].is_capital
        and agree(tokens[at - 1].text, tokens[at].text)
    )


def known_street(tokens: list[Token], at: int, gazetteer: Gazetteer, chained: bool) -> Named | None:
    found = lookup(tokens, at, gazetteer, "")
    if found is None:
        return None
    trailing = kind_at(tokens, found.end)
    if trailing is not None and tokens[found.end].key not in SHORT:
        with_kind = lookup(tokens, at, gazetteer, trailing[0])
        if with_kind is not None and with_kind.candidates[0].score >= 0.6:
            return Named(at, trailing[1], with_kind.candidates, "gazetteer", True)
        if agree(tokens[found.end - 1].text, tokens[found.end].text):
            return None  # «Московский проезд» where only a «Московская улица» is known
    kind = split_kind(found.name)[0]
    return found if _is_meant(tokens, at, found.end, chained, kind) else None


def _is_meant(tokens: list[Token], at: int, end: int, chained: bool, kind: str = "") -> bool:
    """Guards names that are also common words: «мира», «победы», «новая», «школьная»."""
    token, before = tokens[at], word_before(tokens, at)
    after = tokens[end] if end < len(tokens) else None
    if belongs_to_head(tokens, at):
        return False
    is_of_adjective = end == at + 1 and is_adjective(token.text)
    if is_of_adjective and kind in ("проезд", "переулок", "тупик") and before not in ("на", "по", "вдоль"):
        return False  # «возле Солнечного» is a mall more often than a lane
    in_pair = token.is_capital and not token.opens and is_in_pair(tokens, at)
    if (
        is_of_adjective
        and after is not None
        and after.kind == "word"
        and not in_pair
        and not _may_follow(after)
        and agree(token.text, after.text, before)
    ):
        return False  # «Центральной площади», «новой дороге»
    if before in ("в", "во") and not house_follows(tokens, end):
        return False
    if token.kind in ("number", "ordinal"):
        is_date = end == at + 2 and tokens[end - 1].key in MONTHS and not tokens[end - 1].is_capital
        if is_date and (
            before not in ("на", "улице", "улицы", "ул", "угол", "/") or (after is not None and after.kind == "number")
        ):
            return False
        is_named_years = any(one.key in YEARS for one in tokens[at:end])  # «50 лет октября» is nothing else
        return is_named_years or tokens[end - 1].is_capital or before in LEADING or chained
    if end - at > 1:
        return token.is_capital or before in LEADING or chained or not is_common(token.text)
    if token.is_capital and not token.opens and not token.is_upper:
        return not (_is_first_name_before(tokens, at) or token.key in ("россии",))
    if not is_common(token.text) and not is_of_adjective:
        return True
    if token.opens and token.is_capital:
        return after is None or opens_a_place(tokens, end)
    if before in ("от", "до", "между") and is_in_pair(tokens, at):
        return True
    if token.opens and token.key.endswith(("ская", "цкая")):
        return opens_a_place(tokens, end)  # «барнаульская вся разбита»
    return chained or before in STRONG_LEADING or house_follows(tokens, end) or (before in LEADING and is_of_adjective)


def _may_follow(after: Token) -> bool:
    """A capital or a verb-like word after an adjective does not make them one phrase."""
    return after.is_capital and not after.is_upper and after.key not in ("площади", "площадь", "роща", "рощи")


def _is_first_name_before(tokens: list[Token], at: int) -> bool:
    """«мэр Руслан Кухарук», «по словам Александра Кузнецова»: a person, unless the street bears both names."""
    if at == 0:
        return False
    before = tokens[at - 1]
    return (
        before.kind == "word"
        and before.is_capital
        and not before.opens
        and may_be(before.text, "Name")
        and not may_be(before.text, "Surn")
    )


def misspelt_street(tokens: list[Token], at: int, gazetteer: Gazetteer, chained: bool) -> Named | None:
    token = tokens[at]
    before = word_before(tokens, at)
    if not (token.is_capital and not token.opens or before in LEADING or chained) or before in ("в", "во"):
        return None
    if is_known(token.text) or belongs_to_head(tokens, at) or is_settlement(token.key):
        return None
    found = lookup_misspelt(tokens, at, gazetteer, "")
    return found if found and found.candidates[0].score >= 0.7 else None
