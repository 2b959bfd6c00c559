"""In which language the reader is told: Russian unless another was asked for that the site speaks.

The site speaks Russian, English, and whatever else has a catalogue in `locale/`. What is stored in words (headlines,
places, posts) is there in Russian and in English; a reader of a third language gets the Russian, as the street signs
have it, and marked as such.
"""

from pathlib import Path

from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, to_language

RUSSIAN, ENGLISH = "ru", "en"


def is_english() -> bool:
    return _reader_speaks(ENGLISH)


def is_russian() -> bool:
    return _reader_speaks(RUSSIAN)


def _reader_speaks(code: str) -> bool:
    return (get_language() or RUSSIAN).startswith(code)


def spoken(catalogues: Path) -> list[tuple[str, str]]:
    """Code and own name of each language, as settings.LANGUAGES has them; the first is the usual one."""
    found = sorted(path.parent.parent.name for path in catalogues.glob("*/LC_MESSAGES/django.po"))
    codes = dict.fromkeys([RUSSIAN, ENGLISH, *map(to_language, found)])
    return [(code, LANG_INFO.get(code, {}).get("name_local", code).capitalize()) for code in codes]
