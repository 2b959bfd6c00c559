"""Does a road's warranty cover what a message tells? Then a claim to the contractor follows by itself."""

from datetime import date, datetime

from appeals.models import Appeal
from roadmap import effects
from roadmap.models import RoadSegment


def is_covered(appeal: Appeal, on: date) -> bool:
    """A category that warranties cover, on a segment under warranty on that day, whose contractor has the message."""
    segment = appeal.segment
    if segment is None or not segment.is_under_warranty(on):
        return False
    return appeal.category.is_under_warranty and segment.warranty_contractor_id == appeal.agency_id


def follow(appeal: Appeal, *, at: datetime) -> None:
    """After its body was found, in the same transaction: the claim is written by a worker, once a version."""
    if is_covered(appeal, at.astimezone(appeal.city.zone).date()):
        effects.leave("claim-warranty", f"{appeal.pk}:{appeal.version}", at=at, appeal=appeal.pk, moment=at.isoformat())


def without_warranty(segment: RoadSegment) -> RoadSegment:
    """The same, as if nobody had promised anything; not to be saved."""
    bare = RoadSegment.objects.select_related("road", "owner").get(pk=segment.pk)
    bare.warranty_until = bare.warranty_contractor = None
    return bare
