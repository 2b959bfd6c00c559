from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.importers.areas import import_areas
from roadmap.importers.command import ImportCommand


class Command(ImportCommand):
    help = _("Imports districts and zones with their agencies from GeoJSON.")

    def handle(self, *, file: Path, city: str | None, **options):
        self.report(file, lambda: import_areas(file, city_slug=city))
