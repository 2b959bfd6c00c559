"""A word from the street is kept once; it counts at once, or waits for the dispatcher's yes or no."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from closures.models import Phase, RoadEvent, RoadEventChange, SiteReport
from closures.models.street import Doubt, Quiet, Word
from closures.street.clashing import UnansweredClashes, check_clashes
from closures.street.doing import do, stage_of_the_day, stages_of
from closures.street.doubts import doubt_of
from closures.street.evidence import distance_m
from closures.street.proposing import propose
from closures.validation import check_confirmed, check_year
from closures.workflow import UNSEEN, Status
from roadmap.decoding import Prepared
from roadmap.models import User

Answer = SiteReport.Answer
CONFIRMS = {Word.STARTED: "started_at", Word.FINISHED: "ended_at"}


@dataclass(frozen=True)
class Saying:
    """What came by the page; without a `moment` it is said of now, or of the planned start. `key` is the form's."""

    key: UUID
    word: Word
    stage: int | None = None
    moment: datetime | None = None
    is_as_planned: bool = False
    quiet: Quiet | None = None
    comment: str = ""
    point: Point | None = None
    accuracy_m: float | None = None
    photo: Prepared | None = None


@transaction.atomic
def say(event: RoadEvent, told: Saying, *, at: datetime) -> SiteReport:
    """Kept and, unless it is doubtful, done. Sent again under its key it is the same word and changes nothing.

    Raises ValidationError with the field, MoveRefused.
    """
    event = RoadEvent.objects.locked(event.pk)
    if known := SiteReport.objects.filter(key=told.key).first():
        return _the_same(known, event)
    check_may_be_told(event)
    report = _report(event, told, at)
    phases = stages_of(event)[report.stage]
    _check_moment(report, phases, at)
    report.doubt = doubt_of(report, phases, may_extend=event.agency.foremen_extend_at_once) or ""
    if report.doubt:
        report.answer = Answer.ASKS
    elif not _is_known(told, report, event):
        _let_count(report, at)
    _keep(report, told.photo)
    return report


def _check_moment(report: SiteReport, phases: Sequence[Phase], at: datetime) -> None:
    """Also of what asks first: a dispatcher is asked of nothing that could not be. Raises ValidationError."""
    if report.word == Word.EXTENDED:
        check_year(report.moment, "planned_end")
    if moment := CONFIRMS.get(report.word):
        for phase in phases:
            check_confirmed(phase, {moment: report.moment}, at=at, reason=report.comment or _("on the foreman's word"))


def _let_count(report: SiteReport, at: datetime) -> None:
    """Or, where the later end runs into others, it asks: nothing of it has been done then."""
    try:
        with transaction.atomic():
            report.change = _done(report, by=None, at=at, reason=report.comment, clash_reason="")
    except UnansweredClashes:
        report.answer, report.doubt = Answer.ASKS, Doubt.CLASH


def _done(
    report: SiteReport, *, by: User | None, at: datetime, reason: str, clash_reason: str, **decided
) -> RoadEventChange | None:
    change = do(report.event, report, by=by, at=at, reason=reason, **decided)
    if report.word == Word.EXTENDED:
        check_clashes(report.event_id, reason=clash_reason, by=by, at=at)
    return change


def check_may_be_told(event: RoadEvent) -> None:
    """Of what is published, or ended by the plan alone."""
    if event.status in UNSEEN:
        raise ValidationError(_("It is not published yet: nothing can be told of it."))
    if event.joined_to_id is not None:
        raise ValidationError(_("It is told of together with other works now: tell it there."))
    if event.status != Status.PUBLISHED and not event.is_over_by_plan:
        raise ValidationError(_("It is over: there is nothing more to tell."))


def _the_same(known: SiteReport, event: RoadEvent) -> SiteReport:
    if known.event_id != event.pk:
        raise ValidationError(_("Load the page anew and tell it once more."))
    return known


def _report(event: RoadEvent, told: Saying, at: datetime) -> SiteReport:
    stage = told.stage or stage_of_the_day(event, at)
    phases = stages_of(event).get(stage)
    if phases is None:
        raise ValidationError({"stage": _("This event has no such stage.")})
    return SiteReport(
        event=event,
        key=told.key,
        word=told.word,
        stage=stage,
        moment=phases[0].planned_start if told.is_as_planned else told.moment or at,
        quiet=told.quiet or "",
        comment=told.comment,
        point=told.point,
        accuracy_m=told.accuracy_m,
        distance_m=told.point and distance_m(told.point, event.geometry, event.city),
        at=at,
    )


def _is_known(told: Saying, report: SiteReport, event: RoadEvent) -> bool:
    """“Now” of what somebody has confirmed already: the answer was lost, or two say the same."""
    if told.moment is not None or told.word != Word.STARTED:
        return False
    return all(phase.actual_start is not None for phase in stages_of(event)[report.stage])


def _keep(report: SiteReport, photo: Prepared | None) -> None:
    if photo:
        report.photo.save("photo.jpg", ContentFile(photo.jpeg), save=False)
        report.thumbnail.save("photo.jpg", ContentFile(photo.thumbnail), save=False)
    report.save()


@transaction.atomic
def accept(report: SiteReport, *, by: User, at: datetime, clash_reason: str = "") -> SiteReport:
    """A dispatcher says yes: it counts as told; what was answered stays. A later end waits for a second person where
    the agency wants one. Raises ValidationError, MoveRefused."""
    RoadEvent.objects.locked(report.event_id)
    report = SiteReport.objects.select_related("event__agency").select_for_update(of=("self",)).get(pk=report.pk)
    if report.answer != Answer.ASKS:
        return report
    reason = report.comment or _("on the foreman's word")
    do_it = partial(_done, report, by=by, at=at, reason=reason, clash_reason=clash_reason)
    if report.word == Word.EXTENDED and report.event.agency.needs_second_person:
        propose(report, do_it, by=by, at=at, reason=reason, clash_reason=clash_reason)
    else:
        report.change = do_it()
    return _answered(report, Answer.COUNTS, by, at)


@transaction.atomic
def decline(report: SiteReport, *, by: User, at: datetime) -> SiteReport:
    """A dispatcher says no: it stays as evidence and changes nothing."""
    report = SiteReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
    return _answered(report, Answer.DECLINED, by, at) if report.answer == Answer.ASKS else report


def _answered(report: SiteReport, answer: Answer, by: User, at: datetime) -> SiteReport:
    report.answer, report.answered_by, report.answered_at = answer, by, at
    report.save(update_fields=["answer", "answered_by", "answered_at", "change"])
    return report
