"""Tables of words, written as they read best: a few lines of text."""


def word_set(text: str) -> frozenset[str]:
    """Whole words."""
    return frozenset(text.split())


def stems(text: str) -> tuple[str, ...]:
    """Beginnings of words, for `str.startswith`."""
    return tuple(text.split())
