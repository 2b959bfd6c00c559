"""Texts that nobody writes end soon, with nothing or a part, and never with an exception."""

import random
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appeals.reading import message_label, read_message
from closures.reading import notice_label, read_notice
from tests import gazetteers

PUBLISHED = datetime(2025, 6, 2, 10)
LONG = 100_000
letters = random.Random(1)
HOSTILE = {
    "one street for ever": "улица Ленина от Мира до Герцена " * 3_200,
    "nothing but NUL": "\0" * LONG,
    "right to left": "\u202eулица \u200fЛенина\u202d" * 6_000,
    "digits": "1234567890 " * 9_000,
    "one number": "1" * LONG,
    "mixed alphabets": "".join(letters.choice("аbвгdежzиkлmноpрстuф -.,/12") for _ in range(LONG)),
    "capital letters": "".join(letters.choice("АБВГДЕЖЗИКЛМНОПРСТ ") for _ in range(LONG)),
    "dashes": "-" * LONG,
    "brackets": "(" * LONG,
    "quotes": "«" * LONG,
    "lines": "\n" * LONG,
    "dates": "12 июня " * 12_000,
    "hours": "с 22:00 до 06:00 " * 6_000,
    "from to": "от до " * 16_000,
    "houses": "дом 5, " * 14_000,
    "half a surrogate": "улица \ud800 Ленина",
    "nothing": "",
    "a year that is none": "с 31.02.2025 по 99.99.9999 и 30 февраля, 29 февраля, 25:61",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_ends_with_an_answer(name):
    """How soon is for `./run bench reading` to say; here it must come at all, in the shape of any other."""
    label = notice_label(read_notice(HOSTILE[name], PUBLISHED, gazetteers.tyumen()))
    assert set(label) == set(notice_label(read_notice("", PUBLISHED, gazetteers.tyumen())))
    label = message_label(read_message(HOSTILE[name], gazetteers.tyumen()))
    assert set(label) == set(message_label(read_message("", gazetteers.tyumen())))


WORDS = """с до по на 5 22:00 июня завтра улица ул. Ленина Мира «ТЦ» дом № 12 , . - – ( ) : ; закрыт перекроют объезд
от между и светофор в ночь 14 15 8-й 9 Января понедельник ежедневно 24:00 31 февраля М. Тореза"""
words = st.sampled_from([*WORDS.split(), "\n"])


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(st.lists(words, max_size=25).map(" ".join))
def test_any_order_of_words_is_read(text):
    notice_label(read_notice(text, PUBLISHED, gazetteers.tyumen()))
    message_label(read_message(text, gazetteers.of("Омск")))


@settings(max_examples=100, deadline=None, database=None, derandomize=True)
@given(st.text(max_size=200))
def test_any_characters_are_read(text):
    notice_label(read_notice(text, PUBLISHED, gazetteers.tyumen()))
