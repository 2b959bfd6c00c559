"""What was typed with the keyboard still in Latin: «htcge,kbrb» → «республики»."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_RUSSIAN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_KEYS = str.maketrans(_LATIN + _LATIN.upper(), _RUSSIAN + _RUSSIAN.upper())


def as_if_russian(typed: str) -> str:
    return typed.translate(_KEYS)
