"""What a body wrote to somebody who is to be forgotten, or is read by who leads and does not work on it: its answer
stays, the person in it does not.

Gone are the sender's e-mail and phone, the words of the name in any case, the number of a flat, and what was quoted of
the sender's own words. What is no more than the place and the trouble stays: “яма на улице Пушкина” is everybody's.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from appeals.models import Appeal, Category
from roadmap.language.grammar.morphology import parses
from roadmap.language.text import fold

GONE = "…"
LEAST_DIGITS = 7  # of a phone: fewer are part of a day or of a price
DIGITS_COMPARED = 10  # without the country's
LEAST_OWN = 3  # words of the sender's own that stand one after another, as only a quotation has them
LONGEST_FORM = 40
WORD = re.compile(r"\w+")
BETWEEN = r"[\s().\-\u2010-\u2015]*"  # digits of a phone
FLAT = re.compile(r"\b(?:кв|квартир\w{0,3})\b\.?\s*(?:№\s*)?\d{1,5}", re.IGNORECASE)
PLACE_WORDS = frozenset(
    WORD.findall(
        "ул улица улице улицы пр просп проспект проспекте проспекта пер переулок переулке переулка д дом дома дому доме"
        " на в у и с от до по возле около напротив перед за под над рядом во со к из не это"
    )
)


@dataclass(frozen=True)
class Sender:
    """All that rows of one person still tell of this person, and which words belong to the place."""

    names: tuple[str, ...]
    emails: tuple[str, ...]
    phones: tuple[str, ...]
    told: tuple[str, ...]
    common: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[Appeal]) -> "Sender":
        rows = list(rows)
        names = {word for row in rows for word in WORD.findall(row.author_name) if len(word) > 1 and word.isalpha()}
        told = {words for row in rows for words in _told_by(row) if words.strip()}
        return cls(
            names=tuple(sorted(names)),
            emails=tuple(sorted({row.author_email for row in rows} - {""})),
            phones=tuple(sorted({row.author_phone for row in rows} - {""})),
            told=tuple(sorted(told)),
            common=PLACE_WORDS | _words_of(_places(rows)),
        )

    @cached_property
    def name_forms(self) -> frozenset[str]:
        """Folded; those that the street bears are the street's."""
        return frozenset(form for name in self.names for form in _forms(name)) - self.common

    @cached_property
    def contacts(self) -> list[re.Pattern]:
        found = [re.compile(rf"(?<![\w.+-]){re.escape(email)}(?!\w)", re.IGNORECASE) for email in self.emails]
        for phone in self.phones:
            digits = re.sub(r"\D", "", phone)[-DIGITS_COMPARED:]
            if len(digits) >= LEAST_DIGITS:
                found.append(re.compile(rf"(?<!\d)(?:\+?\d{BETWEEN})?{BETWEEN.join(digits)}(?!\d)"))
        return found

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        """Each LEAST_OWN words of the sender's own that follow each other, what is common left out."""
        own = (self._own(WORD.findall(words)) for words in self.told)
        return frozenset(run for words in own for run in _windows(words))

    def _own(self, words: Iterable[str]) -> list[str]:
        return [word for word in map(fold, words) if word not in self.common]

    def quoted_in(self, text: str) -> Iterator[tuple[int, int]]:
        """Where in the text own words stand as the sender wrote them: from the first of them to the last."""
        own = [found for found in WORD.finditer(text) if fold(found[0]) not in self.common]
        for window in _windows(own):
            if tuple(fold(found[0]) for found in window) in self.runs:
                yield window[0].start(), window[-1].end()


def without_words(text: str, words: str) -> str:
    """Without these very words, in whichever letters and however they are broken into lines."""
    return re.sub(r"\s+".join(map(re.escape, words.split())), GONE, text, flags=re.IGNORECASE)


def senders_of(appeal: Appeal) -> Sender:
    """Of a message, of what was split from the same one, and of what it answered about itself."""
    return Sender.of(Appeal.objects.families_of([appeal.pk]).select_related("category"))


def without_sender(text: str, sender: Sender) -> str:
    for start, end in _joined(sender.quoted_in(text)):
        text = text[:start] + GONE + text[end:]
    for pattern in sender.contacts:
        text = pattern.sub(GONE, text)
    return FLAT.sub(GONE, _without_names(text, sender.name_forms))


def _without_names(text: str, forms: frozenset[str]) -> str:
    """A name has a capital; “до 15 марта” and “включим свет” have none."""
    return WORD.sub(lambda found: GONE if found[0][0].isupper() and fold(found[0]) in forms else found[0], text)


def _told_by(row: Appeal) -> Iterator[str]:
    yield from (row.text, row.place_text, row.details)
    yield from (question.reply for question in row.questions.all())


def _places(rows: Iterable[Appeal]) -> Iterator[str]:
    for row in rows:
        yield from (row.street, row.house, row.category.name, *_names_of(row.category))


def _names_of(category: Category) -> Iterator[str]:
    return iter((category.names or {}).values())


def _words_of(texts: Iterable[str]) -> frozenset[str]:
    """Folded, in all their forms: “яму” is no less common than “яма”."""
    return frozenset(form for text in texts for word in WORD.findall(text) for form in _forms(word))


def _forms(word: str) -> set[str]:
    """Folded: the word as it is, and every case that the dictionary, or its guess of a surname, knows."""
    readings = [reading for reading in parses(word.lower()[:LONGEST_FORM]) if {"NOUN", "ADJF"} & reading.tag.grammemes]
    return {fold(word), *(fold(form.word) for reading in readings for form in reading.lexeme)}


def _windows(words: list) -> Iterator[tuple]:
    return (tuple(words[start : start + LEAST_OWN]) for start in range(len(words) - LEAST_OWN + 1))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those that touch as one, the last first, so that each can be cut out by its place."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found[::-1]
