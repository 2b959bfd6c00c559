"""What can be done with a resident's message. Each verb is one transaction and leaves an entry in the history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from appeals import asking, following, warranty
from appeals import photos as pictures
from appeals.deadlines import promised
from appeals.joining import check_joinable, keep_the_earlier_term
from appeals.models import AnswerDraft, Appeal, AppealChange, Category
from appeals.models.change import Verb
from appeals.place import Place, understand
from appeals.placing import give_by_rules, put
from appeals.proof import Stood, approved_or_proved
from appeals.responsibility import Basis
from appeals.second_person import check_may_tell
from appeals.stretch import Stretch
from appeals.workflow import MoveRefused, Outcome, Status, check_move, check_open
from closures.models import RoadEvent
from roadmap.models import Agency, City, User
from roadmap.named_locks import lock_name
from roadmap.said import Said


def submit(
    *,
    city: City,
    category: Category,
    point: Point | None,
    at: datetime,
    text: str = "",
    details: str = "",
    place_text: str = "",
    accuracy_m: float | None = None,
    photos: Sequence[pictures.Original] = (),
    name: str = "",
    email: str = "",
    phone: str = "",
    has_consent: bool = False,
    source: str = Appeal.Source.SITE,
    legal_kind: str = Appeal.LegalKind.MESSAGE,
    draft_key: UUID | None = None,
    place: Place | None = None,
    stretch: Stretch | None = None,
    language: str = settings.LANGUAGE_CODE,
    by: User | None = None,
    entered_at: datetime | None = None,
    no_sooner_than: datetime | None = None,
) -> Appeal:
    """Takes a message in: where it is, who answers and why, by when, what is planned there. Raises NobodyAnswers.

    The same draft sent again gets the message that it made. `language` is that of letters to the author. `entered_at`
    is when the body gets it, where its terms count from an earlier day; `no_sooner_than`, when it must be answered,
    where more time has been given already.
    """
    entered_at = entered_at or at
    if known := _sent_before(draft_key):
        return known
    place = place or understand(city, point, text=f"{place_text} {text}", accuracy_m=accuracy_m)
    promise = promised(city, category, at, channel=source, legal_kind=legal_kind).no_sooner_than(no_sooner_than)
    appeal = Appeal(
        city=city,
        category=category,
        source=source,
        legal_kind=legal_kind,
        draft_key=draft_key,
        text=text,
        details=details,
        point=point,
        accuracy_m=accuracy_m,
        place_text=place_text,
        stretch=stretch and stretch.line,
        stretch_m=stretch and stretch.length_m,
        author_name=name,
        author_email=email,
        author_phone=phone,
        consented_at=at if has_consent else None,
        submitted_at=at,
        first_reply_due_at=promise.first_reply_due_at,
        answer_due_at=promise.answer_due_at,
        term=promise.term,
        term_ends_on=promise.term_ends_on,
    )
    put(appeal, place, at)
    give_by_rules(appeal, place, at)
    try:
        return _entered(appeal, photos, language=language, by=by, at=entered_at)
    except _DoubleTap as other:
        return other.appeal


def _entered(
    appeal: Appeal, photos: Sequence[pictures.Original], *, language: str, by: User | None, at: datetime
) -> Appeal:
    """Raises _DoubleTap."""
    with pictures.stored(photos) as names, transaction.atomic():
        _hold_draft(appeal.draft_key)
        appeal.save(force_insert=True)
        pictures.keep(appeal, photos, names, at=appeal.submitted_at)
        following.tell_author(appeal, language=language, at=at, is_by_staff=by is not None)
        _record(appeal, Verb.SUBMITTED, by=by, at=at)
        warranty.follow(appeal, at=at)
    return appeal


class _DoubleTap(Exception):
    """The other request with the same draft was first; the photos stored for this one are gone again."""

    def __init__(self, appeal: Appeal):
        super().__init__(appeal.pk)
        self.appeal = appeal


def _hold_draft(draft_key: UUID | None) -> None:
    """Requests with one draft take turns until the commit, so that the second finds the first one's message."""
    if draft_key is None:
        return
    lock_name(str(draft_key))
    if known := _sent_before(draft_key):
        raise _DoubleTap(known)


def _sent_before(draft_key: UUID | None) -> Appeal | None:
    return Appeal.objects.filter(draft_key=draft_key).first() if draft_key else None


@transaction.atomic
def forward(appeal: Appeal, agency: Agency, *, reason: str, by: User, at: datetime) -> Appeal:
    """As the body that has it decides. Raises MoveRefused."""
    appeal = Appeal.objects.locked(appeal.pk)
    check_may_tell(appeal, by, _("In your agency an approver forwards a message: leave a note with your reason."))
    return hand_over(appeal, agency, reason=reason, by=by, at=at)


@transaction.atomic
def hand_over(appeal: Appeal, agency: Agency, *, reason: str, by: User, at: datetime) -> Appeal:
    """Another body answers from now on. The clock goes on: what was promised to the resident stays promised. To the
    contractor of a road under warranty it is claimed, as where the rules find him."""
    appeal = Appeal.objects.locked(appeal.pk)
    check_open(appeal.status)
    if agency.pk == appeal.agency_id:
        raise MoveRefused(_("This body has the message already."))
    told = {"agency": str(appeal.agency), "reason": reason}
    appeal.agency, appeal.assignee, appeal.status = agency, None, Status.NEW
    appeal.agency_basis, appeal.agency_rule = Basis.FORWARDED, None
    appeal.say_why(Said(sentence("Forwarded by %(agency)s: %(reason)s"), told))
    body = ["agency", "agency_basis", "agency_rule", "agency_reason", "agency_reason_values"]
    appeal.save(update_fields=[*body, "assignee", "status"])
    pictures.let_go_held(appeal)
    _record(appeal, Verb.FORWARDED, by=by, at=at, comment=reason)
    warranty.follow(appeal, at=at)
    return appeal


@transaction.atomic
def take(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    """Somebody of the body works on it; that is the first reply to the resident. An answered one its sender returns.
    Why it was rejected stays in the history alone."""
    appeal = Appeal.objects.locked(appeal.pk)
    if appeal.status in (Status.ANSWERED, Status.CLOSED):
        raise MoveRefused(_("It is answered: its sender may return it."))
    appeal = _moved(appeal, Status.IN_WORK)
    appeal.assignee, appeal.duplicate_of, appeal.settled_at, appeal.answer = by, None, None, ""
    appeal.first_replied_at = appeal.first_replied_at or at
    appeal.save(update_fields=["status", "assignee", "duplicate_of", "settled_at", "answer", "first_replied_at"])
    _record(appeal, Verb.TAKEN, by=by, at=at)
    return appeal


def answer(
    appeal: Appeal,
    text: str,
    *,
    by: User,
    at: datetime,
    photos: Sequence[pictures.Original] = (),
    outcome: str = Outcome.EXPLAINED,
    stood: Stood | None = None,
    draft: AnswerDraft | None = None,
) -> Appeal:
    """The body's answer, with photos of the repair where there are any; those who joined the message see it too.

    “Fixed” has its proof among the photos; `stood` is where the phone that sends them says it is. `draft` is what `by`
    approves. Raises NotProved, and NeedsApproval where an answer is to be proposed first (appeals/answering.py).
    """
    with pictures.stored(photos) as names, transaction.atomic():
        appeal = _settled(appeal, Status.ANSWERED, at)
        proved = draft.proved if draft else approved_or_proved(appeal, outcome, photos, stood, at)
        appeal.answer, appeal.outcome, appeal.answered_at = text, outcome, at
        appeal.first_replied_at = appeal.first_replied_at or at
        appeal.assignee = appeal.assignee or (draft.by if draft else by)
        appeal.save(update_fields=["status", "answer", "outcome", "answered_at", "first_replied_at", "assignee"])
        if draft is None:
            pictures.let_go_held(appeal)
        pictures.keep(appeal, photos, names, at=at, is_proof=True)
        _record(appeal, Verb.ANSWERED, by=by, at=at, comment=proved)
    return appeal


@transaction.atomic
def release(appeal: Appeal, *, text: bool, photos: Sequence[int], by: User, at: datetime) -> Appeal:
    """What of the sender's own words and pictures anybody may see; `photos` are their ids, all others are withheld."""
    appeal = Appeal.objects.locked(appeal.pk)
    appeal.is_text_released = text
    appeal.save(update_fields=["is_text_released"])
    own = appeal.photos.filter(is_proof=False)
    own.update(is_released=False)
    own.filter(pk__in=photos).update(is_released=True)
    _record(appeal, Verb.RELEASED, by=by, at=at)
    return appeal


@transaction.atomic
def reject(appeal: Appeal, *, reason: str, by: User, at: datetime) -> Appeal:
    """Not a road matter, or nothing to act on; the resident reads why. Where answers need a second person, an
    approver says so. Raises MoveRefused."""
    appeal = _settled(appeal, Status.REJECTED, at)
    check_may_tell(appeal, by, _("In your agency an approver rejects a message."))
    appeal.answer, appeal.settled_at = reason, at
    appeal.first_replied_at = appeal.first_replied_at or at
    appeal.save(update_fields=["status", "answer", "settled_at", "first_replied_at"])
    _record(appeal, Verb.REJECTED, by=by, at=at, comment=reason)
    return appeal


@transaction.atomic
def withdraw(appeal: Appeal, *, at: datetime) -> Appeal:
    """Its sender takes it back before anybody works on it; in work it stays there."""
    appeal = Appeal.objects.locked(appeal.pk)
    if appeal.status != Status.NEW:
        return appeal
    appeal.status, appeal.settled_at, appeal.first_replied_at = Status.REJECTED, at, at
    appeal.save(update_fields=["status", "settled_at", "first_replied_at"])
    words = Said(sentence("Its author has deleted it on the network."), {})
    _record(appeal, Verb.NOTED, by=None, at=at, comment=words)
    return appeal


@transaction.atomic
def join(appeal: Appeal, main: Appeal, *, by: User | None, at: datetime) -> Appeal:
    """The same trouble reported again: its sender follows the main message, and so do those who joined this one. By
    nobody where it came from a network and the program itself sees that it is the same.

    The sooner of the two promises holds (appeals/joining.py). Raises MoveRefused.
    """
    appeal, main = _locked_pair(appeal, main.duplicate_of or main)
    check_move(appeal.status, Status.DUPLICATE)
    check_joinable(appeal, main, by=by, at=at)
    asking.stop(appeal, at=at)
    keep_the_earlier_term(appeal, main, by=by, at=at)
    appeal.status, appeal.duplicate_of, appeal.settled_at = Status.DUPLICATE, main, at
    appeal.first_replied_at = appeal.first_replied_at or at
    appeal.save(update_fields=["status", "duplicate_of", "settled_at", "first_replied_at"])
    appeal.duplicates.update(duplicate_of=main)
    _record(appeal, Verb.JOINED, by=by, at=at, comment=str(main))
    return appeal


def _locked_pair(appeal: Appeal, main: Appeal) -> tuple[Appeal, Appeal]:
    """Both, and those who joined the first, as they are now. Raises MoveRefused."""
    if main.pk == appeal.pk or main.city_id != appeal.city_id:
        raise MoveRefused(_("A message cannot be joined to itself or to one of another city."))
    touched = Q(pk__in=[appeal.pk, main.pk]) | Q(duplicate_of=appeal)
    rows = {row.pk: row for row in Appeal.objects.filter(touched).locked_in_order()}
    if rows[main.pk].duplicate_of_id:
        raise MoveRefused(_("It was changed meanwhile."))
    return rows[appeal.pk], rows[main.pk]


@transaction.atomic
def close(appeal: Appeal, *, at: datetime, by: User | None = None) -> Appeal:
    """The resident is content, or did not object in time."""
    appeal = _moved(appeal, Status.CLOSED)
    appeal.settled_at = at
    appeal.save(update_fields=["status", "settled_at"])
    _record(appeal, Verb.CLOSED, by=by, at=at)
    return appeal


@transaction.atomic
def note_works_ended(appeal: Appeal, event: RoadEvent, *, works: str, at: datetime) -> Appeal:
    """The works that were to mend it (`works` in words) are over at its place: the operator finds the answer ready to
    be checked and sent.

    Where only the plan says so, the operator is told that instead.
    """
    appeal = Appeal.objects.locked(appeal.pk)
    if event.is_over_by_plan:
        words = sentence("The term of the works here has passed, nobody confirmed their end: %(works)s")
    else:
        words = sentence("The works here have ended: %(works)s")
    _record(appeal, Verb.NOTED, by=None, at=at, comment=Said(words, {"works": works}))
    return appeal


def _moved(appeal: Appeal, status: str) -> Appeal:
    """The locked row with its new status, not saved yet. Raises MoveRefused."""
    appeal = Appeal.objects.locked(appeal.pk)
    check_move(appeal.status, status)
    appeal.status = status
    return appeal


def _settled(appeal: Appeal, status: str, at: datetime) -> Appeal:
    """The same of one that needs nothing more of its sender."""
    appeal = _moved(appeal, status)
    asking.stop(appeal, at=at)
    return appeal


def _record(appeal: Appeal, verb: str, *, by: User | None, at: datetime, comment: str | Said = "") -> AppealChange:
    return AppealChange.record(appeal, verb, appeal.state(), by=by, at=at, comment=comment)
