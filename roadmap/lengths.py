"""How long a text is as networks count."""


def utf16_length(text: str) -> int:
    """Telegram counts UTF-16 units: a letter is one, most emoji are two."""
    return len(text.encode("utf-16-le")) // 2


def cut_utf16(text: str, most: int) -> str:
    """At most so many units; a character of two is not cut in half."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")
