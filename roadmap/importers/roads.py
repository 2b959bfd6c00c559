"""Names on ways → streets with all that people call them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from roadmap.language.grammar.cases import split_name
from roadmap.language.text import clean_name, plain

from .cutting import Piece
from .extract import OsmWay, Tags
from .tags import values

VARIANT_KEYS = ("alt_name", "official_name", "short_name", "loc_name", "reg_name", "int_name", "name_1", "name_2")
_LANGUAGE = re.compile(r"name:[a-z]{2,3}")
_OLD = re.compile(r"old_name(:.*|_\d+)?")


@dataclass
class Street:
    name: str
    kind_word: str = ""
    variants: dict[str, None] = field(default_factory=dict)  # in the order met
    old_names: dict[str, None] = field(default_factory=dict)


def name_of(tags: Tags) -> str:
    """The name in the local language; a Russian one stands in where it is missing. Of «А;Б» the first."""
    return next(iter(values(tags.get("name")) or values(tags.get("name:ru"))), "")


def settle_names(ways: Iterable[OsmWay]) -> None:
    """Graphs merge ways into «А;Б»: such a way goes to the street that has no way of its own, else to the first.

    The names that no way has got are its other names.
    """
    merged = sorted((way for way in ways if ";" in way.tags.get("name", "")), key=lambda way: way.id)
    met = {name_of(way.tags) for way in ways if ";" not in way.tags.get("name", "")}
    given = {id(way): values(way.tags["name"]) for way in merged}
    for way in merged:
        names = given[id(way)]
        name = next((name for name in names if name not in met), "".join(names[:1]))
        met.add(name)
        way.tags = {**way.tags, "name": name}
    for way in merged:
        if others := [name for name in given[id(way)] if name not in met]:
            way.tags["alt_name"] = ";".join([*others, *values(way.tags.get("alt_name"))])


def variants_of(tags: Tags) -> list[str]:
    keys = [key for key in tags if key in VARIANT_KEYS or _LANGUAGE.fullmatch(key)]
    return [value for key in keys for value in values(tags[key])]


def old_names_of(tags: Tags) -> list[str]:
    return [value for key in tags if _OLD.fullmatch(key) for value in values(tags[key])]


def streets(pieces: Iterable[Piece]) -> dict[str, Street]:
    return streets_of({id(piece.way): piece.way for piece in pieces}.values())


def streets_of(ways: Iterable[OsmWay]) -> dict[str, Street]:
    """One street a name, whatever the number of its ways."""
    found: dict[str, Street] = {}
    for way in ways:
        name = name_of(way.tags)
        if name:
            street = found.setdefault(name, Street(name, kind_word_of(name)))
            street.variants.update(dict.fromkeys(other for other in variants_of(way.tags) if other != name))
            street.old_names.update(dict.fromkeys(other for other in old_names_of(way.tags) if other != name))
    return found


def kind_word_of(name: str) -> str:
    return split_name(name).kind_word


class NameBook:
    """Finds a street by any spelling that differs in case, ё, punctuation or the order of the words."""

    def __init__(self, names: Iterable[tuple[str, Iterable[str]]]):
        """`names` are (name, other names); a name wins over somebody's variant, the first over the second."""
        entries = list(names)
        self.known: dict[tuple[str, ...], str] = {}
        self.bare: dict[tuple[str, ...], set[str]] = defaultdict(set)  # without kind word: names that it may mean
        for name, _others in entries:
            self.known.setdefault(spelling(name), name)
        for name, others in entries:
            for other in others:
                self.known.setdefault(spelling(other), name)
        for name in {name for name, _others in entries}:
            self.bare[spelling(split_name(name).proper)].add(name)

    def find(self, name: str) -> str | None:
        known = self.known.get(spelling(name))
        return known or (None if split_name(name).kind_word else self._only(spelling(name)))

    def _only(self, bare: tuple[str, ...]) -> str | None:
        """«Пушкина» where there is one such street, and no lane of the same name."""
        meant = self.bare.get(bare, set())
        return next(iter(meant)) if len(meant) == 1 else None


@lru_cache(maxsize=20_000)
def spelling(name: str) -> tuple[str, ...]:
    """The words in one order, the kind word written out: «ул. Пушкина», «Пушкина улица» are the same street."""
    parts = split_name(clean_name(name))
    words = re.findall(r"[\w-]+", plain(f"{parts.kind_word} {parts.proper}"))
    return tuple(sorted(words))
