"""What an extract would bring, beside what the city has: nothing is written."""

from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.importers import whereabouts
from roadmap.importers.loss import MOST_LOST, loss
from roadmap.importers.network import FileNetwork, draw_up
from roadmap.importers.progress import Progress
from roadmap.importers.reading import read
from roadmap.models import City, Road, RoadSegment
from roadmap.postgis import box_of

STEPS = 3


def look(path: Path, progress: Progress) -> dict:
    """Counts of now and then; `loss` is the share of the streets that would go, of a drawing, too. Raises
    Refused."""
    progress(_("reading the file"), 0, STEPS)
    extract = read(path)
    progress(_("cutting at junctions"), 1, STEPS)
    network = draw_up(extract)
    whereabouts.check_box(network.bounds, extract)
    progress(_("comparing with the city"), 2, STEPS)
    city = whereabouts.known(box_of(*network.bounds))
    return _counts(network) | _of_city(city, network) | {"skipped": sum(extract.skipped.values())}


def _counts(network: FileNetwork) -> dict:
    return {
        "segments": len(network.pieces),
        "roads": len(network.streets),
        "junctions": len(network.graph.junctions),
        "signals": len(network.signals),
    }


def _of_city(city: City | None, network: FileNetwork) -> dict:
    if city is None:
        return {"city": None, "city_name": "", "before": None, "loss": 0.0, "is_great_loss": False}
    segments = RoadSegment.objects.filter(city=city)
    found = loss(segments, network.lines)
    before = {
        "segments": segments.count(),
        "roads": Road.objects.filter(city=city, segments__isnull=False).distinct().count(),
        "junctions": city.junctions.count(),
        "signals": city.signals.count(),
    }
    gone = {"lost_segments": found.segments, "lost_km": round(found.length_m / 1000, 1)}
    return {
        "city": city.slug,
        "city_name": city.name,
        "before": before,
        "loss": found.share,
        "is_great_loss": found.share > MOST_LOST,
        "is_drawing": city.is_schematic,
        **gone,
    }
