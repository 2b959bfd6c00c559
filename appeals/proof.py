"""Does a photo prove that the trouble is gone? It was taken after the report and near its place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from appeals.duplicates import WITHIN_M
from appeals.models import Appeal, AppealPhoto
from appeals.models.change import Verb
from appeals.photos import Original, check_whole, is_known
from appeals.workflow import Outcome
from closures.approval import NeedsApproval
from roadmap.camera_notes import taken
from roadmap.geometry import distance_m
from roadmap.named_locks import lock_name
from roadmap.said import Said

CLOCK_SLIP = timedelta(minutes=10)  # a camera's clock may run ahead of ours by so much
# What the camera has noted of time and place → what is said of the photo; the rest is the sending phone's.
KNOWN_BY = {
    (True, True): sentence("The photo of the repair was taken on %(day)s, %(metres)s m from the place."),
    (True, False): sentence("The photo of the repair was taken on %(day)s and sent %(metres)s m from the place."),
    (False, True): sentence(
        "The photo of the repair was taken %(metres)s m from the place and sent on %(day)s; when it was taken is"
        " unknown."
    ),
    (False, False): sentence(
        "The photo of the repair was sent from the spot on %(day)s, %(metres)s m from the place; when and where it was"
        " taken is unknown."
    ),
}


class NotProved(ValidationError):
    """Of the field `photos`; says of each photo what is missing."""

    def __init__(self, words: Sequence[str]):
        super().__init__({"photos": list(words)})


@dataclass(frozen=True)
class Stood:
    """Where the crew's phone says it is while it sends, in WGS 84, and how sure it is of that."""

    point: Point
    accuracy_m: float


def approved_or_proved(
    appeal: Appeal, outcome: str, photos: Sequence[Original], stood: Stood | None, at: datetime
) -> Said:
    """For an answer that is sent at once. Raises NotProved, and NeedsApproval where it must not be."""
    if appeal.agency.answers_need_second_person:
        raise NeedsApproval(_("In your agency an approver has to see this answer first."))
    return proved(appeal, outcome, photos, stood, at)


def proved(appeal: Appeal, outcome: str, photos: Sequence[Original], stood: Stood | None, at: datetime) -> Said:
    """What the first photo that is good enough tells, for the history; nothing but “fixed” needs one.

    Time and place are the camera's; where it wrote none, those of the phone that sends. Photos are read to their end,
    and go out with the answer. Raises NotProved.
    """
    if outcome != Outcome.FIXED:
        return Said()
    photos = [photo for photo in photos if not photo.is_video]  # phones write into videos in too many ways
    if not photos:
        raise NotProved([_("“Fixed” needs a photo of the repair, taken on the spot after the message came.")])
    _check_whole(photos)
    _take_turns(photos)
    found = [_told(appeal, photo, stood, at) for photo in photos]
    good = next((one for one in found if isinstance(one, Said)), None)
    if good is None:
        raise NotProved(found)
    return good


def _check_whole(photos: Sequence[Original]) -> None:
    try:
        check_whole(photos)
    except ValidationError as error:
        raise NotProved(error.messages) from error


def _take_turns(photos: Sequence[Original]) -> None:
    """With whoever proves another repair by one of these pictures just now; always in one order."""
    for pixels in sorted({photo.pixels for photo in photos}):
        lock_name(pixels)


def since(appeal: Appeal) -> datetime:
    """The moment that a photo has to be later than: of the message, or of the last “not fixed”."""
    again = appeal.changes.filter(verb=Verb.REOPENED).order_by("-version").first()
    return again.at if again else appeal.submitted_at


def _told(appeal: Appeal, photo: Original, stood: Stood | None, at: datetime) -> Said | str:
    """The proof, or in words what is missing."""
    if is_known(photo, appeal):
        why = _("it is a photo of the message already; a repair is proved by a new one.")
        return _("The photo “%(name)s”: %(why)s") % {"name": photo.called, "why": why}
    told = taken(photo.file, appeal.city.zone)
    moment = told.at or (at if stood else None)
    if fault := _fault_of_time(appeal, moment, at):
        return _("The photo “%(name)s”: %(why)s") % {"name": photo.called, "why": fault}
    gap_m, fault = _gap(appeal, told.point, stood)
    if fault:
        return _("The photo “%(name)s”: %(why)s") % {"name": photo.called, "why": fault}
    if other := _another_repair(appeal, photo):
        why = _(
            "it proves the repair at the message %(other)s already. One photo proves several messages where they are"
            " about the same: of one topic within %(metres)d m, or waiting for the same works."
        )
        told_of = {"other": other, "metres": WITHIN_M}
        return _("The photo “%(name)s”: %(why)s") % {"name": photo.called, "why": why % told_of}
    words = KNOWN_BY[told.at is not None, told.point is not None]
    day = moment.astimezone(appeal.city.zone).date()
    return Said(words, {"day": day.isoformat(), "metres": round(gap_m)})


def _another_repair(appeal: Appeal, photo: Original) -> Appeal | None:
    """A message that this picture proves already and that is about something else."""
    proved_by_it = AppealPhoto.objects.of_pixels(photo.pixels).exclude(appeal=appeal).order_by("pk")
    others = Appeal.objects.filter(pk__in=proved_by_it.values("appeal")).select_related("city").order_by("pk")
    return next((other for other in others if not is_of_one_repair(appeal, other)), None)


def is_of_one_repair(one: Appeal, other: Appeal) -> bool:
    """As one crew mends them at once: they wait for the same works, or tell of one topic so near to each other that one
    would be joined to the other (appeals/duplicates.py)."""
    if one.planned_work_id is not None and one.planned_work_id == other.planned_work_id:
        return True
    if one.category_id != other.category_id:
        return False
    here, there = (row.snapped_point or row.point for row in (one, other))
    return distance_m(here.coords, there.coords) <= WITHIN_M


def _fault_of_time(appeal: Appeal, moment: datetime | None, at: datetime) -> str:
    if moment is None:
        return _("it does not tell when it was taken. Send it from the spot with the position switched on.")
    if moment > at + CLOCK_SLIP:
        return _("by the camera's clock it was taken in the future, at %(moment)s.") % {"moment": _said(appeal, moment)}
    if moment <= since(appeal):
        words = _("it was taken at %(moment)s, before the trouble was reported at %(reported)s.")
        return words % {"moment": _said(appeal, moment), "reported": _said(appeal, since(appeal))}
    return ""


def _gap(appeal: Appeal, point: Point | None, stood: Stood | None) -> tuple[float, str]:
    """Metres between where it was taken and the place, as given or on the road, whichever is nearer; and the fault."""
    limit_m = appeal.city.proof_within_m
    places = [place for place in (appeal.point, appeal.snapped_point) if place]
    if not places:
        return 0, _("the message has no place on the map yet; put its pin first.")
    if point is None and stood is None:
        return 0, _("it does not tell where it was taken. Send it from the spot with the position switched on.")
    if point is None and stood.accuracy_m > limit_m:
        words = _("the phone knows its position to %(metres)d m only, %(limit)d m are needed.")
        return 0, words % {"metres": round(stood.accuracy_m), "limit": limit_m}
    here = point or stood.point
    gap_m = min(distance_m(here.coords, place.coords) for place in places)
    if gap_m <= limit_m:
        return gap_m, ""
    words = _("it was taken %(metres)d m from the place; at most %(limit)d m prove a repair.")
    return gap_m, words % {"metres": round(gap_m), "limit": limit_m}


def _said(appeal: Appeal, moment: datetime) -> str:
    return date_format(moment.astimezone(appeal.city.zone), "j E Y, H:i")
