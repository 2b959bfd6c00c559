"""How long a text is as networks count, and what is left of it where it is too long: whole sentences, else whole words,
never a part of what a reader sees as one character.
"""

import re
import unicodedata
from collections.abc import Callable

import regex

GRAPHEME = regex.compile(r"\X")
# After a line, or after a full stop that is none of an abbreviation («ул. Ленина»); quotes and brackets belong to it.
SENTENCE_END = regex.compile(r"""(?<=\n)|(?<=(?:\p{L}{4}|[\p{N}\p{P}\s])[.!?…][»”")]*)\s""")
ADDRESSES = re.compile(
    r"https?://\S+|\b[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}(?:/\S*)?", re.IGNORECASE
)  # bare addresses too
_ADDRESS_WEIGHT = 23
_HEAVY = re.compile("[^\0-\u10ff\u2000-\u200d\u2010-\u201f\u2032-\u2037]")  # twitter-text 3: weighs 2, all else 1
_JOINERS = re.compile("[\ufe0f\U0001f3fb-\U0001f3ff]|(?<=[\U0001f1e6-\U0001f1ff])[\U0001f1e6-\U0001f1ff]")
WORD_END = regex.compile(r"\s")
LEAST = 3  # a part of the room: who ends at a sentence before it says too little


def utf16_length(text: str) -> int:
    """Telegram counts UTF-16 units: a letter is one, most emoji are two, one of several code points is as many more."""
    return len(text.encode("utf-16-le")) // 2


def weighted_length(text: str) -> int:
    """Length as X counts it: Cyrillic 1, «№», «…» and emoji 2, any address 23, in NFC.

    An emoji of several code points weighs 2; its variation selectors, skin tones and joined parts weigh nothing.
    """
    normal = unicodedata.normalize("NFC", text)
    addresses = len(ADDRESSES.findall(normal))
    rest = _JOINERS.sub("", re.sub("\u200d.", "", ADDRESSES.sub("", normal)))
    return addresses * _ADDRESS_WEIGHT + len(rest) + len(_HEAVY.findall(rest))


def shortened(text: str, most: int, length: Callable[[str], int] = utf16_length) -> str:
    """At most so long: up to the end of a sentence where one lies far enough, else of a word, with a mark."""
    if length(text) <= most:
        return text
    start = _whole_characters(text, most, length)
    if end := _last(SENTENCE_END, text, len(start), least=len(start) // LEAST):
        return text[:end].rstrip()
    start = _whole_characters(text, most - length("…"), length)
    if end := _last(WORD_END, text, len(start), least=len(start) // LEAST):
        start = text[:end].rstrip(" ,;:—–-\n")
    return start if start.endswith((".", "!", "?", "…")) else start + "…"


def _whole_characters(text: str, most: int, length: Callable[[str], int]) -> str:
    """Lengths only grow with the text, so its end is halved in."""
    ends = [0, *(found.end() for found in GRAPHEME.finditer(text))]
    fits, too_long = 0, len(ends)
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        fits, too_long = (middle, too_long) if length(text[: ends[middle]]) <= most else (fits, middle)
    return text[: ends[fits]]


def _last(boundary: regex.Pattern, text: str, most: int, *, least: int) -> int:
    """Where the last such boundary lies that leaves no more than so many code points; 0 where none does."""
    starts = [found.start() for found in boundary.finditer(text, 0, most + 1)]
    return max((start for start in starts if least < start <= most), default=0)
