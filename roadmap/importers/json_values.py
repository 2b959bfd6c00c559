"""JSON too large to be held at once: the members of its objects one by one, and the features of a collection, too.

The standard decoder does the work on a window of the text. A library that streams (ijson) was tried: it refuses the NaN
that Python's own writers put where a value is missing.
"""

import json
import re
from collections.abc import Iterator
from io import TextIOWrapper
from typing import BinaryIO

CHUNK = 1 << 20
LARGEST_VALUE = 64 << 20  # letters of one value: a feature is a few thousand
_SPACE = re.compile(r"[\s\x1e]*")  # with the record separator of GeoJSON text sequences (RFC 8142)
_decoder = json.JSONDecoder()


class Text:
    """A window on the file that begins at the next letter to be read. All of it raises ValueError."""

    def __init__(self, file: BinaryIO):
        start = file.peek(4)[:4]
        self.file = TextIOWrapper(file, encoding=json.detect_encoding(start))
        self.window, self.at = "", 0

    def next_letter(self) -> str:
        """Past white space; "" at the end of the file."""
        while True:
            self.at = _SPACE.match(self.window, self.at).end()
            if self.at < len(self.window) or not self._grow():
                return self.window[self.at : self.at + 1]

    def take(self, *letters: str) -> str:
        letter = self.next_letter()
        if letter not in letters or not letter:
            found = letter or "the end"
            raise ValueError(f"{' or '.join(letters)} was expected, not {found}")
        self.at += 1
        return letter

    def value(self):
        self.next_letter()
        while True:
            try:
                value, end = _decoder.raw_decode(self.window, self.at)
            except json.JSONDecodeError:
                if not self._grow():
                    raise
            else:
                if end < len(self.window) or not self._grow():
                    self.at = end
                    return value

    def _grow(self) -> bool:
        """False at the end of the file. Twice as far each time, so that a long value is not begun too often."""
        rest = self.window[self.at :]
        if len(rest) > LARGEST_VALUE:
            raise ValueError(f"a value is longer than {LARGEST_VALUE >> 20} MB")
        more = self.file.read(max(CHUNK, len(rest)))
        self.window, self.at = rest + more, 0
        return bool(more)


def members(file: BinaryIO, streamed: str) -> Iterator[tuple[str, object]]:
    """(name, value) of the objects in the file; of the array called `streamed` its items one by one.

    ("", None) ends each object. Raises ValueError for what is not JSON, or no object.
    """
    text = Text(file)
    while text.next_letter():
        yield from _object(text, streamed)
        yield "", None


def _object(text: Text, streamed: str) -> Iterator[tuple[str, object]]:
    text.take("{")
    if text.next_letter() == "}":
        text.take("}")
        return
    while True:
        name = text.value()
        text.take(":")
        if name == streamed and text.next_letter() == "[":
            yield from ((name, item) for item in _array(text))
        else:
            yield name, text.value()
        if text.take(",", "}") == "}":
            return


def _array(text: Text) -> Iterator[object]:
    text.take("[")
    if text.next_letter() == "]":
        text.take("]")
        return
    while True:
        yield text.value()
        if text.take(",", "]") == "]":
            return
