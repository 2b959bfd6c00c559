"""What a reader's programme makes of a subject, by RFC 2047."""

from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import compat32

import pytest

from roadmap.channels.letter_headers import LETTER


@pytest.mark.parametrize(
    "subject",
    [
        "Утро, 1 декабря: поступило 13, новых нарушений 36, ответить сегодня 0",
        "Обращение № 26-00074 «Яма, провал», улица Пушкина: ответ дан 10 июня 2026 года, " * 2 + "конец",
        "Ы" * 90,
        "Closures of June 10, 2026",
    ],
)
def test_a_long_subject_keeps_its_blanks_and_its_lines_are_short(subject):
    letter = EmailMessage(policy=LETTER)
    letter["Subject"] = subject
    letter.set_content("Слова", cte="base64")
    sent = letter.as_bytes()
    read = message_from_bytes(sent, policy=compat32)["Subject"]
    assert str(make_header(decode_header(read))) == subject
    assert max(map(len, sent.split(b"\r\n"))) <= 78
