"""Compiles the translations that changed since this process began: at its start every process does."""

import json

from django.core.management.base import BaseCommand

from roadmap import catalogues


class Command(BaseCommand):
    help = "Compiles translations that changed (Babel; no gettext tools are needed)."
    requires_system_checks = ()

    def handle(self, **options):
        self.stdout.write(json.dumps({"compiled": catalogues.bring_up_to_date()}))
