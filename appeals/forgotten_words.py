"""What a body wrote to somebody who is to be forgotten: its answer stays, the person in it does not."""

import re
from collections.abc import Iterator

from appeals.models import Appeal

GONE = "…"
SHORTEST = 3  # letters of a name: initials are in every text
ENDING = 2  # letters of a name that its case changes


def without_sender(text: str, appeal: Appeal) -> str:
    """Without name, e-mail, phone, the place in words and the very words of the sender, as far as the row still tells
    them. A name is known in any case; one that the street bears stays."""
    for pattern in _patterns(appeal):
        text = re.sub(pattern, GONE, text, flags=re.IGNORECASE)
    return text


def _patterns(appeal: Appeal) -> Iterator[str]:
    for words in (appeal.text, appeal.place_text, appeal.author_email):
        if words.strip():
            yield re.escape(words.strip())
    if digits := re.sub(r"\D", "", appeal.author_phone)[-10:]:
        yield r"(?:\+?\d[\s()-]*)?" + r"[\s()-]*".join(digits)
    for name in re.findall(r"\w+", appeal.author_name):
        if len(name) >= SHORTEST and name.lower() not in appeal.street.lower():
            yield rf"\b{re.escape(_stem(name))}\w{{0,{ENDING + 1}}}\b"


def _stem(name: str) -> str:
    """“Анну” and “Анна” begin with it; of a short name less may change."""
    return name[: max(SHORTEST, len(name) - ENDING)] if len(name) > SHORTEST else name
