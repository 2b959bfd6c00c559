"""A draft is moved by days, or to where another body's works begin, which hears of it in its history."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from closures import amending
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.programme.pairs import DigOnce
from closures.programme.works import MOVABLE
from closures.recording import note
from closures.workflow import MoveRefused
from roadmap.languages import RUSSIAN
from roadmap.models import User
from roadmap.moments import period_words

LONGEST_COMMENT = 300


@transaction.atomic
def shift(event: RoadEvent, *, days: int, by: User, at: datetime, comment: str = "") -> RoadEventChange:
    """All its stages by so many days, at the same hours by the city's clock, with the days that are left out.

    Raises MoveRefused of what is no draft or would have begun, ValidationError where the new times are none.
    """
    event = RoadEvent.objects.locked(event.pk)
    if event.status not in MOVABLE:
        raise MoveRefused(_("Only drafts are moved in the programme: open it and change its term there."))
    phases = [_shifted(phase, days, event.city.zone) for phase in event.phases.all()]
    if days < 0 and min(phase["planned_start"] for phase in phases) < at:
        raise MoveRefused(_("It would begin in the past."))
    return amending.change(event, fields={}, phases=phases, by=by, at=at, comment=comment)


def _shifted(phase: Phase, days: int, zone: ZoneInfo) -> dict:
    moments = {name: getattr(phase, name) for name in ("planned_start", "planned_end")}
    moved = {name: moment and _moved(moment, days, zone) for name, moment in moments.items()}
    schedule = phase.schedule
    if left_out := schedule.get("except"):
        schedule = schedule | {"except": [_day_moved(day, days) for day in left_out]}
    return {"id": phase.pk, "schedule": schedule} | moved


def _moved(moment: datetime, days: int, zone: ZoneInfo) -> datetime:
    """By the clock on the wall, whatever summer time does between."""
    wall = moment.astimezone(zone).replace(tzinfo=None) + timedelta(days=days)
    return wall.replace(tzinfo=zone)


def _day_moved(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@transaction.atomic
def join(pair: DigOnce, *, version: int, by: User, at: datetime) -> RoadEventChange:
    """The draft begins on the day on which the other works begin; each lasts as long as it would. The other body finds
    a remark. Raises MoveRefused where the draft is another one than `version` by now.
    """
    moved, kept = pair.moved, pair.kept
    held = {event.pk: event for event in RoadEvent.objects.filter(pk__in=[moved.pk, kept.pk]).locked_in_order()}
    if held[moved.pk].version != version or held[kept.pk].version != kept.version:
        raise MoveRefused(_("It was changed meanwhile."))
    zone = moved.city.zone
    days = (kept.start.astimezone(zone).date() - moved.start.astimezone(zone).date()).days
    with translation.override(RUSSIAN):  # both read it in their history
        names = {"other": kept.shown_headline, "agency": kept.agency}
        comment = _("to dig once, with “%(other)s” (%(agency)s)") % names
    change = shift(moved, days=days, by=by, at=at, comment=comment[:LONGEST_COMMENT])
    moved.refresh_from_db()
    with translation.override(RUSSIAN):
        told = {"agency": moved.agency, "works": moved.shown_headline, "when": _when(moved, at)}
        remark = _("%(agency)s moved its works here to yours, to dig once: %(works)s, %(when)s") % told
    note(kept, Verb.REMARKED, by=by, at=at, comment=remark[:LONGEST_COMMENT])
    return change


def _when(event: RoadEvent, at: datetime) -> str:
    return period_words(event.start, event.end, event.city.zone, at)
