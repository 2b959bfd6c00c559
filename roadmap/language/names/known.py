"""A street of the gazetteer in a text, also misspelt; names that are common words too are guarded."""

from dataclasses import replace

from roadmap.language.gazetteer import BARE_KIND, BARE_OTHER, Candidate, Gazetteer, Pattern, matches
from roadmap.language.grammar.lemmas import is_known, may_be
from roadmap.language.names.named import Named
from roadmap.language.names.words import ADJECTIVE_ENDINGS
from roadmap.language.tables import word_set
from roadmap.language.tokens import Token

BYPASSES = word_set("обход обвод объезд подъезд въезд выезд съезд хорда диаметр дублер кольцо")


def lookup(tokens: list[Token], at: int, gazetteer: Gazetteer, kind: str) -> Named | None:
    best: dict = {}
    longest = 0
    for pattern in gazetteer.index.get(tokens[at].key, ()):
        end = matches(pattern, tokens, at)
        if end is None or not _initial_is_dotted(tokens, at):
            continue
        if pattern.has_initials and not (end := _after_initials(tokens, at, end)):
            continue
        if not kind and all(any(form.isdigit() for form in forms) for forms in pattern.words):
            continue  # «2-й тракт» without its kind word is any number
        if end > longest:
            longest, best = end, {}
        if end == longest:
            score = pattern.score * _kind_factor(pattern, kind)
            if score > best.get(pattern.row.id, (0, None))[0]:
                best[pattern.row.id] = (round(score, 3), pattern.row)
    if not best:
        return None
    ranked = sorted(best.values(), key=lambda one: (-one[0], one[1].name))
    top = ranked[0][0]
    candidates = tuple(Candidate(row.id, row.name, score) for score, row in ranked if score >= top - 0.3)
    return Named(at, longest, candidates, "gazetteer", bool(kind))


def _kind_factor(pattern: Pattern, kind: str) -> float:
    if not kind:
        return BARE_KIND.get(pattern.kind, BARE_OTHER)
    if kind == pattern.kind:
        return 1.0
    if {kind, pattern.kind} == {"проспект", "проезд"}:
        return 0.65  # both are «пр.», and get mixed up
    # people say «улица» of an avenue, seldom «переулок» of a street, and never «улица» of a bypass
    return 0.7 if kind == "улица" and pattern.kind not in BYPASSES else 0.5


def _after_initials(tokens: list[Token], at: int, end: int) -> int:
    """The token after them and the last dot; 0 where one has no dot: «у Чапаева в районе» is no «Чапаева В.»"""
    letters = [number for number in range(at, end) if len(tokens[number].key) == 1 and tokens[number].kind == "word"]
    dotted = [number for number in letters if number + 1 < len(tokens) and tokens[number + 1].key == "."]
    return 0 if dotted != letters else end + (end - 1 in dotted)


def _initial_is_dotted(tokens: list[Token], at: int) -> bool:
    """«В. Полякова» is a name, «в Полякова» is not."""
    if len(tokens[at].key) > 1 or tokens[at].kind != "word":
        return True
    return at + 1 < len(tokens) and tokens[at + 1].key == "." and (tokens[at].is_capital or tokens[at + 1].glued)


def lookup_misspelt(tokens: list[Token], at: int, gazetteer: Gazetteer, kind: str) -> Named | None:
    token = tokens[at]
    if token.kind != "word" or is_settlement(token.key):
        return None
    wrong = at + (token.key in gazetteer.index and is_known(token.text))  # «Максима Гокрого»
    if wrong >= len(tokens) or not _may_be_misspelt(tokens[wrong], kind):
        return None
    close = gazetteer.misspelt(tokens[wrong].key)
    if close is None:
        return None
    word, likeness = close
    if not kind and tokens[wrong].key.endswith(OF_OTHER_GENDERS) and word.endswith(ADJECTIVE_ENDINGS["femn"]):
        return None  # «в Березняковском» is no «Березняковская улица»
    respelt = tokens[at : wrong + 3]
    respelt[wrong - at] = replace(tokens[wrong], key=word)
    found = lookup(respelt, 0, gazetteer, kind)
    if found is None or found.end <= wrong - at:
        return None
    candidates = tuple(Candidate(one.id, one.name, round(one.score * likeness, 3)) for one in found.candidates)
    return Named(at, at + found.end, candidates, "misspelt", found.has_kind)


OF_OTHER_GENDERS = (
    "ском",
    "скому",
    "ского",
    "ский",
    "ское",
    "цком",
    "цкому",
    "цкого",
    "цкий",
    "цкое",
    "ном",
    "ное",
    "ный",
)


def _may_be_misspelt(token: Token, kind: str) -> bool:
    """A word of the dictionary is as it was meant, unless a kind word says that a name stands here."""
    if token.kind != "word":
        return False
    return not is_known(token.text) or (bool(kind) and not is_adjective(token.text))


ADJECTIVE_TAILS = tuple(ending for endings in ADJECTIVE_ENDINGS.values() for ending in endings)


def is_adjective(word: str) -> bool:
    return word.lower().endswith(ADJECTIVE_TAILS) and may_be(word, "ADJF")


def is_settlement(key: str) -> bool:
    """«Парфёново», «Плеханово», «Бодино» are villages and districts, however like a street they look."""
    return key.endswith(("ово", "ево", "ино", "ыно", "ска"))
