"""What the names of one text say about each other: a kind word carried over a list, a name in full elsewhere."""

import re
from collections.abc import Sequence
from dataclasses import replace

from roadmap.language.gazetteer import Candidate, split_kind
from roadmap.language.names.kinds import GENDERS
from roadmap.language.names.named import Named
from roadmap.language.names.unknown import marked_name
from roadmap.language.names.words import ADJECTIVE_ENDINGS, agrees_with
from roadmap.language.text import plain

ENDING = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ая|яя|ой|ей|ую|юю|ый|ий|ым|им|ом|ем|ое|ее|ых|их|ью|[аяыиеуюоь])$")
MASCULINE = tuple(ending for ending in ADJECTIVE_ENDINGS["masc"] if ending not in ("ой", "ей"))
JOINTS = frozenset((",", "и", "или", "также", "-", "/", "+"))
MOST_BETWEEN = 2  # tokens of a joint: «,», «, и», «а также»
SMALL_KINDS = ("переулок", "проезд", "тупик", "площадь")


def settle(names: Sequence[Named]) -> list[Named]:
    """The names in the order of the text, those without a kind word of their own settled by the others."""
    told, carried = _told(names), _carried(names)
    with_kind = {one.name for one in names if one.has_kind}
    return [one if one.has_kind else _settled(names, at, told, carried[at], with_kind) for at, one in enumerate(names)]


def _settled(
    names: Sequence[Named], at: int, told: dict[tuple[str, ...], dict[str, int]], kind: str, with_kind: set[str]
) -> Named:
    named = names[at]
    if kind:
        return _of_kind(named, kind)
    kind = _left_out(names, at)
    if kind and (settled := _of_kind(named, kind)).form == "adjective":
        return settled
    if named.source != "grammar":
        return _told_before(named, with_kind)
    full = told.get(_stems(split_kind(named.name)[1]), {})
    if len(full) != 1:
        return named
    name, start = next(iter(full.items()))
    return _renamed(named, name) if _may_be_short_for(named, name, start < named.start) else named


def _told(names: Sequence[Named]) -> dict[tuple[str, ...], dict[str, int]]:
    """The names with a kind word and where each stands first, by the stems of all words and of the last one alone."""
    found: dict[tuple[str, ...], dict[str, int]] = {}
    for one in names:
        words = _stems(split_kind(one.name)[1])
        if one.has_kind and words:
            found.setdefault(words, {}).setdefault(one.name, one.start)
    whole = dict(found)
    for one in names:
        words = _stems(split_kind(one.name)[1])
        if len(words) > 1 and one.form in ("person", "title", "initials", "phrase") and words[-1:] not in whole:
            found.setdefault(words[-1:], {}).setdefault(one.name, one.start)
    return found


def _stems(name: str) -> tuple[str, ...]:
    return tuple(_stem(word) for word in plain(name).split())


def _stem(word: str) -> str:
    stem = ENDING.sub("", word)
    return stem if len(stem) > 2 else word


def _may_be_short_for(named: Named, name: str, is_told: bool) -> bool:
    """«Октябрьская» is not the «Октябрьский проспект»: an adjective keeps the gender of its kind word.

    Beside a «переулок Кирова» that is named later, «Кирова» is the street.
    """
    kind, _ = split_kind(name)
    if name.startswith(kind):
        return is_told or kind not in SMALL_KINDS
    if named.form != "adjective":
        return True
    return not named.tokens or agrees_with(named.tokens[-1].text, GENDERS.get(kind, "femn"))


# ---------------------------------------------------------------- one kind word for several names


def _carried(names: Sequence[Named]) -> list[str]:
    """«Соборный и Газетный переулки», «проспекты Ленина и Мира»: the kind that a neighbour in the list shares."""
    order = range(len(names))
    after, before = _shared(names, order[::-1], kind_first=False), _shared(names, order, kind_first=True)
    return [after[at] or before[at] for at in order]


def _shared(names: Sequence[Named], order: Sequence[int], *, kind_first: bool) -> dict[int, str]:
    """For each name the kind of the nearest that has one, in the list that leads up to the name in this order."""
    found: dict[int, str] = {}
    kind, last = "", None
    for at in order:
        found[at] = kind = kind if last is not None and _are_joined(names, last, at) else ""
        one, last = names[at], at
        if one.has_kind:
            kind = split_kind(one.name)[0] if one.shares_kind and one.kind_first == kind_first else ""
    return found


def _left_out(names: Sequence[Named], at: int) -> str:
    """«от Томского тракта до Омского», «от Почтового до Лесного переулка»: the kind beside goes for the next too."""
    named = names[at]
    if not named.tokens or not named.tokens[-1].key.endswith(MASCULINE) or named.source != "grammar":
        return ""
    for number in (at - 1, at + 1):
        if not 0 <= number < len(names):
            continue
        one, later = names[number], names[max(number, at)]
        gap = later.start - names[min(number, at)].end
        kind = split_kind(one.name)[0]
        if one.has_kind and not one.kind_first and gap == 1 and later.before in {*JOINTS, "до"}:
            return kind if GENDERS.get(kind, "femn") != "femn" else ""
    return ""


def _are_joined(names: Sequence[Named], one: int, other: int) -> bool:
    left, right = (names[one], names[other]) if one < other else (names[other], names[one])
    return 0 < right.start - left.end <= MOST_BETWEEN and right.before in JOINTS


def _told_before(named: Named, told: set[str]) -> Named:
    """Of the list's streets that bear the name, the one that the text tells of by its kind word."""
    fitting = tuple(one for one in named.candidates if one.name in told)
    if len(fitting) != 1:
        return named
    return replace(named, candidates=(*fitting, *(one for one in named.candidates if one is not fitting[0])))


def _of_kind(named: Named, kind: str) -> Named:
    """The same words under another kind word."""
    if named.source != "grammar":
        return _chosen(named, kind)
    shape = marked_name(list(named.tokens), 0, kind, True) if named.tokens else None
    if shape is None or shape.end != len(named.tokens):
        return named
    return replace(_renamed(named, shape.name), form=shape.form)


def _chosen(named: Named, kind: str) -> Named:
    """Of the list's streets that bear the name, the one of this kind."""
    fitting = [one for one in named.candidates if split_kind(one.name)[0] == kind]
    others = tuple(one for one in named.candidates if one not in fitting)
    return replace(named, candidates=(*fitting, *others)) if fitting else named


def _renamed(named: Named, name: str) -> Named:
    return replace(named, candidates=(Candidate(None, name, named.candidates[0].score),))
