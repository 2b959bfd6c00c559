"""The picture of a post, from the record to the PNG."""

from collections.abc import Iterator

from closures.models import RoadEvent
from closures.pictures import spec_of
from closures.posts import preview
from closures.snapshot import snapshot
from roadmap.picture import draw

from .bench import Bench
from .figures import Figure
from .timing import medians

LIMIT_MS = 400.0
EVENTS = 5


def measure(bench: Bench) -> Iterator[Figure]:
    events = list(RoadEvent.objects.published().order_by("pk")[:EVENTS])
    sizes = []

    def ours() -> None:
        sizes.extend(len(draw(spec_of(event, preview(event, snapshot(event))), event.city)) for event in events)

    (total,) = medians(ours, repeats=max(1, bench.repeats // 3), warm_ups=1)
    note = f"{len(events)} events, {sum(sizes) / len(sizes) / 1024:.0f} KB each"
    yield Figure("picture", total / len(events), LIMIT_MS, note=note)
