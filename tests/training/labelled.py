"""Labelled texts as the questions of `roadmap/language/meaning` are asked of them: folded, with their street names."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from appeals.reading.message import houses_of
from roadmap.language.mentions import read_places
from roadmap.language.text import clean, plain_in_place
from tests import gazetteers

from . import lives, texts


@dataclass(frozen=True)
class Labelled:
    source: str  # collected, own, tests
    city: str
    folded: str
    named: tuple[tuple[int, int], ...]  # spans of street names
    houses: tuple[tuple[int, int], ...]
    kind: str
    impact: str  # "" where none is labelled
    streets: tuple[str, ...]


@cache
def notices() -> tuple[Labelled, ...]:
    whole = (*_all("announcements", "notices"), *_read("tests", texts.own("first-notices")))
    return (*whole, *_read("lives", list(lives.labelled())), *_read("sentences", list(_sentences())))


def _sentences() -> Iterator[dict]:
    """Single sentences without a city: each counts as of a place of its own."""
    from tests.closures.reading.test_meaning import SENTENCES

    for number, (text, kind, impact) in enumerate(SENTENCES):
        yield {"city": f"sentence {number}", "text": text, "kind": kind, "impact": impact}


@cache
def messages() -> tuple[Labelled, ...]:
    return (*_all("complaints", "messages"), *_read("tests", texts.own("first-messages")))


def _all(collected: str, own: str) -> Iterator[Labelled]:
    yield from _read("collected", texts.collected(collected))
    yield from _read("own", texts.own(own))


def _read(source: str, labels: list[dict]) -> Iterator[Labelled]:
    for one in labels:
        text = clean(one["text"])
        folded = plain_in_place(text)
        _, told, named = read_places(text, gazetteers.of(one["city"]), is_message=one.get("of") == "message")
        yield Labelled(
            source,
            one["city"],
            folded,
            tuple(named),
            tuple(houses_of(folded, told, named)),
            one["kind"],
            one.get("impact") or "",
            _streets(one),
        )


def _streets(label: dict) -> tuple[str, ...]:
    return (*label.get("streets", ()), *label.get("detour_streets", ()))
