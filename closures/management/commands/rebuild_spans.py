"""Makes the spans of all road events anew from what was drawn: after a change of the matching itself."""

import json
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from closures.derive import rebuild_spans
from closures.models import Phase, SegmentSpan
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
        phases = Phase.objects.filter(event__city__in=cities).select_related("event__city")
        summary = {"phases": _rebuild(list(phases))}
        summary["spans"] = SegmentSpan.objects.filter(phase__event__city__in=cities).count()
        summary["seconds"] = round(monotonic() - started, 2)
        self.stdout.write(json.dumps(summary))


@transaction.atomic
def _rebuild(phases: list[Phase]) -> int:
    for number, phase in enumerate(phases):
        progress.bar(_("road events and messages"), number, len(phases))
        rebuild_spans(phase, in_words=False)
    progress.wipe()
    return len(phases)
