"""Points → the road segments that they mean."""

import json
from functools import partial
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from roadmap.importers.areas import chosen_city
from roadmap.importers.extract import Refused
from roadmap.importers.points import answer
from roadmap.json_lines import add_files, is_any, is_error, rewrite

COUNTED = {"points": is_any, "linked": lambda answer: answer.get("segment") is not None, "errors": is_error}


class Command(BaseCommand):
    help = _("Links points (JSON lines) to road segments.")

    def add_arguments(self, parser):
        add_files(parser)
        parser.add_argument("--city", help=_("slug of the city; by default the one that the site shows"))

    def handle(self, *, input: Path, output: Path, city: str | None, **options):
        try:
            chosen = chosen_city(city)
        except Refused as error:
            raise CommandError(str(error)) from error
        summary = {"city": chosen.slug, **rewrite(input, output, partial(answer, chosen), COUNTED)}
        self.stdout.write(json.dumps(summary, ensure_ascii=False))
