"""Makes the spans of all road events, and what follows from them, anew from what was drawn: after a change of the
matching itself."""

import json
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from closures.derive import rebuild_event
from closures.models import PublicVersion, RoadEvent, SegmentSpan
from roadmap.importers import progress
from roadmap.models import City


class Command(BaseCommand):
    help = _("Matches what was drawn for road events to the road segments again.")

    def add_arguments(self, parser):
        parser.add_argument("--city", help=_("slug of the city; by default all cities"))

    def handle(self, *, city: str | None, **options):
        cities = City.objects.filter(slug=city) if city else City.objects.all()
        if city and not cities.exists():
            raise CommandError(_("No such city; import its roads first."))
        started = monotonic()
        summary = {"phases": sum(_rebuild(city) for city in cities)}
        summary["spans"] = SegmentSpan.objects.filter(phase__event__city__in=cities).count()
        summary["seconds"] = round(monotonic() - started, 2)
        self.stdout.write(json.dumps(summary))


@transaction.atomic
def _rebuild(city: City) -> int:
    at, rebuilt = timezone.now(), 0
    events = list(RoadEvent.objects.filter(city=city).select_related("city", "agency", "signal").locked_in_order())
    for number, event in enumerate(events):
        progress.bar(_("road events and messages"), number, len(events))
        rebuilt += rebuild_event(event, event.phases.all(), at)
    progress.wipe()
    PublicVersion.move(city.pk)
    return rebuilt
