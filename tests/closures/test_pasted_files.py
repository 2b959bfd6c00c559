"""Files for the desk's box: .txt, .docx and letters; whatever is broken, huge or something else is refused in words."""

from datetime import UTC, datetime
from email.message import EmailMessage
from io import BytesIO
from time import process_time
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from closures.models import PastedNotice
from closures.reading.files import LONGEST, MOST_BYTES, UnreadableNotice, read_file
from closures.reading.word_file import MOST_TEXT, NAMES
from tests.conftest import NOW, signed_in

NOTICES = "/api/staff/v1/notices/"
TEXT = "Закроют улицу Пушкина от Баумана до Речного переулка с 12 по 14 июня."


def docx(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    document = Document()
    for words in paragraphs:
        document.add_paragraph(words)
    for row in table or []:
        made = document.add_table(rows=1, cols=len(row))
        for cell, words in zip(made.rows[0].cells, row, strict=True):
            cell.text = words
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def letter(text: str = TEXT, *, subtype: str = "plain", **attached: bytes) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Перекрытие", "office@example.org", "desk@example.org"
    message["Date"] = datetime(2026, 6, 9, 8, 30, tzinfo=UTC)
    message.set_content(text, subtype=subtype)
    for name, data in attached.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name.replace("_", "."))
    return message.as_bytes()


def text_of(data: bytes, name: str) -> str:
    return read_file(BytesIO(data), name).text.strip()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_the_encodings_that_offices_use(encoding):
    data = TEXT.encode(encoding)
    assert text_of(b"\xfe\xff" * (encoding == "utf-16-be") + data, "notice.TXT") == TEXT


def test_a_word_document_gives_its_paragraphs_and_tables_in_order():
    data = docx("Ограничения:", table=[["улица Пушкина", "с 12 по 14 июня"]])
    assert text_of(data, "notice.docx") == "Ограничения:\nулица Пушкина, с 12 по 14 июня"


def test_a_cell_over_several_rows_is_told_in_each_and_one_over_several_columns_once():
    first = row(cell("улица Пушкина", vMerge="restart"), cell("до дома 5", gridSpan="2"))
    data = table(first + row(cell(vMerge="continue"), cell("в июне"), cell("ночью")))
    assert text_of(data, "notice.docx") == "улица Пушкина, до дома 5\nулица Пушкина, в июне, ночью"


def test_a_letter_gives_its_words_and_when_it_was_sent():
    read = read_file(BytesIO(letter()), "notice.eml")
    assert (read.text.strip(), read.written_at) == (TEXT, datetime(2026, 6, 9, 8, 30, tzinfo=UTC))


def test_a_letter_in_html_gives_what_people_read_of_it():
    page = f"<style>p {{ color: red }}</style><p>{TEXT}</p><script>alert(1)</script><p>Объезд&nbsp;есть.</p>"
    assert text_of(letter(page, subtype="html"), "notice.eml").split("\n")[0] == TEXT
    assert "alert" not in text_of(letter(page, subtype="html"), "notice.eml")


def test_an_empty_letter_gives_the_file_in_it():
    assert text_of(letter(" ", notice_docx=docx(TEXT)), "notice.eml") == TEXT


def bomb(unpacked: int = 64 * 1024 * 1024) -> bytes:
    """A document of which one part says truly that it is huge."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name in ("[Content_Types].xml", "word/document.xml"):
            packed.writestr(name, b" " * unpacked)
    return file.getvalue()


def laughs() -> bytes:
    """A document whose text is an entity of entities."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return docx_of(f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY l0 "ha">{entities}]><d>&l8;</d>')


def table(rows: str) -> bytes:
    return docx_of(f'<w:document xmlns:w="{NAMES["w"]}"><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>')


def cell(words: str = "", **properties: str) -> str:
    told = "".join(f'<w:{name} w:val="{value}"/>' for name, value in properties.items())
    return f"<w:tc><w:tcPr>{told}</w:tcPr><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def docx_of(hostile: str) -> bytes:
    good, file = ZipFile(BytesIO(docx(TEXT))), BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        for name in good.namelist():
            packed.writestr(name, hostile if name == "word/document.xml" else good.read(name))
    return file.getvalue()


def nested(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\n\n" * depth + b"\n" + TEXT.encode()


def of_parts(count: int, header: str = "") -> bytes:
    head = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    return (head + f"--b\n{header}\n \n" * count + "--b--\n").encode()


def of_boxes(depth: int, lines: int) -> bytes:
    """A part in a part in a part, with many short lines in the innermost."""
    heads = (f"Content-Type: multipart/mixed; boundary=b{number}\n\n--b{number}\n" for number in range(depth))
    return f"{''.join(heads)}Content-Type: text/plain\n\n{TEXT}\n{'x' * 9}\n".encode() + b"x\n" * lines


HOSTILE = {
    "letters in letters": (nested(3000), "a.eml"),
    "a letter of very many parts": (of_parts(18_000), "a.eml"),
    "parts in parts around very many lines": (of_boxes(100, 100_000), "a.eml"),
    "a header of very many parts": (
        f"Content-Type: text/plain{''.join(f'; a1*{n}*=x' for n in range(3000))}\n\n{TEXT}".encode(),
        "a.eml",
    ),
    "the same, folded": (
        ("content-type: text/plain" + ";\r\n a1*0*=x" * 3000 + "\r\n\r\n" + TEXT).encode(),
        "a.eml",
    ),
    "a cell of very many columns": (table(row(cell(gridSpan="1000000000")) * 3), "a.docx"),
    "a column of very many rows": (table(row(cell(vMerge="restart")) + row(cell(vMerge="continue")) * 3000), "a.docx"),
    "very many empty paragraphs": (
        docx_of(f'<w:document xmlns:w="{NAMES["w"]}"><w:body>{"<w:p/>" * 100_000}</w:body></w:document>'),
        "a.docx",
    ),
    "very many bytes of words": (docx_of(" " * (MOST_TEXT + 1)), "a.docx"),
    "no zip": (b"PK\x03\x04 this is none", "a.docx"),
    "half a document": (docx(TEXT)[:900], "a.docx"),
    "a zip of something else": (bomb(10), "a.docx"),
    "a bomb": (bomb(), "a.docx"),
    "a thousand laughs": (laughs(), "a.docx"),
    "a picture called a text": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), "a.txt"),
    "nothing": (b"", "a.txt"),
    "blanks": (b" \n\t ", "a.txt"),
    "a letter without words": (letter(" "), "a.eml"),
    "a letter with a NUL": (f"Content-Type: text/plain; charset=utf-8\n\n{TEXT}\x00".encode(), "a.eml"),
    "a letter with half a character": (b"Content-Type: text/plain; charset=utf-7\n\n+2AA-", "a.eml"),
    "another kind": (TEXT.encode(), "a.pdf"),
    "no kind": (TEXT.encode(), "notice"),
    "a book": (b"a" * (LONGEST + 1), "a.txt"),
    "a huge file": (b"a" * (MOST_BYTES + 1), "a.txt"),
    "a document of a book": (docx("слово " * LONGEST), "a.docx"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_notice_is_refused_in_words(kind):
    data, name = HOSTILE[kind]
    started = process_time()
    with pytest.raises(UnreadableNotice) as refused:
        read_file(BytesIO(data), name)
    assert str(refused.value)
    assert process_time() - started < 2


@pytest.mark.django_db
def test_the_refusal_of_a_file_names_its_field_and_keeps_nothing(dispatcher):
    desk = signed_in(dispatcher)
    for data, name in (HOSTILE["a bomb"], HOSTILE["half a document"]):
        answer = desk.post(NOTICES, {"file": SimpleUploadedFile(name, data)})
        assert (answer.status_code, list(answer.json())) == (400, ["file"])
    assert not PastedNotice.objects.exists()


@pytest.mark.django_db
def test_tomorrow_in_a_letter_counts_from_its_own_day(dispatcher):
    text = "Завтра с 9:00 до 12:00 закроют улицу Пушкина от Баумана до Речного переулка."
    with time_machine.travel(NOW, tick=False):  # the letter is of the day before
        answer = signed_in(dispatcher).post(NOTICES, {"file": SimpleUploadedFile("notice.eml", letter(text))})
    (draft,) = answer.json()["drafts"]
    assert draft["phases"][0]["planned_start"] == "2026-06-10T09:00"
