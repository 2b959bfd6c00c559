"""A stranger's XML, element by element as it comes: no entities, no more depth or elements than honest files have.

What is over is let go, so that a large file takes no memory.
"""

from collections.abc import Iterator
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

DEEPEST = 50  # elements in each other; of GPX's own there are five
LONGEST = 1 << 20  # bytes of one tag, which is read from its beginning with each piece of the file, or of one text
MOST_ELEMENTS = 600_000  # as many points as are read, each with its height, its time and more
BROKEN = (ParseError, DefusedXmlException, ValueError, LookupError)  # what a file that cannot be read raises here


class TooLong(ValueError):
    """More in one tag or text than is read."""


class _Read:
    """The file in pieces; `silent` is how much of it has told of no element since."""

    def __init__(self, file: IO[bytes]):
        self.file, self.silent = file, 0

    def read(self, size: int) -> bytes:
        if self.silent > LONGEST:
            raise TooLong(self.silent)
        piece = self.file.read(size)
        self.silent += len(piece)
        return piece


def walked(file: IO[bytes]) -> Iterator[tuple[str, Element, tuple[str, ...]]]:
    """“start” and “end” of each element, with the local names from the root down to it.

    Attributes are there at the start, text and what was kept of its parts at the end. Raises one of BROKEN.
    """
    around: list[Element] = []
    read = _Read(file)
    names: tuple[str, ...] = ()
    number = 0
    for event, element in iterparse(read, events=("start", "end"), forbid_dtd=True):
        read.silent = 0
        if event == "start":
            number += 1
            if len(around) == DEEPEST or number > MOST_ELEMENTS:
                raise ValueError(element.tag)
            around.append(element)
            names = (*names, element.tag.rpartition("}")[2])
            yield event, element, names
        else:
            yield event, element, names
            around.pop()
            names = names[:-1]
            if around:
                around[-1].remove(element)
