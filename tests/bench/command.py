"""`./run bench [--json FILE] [NAME…]`: what the service costs, each measure beside its limit."""

import json
import os
import platform
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roadmap.importers.run import import_file
from roadmap.models import City
from tests.bench import crowd, load
from tests.bench.bench import Bench
from tests.bench.figures import Figure, table
from tests.bench.measures import BROWSED, CROWD, GROWTH, LEARNING, MEASURES
from tests.bench.scratch import scratch
from tests.bench.server import serving

NETWORKS = (
    settings.BASE_DIR.parent / "shared" / "data" / "street-network" / "kazan_reconstructed.osm.pbf",
    settings.BASE_DIR / "fixtures" / "tyumen" / "tyumen.osm",
)


class Command(BaseCommand):
    help = "Measures, each beside its limit, on a database of its own that is dropped at the end."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument(
            "names",
            nargs="*",
            metavar="NAME",
            help=f"of {', '.join([*MEASURES, *LEARNING, *BROWSED, *CROWD])}; all unless told",
        )
        parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
        parser.add_argument("--events", type=int, default=load.SEASON, help="road events (default: %(default)s)")
        parser.add_argument("--messages", type=int, default=crowd.MESSAGES, help="of residents (default: %(default)s)")
        parser.add_argument("--repeats", type=int, default=15, help="rounds of each measure (default: %(default)s)")
        parser.add_argument("--roads", type=Path, metavar="FILE", help="an extract; the largest at hand unless told")
        parser.add_argument("--growth", action="store_true", help="also 100,000 events and 1,000,000 segments")

    def handle(self, *, names, json: Path | None, events, messages, repeats, roads, growth, **options):
        wanted = _wanted(names, growth)
        if events < 1 or repeats < 1 or messages < crowd.LEAST:
            raise CommandError(f"--events and --repeats are at least 1, --messages at least {crowd.LEAST}.")
        network = roads or next(filter(Path.is_file, NETWORKS))
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the scratch database goes, too
        crashed: list[str] = []
        with self._city(network, events, messages, repeats) as bench:
            figures = list(self._figures(bench, wanted, crashed))
        self._report(figures, _summary(bench, figures, crashed), json)
        if crashed:
            raise CommandError(f"These measures crashed: {', '.join(crashed)}.")

    @contextmanager
    def _city(self, network: Path, events: int, messages: int, repeats: int) -> Iterator[Bench]:
        at = timezone.now().replace(minute=0, second=0, microsecond=0)
        with scratch() as place:
            self._say(f"importing {network.name}")
            imported = import_file(network, by_hand=True, at=at)
            city = City.objects.get(slug=imported.city)
            self._say(f"making {events} road events")
            load.fill(city, events, at)
            with serving(place, city.slug) as client:
                yield Bench(city, load.middle_of(city), network, imported, events, messages, at, repeats, place, client)

    def _figures(self, bench: Bench, names: list[str], crashed: list[str]) -> Iterator[Figure]:
        """What crashes is told and does not stop the rest."""
        for name in names:
            self._say(f"measuring {name}")
            try:
                yield from (MEASURES | LEARNING | BROWSED | GROWTH | CROWD)[name](bench)
            except Exception:
                crashed.append(name)
                self.stderr.write(traceback.format_exc())

    def _report(self, figures: list[Figure], summary: dict, file: Path | None) -> None:
        text = json.dumps(summary, ensure_ascii=False)
        self.stdout.write(table(figures))
        if file:
            file.write_text(text + "\n", encoding="utf-8")
        self.stdout.write(text)

    def _say(self, words: str) -> None:
        self.stderr.write(f"bench: {words} …")


def _wanted(names: list[str], growth: bool) -> list[str]:
    """What fills the database comes last; growth only when asked for."""
    known = MEASURES | LEARNING | BROWSED | GROWTH | CROWD
    unknown = [name for name in names if name not in known]
    if unknown:
        raise CommandError(f"There is no measure “{unknown[0]}”: {', '.join(known)}.")
    usual = {*names} or {*MEASURES, *CROWD}
    return [name for name in known if name in usual or (growth and name in GROWTH)]


def _summary(bench: Bench, figures: list[Figure], crashed: list[str]) -> dict:
    return {
        "figures": [figure.as_dict() for figure in figures],
        "over": [figure.name for figure in figures if figure.verdict == "over"],
        "crashed": crashed,
        "network": bench.network.name,
        "segments": bench.imported.segments,
        "events": bench.events,
        "messages": bench.messages,
        "repeats": bench.repeats,
        "at": datetime.isoformat(bench.at),
        "machine": {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()},
    }
