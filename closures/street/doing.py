"""Which verb of the event a word from the street is. The source is the foreman, whoever let it count."""

from collections.abc import Callable, Sequence
from datetime import datetime

from closures import amending, confirming
from closures.models import Phase, RoadEvent, RoadEventChange, SiteReport
from closures.models.lists import Source
from closures.models.street import Word
from closures.stages import numbered
from roadmap.models import User


def stages_of(event: RoadEvent) -> dict[int, list[Phase]]:
    """Phases by the number of their stage, in order."""
    phases = list(event.phases.all())
    found: dict[int, list[Phase]] = {}
    for stage, phase in sorted(zip(numbered(one.planned for one in phases), phases, strict=True), key=_in_order):
        found.setdefault(stage, []).append(phase)
    return found


def _in_order(row: tuple[int, Phase]) -> tuple[int, int]:
    return row[0], row[1].number


def stage_of_the_day(event: RoadEvent, at: datetime) -> int:
    of_the_day = event.phases.of_the_day(at).number
    stages = stages_of(event)
    return next(number for number, phases in stages.items() if of_the_day in [phase.number for phase in phases])


def do(
    event: RoadEvent, report: SiteReport, *, by: User | None, at: datetime, reason: str, **decided
) -> RoadEventChange | None:
    """The version that follows; None where the word changes nothing. `decided`: of what somebody decides, not the
    street, `proposed_by`, who has put it before a second person. Raises ValidationError, MoveRefused."""
    verb = VERBS.get(report.word)
    return verb(event, report, by=by, at=at, comment=reason, **decided) if verb else None


def _begin(event: RoadEvent, report: SiteReport, *, at: datetime, **values) -> RoadEventChange:
    return _confirm(event, report, started_at=report.moment, at=at, **values)


def _finish(event: RoadEvent, report: SiteReport, *, at: datetime, **values) -> RoadEventChange:
    """The whole where it has one stage, or where the plan has ended all of them."""
    if event.is_over_by_plan or len(stages_of(event)) == 1:
        return confirming.finish(event, at=at, ended_at=report.moment, source=Source.FOREMAN, **values)
    return _confirm(event, report, ended_at=report.moment, at=at, **values)


def _confirm(event: RoadEvent, report: SiteReport, *, at: datetime, **values) -> RoadEventChange:
    """Of all phases of the stage, which hold side by side: one word, one version."""
    numbers = _numbers(stages_of(event)[report.stage])
    return confirming.confirm(event, phase=numbers, at=at, source=Source.FOREMAN, **values)


def _numbers(phases: Sequence[Phase]) -> list[int]:
    return [phase.number for phase in phases]


def _extend(event: RoadEvent, report: SiteReport, **values) -> RoadEventChange:
    return amending.change(event, fields={}, phases=extended(event, report), **values)


def extended(event: RoadEvent, report: SiteReport) -> list[dict]:
    """Its phases as a change takes them, those of the stage with the later end."""
    longer = _numbers(stages_of(event)[report.stage])
    return [
        {"id": phase.pk} | ({"planned_end": report.moment} if phase.number in longer else {})
        for phase in event.phases.all()
    ]


VERBS: dict[str, Callable[..., RoadEventChange]] = {
    Word.STARTED: _begin,
    Word.FINISHED: _finish,
    Word.EXTENDED: _extend,
}
