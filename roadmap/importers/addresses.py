"""House numbers on nodes and buildings → numbers on streets."""

from collections.abc import Iterator
from dataclasses import dataclass

from roadmap.language.text import clean_name

from .extract import Extract, Position, Tags
from .roads import NameBook
from .tags import values

LONGEST_HOUSE = 40


@dataclass(slots=True)
class House:
    street: str
    number: str
    position: Position


def houses(extract: Extract, book: NameBook) -> list[House]:
    """One row a street and number, the building before the shop inside it."""
    found: dict[tuple[str, str], House] = {}
    for tags, position in _numbered(extract):
        street = _street(tags, book)
        if street is None:
            extract.skipped["address-without-street"] += 1
            continue
        for number in values(tags["addr:housenumber"]):
            house = House(street, clean_name(number, LONGEST_HOUSE), position)
            found.setdefault((street, house.number), house)
    return list(found.values())


def _numbered(extract: Extract) -> Iterator[tuple[Tags, Position]]:
    for area in extract.areas:
        if "addr:housenumber" in area.tags:
            inside = area.geometry.representative_point()
            yield area.tags, (inside.x, inside.y)
    for node in extract.nodes:
        if "addr:housenumber" in node.tags:
            yield node.tags, node.position


def _street(tags: Tags, book: NameBook) -> str | None:
    name = next(iter(values(tags.get("addr:street"))), "")
    return book.find(name) if name else None
