"""What nobody types: NULs and halves of characters, which PostgreSQL does not store, and marks of direction."""

from functools import partial
from math import isfinite

from django.http import QueryDict

# They come along with what was copied, unseen, and turn the words around them about on every page.
DIRECTION_MARKS = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def is_unreadable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def complaints_about(told: object, of_text: str, of_numbers: str) -> dict | list | None:
    """In the shape of a serializer's errors, where JSON holds such a text, or a number beyond all numbers (1e999); None
    where all is well."""
    complaints = partial(complaints_about, of_text=of_text, of_numbers=of_numbers)
    if isinstance(told, float):
        return None if isfinite(told) else [of_numbers]
    if isinstance(told, str):
        return [of_text] if is_unreadable(told) else None
    if isinstance(told, dict):
        if any(map(is_unreadable, told)):
            return [of_text]
        return {name: found for name, value in told.items() if (found := complaints(value))} or None
    if isinstance(told, list):
        return {str(number): found for number, value in enumerate(told) if (found := complaints(value))} or None
    return None


def without_marks(told: object) -> object:
    """The same without marks of direction, whatever JSON holds; keys stay, since nothing is known by such a name."""
    if isinstance(told, str):
        return told.translate(DIRECTION_MARKS)
    if isinstance(told, dict):
        return {name: without_marks(value) for name, value in told.items()}
    if isinstance(told, list):
        return [without_marks(value) for value in told]
    return told


def form_without_marks(told: QueryDict) -> QueryDict:
    form = told.copy()
    for name, values in told.lists():
        form.setlist(name, [without_marks(value) for value in values])
    return form
