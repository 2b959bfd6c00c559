"""A stranger's text as bytes → its letters, in the encodings that offices use."""

from collections.abc import Callable, Iterator

MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
WITHOUT_A_MARK = ("utf-8", "cp1251")
LOOKED_AT = 2000  # bytes


class NoText(ValueError):
    """It is in none of them."""


def decoded(content: bytes, is_sound: Callable[[str], bool] | None = None) -> str:
    """UTF-8, UTF-16 and Windows' Cyrillic: the first in which it can be read and is sound. Raises NoText."""
    for name in _names(content):
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        if is_sound is None or is_sound(text):
            return text
    raise NoText


def _names(content: bytes) -> Iterator[str]:
    if marked := next((name for mark, name in MARKS if content.startswith(mark)), ""):
        yield marked
        return
    if _is_wide(content):
        yield "utf-16-le"
    yield from WITHOUT_A_MARK


def _is_wide(content: bytes) -> bool:
    """UTF-16 without a mark: Russian letters and spaces have 4 or 0 in every second byte."""
    second = content[1:LOOKED_AT:2]
    return bool(second) and sum(byte in (0, 4) for byte in second) > 0.9 * len(second)
