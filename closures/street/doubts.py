"""Which words from the street ask a dispatcher before they count (docs/decisions.md)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from closures.models import Phase, SiteReport
from closures.models.street import Doubt, Word

FAR_M = 500  # beyond, whoever says that the road is open does not stand at it
EARLY = timedelta(days=1)


def doubt_of(report: SiteReport, phases: Sequence[Phase], *, may_extend: bool) -> Doubt | None:
    """None: it counts at once. `phases` are those that it speaks of."""
    if report.word == Word.EXTENDED:
        return None if may_extend else Doubt.WISH
    if report.word != Word.FINISHED:
        return None  # a start keeps drivers warned, be it said from the office
    if _is_far(report):
        return Doubt.FAR
    return Doubt.EARLY if all(_is_early(phase, report.moment) for phase in phases) else None


def _is_far(report: SiteReport) -> bool:
    """As far as the phone knows where it is; one that claims to know nothing is believed for FAR_M more."""
    if report.distance_m is None:
        return False
    return report.distance_m - min(report.accuracy_m or 0, FAR_M) > FAR_M


def _is_early(phase: Phase, moment: datetime) -> bool:
    """More than a day before the planned end, and before half of the planned term has passed; or before it began."""
    if moment <= phase.start:
        return True
    if phase.planned_end is None:
        return False
    term = phase.planned_end - phase.planned_start
    return phase.planned_end - moment > max(EARLY, term / 2)
