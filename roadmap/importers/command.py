"""What the import commands share: a refusal becomes exit status 1, the summary the last line of stdout."""

import json
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from roadmap.models import City
from roadmap.setting_up import changes

from . import progress
from .extract import Refused

COUNTED = ("segments", "roads", "junctions", "areas", "agencies", "streets")  # of a summary, as the log tells them


class ImportCommand(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--city", help=_("slug of the city; by default the one where the file lies"))

    def report(self, file: Path, work: Callable[[], dict]) -> None:
        """What was imported stands in the log of settings, as an upload does."""
        try:
            summary = work()
        except Refused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        finally:
            progress.wipe()
        told = [[name, "", str(summary[name])] for name in COUNTED if name in summary]
        city = City.objects.get(slug=summary["city"])
        changes.note_import(city, [["file", "", file.name], *told], by=None, at=timezone.now())
        self.stdout.write(json.dumps(summary, ensure_ascii=False))
