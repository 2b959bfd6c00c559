"""The forms of texts that the API takes, as its schema tells them."""

import re

NO_NUL = r"^[^\u0000]*$"
FREE_TEXT = {"type": "string", "pattern": NO_NUL}
SLUG = {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"}
NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}

is_slug = re.compile(SLUG["pattern"]).fullmatch

# ISO 8601: a day, or a moment with or without an offset
_DAY = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
DAY = f"^{_DAY}$"
is_day = re.compile(DAY).fullmatch
_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_OFFSET = "(Z|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])"
MOMENT = f"^{_DAY}(T{_TIME}{_OFFSET}?)?$"
is_moment = re.compile(MOMENT).fullmatch


def is_text(schema: dict) -> bool:
    """Whether any text is meant, the empty one, too."""
    return schema.get("pattern") == NO_NUL
