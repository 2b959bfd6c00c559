"""Forgets senders' data: by the term that the form promises, or on demand. The last line is a summary in JSON."""

import json
from datetime import date, datetime, time

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals import anonymizing
from appeals.inbox import number_in
from appeals.models import Appeal
from roadmap.importers import progress
from roadmap.models import City


class Command(BaseCommand):
    help = _("Deletes residents' personal data: by term, or of the messages that are named. Cases stay without them.")

    def add_arguments(self, parser):
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--appeal", action="append", default=[], metavar="N", help=_("number of a message; repeat"))
        which.add_argument("--before", metavar="DAY", help=_("all that ended before this day, as 2026-06-30"))
        parser.add_argument("--dry-run", action="store_true", help=_("only count"))

    def handle(self, *, appeal: list[str], before: str | None, dry_run: bool, **options):
        at = timezone.now()
        moment = _midnight(before) if before else None
        rows = anonymizing.chosen(numbers=_numbers(appeal), before=moment, at=at)
        if dry_run:
            followers = anonymizing.followers_of(rows, before=moment)
            return self._say({"messages": rows.count(), "followers": followers, "dry_run": True})
        total = rows.count()
        done = anonymizing.anonymize(rows, at, told=lambda done: progress.bar(_("messages"), done, total))
        return self._say(done | ({} if appeal else anonymizing.sweep(at)) | {"dry_run": False})

    def _say(self, told: dict) -> None:
        self.stdout.write(json.dumps(told))


def _numbers(told: list[str]) -> list[int]:
    """Each names a message that is there. Raises CommandError."""
    numbers = [number_in(one) for one in told]
    known = set(Appeal.objects.filter(pk__in=[one for one in numbers if one]).values_list("pk", flat=True))
    for name, number in zip(told, numbers, strict=True):
        if number not in known:
            raise CommandError(_("There is no message %(number)s.") % {"number": name})
    return [number for number in numbers if number]


def _midnight(told: str) -> datetime:
    """Where that day begins in the city. Raises CommandError."""
    city = City.objects.shown()
    try:
        day = date.fromisoformat(told)
    except ValueError:
        raise CommandError(_("Write the day as 2026-06-30, not %(told)s.") % {"told": told}) from None
    return datetime.combine(day, time(), city.zone if city else timezone.get_default_timezone())
