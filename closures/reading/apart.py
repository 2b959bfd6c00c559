"""What the sentence of one place tells of its own: «1 декабря не будет работать светофор … . 2 декабря закроют улицу …»
is one notice of two kinds of events."""

from collections.abc import Sequence

from closures.reading.notice import EVENT_KINDS, Notice
from roadmap.language.meaning.notices import Meaning, read_meaning
from roadmap.language.meaning.sentences import borders
from roadmap.language.text import plain_in_place

SURE = 0.7  # of the kind that a single sentence tells


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
