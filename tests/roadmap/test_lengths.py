"""Where a text that is too long ends: after a sentence, else a word, never inside what readers see as one character."""

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from roadmap.lengths import shortened, utf16_length, weighted_length

FAMILY = "👨‍👩‍👧"  # three people and two joiners: eight units
ATTENTION = "⚠️"  # a sign and what makes it an emoji: two units
FLAG = "🇷🇺"  # two letters of two units
CHARACTERS = [*"абв ул. Да!?\n…«»", FAMILY, ATTENTION, FLAG, "е\u0301", "🚧"]


@pytest.mark.parametrize(
    ("text", "most", "left"),
    [
        ("Закрыто по ул. Ленина. Объезд по Мира. Справки: 77-77", 45, "Закрыто по ул. Ленина. Объезд по Мира."),
        ("Закрыто по ул. Ленина. Объезд по Мира.", 38, "Закрыто по ул. Ленина. Объезд по Мира."),
        ("Закрыто по ул. Ленина и ещё по шести", 30, "Закрыто по ул. Ленина и ещё…"),
        ("Закрыт «Мост». Объезд по Мира", 20, "Закрыт «Мост»."),
        ("Причина: ремонт\nОбъезд: по улице Мира", 24, "Причина: ремонт"),
        ("Просим быть внимательнее до 10 мая. Спасибо", 36, "Просим быть внимательнее до 10 мая."),
        (
            "Стоп. " + "слово " * 20,
            43,
            "Стоп. " + "слово " * 5 + "слово…",
        ),  # a sentence too near the start says nothing
        (FAMILY * 3, 23, FAMILY * 2 + "…"),
        (ATTENTION * 3, 5, ATTENTION * 2 + "…"),
        (FLAG * 3, 11, FLAG * 2 + "…"),
        ("е\u0301" * 9, 5, "е\u0301" * 2 + "…"),
        ("🚧", 1, "…"),
    ],
)
def test_it_ends_where_a_reader_would_end_it(text, most, left):
    assert shortened(text, most) == left


@pytest.mark.parametrize("count", [utf16_length, weighted_length])
@given(
    text=st.lists(st.sampled_from(CHARACTERS), max_size=60).map("".join),
    most=st.integers(1, 40),
)
def test_whatever_it_is_it_fits_and_is_made_of_the_texts_own_characters(count, text, most):
    left = shortened(text, most, count)
    assert count(left) <= most or left == "…"
    if count(text) <= most:
        assert left == text
        return
    whole, said = regex.findall(r"\X", text), regex.findall(r"\X", left.removesuffix("…"))
    assert said == whole[: len(said)]
