"""OpenStreetMap's turn restrictions → paths over pieces that may not be driven, or that alone may."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from roadmap.language.text import clean_name

from .cutting import Piece
from .extract import Extract, Relation, Tags
from .tags import values

KIND = re.compile(r"(no|only)_[a-z_]{1,30}")
CONDITIONAL = re.compile(r"\s*([^@;]+?)\s*@\s*(\([^)]*\)|[^;]+)")  # no_left_turn @ (Mo-Fr 07:00-19:00); …
OLD_HOURS = ("day_on", "day_off", "hour_on", "hour_off")
LONGEST_CONDITION = 200
MOST_VIA = 12  # pieces; more is no sign that anybody could read

Walk = tuple[list[Piece], int]


@dataclass(frozen=True)
class Rule:
    """What the sign says, of whom (nobody: of all), and when (nothing: always)."""

    kind: str
    vehicles: tuple[str, ...] = ()
    condition: str = ""


@dataclass(frozen=True)
class Turn:
    """`keys` are those of the pieces in the order of travel; the turn begins at `node`."""

    relation: int
    number: int
    rule: Rule
    exceptions: tuple[str, ...]
    node: int
    keys: tuple[str, ...]


def turns(extract: Extract, pieces: list[Piece]) -> list[Turn]:
    """What cannot be laid on the network is counted by reason."""
    roads, found = _Roads(extract, pieces), []
    for relation in extract.relations:
        rules = list(rules_of(relation.tags))
        if not rules:
            extract.skipped["restriction-unknown"] += 1
        for number, (rule, ways) in enumerate(product(rules, roads.pairs(relation))):
            try:
                node, keys = roads.path(*ways)
            except NoPath as reason:
                extract.skipped[str(reason)] += 1
            else:
                exceptions = tuple(values(relation.tags.get("except")))
                found.append(Turn(relation.id, number, rule, exceptions, node, keys))
    return found


def rules_of(tags: Tags) -> Iterator[Rule]:
    """Of `restriction`, `restriction:hgv`, `restriction:conditional`, `restriction:hgv:conditional`."""
    of_type = [word for word in tags.get("type", "").split(":")[1:] if word]
    old_hours = " ".join(f"{key}={clean_name(tags[key], 40)}" for key in OLD_HOURS if tags.get(key))
    for key in sorted(key for key in tags if key.split(":")[0] == "restriction"):
        words = [*of_type, *key.split(":")[1:]]
        vehicles = tuple(word[:40] for word in words if word != "conditional")
        told = _conditional(tags[key]) if "conditional" in words else [(kind, old_hours) for kind in values(tags[key])]
        yield from (Rule(kind, vehicles, condition) for kind, condition in told if KIND.fullmatch(kind))


def _conditional(text: str) -> list[tuple[str, str]]:
    return [(kind, clean_name(when.strip("() "), LONGEST_CONDITION)) for kind, when in CONDITIONAL.findall(text[:2000])]


class NoPath(Exception):
    """Why a restriction is not on the network, as `skipped` counts it."""


class _Roads:
    def __init__(self, extract: Extract, pieces: list[Piece]):
        self.joined = extract.joined
        self.twins: dict[int, set[int]] = defaultdict(set)
        for twin, node in extract.twins.items():
            self.twins[node].add(twin)
        self.pieces: dict[int, list[Piece]] = defaultdict(list)
        for piece in pieces:
            self.pieces[piece.way.id].append(piece)

    def pairs(self, relation: Relation) -> list[tuple[int, int, list[int], list[int]]]:
        """Way from, way to, nodes and ways between: several where a sign stands for several ways."""
        told: dict[tuple[str, str], list[int]] = defaultdict(list)
        for role, kind, number in relation.members:
            told[role, kind].append(number)
        ends = product(told["from", "w"] or [0], told["to", "w"] or [0])
        return [(one, other, told["via", "n"], told["via", "w"]) for one, other in ends]

    def path(self, origin: int, target: int, nodes: list[int], ways: list[int]) -> tuple[int, tuple[str, ...]]:
        """Raises NoPath."""
        if not (origin in self.pieces and target in self.pieces and all(way in self.pieces for way in ways)):
            raise NoPath("restriction-incomplete")
        if not ways and len(nodes) != 1:
            raise NoPath("restriction-incomplete")
        found = self._over_ways(origin, target, ways) if ways else self._at_node(origin, target, nodes[0])
        if len(found) != 1:
            raise NoPath("restriction-ambiguous" if found else "restriction-not-joined")
        ((node, path),) = found
        return node, tuple(piece.key for piece in path)

    def _at_node(self, origin: int, target: int, node: int) -> list[tuple[int, list[Piece]]]:
        at = self.joined.get(node, node)
        return [
            (place, [one, other])
            for place in {at, *self.twins.get(at, ())}
            for one in self.pieces[origin]
            for other in self.pieces[target]
            if _arrives(one, place) and _leaves(other, place) and (origin != target or one is other)
        ]

    def _over_ways(self, origin: int, target: int, ways: list[int]) -> list[tuple[int, list[Piece]]]:
        between = [piece for way in dict.fromkeys(ways) for piece in self.pieces[way]][:MOST_VIA]
        places = {node for piece in between for node in (piece.nodes[0], piece.nodes[-1])}
        found = []
        for one, place in product(self.pieces[origin], places):
            if _arrives(one, place):
                for middle, last in _walks(place, between, []):
                    ends = [other for other in self.pieces[target] if _leaves(other, last)]
                    if {piece.way.id for piece in middle} == set(ways):
                        found += [(place, [one, *middle, other]) for other in ends]
        shortest = min((len(path) for _place, path in found), default=0)
        return [(place, path) for place, path in found if len(path) == shortest]


def _walks(place: int, pieces: list[Piece], walked: list[Piece], seen: frozenset[int] = frozenset()) -> Iterator[Walk]:
    """Every way over these pieces that comes to no node twice: the pieces and the node at its end."""
    for piece in pieces:
        end = piece.nodes[-1] if piece.nodes[0] == place else piece.nodes[0]
        if _leaves(piece, place) and end not in seen:
            yield [*walked, piece], end
            yield from _walks(end, pieces, [*walked, piece], seen | {place, end})


def _leaves(piece: Piece, node: int) -> bool:
    return piece.nodes[0] == node or (not piece.is_oneway and piece.nodes[-1] == node)


def _arrives(piece: Piece, node: int) -> bool:
    return piece.nodes[-1] == node or (not piece.is_oneway and piece.nodes[0] == node)
