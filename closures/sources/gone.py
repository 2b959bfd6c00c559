"""What a source tells no more: marked and told, never deleted or ended. That a row is gone proves no end of works."""

from django.db.models import Exists, OuterRef, QuerySet

from closures.models import SourceItem, SourceRow, SourceRun
from closures.workflow import UNSEEN, Status

LASTING = (Status.PUBLISHED, *UNSEEN)


def note(run: SourceRun) -> None:
    """Where nothing of a file could be taken, nothing is concluded from it."""
    if not run.rows.exclude(outcome=SourceRow.Outcome.REJECTED).exists():
        return
    there = SourceRow.objects.filter(run=run, external_id=OuterRef("external_id"))
    run.source.items.filter(gone_in=None).exclude(Exists(there)).update(gone_in=run)


def missed(run: SourceRun) -> QuerySet[SourceItem]:
    """Those that this reading was the first to miss, and that are not over."""
    return run.gone.filter(event__status__in=LASTING).select_related("event").order_by("external_id")
