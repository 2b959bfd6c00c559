"""The whole network as drawn up from a file, before it meets the database."""

from dataclasses import dataclass
from itertools import compress

import numpy
import shapely
from django.utils.translation import gettext as _

from roadmap.geometry import flattened

from .cutting import Piece, cut, road_ways
from .extract import Extract, Refused
from .graph import Graph
from .nodes import settle_nodes
from .restrictions import Turn, turns
from .roads import Street, settle_names, streets
from .signals import Signal, signals
from .strays import refuse_across_the_meridian, refuse_other_than_degrees, without_strays

LONGEST_PIECE_M = 50_000.0  # without a junction, that is a node that went astray, such as one at 0, 0


@dataclass
class FileNetwork:
    pieces: list[Piece]
    lines: numpy.ndarray  # shapely LineStrings beside the pieces
    graph: Graph
    streets: dict[str, Street]
    signals: list[Signal]
    turns: list[Turn]
    nodes: list[list[int]]  # OpenStreetMap's, one a vertex of the lines; empty where the file has none

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the roads."""
        return tuple(shapely.total_bounds(self.lines).tolist())


def draw_up(extract: Extract) -> FileNetwork:
    refuse_other_than_degrees(extract)
    ways = road_ways(extract)
    settle_nodes(extract, ways)
    settle_names(ways)
    pieces, lines = _measured(extract, cut(ways))
    if not pieces:
        raise _no_road(extract)
    pieces, lines = without_strays(extract, pieces, lines)
    graph = Graph(pieces, extract)
    found = streets(pieces), signals(extract, graph), turns(extract, pieces)
    return FileNetwork(pieces, lines, graph, *found, [_own_nodes(extract, piece) for piece in pieces])


def _own_nodes(extract: Extract, piece: Piece) -> list[int]:
    return [extract.twins.get(node, node) for node in piece.nodes] if extract.has_node_ids else []


def _no_road(extract: Extract) -> Refused:
    if extract.skipped["too-long"]:
        return Refused(_("The coordinates are not degrees: every road would be longer than a country."))
    return Refused(_("The file holds no road: not one line with a “highway” for vehicles."))


def lengths_m(lines: numpy.ndarray) -> numpy.ndarray:
    latitudes = shapely.bounds(lines)[:, 1]
    return shapely.length(flattened(lines, float(numpy.median(latitudes)) if len(lines) else 0.0))


def _measured(extract: Extract, pieces: list[Piece]) -> tuple[list[Piece], numpy.ndarray]:
    """Without pieces that have no length or that jump across the country."""
    lines = numpy.array([shapely.LineString(extract.line(piece.nodes)) for piece in pieces], dtype=object)
    refuse_across_the_meridian(pieces, lines)
    lengths = lengths_m(lines)
    for reason, wrong in (("no-length", lengths == 0), ("too-long", lengths > LONGEST_PIECE_M)):
        if count := int(numpy.count_nonzero(wrong)):
            extract.skipped[reason] += count
    right = (lengths > 0) & (lengths <= LONGEST_PIECE_M)
    return list(compress(pieces, right)), lines[right]
