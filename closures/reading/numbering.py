"""«1-й этап …, 2-й этап …»: where the words of each stage begin and end in a text that numbers them."""

import re
from collections.abc import Iterator
from itertools import pairwise

from closures.reading.lexicon import STAGE
from roadmap.language.meaning.sentences import borders
from roadmap.language.text import plain_in_place
from roadmap.language.times.lexicon import ORDINALS

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
LAST = ("последн", "заключит", "завершающ", "финальн")


def numbers_stages(text: str) -> bool:
    """Two or more, counted up from the first."""
    return bool(spans_of_stages(plain_in_place(text)))


def spans_of_stages(folded: str) -> list[tuple[int, tuple[int, int]]]:
    """Number and words of each, in the order of the text; empty where they are not counted up from the first."""
    marks = list(_marks(folded))
    if len(marks) < 2 or [number for number, _start, _end in marks] != list(range(1, len(marks) + 1)):
        return []
    begins = [0, *(end for _number, _start, end in marks)]
    cuts = [_cut(folded, since, start) for since, (_number, start, _end) in zip(begins, marks, strict=False)]
    spans = pairwise([*cuts, len(folded)])
    return [(number, span) for (number, _start, _end), span in zip(marks, spans, strict=True)]


def _marks(folded: str) -> Iterator[tuple[int, int, int]]:
    """Each number where it is first told."""
    seen: list[int] = []
    for found in STAGE.finditer(folded):
        number = _number(found, seen)
        if number and number not in seen:
            seen.append(number)
            yield number, *found.span()


def _number(found: re.Match, seen: list[int]) -> int:
    if figures := found["figures"] or found["behind"]:
        return ROMAN.get(figures) or int(figures) if figures.isdigit() or figures in ROMAN else 0
    if found["word"].startswith(LAST):
        return len(seen) + 1
    return next((number for stem, number in ORDINALS.items() if found["word"].startswith(stem)), 0)


def _cut(folded: str, since: int, start: int) -> int:
    """Where the words of a stage begin: with the sentence of its number, or an item of it, else at the number."""
    sentence = next(first for first, last in borders(folded) if first <= start < last)
    if "(" in folded[max(start - 2, 0) : start]:  # «с 3 по 5 июня (2-й этап)»
        sentence = max(sentence, folded.rfind(",", sentence, start) + 1)
    elif not since:
        sentence = max(sentence, folded.rfind(":", sentence, start) + 1)
    return sentence if sentence >= since else start
