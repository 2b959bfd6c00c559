from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.importers.command import ImportCommand
from roadmap.importers.street_names import import_street_names


class Command(ImportCommand):
    help = _("Imports a city's official list of street names (tab-separated).")

    def handle(self, *, file: Path, city: str | None, **options):
        self.report(lambda: import_street_names(file, city_slug=city))
