"""A text in the encodings that offices use; what can be read in none of them is refused."""

import pytest

from roadmap.encodings import NoText, decoded

TEXT = "улица Ёлочная; 5 июня"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"])
def test_a_text_is_read_in_any_usual_encoding(encoding):
    assert decoded(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\xef\xbb\xbf\xff", b"\x98"])
def test_half_a_letter_or_none_is_no_text(content):
    with pytest.raises(NoText):
        decoded(content)


def test_what_is_not_sound_in_one_encoding_is_read_in_the_next():
    assert decoded(TEXT.encode("cp1251"), lambda text: "Ё" in text) == TEXT
    with pytest.raises(NoText):
        decoded(TEXT.encode(), lambda text: False)


def test_nothing_is_an_empty_text():
    assert decoded(b"") == ""
