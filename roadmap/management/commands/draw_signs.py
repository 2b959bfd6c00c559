"""Draws the sheet of all signs of the map, docs/signs.png."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from roadmap.layers import map_layers
from roadmap.signs.sheet import drawn


class Command(BaseCommand):
    help = _("Draws all signs of the map with their names as one picture.")

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help=_("the picture, a .png"))

    def handle(self, *, file: Path, **options):
        sheet = drawn(map_layers())
        sheet.save(file, "PNG", optimize=True)
        self.stdout.write(json.dumps({"file": str(file), "width": sheet.width, "height": sheet.height}))
