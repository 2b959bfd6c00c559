"""NULs and halves of characters: PostgreSQL stores neither, and no person types one."""


def is_unreadable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text)


def complaints_about(told: object, words: str) -> dict | list | None:
    """`words` where JSON holds one, in the shape of a serializer's errors; None where all is well."""
    if isinstance(told, str):
        return [words] if is_unreadable(told) else None
    if isinstance(told, dict):
        if any(map(is_unreadable, told)):
            return [words]
        return {name: found for name, value in told.items() if (found := complaints_about(value, words))} or None
    if isinstance(told, list):
        all_found = ((number, complaints_about(value, words)) for number, value in enumerate(told))
        return {str(number): found for number, found in all_found if found} or None
    return None
