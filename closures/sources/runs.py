"""A file of a source from its upload to its report: read at once, looked at and taken a few rows a step by a worker.

Each step is an effect, so that no dying process leaves a file half taken: what was written is there, the rest follows.
"""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from closures.models import SourceRow, SourceRun, WorksSource
from closures.sources import gone
from closures.sources.files import check_size
from closures.sources.formats import FORMATS
from closures.sources.records import LONGEST_ID, Row, Unreadable
from closures.sources.taking import Taker
from closures.workflow import MoveRefused
from roadmap import effects
from roadmap.languages import RUSSIAN
from roadmap.models import User
from roadmap.setting_up import changes

EFFECT = "source-run"
STEP = 10  # rows; of a tenth of a second each, on a busy machine half a second
State, Outcome = SourceRun.State, SourceRow.Outcome
GOING_ON = (State.LOOKING, State.TAKING)


@transaction.atomic
def begin(source: WorksSource, file_name: str, content: bytes, *, by: User | None, at: datetime) -> SourceRun:
    """A new reading whose rows wait; one that nobody has taken gives way. Raises Unreadable: nothing is kept then."""
    check_size(len(content))
    rows = _read(source, content)
    source.runs.filter(state__in=[State.LOOKING, State.SEEN]).delete()
    run = SourceRun.objects.create(source=source, file_name=file_name[-200:], content=content, by=by, at=at)
    _put_down(run, rows)
    return run


@transaction.atomic
def name_columns(source: WorksSource, field_map: dict[str, str], *, by: User, at: datetime) -> None:
    """Our field → the column of its files, from now on."""
    source = WorksSource.objects.select_for_update().get(pk=source.pk)
    before = changes.state_of(source)
    source.field_map = field_map
    source.save(update_fields=["field_map"])
    changes.note_saved(source, before, by=by, at=at)


@transaction.atomic
def read_anew(run: SourceRun, *, at: datetime) -> None:
    """With the field map that the source has now. Raises Unreadable, MoveRefused."""
    run = _held(run)
    if run.state not in (State.LOOKING, State.SEEN):
        raise MoveRefused(_("This file is taken already."))
    rows = _read(run.source, bytes(run.content))
    run.rows.all().delete()
    _put_down(run, rows)
    _go_on(run, State.LOOKING, at)


def look(run: SourceRun, *, at: datetime) -> None:
    """What would become of each row; nothing is written."""
    _go_on(run, State.LOOKING, at)


@transaction.atomic
def take(run: SourceRun, *, by: User | None, at: datetime) -> None:
    """Raises MoveRefused where somebody has begun it already."""
    run = _held(run)
    if run.state not in (State.LOOKING, State.SEEN):
        raise MoveRefused(_("This file is taken already."))
    run.taken_by, run.taken_at = by or run.by, at
    run.save(update_fields=["taken_by", "taken_at"])
    run.rows.exclude(outcome=Outcome.REJECTED, record={}).update(outcome=Outcome.WAITING, reason="")
    _go_on(run, State.TAKING, at)


def _go_on(run: SourceRun, state: str, at: datetime) -> None:
    run.state = state
    run.save(update_fields=["state"])
    _leave(run, at)


def _leave(run: SourceRun, at: datetime) -> None:
    waiting = run.rows.filter(outcome=Outcome.WAITING).count()
    effects.leave(EFFECT, f"{run.pk}:{run.state}:{waiting}", at=at, run=run.pk, state=run.state)


def step(*, at: datetime, run: int, state: str) -> None:
    """By name in settings.EFFECTS: the next rows, and the effect of those after them."""
    held = SourceRun.objects.filter(pk=run, state=state).first()
    if held and advance(held, at):
        _leave(held, at)


@transaction.atomic
def advance(run: SourceRun, at: datetime, *, most: int = STEP) -> bool:
    """The next rows in order; whether others still wait. Of one source one step at a time."""
    run = _held(run)
    waiting = run.rows.filter(outcome=Outcome.WAITING).order_by("number")
    rows = list(waiting[:most])
    taker, for_good = Taker(run.source, by=run.taken_by or run.by, at=run.taken_at or at), run.state == State.TAKING
    with translation.override(RUSSIAN):  # as the rows of all readings are
        taker.hold(rows)
        for row in rows:
            taker.take(row, for_good=for_good)
            row.save(update_fields=["outcome", "reason", "told", "event"])
    if waiting.exists():
        return True
    _end(run)
    return False


def _end(run: SourceRun) -> None:
    if run.state == State.LOOKING:
        run.state = State.SEEN
    elif run.state == State.TAKING:
        gone.note(run)
        run.state, run.content = State.DONE, None
        run.rows.update(record={})
    run.save(update_fields=["state", "content"])


def _held(run: SourceRun) -> SourceRun:
    """The source first: whoever reads it waits here."""
    source = WorksSource.objects.select_related("city", "agency").select_for_update(of=("self",)).get(pk=run.source_id)
    found = SourceRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    found.source = source
    return found


def _read(source: WorksSource, content: bytes) -> list[Row]:
    with translation.override(RUSSIAN):
        rows = list(FORMATS[source.format].read(content, source.field_map))
    if not rows:
        raise Unreadable(_("The source is empty. Nothing was changed."))
    return rows


def _put_down(run: SourceRun, rows: list[Row]) -> None:
    SourceRow.objects.bulk_create(_as_row(run, row) for row in rows)


def _as_row(run: SourceRun, row: Row) -> SourceRow:
    return SourceRow(
        run=run,
        number=row.number,
        external_id=row.external_id[:LONGEST_ID],
        record=row.record.to_json() if row.record else {},
        outcome=Outcome.WAITING if row.record else Outcome.REJECTED,
        reason=row.reason[:500],
    )
