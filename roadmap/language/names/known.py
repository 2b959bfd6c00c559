"""A street of the gazetteer in a text, also misspelt; names that are common words too are guarded."""

from roadmap.language.gazetteer import BARE_KIND, BARE_OTHER, Candidate, Gazetteer, Pattern, matches, split_kind
from roadmap.language.grammar.lemmas import agree, is_known, may_be
from roadmap.language.names import unknown
from roadmap.language.names.kinds import SHORT, kind_at
from roadmap.language.names.named import Named
from roadmap.language.names.signs import (
    LEADING,
    STRONG_LEADING,
    belongs_to_head,
    house_follows,
    is_adjective,
    is_common,
    is_in_pair,
    is_settlement,
    opens_a_place,
    word_before,
)
from roadmap.language.tokens import Token


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


def lookup(tokens: list[Token], at: int, gazetteer: Gazetteer, kind: str) -> Named | None:
    best: dict = {}
    longest = 0
    for pattern in gazetteer.index.get(tokens[at].key, ()):
        end = matches(pattern, tokens, at)
        if end is None or not _initial_is_dotted(pattern, tokens, at):
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
    return 0.7 if kind == "улица" else 0.5  # people say «улица» of an avenue, seldom «переулок» of a street


def _initial_is_dotted(pattern: Pattern, tokens: list[Token], at: int) -> bool:
    """«В. Полякова» is a name, «в Полякова» is not."""
    if len(tokens[at].key) > 1 or tokens[at].kind != "word":
        return True
    return at + 1 < len(tokens) and tokens[at + 1].key == "." and (tokens[at].is_capital or tokens[at + 1].glued)


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
        is_date = end == at + 2 and tokens[end - 1].key in unknown.MONTHS and not tokens[end - 1].is_capital
        if is_date and (
            before not in ("на", "улице", "улицы", "ул", "угол", "/") or (after is not None and after.kind == "number")
        ):
            return False
        is_named_years = any(one.key in unknown.YEARS for one in tokens[at:end])  # «50 лет октября» is nothing else
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


def lookup_misspelt(tokens: list[Token], at: int, gazetteer: Gazetteer, kind: str) -> Named | None:
    token = tokens[at]
    if token.kind != "word" or (is_known(token.text) and not kind) or is_settlement(token.key):
        return None
    if kind and (is_known(token.text) and is_adjective(token.text)):
        return None
    close = gazetteer.misspelt(token.key)
    if close is None:
        return None
    word, likeness = close
    respelt = [
        *tokens[:at],
        Token(token.text, word, "word", token.start, token.end, token.glued, token.opens),
        *tokens[at + 1 :],
    ]
    found = lookup(respelt, at, gazetteer, kind)
    if found is None:
        return None
    candidates = tuple(Candidate(one.id, one.name, round(one.score * likeness, 3)) for one in found.candidates)
    return Named(at, found.end, candidates, "misspelt", found.has_kind)
