"""Every piece of a text that may be a street's name: by the list of names, by a kind word, by the form of the word.

Rather one too many than one missed: what a candidate is to the text, or that it is no street at all, is weighed
afterwards by what stands around it (`roadmap.language.mentions.roles`). So nothing here looks at the sentence; what
the names of a text say about each other is `settling`'s.
"""

from dataclasses import replace
from itertools import takewhile

from roadmap.language.gazetteer import Gazetteer, split_kind, words_of
from roadmap.language.grammar.lemmas import agree, is_known, may_be, parses
from roadmap.language.names import unknown
from roadmap.language.names.bypass import road_at
from roadmap.language.names.kinds import GENDERS, SHORT, VAGUE, is_plural, kind_at
from roadmap.language.names.known import is_settlement, lookup, lookup_misspelt
from roadmap.language.names.named import Named, named_by_grammar
from roadmap.language.names.numbered import numbered, numbered_kind
from roadmap.language.names.people import COMMON_NAMES, EVERYBODY, HEROINES, respelt
from roadmap.language.names.persons import is_known_person, surname_in_full
from roadmap.language.names.phrases import phrase
from roadmap.language.names.shapes import Shape, agreeing, standing
from roadmap.language.names.trailing import is_no_road, trailing_kind
from roadmap.language.names.unknown import SIZES
from roadmap.language.names.words import (
    agrees_with,
    bare_noun,
    capital,
    get,
    is_common,
    is_people,
    is_woman,
    key_at,
    nominative_of,
    respelt_adjective,
    shown,
)
from roadmap.language.tables import stems
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

SHORTEST = 4  # letters of a bare name
LONGEST_UPPER = 6  # «ГИБДД», «МКУ»: an abbreviation, where the text is not all in capitals
TYPED_MASCULINE = ("ском", "скому", "ский")
BECOMES = stems("станет станут стала стали останет останут сделают")
MOST_TO_VERB = 12  # tokens
ENOUGH = 0.6  # score of a list's name beside a kind word


def candidate_at(tokens: list[Token], at: int, gazetteer: Gazetteer, *, by_grammar: bool = True) -> Named | None:
    """The street's name that may begin at a token."""
    if tokens[at].kind in ("mark", "stop", "line") or is_no_road(tokens, at):
        return None
    found = _candidate(tokens, at, gazetteer, by_grammar)
    if found is None:
        return None
    found = _listed(found, gazetteer) if found.source == "grammar" else found
    return replace(found, tokens=tuple(tokens[at : found.end]), before=key_at(tokens, at - 1))


def _candidate(tokens: list[Token], at: int, gazetteer: Gazetteer, by_grammar: bool) -> Named | None:
    token = tokens[at]
    road = road_at(tokens, at, gazetteer)
    if road is not None:
        return road
    marked = None if _is_passage(tokens, at) else kind_at(tokens, at)
    if marked is not None and not (token.key not in SHORT and _is_trailing(tokens, at)):
        found = _after_kind(tokens, at, *marked, gazetteer)
        if found is not None or marked[0] != "набережная":
            return found
    known = _known(tokens, at, gazetteer)
    if not by_grammar:
        return known
    ordered = _ordinal_and_kind(tokens, at)
    if ordered is not None and (known is None or known.end < ordered.end):
        return ordered
    shape = trailing_kind(tokens, at) if token.kind in ("word", "ordinal") else None
    if known is not None and (shape is None or known.end >= shape.end):
        return known
    if shape is not None:
        misspelt = _misspelt_of_kind(tokens, at, shape, gazetteer)
        if misspelt is not None:
            return misspelt
        is_shared = any(is_plural(one.key) for one in tokens[shape.end - 1 : shape.end])
        return named_by_grammar(at, shape, has_kind=True, kind_first=False, shares_kind=is_shared)
    return _misspelt(tokens, at, gazetteer) or _bare(tokens, at)


def _is_passage(tokens: list[Token], at: int) -> bool:
    """«для проезда», «местный проезд»: passing, not a lane."""
    if not tokens[at].key.startswith("проезд") or at == 0 or tokens[at - 1].kind != "word":
        return False
    before = tokens[at - 1]
    return before.key in ("для", "нет", "без") or (not before.is_capital and agree(before.text, tokens[at].text))


def _known(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    found = lookup(tokens, at, gazetteer, "")
    if found is None:
        return None
    trailing = kind_at(tokens, found.end)
    if trailing is None or tokens[found.end].key in SHORT and not _ends_name(tokens, found.end):
        return _weighed(found, tokens[at : found.end])
    with_kind = lookup(tokens, at, gazetteer, trailing[0])
    if with_kind is not None and with_kind.candidates[0].score >= ENOUGH:
        return Named(
            at,
            trailing[1],
            with_kind.candidates,
            "gazetteer",
            True,
            kind_first=False,
            shares_kind=is_plural(tokens[found.end].key),
        )
    if _goes_with(tokens[found.end - 1], tokens[found.end], trailing[0]):
        return None  # «Московский проезд» where only a «Московская улица» is known
    return _weighed(found, tokens[at : found.end])


def _goes_with(word: Token, marked: Token, kind: str) -> bool:
    """«Московский проезд», «кольцевой пер»"""
    return agrees_with(word.text, GENDERS[kind]) if marked.key in SHORT else agree(word.text, marked.text)


def _weighed(found: Named, words: list[Token]) -> Named:
    """A bare word that is an everyday one («мира», «новая») is the street of that name the less, the plainer it is."""
    share = _sureness(words[0]) if len(words) == 1 else 1.0
    if share == 1.0:
        return found
    scaled = tuple(replace(one, score=round(one.score * share, 3)) for one in found.candidates)
    return replace(found, candidates=scaled)


def _sureness(token: Token) -> float:
    if token.kind != "word" or not is_common(token.text):
        return 1.0
    if token.is_capital:
        return 0.85 if token.opens else 1.0
    return 0.6 if may_be(token.text, "NOUN", "nomn") else 0.75


def _ends_name(tokens: list[Token], at: int) -> bool:
    """«Мельничная ул.», «мельничный пер 5»: the abbreviation closes a name rather than opens the next."""
    kind, end = kind_at(tokens, at) or ("", at + 1)
    after = get(tokens, end)
    if after is not None and after.kind == "number":
        return numbered(tokens, end, kind) is None
    return after is None or not (after.is_capital or after.kind == "ordinal")


def _listed(named: Named, gazetteer: Gazetteer) -> Named:
    """«Б. Садовой», «Ак. Шварца»: put in full by grammar, the street may be one of the list."""
    if not gazetteer.streets:
        return named
    kind, bare = split_kind(named.name)
    words = tokenize(bare)
    found = lookup(words, 0, gazetteer, kind if named.has_kind else "") if words else None
    if found is None or found.end < len(words) or found.candidates[0].score < ENOUGH:
        return _by_surname(named, words, kind, gazetteer) if named.form == "initials" else named
    return replace(named, candidates=found.candidates, source="gazetteer")


def _by_surname(named: Named, words: list[Token], kind: str, gazetteer: Gazetteer) -> Named:
    """«В. И. Чапаева» is the list's «улица Чапаева», whatever first name most cities give him."""
    found = lookup(words, len(words) - 1, gazetteer, kind if named.has_kind else "")
    alone = [one for one in found.candidates if len(words_of(split_kind(one.name)[1])) == 1] if found else []
    if not alone or alone[0].score < ENOUGH:
        return named
    return replace(named, candidates=tuple(alone), source="gazetteer")


# ---------------------------------------------------------------- with a kind word


def _after_kind(tokens: list[Token], at: int, kind: str, name_at: int, gazetteer: Gazetteer) -> Named | None:
    name_at = _past_opening(tokens, name_at)
    if name_at >= len(tokens):
        return None
    is_shared = is_plural(tokens[at].key)
    for found, source in (
        (lookup(tokens, name_at, gazetteer, kind), "gazetteer"),
        (lookup_misspelt(tokens, name_at, gazetteer, kind), "misspelt"),
    ):
        if found is not None:
            if found.candidates[0].score >= ENOUGH:
                return Named(at, found.end, found.candidates, source, True, shares_kind=is_shared)
            break
    is_short = tokens[at].key in SHORT
    if tokens[name_at].key == gazetteer.of_city:
        return None  # «улицы Омска» in Omsk
    if not is_short and _is_own_word(tokens, name_at, kind) or tokens[name_at].opens:
        return None
    shape = unknown.marked_name(tokens, name_at, kind, is_short)
    if shape is None or tokens[name_at].key in unknown.NOT_STREETS:
        return None
    if is_short and shape.form == "adjective" and (end := kind_at(tokens, shape.end)) and end[0] != kind:
        trailing = trailing_kind(tokens, name_at)  # «ул. Московский тракт»
        if trailing is not None:
            return named_by_grammar(at, trailing, has_kind=True)
    return named_by_grammar(at, shape, has_kind=True, shares_kind=is_shared)


def _past_opening(tokens: list[Token], at: int) -> int:
    while key_at(tokens, at) in ("«", '"', "им", "имени") or (
        key_at(tokens, at) == "." and key_at(tokens, at - 1) == "им"
    ):
        at += 1
    return at


def _ordinal_and_kind(tokens: list[Token], at: int) -> Named | None:
    """«3-м проездом Строителей» → «3-й проезд Строителей», «3 пер. Степной» → «3-й Степной переулок»."""
    found = numbered_kind(tokens, at)
    if found is None:
        return None
    ordinal, kind, name_at = found
    shape = unknown.marked_name(tokens, name_at, kind, True) if name_at < len(tokens) else None
    if shape is None or shape.form == "number":
        return None
    return named_by_grammar(at, Shape(shape.end, f"{ordinal} {shape.name}", shape.form, shape.trust), has_kind=True)


def _is_own_word(tokens: list[Token], at: int, kind: str) -> bool:
    """«проезд закрыт», «для проезда Самарская площадь», «проезда Первомайская»: what follows is no name of its own."""
    token = tokens[at]
    if token.kind != "word" or is_plural(tokens[at - 1].key):
        return False
    is_vague = kind in VAGUE or kind == "площадь"
    if is_vague and (not token.is_capital or trailing_kind(tokens, at) is not None):
        return True
    return GENDERS[kind] == "masc" and token.key.endswith(("ая", "яя"))


def _is_trailing(tokens: list[Token], at: int) -> bool:
    """Does the kind word belong to the adjective before it («Широтной улице закрыт»)? Then nothing begins here."""
    before = tokens[at - 1] if at else None
    return before is not None and before.kind == "word" and before.is_capital and agree(before.text, tokens[at].text)


def _misspelt(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    if not gazetteer.streets or is_known(tokens[at].text) and tokens[at].key not in gazetteer.index:
        return None
    found = lookup_misspelt(tokens, at, gazetteer, "")
    return found if found and found.candidates[0].score >= 0.7 else None


def _misspelt_of_kind(tokens: list[Token], at: int, shape: Shape, gazetteer: Gazetteer) -> Named | None:
    """«Червишевскй тракт»: the list knows the street by the kind word that stands after."""
    if not gazetteer.streets or is_known(tokens[at].text):
        return None
    kind = split_kind(shape.name)[0]
    found = lookup_misspelt(tokens, at, gazetteer, kind)
    if found is None or found.candidates[0].score < ENOUGH:
        return None
    return Named(at, shape.end, found.candidates, "misspelt", True, kind_first=False)


# ---------------------------------------------------------------- without kind word, by form


def _bare(tokens: list[Token], at: int) -> Named | None:
    token = tokens[at]
    if is_settlement(token.key) or _is_numbered_district(tokens, at) or _is_number_in_words(token):
        return None
    if _is_predicate(tokens, at):
        return None
    shape = unknown.bare_name(tokens, at)
    if shape is None and token.kind == "word":
        shape = _bare_capital(tokens, at) if token.is_capital else _bare_lower(tokens, at)
    return named_by_grammar(at, shape) if shape is not None else None


def _is_numbered_district(tokens: list[Token], at: int) -> bool:
    """«Запруд-2»"""
    number = get(tokens, at + 2)
    return number is not None and number.kind == "number" and number.glued and tokens[at + 1].key == "-"


def _is_number_in_words(token: Token) -> bool:
    """«сорок минут», «у Второго»; «метров шесть» looks like a street of masters."""
    if token.kind != "word" or not is_known(token.text):
        return False
    return token.key == "метров" or may_be(token.text, "NUMR") or may_be(token.text, "Anum")


def _is_predicate(tokens: list[Token], at: int) -> bool:
    """«Пешеходной на лето станет Садовая»: what a street becomes opens the sentence."""
    if not tokens[at].opens or not tokens[at].key.endswith(("ой", "ей", "ым", "им")):
        return False
    sentence = takewhile(lambda token: token.kind not in ("stop", "line"), tokens[at + 1 : at + MOST_TO_VERB])
    return any(token.key.startswith(BECOMES) for token in sentence)


NAMING = frozenset(("NOUN", "ADJF"))
DOING = frozenset(("VERB", "INFN", "GRND"))
PROPER = frozenset(("Surn", "Name", "Patr", "Geox"))


def _is_plain_opening(tokens: list[Token], at: int) -> bool:
    """«Закроют…», «Объезд:», «Участок…»: a word of the dictionary that is in capitals as a sentence opens with it; a
    verb also inside of one, where the whole line was shouted."""
    token, after = tokens[at], get(tokens, at + 1)
    if not is_known(token.text):
        return False
    readings = parses(token.text)
    if all(DOING & one.grammemes for one in readings):
        return True
    if not (token.opens or token.is_upper):
        return False
    if not any(NAMING & one.grammemes for one in readings[:3]):
        return True
    is_plain = not any(PROPER & one.grammemes for one in readings)
    return is_plain and not (after is not None and (after.kind == "number" or after.key in (",", "-", "(", "/", "от")))


def _bare_capital(tokens: list[Token], at: int) -> Shape | None:
    """A capitalised word that no form explains: «Крапивка», «Аврора», «РОЩИНСКАЯ»."""
    token = tokens[at]
    if token.key in unknown.NOT_STREETS or _is_plain_opening(tokens, at):
        return None
    if len(token.key) < SHORTEST or (token.is_upper and len(token.key) < LONGEST_UPPER):
        return None
    if "-" not in token.text and sum(letter.isupper() for letter in token.text) > 1 and not token.is_upper:
        return None  # «ЦПКиО»
    name, _ = bare_noun(shown(token))
    return standing(at + 1, name, "", "word", 0.3)


def _bare_lower(tokens: list[Token], at: int) -> Shape | None:
    """As residents type: «на шварца», «депутатская», «михаила сперанского», «полярные зори»."""
    token = tokens[at]
    if len(token.key) < SHORTEST:
        return None
    if _is_person(tokens, at):
        return standing(at + 2, f"{capital(token.text)} {capital(tokens[at + 1].text)}", "", "person", 0.7)
    if token.key in HEROINES or is_woman(token.text):
        return standing(at + 1, capital(token.text), "", "genitive", 0.4)
    after = get(tokens, at + 1)
    if token.key.startswith(SIZES) and after is not None and not after.is_capital and _are_alike(token, after):
        name = f"{nominative_of(capital(token.text), 'femn')} {nominative_of(capital(after.text), 'femn')}"
        return agreeing(at + 2, name, "", trust=0.4)  # «большая садовая»
    is_feminine = token.key.endswith(("ая", "яя", "ой", "ую")) and agrees_with(token.text, "femn")
    if is_feminine and not may_be(token.text, "Apro"):
        return agreeing(at + 1, nominative_of(capital(respelt_adjective(token.text)), "femn"), "", trust=0.4)
    if token.key.endswith(TYPED_MASCULINE) and (not is_known(token.text) or _is_relative(token.text)):
        return agreeing(at + 1, nominative_of(capital(token.text), "masc"), "проспект", trust=0.3)
    typed = phrase(tokens, at, "")
    if typed is not None:
        return typed
    if _may_be_genitive(token.text):
        name = token.text if is_known(token.text) else respelt(token.text)
        return standing(at + 1, surname_in_full(capital(name)), "", "genitive", 0.4)
    return None


def _is_relative(word: str) -> bool:
    """«ленинском», «московскому»: made of a name, not a quality."""
    return may_be(word, "ADJF", "masc") and not may_be(word, "Qual") and not may_be(word, "NOUN")


def _are_alike(one: Token, other: Token) -> bool:
    """Two feminine adjectives in one case."""
    tails = (("ая", "яя"), ("ую", "юю"), ("ой", "ей"))
    if not (agrees_with(one.text, "femn") and other.kind == "word" and agrees_with(other.text, "femn")):
        return False
    return any(one.key.endswith(tail) and other.key.endswith(tail) for tail in tails)


def _may_be_genitive(word: str) -> bool:
    if word in EVERYBODY:
        return False
    if word in COMMON_NAMES or not is_known(word) or is_people(word):
        return True
    return any(may_be(word, one, "gent") for one in ("Surn", "Patr")) or _is_only_surname(word)


def _is_only_surname(word: str) -> bool:
    """«пухова», «тольятти»: short adjectives and towns to the dictionary, hardly ever met but as a name."""
    if word.endswith(("ова", "ева", "ина")) and not may_be(word, "NOUN") and not may_be(word, "VERB"):
        return True
    return may_be(word, "Geox", "Fixd")


def _is_person(tokens: list[Token], at: int) -> bool:
    """A first name and a surname, both in the genitive."""
    first, last = tokens[at], get(tokens, at + 1)
    if last is None or last.kind != "word" or last.opens or not may_be(first.text, "Name", "gent"):
        return False
    if is_known_person(first.text, last.text):
        return True
    if may_be(last.text, "ADJF", "femn", "gent") and not may_be(last.text, "Surn"):
        return False
    if not is_known(last.text):
        return last.key.endswith(("а", "я", "ого", "ко"))
    if last.key in COMMON_NAMES or last.key.endswith(("ского", "цкого")):
        return True
    return any(may_be(last.text, one, "gent") for one in ("Surn", "Patr", "Name"))
