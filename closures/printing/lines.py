"""Words made fit for lines on paper: what belongs together stays in one line."""

import re
from datetime import datetime, timedelta

NO_BREAK = "\u00a0"
HARD_HYPHEN = "\u2011"
# A short word and the next one, «№ 5», «10 июля», «ул. Ленина», initials; a dash stays with what stands before it.
_SHORT = re.compile(r"(?<![\w-])(\w{1,2}|№|ул\.|пр\.|пер\.|д\.|стр\.|им\.|г\.) (?=\S)", re.IGNORECASE)
_NUMBER = re.compile(r"(?<=\d) (?=[\dа-яёa-z%])", re.IGNORECASE)  # phones, too
_DASH = re.compile(r" (?=[–—])")
_YEAR = re.compile(r"(?<=[а-яё]) (?=\d{4}\b)")
_COUNTED = re.compile(r"(?<!\d)(\d{1,2})-(?=[а-яё]{1,3}\b)")  # «5-й»; the number of an act is searched for as it is


def bound(text: object) -> str:
    """One line of plain words, with spaces and hyphens at which it may not break."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in str(text or "")).split())
    for pattern, joint in ((_SHORT, rf"\1{NO_BREAK}"), (_NUMBER, NO_BREAK), (_YEAR, NO_BREAK), (_DASH, NO_BREAK)):
        words = pattern.sub(joint, words)
    return _COUNTED.sub(rf"\1{HARD_HYPHEN}", words)


def of_any_year(at: datetime) -> datetime:
    """In place of the present for words about times: paper is read in another year, too, so each day has its own."""
    return at - timedelta(days=400)


def sentence_case(text: object) -> str:
    words = bound(text)
    return words[:1].upper() + words[1:]
