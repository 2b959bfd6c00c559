"""A cue: words that speak for a meaning. The tables are `notice_cues` and `message_cues`; how loud each is, is learned.

To add one: a row with a name, a pattern and two examples of your own, then `python -m tests.training`.
"""

import re
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cue:
    """`pattern` is met from the beginning of a word on, in lower case with «е» for «ё»; a space in it stands for any
    white space, «… » for up to three words between."""

    name: str
    pattern: str
    example: str
    other_example: str
    compiled: re.Pattern = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        between = self.pattern.replace("… ", r"(?:\S+ ){0,3}").replace(" ", r"\s+")
        object.__setattr__(self, "compiled", re.compile(rf"\b(?:{between})"))


@dataclass(frozen=True, slots=True)
class FoundCue:
    """A cue in a text. `form` is how its verb stands, where it has one: past, ahead, state, not …"""

    name: str
    form: str
    start: int
    end: int
    sentence: int
