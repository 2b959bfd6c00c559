"""What the words around one place tell of its own: «1 декабря не будет работать светофор … . 2 декабря закроют улицу …»
is one notice of two kinds of events; «Ленина закрыта, а на Герцена реверс» shuts one street and not the other."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from closures.reading.notice import EVENT_KINDS, Notice
from roadmap.language.meaning.notices import UNKNOWN, Meaning, read_meaning
from roadmap.language.meaning.sentences import borders
from roadmap.language.text import plain_in_place

Told = TypeVar("Told")
SURE = 0.7  # of the kind that a single sentence tells
SHUT_KINDS = ("closure", "restriction")
CLAUSE = re.compile(r"\n|[.;!?]\s|,?\s(?=(?:а|но|однако|тогда как)\s)")
ITEM = re.compile(r",|\sи\s")


def told_of_each(notice: Notice) -> list[Meaning | None]:
    """Of each affected place how much its own clause shuts, else that of the place before it, else of the one after:
    «закрыты Ленина, Герцена». Empty where all say the same."""
    folded = plain_in_place(notice.text)
    if notice.kind not in SHUT_KINDS:
        return []
    own = [shut_in(folded, piece, notice) for piece in pieces_of(notice)]
    return told_or_next(own) if len({(one.kind, one.impact) for one in own if one}) > 1 else []


def told_or_next(own: list[Told | None]) -> list[Told | None]:
    """What is told of each, else of the one before it, else of the one after."""
    for order in (range(1, len(own)), range(len(own) - 2, -1, -1)):
        step = 1 if order.step < 0 else -1
        for number in order:
            own[number] = own[number] or own[number + step]
    return own


def pieces_of(notice: Notice) -> list[tuple[int, int]]:
    """From the end of the clause of one place to that of the next, within the sentences of the first and the last; none
    of one place, and where places lie one in another."""
    places, folded = notice.affected, plain_in_place(notice.text)
    if len(places) < 2 or any(a.end > b.start for a, b in pairwise(places)):
        return []
    cuts = [_cut(folded, one.end, other.start) for one, other in pairwise(places)]
    first, last = (
        next(each for each in borders(folded) if each[0] <= one.start < each[1]) for one in (places[0], places[-1])
    )
    return list(pairwise([first[0], *cuts, last[1]]))


def _cut(folded: str, end: int, start: int) -> int:
    """Where a clause ends between two places, else the last item of a list; at the next place where nothing does."""
    between = folded[end:start]
    clause = CLAUSE.search(between)
    items = [found.end() for found in ITEM.finditer(between)]
    return end + (clause.end() if clause else items[-1] if items else len(between))


def shut_in(folded: str, piece: tuple[int, int], notice: Notice) -> Meaning | None:
    """How much a piece of the text shuts, where it says so surely."""
    told = _meaning_of(folded, piece, notice)
    is_sure = "kind" in told.spans and told.confidence >= SURE and told.impact != UNKNOWN
    return told if is_sure and told.kind in SHUT_KINDS else None


def told_apart(notice: Notice, numbers: Sequence[int]) -> Meaning | None:
    """Of these affected places, where their own sentences surely tell of another kind or impact than the whole does and
    no place beside them stands in those."""
    folded = plain_in_place(notice.text)
    sentences = borders(folded)
    of_places = [_sentence_at(one.start, sentences) for one in notice.affected]
    own = {of_places[number] for number in numbers}
    others = {sentence for number, sentence in enumerate(of_places) if number not in numbers}
    if not others or own & others:
        return None
    found = [_meaning_of(folded, sentences[sentence], notice) for sentence in sorted(own)]
    told = {(one.kind, one.impact) for one in found}
    return found[0] if len(told) == 1 and _is_told(found[0]) and told != {(notice.kind, notice.impact)} else None


def _sentence_at(start: int, sentences: Sequence[tuple[int, int]]) -> int:
    return next(number for number, (first, last) in enumerate(sentences) if first <= start < last)


def _meaning_of(folded: str, sentence: tuple[int, int], notice: Notice) -> Meaning:
    """Names mean nothing: «Новогодняя улица» is no holiday."""
    first, last = sentence
    named = [(one.start - first, one.end - first) for one in notice.mentions if first <= one.start and one.end <= last]
    return read_meaning(folded[first:last], named)


def _is_told(own: Meaning) -> bool:
    return "kind" in own.spans and own.kind in EVENT_KINDS and own.confidence >= SURE
