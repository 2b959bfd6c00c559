"""What becomes of messages when the road network under them changes."""

from collections.abc import Iterable

from appeals.models import Appeal
from roadmap.matching import link_point
from roadmap.models import City


def follow_network(city: City, segments: Iterable[int]) -> None:
    """After an import: a message whose segment is gone is linked anew; who answers and by when stays as promised."""
    lost = Appeal.objects.filter(city=city, segment=None).exclude(point=None).exclude(snapped_point=None)
    for appeal in lost.locked_in_order():
        link = link_point(city, appeal.point, text=f"{appeal.street} {appeal.text}", accuracy_m=appeal.accuracy_m)
        if link.segment_id is None:
            continue  # its old place on the map is still the best that is known
        appeal.segment_id, appeal.position = link.segment_id, link.position
        appeal.distance_m, appeal.confidence = link.distance_m, link.confidence
        appeal.side = link.side
        appeal.save(update_fields=["segment", "position", "distance_m", "confidence", "side"])
