"""What the import commands share: a refusal becomes exit status 1, the summary the last line of stdout."""

import json
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_lazy as _

from . import progress
from .extract import Refused


class ImportCommand(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--city", help=_("slug of the city; by default the one where the file lies"))

    def report(self, work: Callable[[], dict]) -> None:
        try:
            summary = work()
        except Refused as error:
            raise CommandError(str(error)) from error
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        finally:
            progress.wipe()
        self.stdout.write(json.dumps(summary, ensure_ascii=False))
