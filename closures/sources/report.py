"""What became of a file: in figures, and row by row."""

from collections.abc import Iterator

from django.db.models import Count, Q

from closures.models import SourceRow, SourceRun
from closures.sources import gone
from roadmap.sheets import plain

Outcome = SourceRow.Outcome
NOT_AS_THEY_ARE = (Outcome.REJECTED, Outcome.KEPT, Outcome.PROPOSED, Outcome.LEFT_OUT)
MOST_TOLD = 1_000


def counts(run: SourceRun) -> dict[str, int]:
    """By outcome, each of them."""
    found = dict(run.rows.order_by().values_list("outcome").annotate(number=Count("pk")))
    return {outcome: found.get(outcome, 0) for outcome in Outcome.values}


def summary(run: SourceRun) -> dict:
    """For a program; rows are told up to MOST_TOLD."""
    counted = counts(run)
    return {
        "source": run.source.name,
        "format": run.source.format,
        "rows": sum(counted.values()),
        "created": counted[Outcome.CREATED],
        "updated": counted[Outcome.UPDATED],
        "unchanged": counted[Outcome.UNCHANGED],
        "proposed": counted[Outcome.PROPOSED],
        "kept": counted[Outcome.KEPT],
        "left_out": counted[Outcome.LEFT_OUT],
        "rejected": counted[Outcome.REJECTED],
        "gone": gone.missed(run).count(),
        "reasons": _named(run, Outcome.REJECTED),
        "differences": _named(run, Outcome.KEPT),
        "waiting": _named(run, Outcome.PROPOSED),
        "not_shown": _named(run, Outcome.CREATED),
        "clashes": _clashing(run),
    }


def _clashing(run: SourceRun) -> list[dict]:
    rows = run.rows.exclude(told__clashes=[]).filter(told__has_key="clashes").order_by("number")[:MOST_TOLD]
    return [{"row": row.number, "id": row.external_id, "clashes": row.told["clashes"]} for row in rows]


def _named(run: SourceRun, outcome: str) -> list[dict]:
    """With a reason, each of them."""
    rows = run.rows.filter(outcome=outcome).exclude(reason="").order_by("number")[:MOST_TOLD]
    return [{"row": row.number, "id": row.external_id, "reason": row.reason} for row in rows]


def table(run: SourceRun) -> Iterator[list[str]]:
    """Rows that were not taken as they are, for a spreadsheet; no cell begins as a formula does."""
    rows = run.rows.filter(~Q(reason="") | Q(outcome__in=NOT_AS_THEY_ARE)).order_by("number")
    for row in rows.iterator():
        cells = (str(row.number), row.external_id, row.get_outcome_display(), row.reason)
        yield [plain(cell) for cell in cells]
