"""How long evidence is kept: where a phone was, and the photo, are somebody's; that something was told is history."""

from datetime import datetime, timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from closures.models import SiteReport

KEPT = timedelta(days=180)  # a dispute about works is over by then, or has its copy
AT_ONCE = 200  # the rest at the next look


@transaction.atomic
def forget_evidence(at: datetime) -> int:
    """Of words that were told long ago; the distance to the works stays. How many were emptied."""
    old = SiteReport.objects.filter(Q(point__isnull=False) | ~Q(photo=""), at__lt=at - KEPT).order_by("at")
    reports = list(old.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
    files = [file.name for report in reports for file in (report.photo, report.thumbnail) if file]
    emptied = {"point": None, "accuracy_m": None, "photo": "", "thumbnail": ""}
    SiteReport.objects.filter(pk__in=[report.pk for report in reports]).update(**emptied)
    transaction.on_commit(partial(_remove, files), robust=True)
    return len(reports)


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
