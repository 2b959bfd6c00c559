"""In which language the reader is told: Russian unless English was asked for."""

from django.utils.translation import get_language

RUSSIAN, ENGLISH = "ru", "en"


def is_english() -> bool:
    return (get_language() or RUSSIAN).startswith(ENGLISH)
