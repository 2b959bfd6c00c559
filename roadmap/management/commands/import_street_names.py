from pathlib import Path

from django.utils.translation import gettext as _

from roadmap.importers.command import ImportCommand
from roadmap.importers.street_names import import_street_names


class Command(ImportCommand):
    help = _("Imports names of streets: a city's list (tab-separated), the state address registry (ГАР), an extract.")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--hierarchy", type=Path, help=_("the registry's AS_ADM_HIERARCHY or AS_MUN_HIERARCHY"))
        parser.add_argument("--city-object", type=int, help=_("OBJECTID of the city in the registry"))

    def handle(self, *, file: Path, city: str | None, hierarchy: Path | None, city_object: int | None, **options):
        self.report(
            file, lambda: import_street_names(file, city_slug=city, hierarchy=hierarchy, city_object=city_object)
        )
