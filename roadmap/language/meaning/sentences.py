"""A text as evidence is looked for in it: names masked, cut into sentences, the cues of a table found in each."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from roadmap.language.meaning.cues import Cue, Found

MOST_READ = 2_500  # what a text is about is told in its beginning
ENDLESS = re.compile(r"\w{41,}")  # no word
NAME = "_"
ABBREVIATED = "".join(
    rf"(?<!\b{short})" for short in ("ул", "пр", "пер", "г", "д", "им", "пл", "ост", "ч", "вл", r"\w")
)
END = re.compile(rf"\n|(?:[!?;]|{ABBREVIATED}\.)\s")


def masked(folded: str, named: Iterable[tuple[int, int]]) -> str:
    """The text with its street names struck out, letter for letter: «Новогодняя улица» is no holiday."""
    for start, end in named:
        folded = folded[:start] + NAME * (end - start) + folded[end:]
    return ENDLESS.sub(lambda found: " " * len(found.group()), folded[:MOST_READ])


def borders(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence; a line of a list is one."""
    ends = [0, *(found.end() for found in END.finditer(text)), len(text)]
    return [(start, end) for start, end in pairwise(ends) if start < end]


def cues_in(text: str, table: Sequence[Cue]) -> Iterator[Found]:
    """Every cue of a masked text, in no order, with the number of its sentence."""
    where = [number for number, (start, end) in enumerate(borders(text)) for _ in range(start, end)]
    for cue in table:
        for found in cue.compiled.finditer(text):
            if found.end() > found.start():
                yield Found(cue.name, "", found.start(), found.end(), where[found.start()])
