from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.importers.areas import import_agencies
from roadmap.importers.command import ImportCommand


class Command(ImportCommand):
    help = _("Imports agencies from a JSON list.")

    def handle(self, *, file: Path, city: str | None, **options):
        self.report(file, lambda: import_agencies(file, city_slug=city))
