"""A file of a source, taken over to its end."""

from closures.models import SourceRun
from closures.sources import runs
from tests.conftest import NOW


def taken(source, content: bytes, at=NOW, by=None, uploaded_by=None) -> SourceRun:
    run = runs.begin(source, "works.json", content, by=uploaded_by or by, at=at)
    runs.take(run, by=by, at=at)
    while runs.advance(run, at):
        pass
    run.refresh_from_db()
    return run


def outcomes(run) -> list[str]:
    return list(run.rows.values_list("outcome", flat=True))
