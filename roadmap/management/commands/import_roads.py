"""An extract of OpenStreetMap → a city's network and base map (README, “For a real city”)."""

from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.importers import progress
from roadmap.importers.command import ImportCommand
from roadmap.importers.run import import_file


class Command(ImportCommand):
    help = _("Imports a road network (.osm, .osm.gz, .osm.pbf, .geojson, .geojson.gz) and makes its base map.")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--zone", help=_("time zone, such as Asia/Yekaterinburg; by default found by the place"))

        force = _("import also what would take away more than a fifth of a known city's network")
        parser.add_argument("--force", action="store_true", help=force)

    def handle(self, *, file: Path, city: str | None, zone: str | None, force: bool, **options):
        chosen = {"city_slug": city, "zone": zone, "force": force}
        self.report(
            file, lambda: import_file(file, **chosen, by_hand=True, at=timezone.now(), progress=progress.bar).as_dict()
        )
