"""What became of a file: in figures, and row by row."""

from collections.abc import Iterator

from django.db.models import Count

from closures.models import SourceRow, SourceRun
from closures.sources import gone

Outcome = SourceRow.Outcome
MOST_TOLD = 1_000
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run them


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
        "kept": counted[Outcome.KEPT],
        "left_out": counted[Outcome.LEFT_OUT],
        "rejected": counted[Outcome.REJECTED],
        "gone": gone.missed(run).count(),
        "reasons": _named(run, Outcome.REJECTED),
        "differences": _named(run, Outcome.KEPT),
    }


def _named(run: SourceRun, outcome: str) -> list[dict]:
    rows = run.rows.filter(outcome=outcome).order_by("number")[:MOST_TOLD]
    return [{"row": row.number, "id": row.external_id, "reason": row.reason} for row in rows]


def table(run: SourceRun) -> Iterator[list[str]]:
    """Rows that were not taken as they are, for a spreadsheet; no cell begins as a formula does."""
    rows = run.rows.filter(outcome__in=[Outcome.REJECTED, Outcome.KEPT, Outcome.LEFT_OUT]).order_by("number")
    for row in rows.iterator():
        cells = (str(row.number), row.external_id, row.get_outcome_display(), row.reason)
        yield [_harmless(cell) for cell in cells]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULAS) else cell
