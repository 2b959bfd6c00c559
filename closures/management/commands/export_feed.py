"""Prints a feed (README, “Addresses”): what the address /feeds/NAME answers. The summary goes to stderr."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from closures.feeds import FEEDS
from closures.models import RoadEvent
from roadmap.models import City


class Command(BaseCommand):
    help = _("Prints a feed for other systems.")

    def add_arguments(self, parser):
        parser.add_argument("name", choices=list(FEEDS), metavar="NAME", help=", ".join(FEEDS))

    def handle(self, *, name: str, **options):
        city = City.objects.shown()
        if city is None:
            raise CommandError(_("No city is loaded yet"))
        told = FEEDS[name].render(RoadEvent.objects.public().filter(city=city), timezone.now(), city=city)
        self.stdout.write(told.decode())
        self.stderr.write(json.dumps({"feed": name, "city": city.slug, "bytes": len(told)}))
