"""What one place is told of one subject: how a new version takes its turn there, and whose words stand."""

from datetime import datetime

from django.utils.translation import gettext_noop as sentence

from roadmap.accounts import timing
from roadmap.accounts.timing import News
from roadmap.channels import CHANNELS
from roadmap.models import Delivery
from roadmap.models.delivery import DeliveryQuerySet
from roadmap.said import Said

State, Action = Delivery.State, Delivery.Action

REPLACED = Said(sentence("A later version took its place before it left."))
NEVER_TOLD = Said(sentence("It was over before anybody was told of it there."))


def hold(pk: int) -> None:
    """All versions of one post in one place, locked in their order until the transaction ends."""
    for delivery in Delivery.objects.filter(pk=pk):
        Delivery.objects.thread(delivery).held()


def action_of(row: Delivery) -> str:
    is_known = before(row).in_force().exists()
    return Action.EDIT if is_known and CHANNELS[row.channel].can_edit else Action.POST


def before(row: Delivery) -> DeliveryQuerySet:
    return Delivery.objects.thread(row).exclude(pk=row.pk)


def lined_up(row: Delivery, at: datetime, news: News | None, *, only_corrects: bool) -> list[Delivery]:
    """The new row, not saved yet, as its account wants it; before it what must be said until a person has decided.

    What has not left is replaced. A correction rings no bell, so quiet hours hold up none. With `only_corrects` nothing
    is told where nothing had left.
    """
    if row.account is None:
        row.action = action_of(row)
        return [row]
    Delivery.objects.thread(row).held()
    unsent = Delivery.objects.thread(row).unsent(at)
    had_unsent = unsent.update(state=State.REPLACED, **REPLACED.as_columns("reason")) > 0
    is_told = before(row).in_force().exists()
    row.action = action_of(row)
    if news is not None:
        _set_time(row, news, at, is_told=is_told)
    if only_corrects and had_unsent and not is_told:
        row.state = State.WITHDRAWN
        row.reason, row.reason_values = NEVER_TOLD.sentence, {}
        return [row]
    row.mine = mine = words_by_hand(row)
    row.is_asked = mine is not None or row.account.needs_approval
    if not row.is_asked:
        return [row]
    row.state = State.PROPOSED
    if mine is None or not is_told or row.account.needs_approval or not row.makes_false:
        return [row]
    row.edition = 1
    return [_in_between(row, mine), row]


def _set_time(row: Delivery, news: News, at: datetime, *, is_told: bool) -> None:
    row.is_urgent = timing.is_urgent(row.account, news, timing.planned_at(row.account, news, at))
    if is_told or before(row).exclude(told_in="").exists():
        return
    row.next_try_at = max(row.next_try_at, timing.leaves_at(row.account, news, at))
    if evening := timing.digest_at(row.account, news, at):
        row.digest_on = evening.astimezone(row.account.city.zone).date()


def words_by_hand(row: Delivery) -> Delivery | None:
    """Where a person's own words are what stands in the thread, or was to stand, before this row: who wrote them."""
    earlier = before(row).exclude(state__in=[State.WITHDRAWN, State.REJECTED])
    for told in earlier.select_related("edited_by").order_by("-version", "-edition", "-pk"):
        if told.by_hand:
            return told
        if told.state not in Delivery.NEVER_LEFT:
            return None
    return None


def _in_between(row: Delivery, mine: Delivery) -> Delivery:
    """A person's words, which stand until that person decides, with what is true by now above them."""
    made = copy_of(row, edition=0)
    put_by_hand(made, mine.by_hand, with_truth=True)
    made.edited_by, made.edited_at = mine.edited_by, mine.edited_at
    return made


def copy_of(row: Delivery, *, edition: int) -> Delivery:
    """Another edition of the same version, not saved, nothing decided of it."""
    names = ("subject", "version", "channel", "recipient", "account", "action", "city", "title", "text", "caption")
    more = ("url", "picture", "title_en", "text_en", "picture_en", "is_urgent", "makes_false", "next_try_at")
    return Delivery(edition=edition, created_at=row.created_at, **{name: getattr(row, name) for name in names + more})


def put_by_hand(row: Delivery, words: str, *, with_truth: bool = False) -> None:
    """`with_truth`: the program's headline goes first, as the words alone would be false."""
    channel = CHANNELS[row.channel]
    told = f"{row.title}.\n\n{words}" if with_truth else words
    row.by_hand = words
    row.text, row.caption = (channel.cut(told, most) for most in (channel.max_text, channel.max_caption))


def put_back(subject: str, version: int) -> None:
    """What a version replaced that is taken back now waits again."""
    for row in Delivery.objects.filter(subject=subject, version=version, state=State.WITHDRAWN):
        last = before(row).exclude(state=State.WITHDRAWN).last()
        if last is not None and last.state == State.REPLACED and not last.told_in:
            _wait_again(last)


def _wait_again(last: Delivery) -> None:
    nothing = Said().as_columns("reason")
    state = State.PROPOSED if last.is_asked and last.decided_at is None else State.WAITING
    Delivery.objects.filter(pk=last.pk).update(state=state, **nothing)
    in_between = before(last).filter(version=last.version, state=State.REPLACED, is_asked=False).exclude(by_hand="")
    in_between.update(state=State.WAITING, **nothing)
