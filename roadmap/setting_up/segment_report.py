"""What a table of facts of segments came to, for a page: the same error once, with the rows that have it; then what was
understood. Tables are long: a page reads its own rows and no others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Max, Min

from roadmap.models import TableRow, Upload
from roadmap.setting_up.segment_table import FactRow

MOST_RUNS = 8
AT_ONCE = 2_000  # rows that are written at once


@dataclass(frozen=True)
class Refusal:
    """`told` is what the rows name, where all name the same."""

    reason: str
    numbers: tuple[int, ...]
    told: str = ""

    @property
    def first(self) -> str:
        """«2, 5–9, 12»: rows in a row are one piece."""
        return ", ".join(_said(run) for run in _runs(self.numbers)[:MOST_RUNS])

    @property
    def left(self) -> int:
        """Rows that `first` does not name."""
        return sum(map(len, _runs(self.numbers)[MOST_RUNS:]))


@dataclass(frozen=True)
class Report:
    """As a list that a Paginator cuts."""

    upload: Upload

    @property
    def rows(self) -> int:
        return self.upload.seen.get("rows", 0)

    @property
    def rejected(self) -> int:
        return self.upload.seen.get("rejected", 0)

    @property
    def good(self) -> int:
        return self.rows - self.rejected

    def __len__(self) -> int:
        return self.upload.seen.get("refusals", 0) + self.good

    def __getitem__(self, wanted: slice) -> list[Refusal | TableRow]:
        shown = self.upload.table_rows.filter(place__gte=wanted.start, place__lt=wanted.stop).order_by("place")
        rows = list(shown.defer("facts"))
        refused = self._refusals([row.number for row in rows if row.reason])
        return [refused.get(row.number, row) for row in rows]

    def _refusals(self, firsts: Sequence[int]) -> dict[int, Refusal]:
        alike = self.upload.table_rows.filter(first__in=firsts).values("first").order_by()
        told = {"numbers": ArrayAgg("number", order_by="number"), "least": Min("told"), "most": Max("told")}
        found = alike.annotate(why=Min("reason"), **told).values_list("first", "why", "numbers", "least", "most")
        return {
            first: Refusal(why, tuple(numbers), least if least == most else "")
            for first, why, numbers, least, most in found
        }


def keep(upload: Upload, rows: Sequence[FactRow]) -> dict:
    """In the transaction that has looked at the file: its rows, and how many of them are what."""
    upload.table_rows.all().delete()
    TableRow.objects.bulk_create(_placed(upload, rows), batch_size=AT_ONCE)
    refused = [row for row in rows if row.reason]
    return {"rows": len(rows), "rejected": len(refused), "refusals": len({row.reason for row in refused})}


def _placed(upload: Upload, rows: Iterable[FactRow]) -> Iterator[TableRow]:
    firsts: dict[str, int] = {}
    in_order, free = sorted(rows, key=lambda row: not row.reason), count()  # what is refused comes first
    for row in in_order:
        first = firsts.setdefault(row.reason, row.number) if row.reason else row.number
        place = next(free) if first == row.number else None
        yield TableRow(upload=upload, place=place, first=first, **vars(row))


def _runs(numbers: tuple[int, ...]) -> list[range]:
    runs: list[range] = []
    for number in numbers:
        if runs and runs[-1].stop == number:
            runs[-1] = range(runs[-1].start, number + 1)
        else:
            runs.append(range(number, number + 1))
    return runs


def _said(run: range) -> str:
    return f"{run.start}–{run[-1]}" if len(run) > 1 else str(run.start)
