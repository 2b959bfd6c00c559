"""Russian letters in Latin ones, as on Russian road signs: GOST R 52290-2004, annex Г, table Г.5.

Two things are left out of it: its apostrophes for ъ and ь, which no reader says, and «yo» is written after every
consonant where ё is printed, since the table's «ye» makes another sound of it (docs/decisions.md).
"""

import re

_VOWELS = "аеёиоуыэюя"
_LETTERS = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        (
            *(
                "a",
                "b",
                "v",
                "g",
                "d",
                "e",
                "yo",
                "zh",
                "z",
                "i",
                "y",
                "k",
                "l",
                "m",
                "n",
                "o",
                "p",
                "r",
                "s",
                "t",
                "u",
            ),
            *("f", "kh", "ts", "ch", "sh", "shch", "", "y", "", "e", "yu", "ya"),
        ),
        strict=True,
    )
)
_AFTER_HUSHING = {"ё": "e"}  # Щёрса → Shchersa
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_OF_OTHER_TABLES = {"c": "ц", "h": "х", "j": "й", "q": "к", "w": "в", "x": "кс", "shh": "щ", "ye": "е", "iy": "ий"}
_BACK = _OF_OTHER_TABLES | {written: letter for letter, written in _LETTERS.items() if written and letter not in "эй"}
_LATIN = re.compile("|".join(sorted(_BACK, key=len, reverse=True)))
_Y_AFTER_VOWEL = re.compile("(?<=[aeiouy])y(?![aeou])")


def latin(text: str) -> str:
    """«Челюскинцев» → “Chelyuskintsev”; what is not Russian stays."""
    return re.sub(r"[а-яё]+", lambda word: _word(word[0]), text, flags=re.IGNORECASE)


def is_russian(text: str) -> bool:
    return CYRILLIC.search(text) is not None


def russian(text: str) -> str:
    """About what was put into Latin letters, by our table or another: “ulica Lenina”; soft signs cannot be known."""
    return _LATIN.sub(lambda found: _BACK[found[0]], _Y_AFTER_VOWEL.sub("й", text.lower()))


def _word(word: str) -> str:
    is_upper = len(word) > 1 and word.isupper()
    written = [_letter(before, letter) for before, letter in zip(" " + word, word, strict=False)]
    return "".join(written).upper() if is_upper else "".join(written)


def _letter(before: str, letter: str) -> str:
    small, last = letter.lower(), before.lower()
    found = _LETTERS[small]
    if small == "е" and (last == " " or last in _VOWELS + "ъь"):
        found = "ye"
    elif small == "и" and last == "ь":
        found = "yi"
    elif last in "жчшщ":
        found = _AFTER_HUSHING.get(small, found)
    return found[:1].upper() + found[1:] if letter.isupper() else found
