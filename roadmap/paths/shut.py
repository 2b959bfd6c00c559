"""What is shut of a box, by directed segment: whoever asks for a way hands over how to find it."""

from collections import defaultdict
from collections.abc import Callable, Iterable

from django.contrib.gis.geos import Polygon

from roadmap.spans import Span

Shut = Callable[[Polygon], Iterable[Span]]  # of a box in WGS 84 the parts that are shut in it


def nothing(_box: Polygon) -> Iterable[Span]:
    """Nothing is shut."""
    return ()


def shut_parts(spans: Iterable[Span]) -> dict[int, list[tuple[float, float]]]:
    """By directed segment: from where to where, as positions along the segment's line."""
    found: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for span in spans:
        for way in span.ways:
            key = span.segment_id if way == "forward" else -span.segment_id
            found[key].append((span.start_position, span.end_position))
    return found
