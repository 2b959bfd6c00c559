"""A dot ends a sentence or cuts a word short: what stands around it tells."""

import pytest

from roadmap.language.tokenizing import tokenize


def dots(text):
    return [token.kind for token in tokenize(text) if token.text == "."]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("сдадут в 2031 г. Липовая аллея свободна", ["stop"]),
        ("сдадут в 2031 г. позже срока", ["mark"]),
        ("уже в г. Заречном", ["mark"]),
        ("около 9 ч. 40 мин. пути", ["mark", "mark"]),
        ("за д. 14 и ул. 70 лет Победы", ["mark", "mark"]),
        ("яма у дома 14. Липовая аллея цела", ["stop"]),
        ("шириной 2.5 метра", ["mark"]),
    ],
)
def test_a_dot_ends_a_sentence_or_a_word(text, kinds):
    assert dots(text) == kinds
