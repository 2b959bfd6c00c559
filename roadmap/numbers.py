"""A whole number out of a request: how many digits came is judged before they are counted with."""

LARGEST = 2**63 - 1  # of a row's number in the database


def whole(text: str, most: int = LARGEST) -> int | None:
    """From 0 to `most`, written in the digits 0 to 9; None for all else."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(LARGEST)):
        return None
    number = int(text)
    return number if number <= most else None
