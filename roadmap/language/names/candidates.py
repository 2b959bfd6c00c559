"""Every piece of a text that may be a street's name: by the list of names, by a kind word, by the form of the word.

Rather one too many than one missed: what a candidate is to the text, or that it is no street at all, is weighed
afterwards by what stands around it (`roadmap.language.mentions.roles`). So nothing here looks at the sentence.
"""

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.lemmas import agree, is_known, may_be
from roadmap.language.names import unknown
from roadmap.language.names.bypass import bypass_at
from roadmap.language.names.kinds import GENDERS, PLURALS, SHORT, VAGUE, kind_at
from roadmap.language.names.known import lookup, lookup_misspelt
from roadmap.language.names.named import Named, named_by_grammar
from roadmap.language.names.people import COMMON_NAMES
from roadmap.language.tokens import Token

SHORTEST = 4  # letters of a bare name
LONGEST_UPPER = 6  # «ГИБДД», «МКУ»: an abbreviation, where the text is not all in capitals
ENOUGH = 0.6  # score of a list's name beside a kind word


def candidate_at(tokens: list[Token], at: int, gazetteer: Gazetteer, *, by_grammar: bool = True) -> Named | None:
    """The street's name that may begin at a token."""
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
            return found
    known = _known(tokens, at, gazetteer)
    if not by_grammar:
        return known
    shape = unknown.trailing_kind(tokens, at) if token.is_capital or token.kind == "ordinal" else None
    if known is not None and (shape is None or known.end >= shape.end):
        return known
    if shape is not None:
        return named_by_grammar(at, shape, has_kind=True)
    return _misspelt(tokens, at, gazetteer) or _bare(tokens, at)


def _known(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    found = lookup(tokens, at, gazetteer, "")
    if found is None:
        return None
    trailing = kind_at(tokens, found.end)
    if trailing is None or tokens[found.end].key in SHORT and not _ends_name(tokens, found.end):
        return found
    with_kind = lookup(tokens, at, gazetteer, trailing[0])
    if with_kind is not None and with_kind.candidates[0].score >= ENOUGH:
        return Named(at, trailing[1], with_kind.candidates, "gazetteer", True)
    if agree(tokens[found.end - 1].text, tokens[found.end].text):
        return None  # «Московский проезд» where only a «Московская улица» is known
    return found


def _ends_name(tokens: list[Token], at: int) -> bool:
    """«Мельничная ул.»: the abbreviation closes a name rather than opens the next."""
    _, end = kind_at(tokens, at) or ("", at + 1)
    after = tokens[end] if end < len(tokens) else None
    return after is None or not (after.is_capital or after.kind in ("number", "ordinal"))


def _after_kind(tokens: list[Token], at: int, kind: str, name_at: int, gazetteer: Gazetteer) -> Named | None:
    while name_at < len(tokens) and (
        tokens[name_at].key in ("«", '"', "им", "имени")
        or (tokens[name_at].key == "." and tokens[name_at - 1].key == "им")
    ):
        name_at += 1
    if name_at >= len(tokens):
        return None
    found = lookup(tokens, name_at, gazetteer, kind)
    if found is not None and found.candidates[0].score >= ENOUGH:
        return Named(at, found.end, found.candidates, "gazetteer", True)
    misspelt = lookup_misspelt(tokens, name_at, gazetteer, kind) if found is None else None
    if misspelt is not None and misspelt.candidates[0].score >= ENOUGH:
        return Named(at, misspelt.end, misspelt.candidates, "misspelt", True)
    is_short = tokens[at].key in SHORT
    if not is_short and _is_own_word(tokens, name_at, kind):
        return None
    shape = unknown.marked_name(tokens, name_at, kind, is_short)
    if shape is None or tokens[name_at].key in unknown.NOT_STREETS:
        return None
    if is_short and shape.form == "adjective" and (end := kind_at(tokens, shape.end)) and end[0] != kind:
        trailing = unknown.trailing_kind(tokens, name_at)  # «ул. Московский тракт»
        if trailing is not None:
            return named_by_grammar(at, trailing, has_kind=True)
    return named_by_grammar(at, shape, has_kind=True)


def _is_own_word(tokens: list[Token], at: int, kind: str) -> bool:
    """«проезд закрыт», «для проезда Самарская площадь», «проезда Первомайская»: what follows is no name of its own."""
    token = tokens[at]
    if token.kind != "word" or tokens[at - 1].key in PLURALS:
        return False
    is_vague = kind in VAGUE or kind == "площадь"
    if is_vague and (not token.is_capital or unknown.trailing_kind(tokens, at) is not None):
        return True
    return GENDERS[kind] == "masc" and token.key.endswith(("ая", "яя"))


def _is_trailing(tokens: list[Token], at: int) -> bool:
    """Does the kind word belong to the adjective before it («Широтной улице закрыт»)? Then nothing begins here."""
    before = tokens[at - 1] if at else None
    return before is not None and before.kind == "word" and before.is_capital and agree(before.text, tokens[at].text)


def _misspelt(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    if is_known(tokens[at].text):
        return None
    found = lookup_misspelt(tokens, at, gazetteer, "")
    return found if found and found.candidates[0].score >= 0.7 else None


# ---------------------------------------------------------------- without kind word, by form


def _bare(tokens: list[Token], at: int) -> Named | None:
    token = tokens[at]
    shape = unknown.bare_name(tokens, at)
    if shape is not None:
        return named_by_grammar(at, shape)
    if token.kind == "word":
        return _bare_capital(tokens, at) if token.is_capital else _bare_lower(tokens, at)
    return None


def _bare_capital(tokens: list[Token], at: int) -> Named | None:
    """A capitalised word that no form explains: «Звездинка», «Аврора», «РОЩИНСКАЯ»."""
    token = tokens[at]
    if len(token.key) < SHORTEST or (token.is_upper and len(token.key) < LONGEST_UPPER):
        return None
    if "-" not in token.text and sum(letter.isupper() for letter in token.text) > 1 and not token.is_upper:
        return None  # «ЦПКиО»
    text = token.text.capitalize() if token.is_upper else token.text
    return _shaped(at, at + 1, text, "word", 0.3)


def _bare_lower(tokens: list[Token], at: int) -> Named | None:
    """As residents type: «на шварца», «депутатская», «михаила сперанского»."""
    token = tokens[at]
    if len(token.key) < SHORTEST:
        return None
    if _is_person(tokens, at):
        name = f"{_capital(token.text)} {_capital(tokens[at + 1].text)}"
        return _shaped(at, at + 2, name, "person", 0.7)
    is_feminine = token.key.endswith(("ая", "яя", "ой", "ую")) and may_be(token.text, "ADJF", "femn")
    if is_feminine and not may_be(token.text, "Apro"):
        name = unknown.nominative_of(_capital(token.text), "femn")
        return _shaped(at, at + 1, name, "adjective", 0.4)
    if token.key in COMMON_NAMES or may_be(token.text, "Surn", "gent") or not is_known(token.text):
        return _shaped(at, at + 1, _capital(token.text), "genitive", 0.4)
    return None


def _is_person(tokens: list[Token], at: int) -> bool:
    """A first name and a surname, both in the genitive."""
    first, last = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if last is None or last.kind != "word" or may_be(last.text, "Name"):
        return False
    return may_be(first.text, "Name", "gent") and may_be(last.text, "Surn", "gent")


def _shaped(start: int, end: int, name: str, form: str, trust: float) -> Named:
    full = unknown.with_kind(name, "", is_adjective=form == "adjective")
    return named_by_grammar(start, unknown.Shape(end, full, form, trust))


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
