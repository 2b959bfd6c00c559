"""The map of a sheet: the picture that posts carry, without their headline, drawn once and kept."""

from datetime import datetime

from closures.models import RoadEvent
from closures.pictures import plan_spec
from roadmap.picture import digest_of, draw
from roadmap.picture.kept import drop_others, kept

SIZE = (1200, 480)  # px on 174 mm of paper: the smallest names are of 7 points, read at arm's length


def map_png(event: RoadEvent, at: datetime) -> bytes:
    """PNG. Of each event the latest one is kept."""
    spec = plan_spec(event, at=at, size=SIZE)
    stem = f"paper-{event.pk}"
    name = f"{stem}-{digest_of(spec, event.city.slug)[:32]}.png"
    content = kept(name, lambda: draw(spec, event.city))
    drop_others(stem, name)
    return content
