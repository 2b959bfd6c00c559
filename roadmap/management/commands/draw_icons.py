"""Draws the site's icons anew after a change of icon.svg."""

import json

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from roadmap import icons


class Command(BaseCommand):
    help = _("Draws the site's icons in all sizes from icon.svg.")

    def handle(self, **options):
        for icon in icons.ALL:
            (icons.FOLDER / icon.name).write_bytes(icon.drawn())
        self.stdout.write(json.dumps({"files": [icon.name for icon in icons.ALL]}))
