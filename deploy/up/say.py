"""What a person at the keyboard reads: words go to stderr, so that stdout stays free for results."""

import sys


class Failure(Exception):
    """Ends the command; the text says what is wrong and what to type."""


class Stopped(BaseException):
    """TERM was received: unwinds like Ctrl-C does."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
