"""Takes others' works over from a file: the same as the desk's page of sources does."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from closures.models import SourceRun, WorksSource
from closures.sources import report, runs
from closures.sources.files import check_size
from closures.sources.formats import FORMATS
from closures.sources.records import Unreadable
from roadmap.importers import progress
from roadmap.importers.areas import chosen_city
from roadmap.importers.extract import Refused
from roadmap.models import Agency, City
from roadmap.setting_up import changes


class Command(BaseCommand):
    help = _("Takes over others' works from a file. The last line is a summary in JSON.")

    def add_arguments(self, parser):
        parser.add_argument("format", choices=list(FORMATS), metavar="FORMAT", help=", ".join(FORMATS))
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--source", help=_("name of the source; one called as the format is made where there is none")
        )
        parser.add_argument("--city", help=_("slug of the city; by default the one that the site shows"))

    def handle(self, *, format: str, file: Path, source: str | None, city: str | None, **options):
        try:
            found = _source(chosen_city(city), source or format, format)
            run = self._taken(found, file)
        except (OSError, Refused, Unreadable) as error:
            raise CommandError(str(error)) from error
        finally:
            progress.wipe()
        self.stdout.write(json.dumps(report.summary(run), ensure_ascii=False))

    def _taken(self, source: WorksSource, file: Path) -> SourceRun:
        at = timezone.now()
        check_size(file.stat().st_size)
        run = runs.begin(source, file.name, file.read_bytes(), by=None, at=at)
        return _went_through(run, at)


def _went_through(run: SourceRun, at) -> SourceRun:
    """Here and now, without a worker."""
    SourceRun.objects.filter(pk=run.pk).update(state=SourceRun.State.TAKING, taken_at=at)
    total, done = run.rows.count(), 0
    while runs.advance(run, at):
        done = min(total, done + runs.STEP)
        progress.bar(_("Taking over"), done, total)
    run.refresh_from_db()
    return run


def _source(city: City, name: str, format: str) -> WorksSource:
    """Raises Refused."""
    found = WorksSource.objects.filter(city=city, name=name).first()
    if found is None:
        return _new_source(city, name, format)
    if found.format != format:
        shown = {"source": name, "format": found.format}
        raise Refused(_("The source “%(source)s” has the format %(format)s.") % shown)
    return found


@transaction.atomic
def _new_source(city: City, name: str, format: str) -> WorksSource:
    source = WorksSource.objects.create(city=city, name=name, format=format, agency=_agency(city))
    changes.note_saved(source, {}, by=None, at=timezone.now())
    return source


def _agency(city: City) -> Agency:
    """The one that answers by default, else the first."""
    found = Agency.objects.filter(city=city).order_by("-is_default", "pk").first()
    if found is None:
        raise Refused(_("The city has no agency yet."))
    return found
