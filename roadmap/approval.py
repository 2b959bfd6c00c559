"""What people decide of posts before they leave, and words that they write by hand: never lost, never overwritten."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from roadmap import digests, threads
from roadmap.channels import CHANNELS
from roadmap.delivery import hand_over, message_of
from roadmap.models import Delivery, User
from roadmap.said import Said

State = Delivery.State
LONGEST_REASON = 300


class NotInQuestion(Exception):
    """Somebody else has decided, a later version came, or it has left meanwhile."""


class NeedsAnother(Exception):
    """The body wants a second pair of eyes, and these are the first."""


class WrongWords(Exception):
    """Nothing was written, or more than the network takes."""


@transaction.atomic
def approve(pk: int, *, by: User, at: datetime) -> Delivery:
    """Raises NotInQuestion, NeedsAnother."""
    row = _asked(pk)
    if row.edited_by_id == by.pk and row.account.owner.needs_second_person:
        raise NeedsAnother(_("You have written this yourself: somebody else approves it."))
    _let_go(row, by, at)
    return row


@transaction.atomic
def reject(pk: int, *, by: User, at: datetime, why: str) -> Delivery:
    """What stands in the account stays as it is. Raises NotInQuestion, WrongWords."""
    row = _asked(pk, State.PROPOSED)
    if not why.strip():
        raise WrongWords(_("Say why."))
    told = Said(why.strip()[:LONGEST_REASON]).as_columns("reason")
    Delivery.objects.filter(pk=pk).update(state=State.REJECTED, decided_by=by, decided_at=at, **told)
    return row


@transaction.atomic
def keep_mine(pk: int, *, by: User, at: datetime) -> Delivery:
    """The words that a person wrote stay; what is so no longer is said above them. Raises NotInQuestion."""
    row = _asked(pk)
    mine, kept = row.mine, _next_edition(row)
    if mine is None:
        raise NotInQuestion(_("Nobody has written anything by hand here."))
    threads.put_by_hand(kept, mine.by_hand, with_truth=row.makes_false)
    kept.edited_by, kept.edited_at = mine.edited_by, mine.edited_at
    return _in_its_place(kept, row, by, at, is_decided=True)


@transaction.atomic
def write(pk: int, words: str, *, by: User, at: datetime) -> Delivery:
    """In the place of what waits, or of what stands. Raises NotInQuestion, WrongWords."""
    row = writable(pk)
    words = words.replace("\r\n", "\n").strip()
    check_length(row, words)
    written = _next_edition(row)
    threads.put_by_hand(written, words)
    written.edited_by, written.edited_at = by, at
    is_decided = not (row.account.needs_approval or row.account.owner.needs_second_person)
    return _in_its_place(written, row, by, at, is_decided=is_decided)


def check_length(row: Delivery, words: str) -> None:
    if not words:
        raise WrongWords(_("Write what is to be told."))
    most, length = room_of(row), CHANNELS[row.channel].length(words)
    if length > most:
        told = {"length": length, "most": most}
        raise WrongWords(_("It is %(length)s long as the network counts, and %(most)s is the most.") % told)


def room_of(row: Delivery) -> int:
    return CHANNELS[row.channel].most_of(message_of(row))


def writable(pk: int) -> Delivery:
    """The last of its thread, where it waits or stands, held. Raises NotInQuestion."""
    row = _held(pk)
    is_untouched = row.state == State.WAITING and row.attempts == 0
    if row.is_overtaken or not (is_untouched or row.state in (State.PROPOSED, State.REJECTED, State.SENT)):
        raise NotInQuestion(_("This text is on its way or has been overtaken: look at what stands now."))
    return row


def _asked(pk: int, *states: str) -> Delivery:
    """One that was not approved can be approved yet, while nothing later came."""
    row = _held(pk)
    if row.is_overtaken or row.state not in (states or (State.PROPOSED, State.REJECTED)):
        raise NotInQuestion(_("Somebody has decided already, or a later version came: look at what stands now."))
    return row


def _held(pk: int) -> Delivery:
    threads.hold(pk)
    found = Delivery.objects.with_overtaken().select_related("account__owner", "picture", "mine__edited_by")
    return found.get(pk=pk)


def _next_edition(row: Delivery) -> Delivery:
    last = Delivery.objects.thread(row).filter(version=row.version).last()
    return threads.copy_of(row, edition=last.edition + 1)


def _in_its_place(made: Delivery, row: Delivery, by: User, at: datetime, *, is_decided: bool) -> Delivery:
    """It waits in the place of the row, which goes if it has not left; else it corrects it."""
    replaced = {"state": State.REPLACED, **threads.REPLACED.as_columns("reason")}
    Delivery.objects.filter(pk=row.pk, state__in=[State.PROPOSED, State.WAITING]).update(**replaced)
    made.is_asked, made.state, made.created_at = True, State.PROPOSED, at
    made.save(force_insert=True)
    if is_decided:
        _let_go(made, by, at)
    return made


def _let_go(row: Delivery, by: User, at: datetime) -> None:
    """It leaves when its time has come; what was undone meanwhile is not undone by this."""
    row.state, row.action, row.decided_by, row.decided_at = State.WAITING, threads.action_of(row), by, at
    row.next_try_at = max(row.next_try_at, at)
    if row.action == Delivery.Action.POST and not row.is_urgent:
        row.next_try_at = row.account.next_loud(row.next_try_at)
    row.reason, row.reason_values = "", {}
    row.save(update_fields=["state", "action", "decided_by", "decided_at", "next_try_at", "reason", "reason_values"])
    digests.follow(row, at)
    if row.next_try_at <= at:
        transaction.on_commit(lambda: hand_over(row.pk, row.channel), robust=True)
