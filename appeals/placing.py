"""Where a message is and who answers there: as understood when it comes in, and when an operator puts it right."""

from datetime import datetime

from django.contrib.gis.geos import Point
from django.db import transaction

from appeals import warranty
from appeals.deadlines import repair_due_at
from appeals.models import Appeal, AppealChange
from appeals.models.change import Verb
from appeals.place import Place, place_of, planned_repair
from appeals.responsibility import Basis
from appeals.workflow import Status
from roadmap.models import RoadSegment, User
from roadmap.said import Said


@transaction.atomic
def correct_place(
    appeal: Appeal,
    *,
    by: User | None,
    at: datetime,
    point: Point | None = None,
    segment: RoadSegment | None = None,
    by_rules: bool = False,
) -> Appeal:
    """An operator moves the pin, or names the segment among the candidates (nobody: the sender told where, later); the
    body of an open message follows the new place, and the sender is told of another one.

    What was forwarded stays where it is, unless it is asked anew who answers there (`by_rules`).
    """
    appeal = Appeal.objects.locked(appeal.pk)
    had = appeal.agency_id
    if point:
        appeal.point, appeal.accuracy_m = point, None  # how exact the phone was is of the old place
        appeal.stretch, appeal.stretch_m = None, None
    place = place_of(appeal)
    place = place.on_segment(segment) if segment else place
    put(appeal, place, at)
    if appeal.is_open and (by_rules or appeal.agency_basis != Basis.FORWARDED):
        give_by_rules(appeal, place, at)
    is_others = appeal.agency_id != had
    if is_others:
        appeal.assignee, appeal.status = None, Status.NEW
    appeal.save()
    AppealChange.record(appeal, Verb.LINKED, appeal.state(), by=by, at=at, comment=appeal.street)
    if is_others:
        _tell_body(appeal, by=by, at=at)
    warranty.follow(appeal, at=at)
    return appeal


def _tell_body(appeal: Appeal, *, by: User | None, at: datetime) -> None:
    """With a value, so that it is read as our sentence and not as a person's words."""
    why = appeal.why_agency
    told = Said(why.sentence, {**why.values, "agency": str(appeal.agency)})
    AppealChange.record(appeal, Verb.FORWARDED, appeal.state(), by=by, at=at, comment=told)


def put(appeal: Appeal, place: Place, at: datetime) -> None:
    """Place, district and planned works, all as understood at this moment."""
    link = place.link
    appeal.segment, appeal.snapped_point, appeal.street = place.segment, place.snapped_point, place.street
    appeal.position, appeal.distance_m, appeal.confidence = link.position, link.distance_m, link.confidence
    appeal.side, appeal.house = link.side, place.house
    appeal.candidates, appeal.area = link.candidates, place.area
    appeal.planned_work = planned_repair(place, appeal.category, at)
    appeal.repair_due_at = appeal.repair_due_at or repair_due_at(appeal.city, appeal.category, place.segment, at)


def give_by_rules(appeal: Appeal, place: Place, at: datetime) -> None:
    """To the body that answers there at this moment."""
    responsibility = place.responsibility(appeal.category, at.astimezone(appeal.city.zone).date())
    appeal.agency, appeal.agency_rule = responsibility.agency, responsibility.rule
    appeal.agency_basis = responsibility.basis
    appeal.say_why(responsibility.why)
