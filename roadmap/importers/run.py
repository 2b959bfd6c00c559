"""One extract into one city: all of it, or nothing."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from roadmap.models import City, RoadSegment

from . import basemap, saving, whereabouts
from . import progress as bars
from .addresses import houses
from .districts import districts, save_districts
from .extract import Extract
from .land import grounds
from .loss import refuse_great_loss
from .network import FileNetwork, draw_up
from .places import places
from .reading import read

STEPS = 6
ONE_IMPORT = 7_203_461  # number of the advisory lock: imports wait for each other


@dataclass(frozen=True)
class Order:
    """What is asked of an import, as `import_file` says it."""

    path: Path
    city_slug: str | None
    zone: str | None
    by_hand: bool
    force: bool
    at: datetime


@dataclass
class Summary:
    city: str
    segments: int
    roads: int
    junctions: int
    signals: int
    addresses: int
    restrictions: int
    places: int
    areas: int  # districts in the file
    changed: int  # segments that are new, different or gone
    skipped: dict[str, int] = field(default_factory=dict)
    basemap: str = ""
    seconds: float = 0.0

    def as_dict(self) -> dict:
        return asdict(self)


def import_file(
    path: Path | str,
    *,
    city_slug: str | None = None,
    zone: str | None = None,
    by_hand: bool = False,
    force: bool = False,
    at: datetime,
    progress: bars.Progress = bars.quiet,
) -> Summary:
    """Raises `Refused` with a message for people; then nothing has changed.

    `by_hand`: the site shows this city now. `force`: also where much of a known city's network would go.
    """
    started, steps = monotonic(), count()
    order = Order(Path(path), city_slug, zone, by_hand, force, at)

    def step(name: str) -> None:
        progress(name, next(steps), STEPS)

    step(_("reading the file"))
    extract = read(order.path)
    step(_("cutting at junctions"))
    network = draw_up(extract)
    whereabouts.check_box(network.bounds, extract)
    summary = _write(order, extract, network, step)
    step(_("done"))
    summary.seconds = round(monotonic() - started, 2)
    return summary


def _write(order: Order, extract: Extract, network: FileNetwork, step: Callable[[str], None]) -> Summary:
    """Road events and messages come last: until the end nobody can touch those that are derived anew."""
    ground = list(grounds(extract))
    with basemap.Making(network, ground) as tiles, transaction.atomic():
        _wait_for_others()
        city = whereabouts.settle(network, order.path, order.city_slug, order.zone)
        if not order.force:
            refuse_great_loss(city, network.lines)
        with saving.whole_tables():
            step(_("streets and segments"))
            changed = saving.save_network(city, extract, network)
            step(_("addresses and places"))
            book = saving.book_of(city)
            numbers, spots = houses(extract, book), places(extract, network)
            saving.save_houses(city, numbers)
            saving.save_places(city, spots, book)
            saving.save_grounds(city, ground)
            areas = save_districts(city, districts(extract))
        saving.refresh_statistics()
        step(_("base map"))
        city.centre = city.centre or whereabouts.centre_in(extract, city)
        _finish(city, tiles, order)
        step(_("road events and messages"))
        _tell_followers(city, changed)
        transaction.on_commit(partial(basemap.tidy, city, order.at))
    return Summary(
        city=city.slug,
        segments=len(network.pieces),
        roads=len(network.streets),
        junctions=len(network.graph.junctions),
        signals=len(network.signals),
        addresses=len(numbers),
        restrictions=len(network.turns),
        places=len(spots),
        areas=areas,
        changed=len(changed),
        skipped={reason: number for reason, number in sorted(extract.skipped.items()) if number},
        basemap=city.basemap,
    )


def _wait_for_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_IMPORT])


def _tell_followers(city: City, changed: list[int]) -> None:
    """What hangs on segments is derived again by the apps above, which `roadmap` knows by name only."""
    if not changed:
        return
    for name in settings.NETWORK_FOLLOWERS:
        import_string(name)(city, changed)


def _finish(city: City, tiles: basemap.Making, order: Order) -> None:
    city.basemap = tiles.put(city.slug)
    city.core = RoadSegment.objects.filter(city=city).core()
    if order.by_hand:
        city.imported_at = order.at
        city.is_schematic = False
    city.save(update_fields=["basemap", "core", "centre", "imported_at", "is_schematic"])
