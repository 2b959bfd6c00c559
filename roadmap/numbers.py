"""A number out of a request: how many digits came is judged before they are counted with."""

import math

LARGEST = 2**63 - 1  # of a row's number in the database


def whole(text: str, most: int = LARGEST) -> int | None:
    """From 0 to `most`, written in the digits 0 to 9; None for all else."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if number <= most else None


def degrees(text: str, most: int) -> float | None:
    """From -most to most; None for all else."""
    try:
        number = float(text[:40])
    except ValueError:
        return None
    return number if math.isfinite(number) and abs(number) <= most else None
