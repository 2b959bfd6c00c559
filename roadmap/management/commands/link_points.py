"""Points → the road segments that they mean (DESIGN.md, 5). Streams: the file may be larger than memory."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from roadmap.importers.areas import chosen_city
from roadmap.importers.extract import Refused
from roadmap.importers.points import answers
from roadmap.models import City


class Command(BaseCommand):
    help = _("Links points (JSON lines) to road segments.")

    def add_arguments(self, parser):
        parser.add_argument("input", type=Path)
        parser.add_argument("output", type=Path)
        parser.add_argument("--city", help=_("slug of the city; by default the one that the site shows"))

    def handle(self, *, input: Path, output: Path, city: str | None, **options):
        try:
            summary = _link_all(chosen_city(city), input, output)
        except Refused as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(_("The file cannot be read or written: %(reason)s") % {"reason": error}) from error
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _link_all(city: City, input: Path, output: Path) -> dict:
    counts = {"city": city.slug, "points": 0, "linked": 0, "errors": 0}
    with input.open(encoding="utf-8-sig", errors="replace") as lines, output.open("w", encoding="utf-8") as file:
        for answer in answers(city, lines):
            counts["points"] += 1
            counts["linked"] += answer.get("segment") is not None
            counts["errors"] += "error" in answer
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return counts
