"""What a text is read in: words, numbers and marks, each with its place in the text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    key: str  # lower case, «е» for «ё»; of an ordinal the number alone
    kind: str  # word, number, ordinal, mark, stop (end of a sentence), line
    start: int
    end: int
    glued: bool  # no space before
    opens: bool  # first of a sentence or line

    @property
    def is_capital(self) -> bool:
        return self.kind == "word" and self.text[0].isupper()

    @property
    def is_upper(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()
