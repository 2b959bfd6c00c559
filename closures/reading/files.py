"""A file that a dispatcher chose (.txt, .docx, .eml) → its text. It is a stranger's: everything of it is bounded."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from itertools import islice
from typing import IO

from django.utils.translation import gettext as _
from lxml import etree

from closures.reading.word_file import Broken, TooMuch, lines_of
from roadmap.encodings import NoText, decoded
from roadmap.unreadable import is_unreadable

MOST_BYTES = 2 * 1024 * 1024
MOST_BOUNDARIES = 500  # lines of a letter that may begin a part
MOST_ASKED = 500_000  # lines times the parts that have parts: the library asks each that is open at every line
MOST_ENCLOSED = 5  # files in a letter that are looked into
LONGEST_HEADER = 4000  # bytes of one that is parsed; a file's name of 255 Russian letters, told twice, has 3,000
PARSED = re.compile(rb"^(?:content-[a-z-]+|mime-version|date):.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
LONGEST = 20_000  # letters: some eight pages
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
BLOCKS = "br", "p", "div", "tr", "li", "h1", "h2", "h3"


class UnreadableNotice(Exception):
    """Says to a person why nothing could be made of the file."""


@dataclass(frozen=True)
class Read:
    """`written_at` is when a letter was sent, as it says itself."""

    text: str
    written_at: datetime | None = None


def read_file(file: IO[bytes], name: str) -> Read:
    """Raises UnreadableNotice."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnreadableNotice(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1024 // 1024})
    reader = READERS.get(name.lower().rpartition(".")[2])
    if reader is None:
        raise UnreadableNotice(_("Give a .txt, .docx or .eml file, or paste the text itself."))
    read = reader(data)
    if CONTROLS.search(read.text) or is_unreadable(read.text):
        raise UnreadableNotice(_("This is not a text that can be read: save it as UTF-8."))
    if not read.text.strip():
        raise UnreadableNotice(_("There is no text in the file."))
    if len(read.text) > LONGEST:
        words = _("The file has more than %(letters)s letters: paste the part that is about roads.")
        raise UnreadableNotice(words % {"letters": LONGEST})
    return read


# --- .txt


def _plain(data: bytes) -> Read:
    return Read(_decoded(data))


def _decoded(data: bytes) -> str:
    """What holds signs that no text has is none."""
    try:
        return decoded(data, lambda text: not CONTROLS.search(text))
    except NoText as error:
        raise UnreadableNotice(_("This is not a text that can be read: save it as UTF-8.")) from error


# --- .docx


def _docx(data: bytes) -> Read:
    try:
        return Read("\n".join(lines_of(data, most_letters=LONGEST)))
    except TooMuch as error:
        raise UnreadableNotice(_("The file unpacks to too much: paste the text itself.")) from error
    except Broken as error:
        raise UnreadableNotice(_("This .docx file is broken: open it and paste the text.")) from error


# --- .eml


def _letter(data: bytes) -> Read:
    _check_letter(data)
    try:
        letter: EmailMessage = message_from_bytes(data, policy=policy.default)
        text = _body(letter)
        sent = letter["Date"].datetime if letter["Date"] else None
    except (MessageError, LookupError, ValueError, AttributeError, TypeError, RecursionError) as error:
        raise UnreadableNotice(_("This letter cannot be read: paste its text.")) from error
    return Read(text, sent)


def _check_letter(data: bytes) -> None:
    """Before the library reads it, whose time grows with the square of parts, with what a header holds, and with lines
    times the parts they stand in.
    """
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    headers = max((len(found.group()) for found in PARSED.finditer(lines)), default=0)
    asked = lines.count(b"\n") * (1 + lines.lower().count(b"multipart"))
    if headers > LONGEST_HEADER or lines.count(b"\n--") > MOST_BOUNDARIES or asked > MOST_ASKED:
        raise UnreadableNotice(_("This letter cannot be read: paste its text."))


def _body(letter: EmailMessage) -> str:
    """The letter's own words, else those of the first file in it that has some."""
    body = letter.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body else ""
    if body and body.get_content_subtype() == "html":
        text = _of_html(text)
    files = islice(filter(_reader_of, letter.iter_attachments()), MOST_ENCLOSED)
    return text if text.strip() else next(filter(None, map(_enclosed, files)), "")


def _of_html(page: str) -> str:
    """Its words, a line for each block."""
    root = etree.HTML(page)
    if root is None:
        return ""
    etree.strip_elements(root, "script", "style", "head", with_tail=False)
    for block in root.iter(*BLOCKS):
        block.tail = f"\n{block.tail or ''}"
    return "".join(root.itertext())


def _enclosed(part: EmailMessage) -> str:
    data = part.get_payload(decode=True)
    return _reader_of(part)(data).text if data else ""


def _reader_of(part: EmailMessage) -> "Reader | None":
    return ENCLOSED.get((part.get_filename() or "").lower().rpartition(".")[2])


Reader = Callable[[bytes], Read]
ENCLOSED: dict[str, Reader] = {"txt": _plain, "docx": _docx}
READERS: dict[str, Reader] = {**ENCLOSED, "eml": _letter}
