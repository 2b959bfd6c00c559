"""A text as evidence is looked for in it: names masked, cut into sentences, the cues of a table found in each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from roadmap.language.meaning.cues import Cue, FoundCue

MOST_READ = 2_500  # letters; what a text is about is told near its first street
ENDLESS = re.compile(r"\w{41,}")  # no word
NAME = "_"
ABBREVIATED = "".join(
    rf"(?<!\b{short})" for short in ("ул", "пр", "пер", "г", "д", "им", "пл", "ост", "ч", "вл", r"\w")
)
END = re.compile(rf"\n|(?:[!?;]|{ABBREVIATED}\.)\s")


def masked(folded: str, named: Iterable[tuple[int, int]]) -> str:
    """The text with its street names struck out, letter for letter: «Новогодняя улица» is no holiday.

    Of a long one what stands around its first street; a preamble before that is blank.
    """
    first = len(folded)
    for start, end in named:
        folded = folded[:start] + NAME * (end - start) + folded[end:]
        first = min(first, start)
    skipped = max(first - MOST_READ // 2, 0) if first < len(folded) else 0
    read = " " * skipped + folded[skipped : skipped + MOST_READ]
    return ENDLESS.sub(lambda found: " " * len(found.group()), read)


def borders(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence; a line of a list is one."""
    ends = [0, *(found.end() for found in END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(ends) if start < end]


def cues_in(text: str, table: Sequence[Cue]) -> Iterator[FoundCue]:
    """Every cue of a masked text, in no order, with the number of its sentence."""
    where = [number for number, (start, end) in enumerate(borders(text)) for _ in range(start, end)]
    for cue in table:
        for found in cue.compiled.finditer(text):
            if found.end() > found.start():
                yield FoundCue(cue.name, "", found.start(), found.end(), where[found.start()])
