"""The crew's list of the day: what is to be mended, from place to place, and “fixed” with a photo from the spot."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appeals import answering
from appeals import photos as pictures
from appeals.models import Appeal, CrewReport
from appeals.proof import Stood, since
from appeals.versions import hold_opened
from appeals.workflow import MoveRefused, Outcome
from roadmap.geometry import distance_m
from roadmap.models import User

MOST = 60  # of a day


@dataclass(frozen=True)
class Stop:
    """`gap_m` is from where the crew stands, or from the stop before; None where nobody said where the way begins."""

    appeal: Appeal
    gap_m: float | None


def list_of(user: User) -> list[Appeal]:
    """What they were given; where nothing was, what the whole body has to do. The soonest due come first."""
    rows = Appeal.objects.workable_by(user).open().exclude(snapped_point=None, point=None)
    rows = rows.select_related("city", "category").order_by("answer_due_at", "pk")
    return list(rows.filter(assignee=user)[:MOST]) or list(rows[:MOST])


def route(rows: Sequence[Appeal], start: Point | None) -> list[Stop]:
    """From the start always on to what is nearest. As they come where nobody knows where the crew stands."""
    if start is None:
        return [Stop(row, None) for row in rows]
    left, here, stops = list(rows), start.coords, []
    while left:
        gap_m, row = min(((distance_m(here, place_of(row).coords), row) for row in left), key=lambda pair: pair[0])
        left.remove(row)
        stops.append(Stop(row, gap_m))
        here = place_of(row).coords
    return stops


def place_of(row: Appeal) -> Point:
    return row.snapped_point or row.point


@transaction.atomic
def report_fixed(
    appeal: Appeal,
    *,
    key: UUID,
    photos: Sequence[pictures.Original],
    stood: Stood | None,
    by: User,
    at: datetime,
    text: str = "",
) -> Appeal:
    """The answer “fixed”, once however often it comes. Raises NotProved, MoveRefused."""
    appeal = hold_opened(appeal, None, by=by)  # a second try waits here for the first
    if known := CrewReport.objects.filter(key=key).first():
        _check_again(known, appeal, by)
        return appeal
    words = text or _("Fixed; the photo of the repair is below.")
    appeal = answering.give(appeal, words, outcome=Outcome.FIXED, photos=photos, stood=stood, by=by, at=at)
    try:
        with transaction.atomic():
            CrewReport.objects.create(key=key, appeal=appeal, by=by, at=at)
    except IntegrityError as error:
        raise MoveRefused(_("This was sent for another message.")) from error
    return appeal


def _check_again(known: CrewReport, appeal: Appeal, by: User) -> None:
    """A key that comes again is the same report only by the same person, of the same message and answer."""
    if known.appeal_id != appeal.pk:
        raise MoveRefused(_("This was sent for another message."))
    if known.by_id != by.pk:
        raise MoveRefused(_("This was sent by somebody else already. Take the photo anew."))
    if known.at <= since(appeal):
        raise MoveRefused(_("The sender has said since that it is not fixed. Take the photo anew."))
