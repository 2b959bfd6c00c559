"""Places of which a notice says that all stays as it was, beside one that opens: «по Гоголя открыто, на Лесной работы
продолжаются». They are no news, and what is done to the other is not done to them.
"""

import re
from itertools import pairwise

from closures.reading.lexicon import OPENS, STAYS_SHUT
from roadmap.language.text import plain_in_place

LETTER = re.compile(r"\w")
NOTHING = "ъ"  # of letters that are no word, and that nobody takes away as a mark between words
OF_WHAT_OPENS = re.compile(
    r"\s*(?:(?:а|но|однако|при этом) )?(?:\w+ ){0,2}(?:полос|ряд\b|тротуар)"
)  # a lane of it: asked
BORDER = re.compile(r"[.;\n]|[,–—-] ?(?=(?:а|но|при этом|однако|на|по|зато)\b|улиц|проспект)")


def without_what_stays(text: str) -> str:
    """Letter for letter, so that what is read elsewhere keeps its place in the text."""
    folded = plain_in_place(text)
    ends = [0, *(found.end() for found in BORDER.finditer(folded)), len(text)]
    return "".join(_blank(text[first:last], folded[first:last]) for first, last in pairwise(ends))


def _blank(clause: str, folded: str) -> str:
    stays = STAYS_SHUT.search(folded) and not OPENS.search(folded) and not OF_WHAT_OPENS.match(folded)
    return LETTER.sub(NOTHING, clause) if stays else clause
