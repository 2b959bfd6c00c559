"""A file that a dispatcher chose (.txt, .docx, .eml) → its text. It is a stranger's: everything of it is bounded."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile, is_zipfile

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import InvalidXmlError
from lxml import etree

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 20 * 1024 * 1024  # of a .docx, all its parts together
MOST_PARTS = 400
LONGEST = 20_000  # letters: some eight pages
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
WITHOUT_A_MARK = "utf-8", "cp1251"
BLOCKS = "br", "p", "div", "tr", "li", "h1", "h2", "h3"
MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


class Unreadable(Exception):
    """Says to a person why nothing could be made of the file."""


@dataclass(frozen=True)
class Read:
    """`written_at` is when a letter was sent, as it says itself."""

    text: str
    written_at: datetime | None = None


def read_file(file: IO[bytes], name: str) -> Read:
    """Raises Unreadable."""
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(size)s MB.") % {"size": MOST_BYTES // 1024 // 1024})
    reader = READERS.get(name.lower().rpartition(".")[2])
    if reader is None:
        raise Unreadable(_("Give a .txt, .docx or .eml file, or paste the text itself."))
    read = reader(data)
    if not read.text.strip():
        raise Unreadable(_("There is no text in the file."))
    if len(read.text) > LONGEST:
        words = _("The file has more than %(letters)s letters: paste the part that is about roads.")
        raise Unreadable(words % {"letters": LONGEST})
    return read


# --- .txt


def _plain(data: bytes) -> Read:
    return Read(_decoded(data))


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 and Windows' Cyrillic; anything else is no text."""
    marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
    names = [marked] if marked else ["utf-16-le"] * _is_wide(data) + [*WITHOUT_A_MARK]
    for name in names:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if not CONTROLS.search(text):
            return text
    raise Unreadable(_("This is not a text that can be read: save it as UTF-8."))


def _is_wide(data: bytes) -> bool:
    """UTF-16 without a mark: Russian letters and spaces have 4 or 0 in every second byte."""
    second = data[1:2000:2]
    return bool(second) and sum(byte in (0, 4) for byte in second) > 0.9 * len(second)


# --- .docx


def _docx(data: bytes) -> Read:
    _check_packed(data)
    try:
        document = Document(BytesIO(data))
        return Read("\n".join(_lines_of(document)))
    except (OpcError, InvalidXmlError, etree.LxmlError, BadZipFile, KeyError, ValueError, AttributeError) as error:
        raise Unreadable(_("This .docx file is broken: open it and paste the text.")) from error


def _check_packed(data: bytes) -> None:
    """Before anything of it is unpacked. What unpacks to more than it says is cut off by `zipfile`."""
    if not is_zipfile(BytesIO(data)):
        raise Unreadable(_("This .docx file is broken: open it and paste the text."))
    try:
        parts = ZipFile(BytesIO(data)).infolist()
    except BadZipFile as error:
        raise Unreadable(_("This .docx file is broken: open it and paste the text.")) from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(_("The file unpacks to too much: paste the text itself."))


def _lines_of(document) -> list[str]:
    """Paragraphs and rows of tables, in their order, no more than is read."""
    lines, letters = [], 0
    for block in document.iter_inner_content():
        texts = [block.text] if hasattr(block, "text") else [_row(row) for row in block.rows]
        lines += texts
        letters += sum(map(len, texts))
        if letters > LONGEST:
            break
    return lines


def _row(row) -> str:
    """A cell over several columns is told once."""
    return ", ".join(dict.fromkeys(cell.text.strip() for cell in row.cells if cell.text.strip()))


# --- .eml


def _letter(data: bytes) -> Read:
    try:
        letter: EmailMessage = message_from_bytes(data, policy=policy.default)
        text = _body(letter)
        sent = letter["Date"].datetime if letter["Date"] else None
    except (MessageError, LookupError, ValueError, AttributeError, TypeError) as error:
        raise Unreadable(_("This letter cannot be read: paste its text.")) from error
    return Read(text, sent)


def _body(letter: EmailMessage) -> str:
    """The letter's own words, else those of the first file in it that has some."""
    body = letter.get_body(preferencelist=("plain", "html"))
    text = body.get_content() if body else ""
    if body and body.get_content_subtype() == "html":
        text = _of_html(text)
    return text if text.strip() else next(filter(None, map(_enclosed, letter.iter_attachments())), "")


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
    reader = ENCLOSED.get((part.get_filename() or "").lower().rpartition(".")[2])
    data = part.get_payload(decode=True) if reader else None
    return reader(data).text if data else ""


Reader = Callable[[bytes], Read]
ENCLOSED: dict[str, Reader] = {"txt": _plain, "docx": _docx}
READERS: dict[str, Reader] = {**ENCLOSED, "eml": _letter}
