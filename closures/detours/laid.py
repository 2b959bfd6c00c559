"""The stored way round on the network, so that what shuts a part of it is found by an index."""

from closures.models import DetourSpan, RoadEvent
from closures.models.lists import Direction
from roadmap.matching import match_geometry


def lay(event: RoadEvent) -> None:
    """Rows for the way as it is drawn; where the event shuts both directions, traffic goes round along it both ways."""
    event.detour_spans.all().delete()
    if event.detour_geometry is None:
        return
    direction = Direction.BOTH if event.direction == Direction.BOTH else Direction.FORWARD
    DetourSpan.objects.bulk_create(
        DetourSpan(
            event=event,
            segment_id=span.segment_id,
            start_position=span.start_position,
            end_position=span.end_position,
            direction=span.direction,
        )
        for span in match_geometry(event.city, event.detour_geometry, direction)
    )
