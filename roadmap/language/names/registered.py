"""A person's name as registers write it: «им Щепкина М.С.», «А.Н.Скрябина», «Бр. Кашириных»."""

import re
from typing import NamedTuple

from roadmap.language.names.people import SHORT_TITLES
from roadmap.language.names.words import capital

NAMED_FOR = re.compile(r"^(?:им\.?\s+|им\.|имени\s+)(?=\S)", re.IGNORECASE)
BEFORE = re.compile(r"^(?P<initials>(?:[А-ЯЁ]\.\s*){1,3})(?P<rest>[А-ЯЁ][А-ЯЁа-яё-]{2,}.*)$")
SIZED = re.compile(r"(?:[ая]я|[ыи]й|[ое]е)$", re.IGNORECASE)  # «Б. Садовая» has no initial
BEHIND = re.compile(r"^(?P<rest>.*[А-Яа-яЁё]{3,}),?\s+(?P<initials>(?:[А-ЯЁ]\.\s*){1,3}|[А-ЯЁ](?:\.\s?|\s)[А-ЯЁ])$")
SHORT_TITLE = re.compile(r"^([А-Яа-яЁё-]+)\.\s*(?=[А-ЯЁ][А-ЯЁа-яё])")


class Person(NamedTuple):
    initials: tuple[str, ...]
    name: str

    @property
    def with_initials(self) -> str:
        """«В.И. Чапаева»; a title stays before: «Академика П.Л. Капицы»."""
        title, _, surname = self.name.rpartition(" ")
        dotted = "".join(f"{letter}." for letter in self.initials)
        return " ".join(filter(None, (title, dotted, surname)))


def person(name: str) -> Person:
    """A name without its kind word; one that is written as people write it stays as it is."""
    rest = NAMED_FOR.sub("", name)
    found = BEHIND.match(rest) or BEFORE.match(rest)
    if found and not SIZED.search(found["rest"]):
        rest = found["rest"]
        return Person(tuple(re.findall(r"[А-ЯЁ]", found["initials"])), _written_out(rest))
    return Person((), _written_out(rest if rest == name else capital(rest)))


def _written_out(name: str) -> str:
    """«Бр. Кашириных» → «Братьев Кашириных»"""
    found = SHORT_TITLE.match(name)
    title = SHORT_TITLES.get(found[1].lower()) if found else None
    return f"{capital(title)} {name[found.end() :]}" if title else name
