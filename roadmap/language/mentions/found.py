"""Something other than a street that is recognised in a text."""

from dataclasses import dataclass

from roadmap.language.tokens import Token


@dataclass(frozen=True, slots=True)
class Found:
    """Something recognised at tokens [start, end): letter as in `units`, name as it is said."""

    letter: str  # H house, R houses, B bridge, L landmark, K kilometre
    start: int
    end: int
    name: str
    more: str = ""  # the second number of a range
    row_id: object = None


def get(tokens: list[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None


def key_at(tokens: list[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""
