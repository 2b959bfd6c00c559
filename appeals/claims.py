"""Verbs of claims under a road's warranty. Each is one transaction and leaves an entry in the messages' histories."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as sentence

from appeals import actions, claim_letters
from appeals.claim_letters import ENDS
from appeals.models import Appeal, AppealChange, WarrantyClaim
from appeals.models.change import Verb
from appeals.models.claim import OPEN
from appeals.responsibility import Case, all_responsible, rules_of, zones_of
from appeals.warranty import is_covered, without_warranty
from appeals.words import checked
from appeals.workflow import MoveRefused
from appeals.working_calendar import end_of_day
from closures.approval import is_approver
from roadmap.models import Agency, Junction, RoadSegment, User
from roadmap.said import Said

LONGEST_REASON = 500
CHANGED = gettext_lazy("It was changed meanwhile.")


@transaction.atomic
def claim(pk: int, *, at: datetime) -> WarrantyClaim | None:
    """The claim that a message leads to: a new one with its letter, or the one that is open for its segment. None where
    the message has an open one already, is settled, or went elsewhere meanwhile. After a settled claim the next is due
    where the message comes to the contractor again."""
    appeal = Appeal.objects.open().filter(pk=pk).held().first()
    if appeal is None or not is_covered(appeal, at.astimezone(appeal.city.zone).date()):
        return None
    if appeal.claims.filter(Q(status__in=OPEN) | Q(written_at__gte=at)).exists():
        return None  # the second: of this very moment, and settled before a worker came back to it
    segment = RoadSegment.objects.select_for_update(of=("self",), no_key=True).get(pk=appeal.segment_id)
    joinable = WarrantyClaim.objects.open().filter(segment=segment, contractor=appeal.agency)
    known = joinable.held().first()  # whoever settles it just now is waited for, and then it is none
    found = known or _written(appeal, segment, at)
    found.appeals.add(appeal)
    if known:
        _note(appeal, sentence("Joined to the warranty claim %(claim)s."), found, at)
    else:
        _note(appeal, sentence("The warranty claim %(claim)s is written to the contractor."), found, at)
        claim_letters.send(found, at=at)
    return found


def _written(appeal: Appeal, segment: RoadSegment, at: datetime) -> WarrantyClaim:
    zone = appeal.city.zone
    due_on = at.astimezone(zone).date() + timedelta(days=appeal.category.claim_days)
    return WarrantyClaim.objects.create(
        city=appeal.city,
        segment=segment,
        claimant=segment.owner or Agency.objects.operator_of(appeal.city),
        contractor=appeal.agency,
        street=appeal.street,
        stretch=ENDS.join(_met_at(end, segment) for end in (segment.start, segment.end) if _met_at(end, segment)),
        house=appeal.house,
        warranty_until=segment.warranty_until,
        warranty_contract=segment.warranty_contract,
        written_at=at,
        due_at=end_of_day(due_on, zone),
    )


def _met_at(end: Junction, segment: RoadSegment) -> str:
    return " / ".join(road.name for road in end.roads.order_by("name") if road.pk != segment.road_id)


@transaction.atomic
def accept(claim: WarrantyClaim, *, by: User, at: datetime) -> WarrantyClaim:
    """The contractor will mend it; the term stays."""
    claim, appeals = _held(claim)
    if claim.status == WarrantyClaim.Status.ACCEPTED:
        raise MoveRefused(CHANGED)
    claim.status = WarrantyClaim.Status.ACCEPTED
    claim.save(update_fields=["status"])
    _note_all(claim, appeals, sentence("The contractor has accepted the warranty claim %(claim)s."), by, at)
    return claim


@transaction.atomic
def finish(claim: WarrantyClaim, *, by: User, at: datetime) -> WarrantyClaim:
    """What was claimed is mended; its messages are answered by their own verb."""
    claim, appeals = _settled(claim, WarrantyClaim.Status.DONE, by, at)
    _note_all(claim, appeals, sentence("The warranty claim %(claim)s is done."), by, at)
    return claim


@transaction.atomic
def refuse(claim: WarrantyClaim, *, reason: str, by: User, at: datetime) -> WarrantyClaim:
    """The contractor does not mend it: its open messages go to whoever would answer without a warranty. What was
    promised to the senders stays promised. Whether a second person is wanted for its reason, which they read, is the
    word of the body that notes it. Raises ValidationError without a reason, MoveRefused."""
    if by.agency and by.agency.answers_need_second_person and not is_approver(by):
        raise MoveRefused(_("In your agency an approver notes a refusal, since the senders read its reason."))
    reason = checked(reason, most=LONGEST_REASON, wanted=_("Say why the contractor refuses."))
    claim, appeals = _settled(claim, WarrantyClaim.Status.REFUSED, by, at, reason=reason)
    _note_all(claim, appeals, sentence("The contractor has refused the warranty claim %(claim)s."), by, at)
    for appeal in appeals:
        is_theirs = appeal.is_open and appeal.agency_id == claim.contractor_id
        owner = _owner(appeal, at) if is_theirs else None
        if owner is not None:
            actions.hand_over(appeal, owner, reason=claim.reason, by=by, at=at)
    return claim


@transaction.atomic
def send(claim: WarrantyClaim, *, by: User, at: datetime) -> None:
    """The letter of an open claim that found no address when it was written. Raises MoveRefused, ValidationError."""
    claim, appeals = _held(claim)
    if claim_letters.letters_of([claim]):
        raise MoveRefused(CHANGED)
    if not claim_letters.send(claim, at=at):
        raise ValidationError(claim_letters.why_not_sent(claim))
    _note_all(claim, appeals, sentence("The warranty claim %(claim)s is sent to the contractor."), by, at)


def _owner(appeal: Appeal, at: datetime) -> Agency | None:
    """By the rules, as if there were no warranty; None where they know nobody else."""
    segment = appeal.segment and without_warranty(appeal.segment)
    on, zones = at.astimezone(appeal.city.zone).date(), zones_of(appeal.city, appeal.point)
    case = Case(appeal.city, appeal.category, segment, appeal.area, on, zones)
    found = all_responsible(case, rules_of(appeal.city, on))
    return next((one.agency for one in found if one.agency.pk != appeal.agency_id), None)


def _held(claim: WarrantyClaim) -> tuple[WarrantyClaim, list[Appeal]]:
    """An open claim with its messages, held until the transaction ends: the messages first, as everywhere."""
    appeals = list(claim.appeals.locked_in_order())
    claim = WarrantyClaim.objects.locked(claim.pk)
    if not claim.is_open:
        raise MoveRefused(_("The claim is settled already."))
    if claim.appeals.count() != len(appeals):
        raise MoveRefused(CHANGED)  # another message has joined it meanwhile: to wait for that now is the other order
    return claim, appeals


def _settled(
    claim: WarrantyClaim, status: str, by: User, at: datetime, *, reason: str = ""
) -> tuple[WarrantyClaim, list[Appeal]]:
    claim, appeals = _held(claim)
    claim.status, claim.settled_at, claim.settled_by, claim.reason = status, at, by, reason
    claim.save(update_fields=["status", "settled_at", "settled_by", "reason"])
    return claim, appeals


def _note_all(claim: WarrantyClaim, appeals: list[Appeal], words: str, by: User, at: datetime) -> None:
    for appeal in appeals:
        _note(appeal, words, claim, at, by=by)


def _note(appeal: Appeal, words: str, claim: WarrantyClaim, at: datetime, by: User | None = None) -> None:
    comment = Said(words, {"claim": str(claim)})
    AppealChange.record(appeal, Verb.NOTED, appeal.state(), by=by, at=at, comment=comment)
