"""The demonstration's users, road events and residents' messages (fixtures/tyumen); a second call adds nothing."""

import json
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from fixtures.demonstration import Loaded, NothingToLoad, load


class Command(BaseCommand):
    help = _("Loads the demonstration's users, road events and messages, once.")

    def handle(self, **options):
        if is_unwanted():
            raise CommandError(_("Started with --no-demo: there are to be no demonstration users here."))
        try:
            loaded = load(timezone.now())
        except NothingToLoad as error:
            self.stderr.write(str(error))
            loaded = Loaded(city="", logins=[], events=0, appeals=0, skipped={})
        self.stdout.write(json.dumps(asdict(loaded), ensure_ascii=False))


def is_unwanted() -> bool:
    """`prepare` notes how the last start was asked for."""
    stamps = Path(settings.DATA_DIR) / "state" / "prepared.json"
    return stamps.exists() and bool(json.loads(stamps.read_text()).get("no-demo"))
