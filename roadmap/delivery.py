"""Sends what waits in the table of deliveries, each at most once.

A row is claimed (`sending`, committed) before the call. If the process dies in the call, the row is found later: a
correction is simply made again, and so is a post where the network takes the repeat for the same one; else it is looked
up in the channel, and where that cannot tell, a person is asked. A process that lives knows what came of its call, and
waits some seconds for a database that is away to write it down.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from roadmap import broker, database, threads
from roadmap.accounts import health
from roadmap.accounts.places import Place, opened, places_in
from roadmap.accounts.timing import News
from roadmap.channels import (
    CHANNELS,
    Channel,
    ChannelError,
    Message,
    NotAnAddress,
    NotEditable,
    NotYet,
    OutcomeUnknown,
    PostGone,
    Receipt,
)
from roadmap.lengths import shortened
from roadmap.models import City, Delivery, Picture, User
from roadmap.picture import picture_bytes
from roadmap.said import Said

log = logging.getLogger(__name__)
State, Action = Delivery.State, Delivery.Action

BACK_OFF = [timedelta(seconds=s) for s in (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)]
TITLE_MOST = Delivery._meta.get_field("title").max_length
MOST_ATTEMPTS = 30  # about a day
SAID = ("title", "text", "caption", "url", "picture_id", "title_en", "text_en", "picture_en_id")
MOST_RECOVERED = 200  # at once; the rest ten seconds later


class AlreadySettled(Exception):
    """Somebody else has answered for this delivery, or it is no longer in question."""


class AddressNeeded(Exception):
    """The post is there and nobody knows where: a person is asked, and the correction waits."""


class Overtaken(Exception):
    """A later version of the same post exists: this text is stale and is not sent any more."""


@dataclass(frozen=True)
class Content:
    """What is to be said about a subject: the whole text, the caption under a picture, the page that it speaks of.

    `short` is the gist in 280 characters as X counts, without an address.
    `english` is the same in English, for channels that tell both languages.
    """

    title: str
    text: str
    caption: str
    url: str
    picture: Picture | None = None
    short: str = ""
    english: "Content | None" = None


@transaction.atomic
def enqueue(
    subject: str,
    version: int,
    content: Content,
    *,
    city: City,
    at: datetime,
    channels: Sequence[str] | None = None,
    places: Sequence[Place] | None = None,
    only_news: bool = False,
    only_corrects: bool = False,
    makes_false: bool = False,
    news: News | None = None,
    not_before: datetime | None = None,
) -> list[Delivery]:
    """One row a place for everybody (`places`, else all of the city, or those in the channels named), handed to the
    workers after commit, or once its time has come by the clock; a person decides first where the account or words
    written by hand want it.

    `only_news`: nothing where the same stands or is on its way; a post that stays as it is was not corrected.
    `only_corrects`: nothing where what was to be told before has not left. `makes_false`: what was told is so no more.
    `news`: by which accounts tell when they tell it.
    """
    wanted = places_in(city) if places is None else places
    wanted = [place for place in wanted if channels is None or place.channel.name in channels]
    made = [_row(place, subject, version, content, city, at) for place in wanted]
    rows = [row for row in made if not (only_news and _says_what_stands(row))]
    for row in rows:
        row.next_try_at, row.makes_false = not_before or at, makes_false
    rows = [each for row in rows for each in threads.lined_up(row, at, news, only_corrects=only_corrects)]
    for row in rows:
        row.save(force_insert=True)
        if row.state == State.WAITING and row.next_try_at <= at:
            transaction.on_commit(lambda row=row: hand_over(row.pk, row.channel), robust=True)
    return rows


def _row(place: Place, subject: str, version: int, content: Content, city: City, at: datetime) -> Delivery:
    channel = place.channel
    return Delivery(
        subject=subject,
        version=version,
        channel=channel.name,
        recipient=place.recipient,
        account=place.account,
        city=city,
        title=shortened(content.title, TITLE_MOST),
        text=channel.cut(content.text, channel.max_text),
        caption=channel.captioned(content.caption, content.short, content.url),
        url=content.url,
        picture=content.picture,
        created_at=at,
        next_try_at=at,
        **_in_english(channel, content.english),
    )


def _says_what_stands(row: Delivery) -> bool:
    """Whether the latest text of the program's is the same, and neither refused by the network nor in doubt."""
    said = Delivery.objects.thread(row).filter(by_hand="").exclude(state=State.WITHDRAWN)
    latest = said.order_by("-version", "-edition").first()
    return (
        latest is not None
        and latest.state not in (State.REFUSED, State.UNKNOWN, State.GONE)
        and all(getattr(latest, name) == getattr(row, name) for name in SAID)
    )


def _in_english(channel: Channel, content: Content | None) -> dict:
    if content is None or not channel.tells_english:
        return {}
    return {
        "title_en": shortened(content.title, TITLE_MOST),
        "text_en": channel.cut(content.text, channel.max_text),
        "picture_en": content.picture,
    }


def hand_over(pk: int, channel: str, *, priority: int | None = None) -> None:
    """To the queue of its channel; what is for everybody overtakes words to readers there."""
    known = CHANNELS.get(channel)
    if priority is None and known is not None and known.is_personal:
        priority = broker.BEHIND
    queue = known.queue if known is not None else None
    broker.hand_over_once("roadmap.tasks.deliver", pk, Delivery.objects.all(), priority=priority, queue=queue)


def send(pk: int, at: datetime) -> None:
    """One attempt at one delivery, if it is due and nothing earlier of its thread is on its way."""
    if not _claim(pk, at):
        return  # another worker has it, or its time has not come
    delivery = Delivery.objects.select_related("picture__city", "account").get(pk=pk)
    if CHANNELS[delivery.channel].is_local:
        _send_here(delivery, CHANNELS[delivery.channel], at)
    else:
        _send_out(delivery, at)
    for waiting in Delivery.objects.thread(delivery).due(at).values_list("pk", flat=True):
        hand_over(waiting, delivery.channel)


@transaction.atomic
def _claim(pk: int, at: datetime) -> int:
    """With its thread held: what a person asks to be sent again in this moment is seen, or sees this."""
    threads.hold(pk)
    due = Delivery.objects.due(at).ready().filter(pk=pk, state=State.WAITING)
    return due.update(state=State.SENDING, claimed_at=at, attempts=F("attempts") + 1)


def _send_here(delivery: Delivery, channel: Channel, at: datetime) -> None:
    """Our own database: the post and `sent` are one transaction, so it is there exactly once."""
    try:
        with transaction.atomic():
            _sent(delivery, channel.post(delivery.recipient, message_of(delivery)), at)
    except Exception as error:  # nothing was written, whatever it was: later again, so many times
        log.exception("Delivery %s cannot be written.", delivery.pk)
        _failed(delivery, ChannelError(sentence("It cannot be written: %(reason)s"), reason=str(error)[:300]), at)


def _send_out(delivery: Delivery, at: datetime) -> None:
    try:
        channel = opened(delivery)
        _check_doubt(delivery, channel, at)
        _draw(delivery)
        receipt = _call(delivery, channel, at)
    except AddressNeeded:
        return
    except NotYet as error:
        outcome = partial(_later, delivery, error, at)
    except OutcomeUnknown as error:
        outcome = partial(_settle_unknown, delivery, error, at)
    except ChannelError as error:
        outcome = partial(_failed, delivery, error, at)
    else:
        outcome = partial(_sent, delivery, receipt, at)
    database.insist(outcome)


def _check_doubt(delivery: Delivery, channel: Channel, at: datetime) -> None:
    """Raises OutcomeUnknown where a repeat would be another post by now."""
    if delivery.doubted_at is not None and not _is_repeatable(delivery, channel, at):
        raise OutcomeUnknown(delivery.reason, **delivery.reason_values)


def _is_repeatable(delivery: Delivery, channel: Channel, at: datetime) -> bool:
    """Whether a post that may be there would be the same one if it were sent then."""
    since = delivery.doubted_at or delivery.claimed_at
    return channel.same_post_for is not None and at < since + channel.same_post_for


def _draw(delivery: Delivery) -> None:
    """Before the call: a picture that cannot be drawn then leaves no doubt that nothing went out."""
    if delivery.picture is None:
        return
    try:
        picture_bytes(delivery.picture)
    except Exception as error:
        log.exception("The picture of delivery %s cannot be drawn.", delivery.pk)
        raise ChannelError(sentence("The picture cannot be drawn.")) from error


def _call(delivery: Delivery, channel: Channel, at: datetime) -> Receipt:
    """A correction goes to the last post that is there; one that cannot be changed is answered; else it is a post."""
    message = message_of(delivery)
    if delivery.answers:
        post, _slash, comment = delivery.answers.rpartition("/")
        return channel.reply(delivery.recipient, post, comment, message)
    if delivery.action == Action.NOTICE and delivery.account is not None:
        return channel.write(delivery.recipient, message)
    there = _there(delivery)
    while delivery.action == Action.EDIT and there is not None:
        if not there.remote_id:
            _ask_where(delivery, there, at)
            raise AddressNeeded
        try:
            return channel.edit(delivery.recipient, there.remote_id, message)
        except PostGone as error:
            there = _without(delivery, there, error)
        except NotEditable as error:
            log.warning("Delivery %s answers a post that cannot be changed: %s", delivery.pk, error)
            break
    _becomes_post(delivery)
    return channel.post(delivery.recipient, replace(message, answers=there.remote_id if there else ""))


def _there(delivery: Delivery) -> Delivery | None:
    """The sending that tells which post of the thread stands last in the channel."""
    return Delivery.objects.thread(delivery).there().exclude(action=Action.EDIT, remote_id="").last()


def _without(delivery: Delivery, gone: Delivery, error: PostGone) -> Delivery | None:
    """All that was said in the post that somebody removed is gone; is an earlier one still there?"""
    log.warning("Delivery %s finds its post removed by hand: %s", delivery.pk, error)
    told_there = Delivery.objects.thread(delivery).there().filter(remote_id=gone.remote_id)
    told_there.update(state=State.GONE, **_because(error.said))
    return _there(delivery)


def _becomes_post(delivery: Delivery) -> None:
    """From here on an unknown outcome is a post that may be there."""
    if delivery.action == Action.EDIT:
        Delivery.objects.filter(pk=delivery.pk).update(action=Action.POST)
        delivery.action = Action.POST


@transaction.atomic
def _ask_where(delivery: Delivery, there: Delivery, at: datetime) -> None:
    """Posting anew would leave two posts that contradict each other."""
    why = Said(sentence("Its address is needed, so that it can be corrected."))
    Delivery.objects.filter(pk=there.pk, state=State.SENT).update(state=State.UNKNOWN, **_because(why))
    _move(delivery, State.WAITING, next_try_at=at)


def message_of(delivery: Delivery) -> Message:
    picture = delivery.picture
    return Message(
        subject=delivery.subject,
        version=delivery.version,
        title=delivery.title,
        text=delivery.text,
        caption=delivery.caption,
        url=delivery.url,
        at=delivery.created_at,
        city_id=delivery.city_id,
        picture_id=delivery.picture_id,
        title_en=delivery.title_en,
        text_en=delivery.text_en,
        picture_en_id=delivery.picture_en_id,
        picture=picture and partial(picture_bytes, picture),
        alt_text=picture.alt_text if picture else "",
        key=_key_of(delivery),
    )


def _key_of(delivery: Delivery) -> str:
    """What a person has sent again is another post: that person says that the first is not there."""
    version = f"{delivery.version}.{delivery.edition}"
    told = (delivery.subject, version, delivery.channel, delivery.recipient, delivery.askings)
    return sha256("\n".join(map(str, told)).encode()).hexdigest()[:32]


@transaction.atomic
def _sent(delivery: Delivery, receipt: Receipt, at: datetime) -> None:
    _move(delivery, State.SENT, sent_at=at, remote_id=receipt.remote_id, remote_url=receipt.url, **_because(None))
    if delivery.account is not None:
        is_its_place = delivery.recipient == delivery.account.place
        health.works(delivery.account, at, moved_to=receipt.moved_to if is_its_place else "")


def _later(delivery: Delivery, error: NotYet, at: datetime) -> None:
    """Nothing was tried."""
    _move(delivery, State.WAITING, next_try_at=at + error.retry_after, attempts=F("attempts") - 1)
    broker.hand_over_once(
        "roadmap.tasks.deliver", delivery.pk, Delivery.objects.all(), countdown_s=error.retry_after.total_seconds()
    )


def _failed(delivery: Delivery, error: ChannelError, at: datetime) -> None:
    _note_failure(delivery, error, at)
    if error.permanent or delivery.attempts >= MOST_ATTEMPTS:
        if delivery.doubted_at is None:
            _move(delivery, State.REFUSED, **_because(error.said))
        else:  # a repeat was refused: that says nothing of the first call
            _look_up(delivery, error, at)
        return
    wait = error.retry_after or _back_off(delivery)
    _move(delivery, State.WAITING, next_try_at=at + wait, **_because(error.said))
    if error.retry_after and delivery.action != Action.NOTICE:
        # The network counts all calls of one key together, so all that waits for it waits longer.
        _rest(delivery, at + wait)


def _back_off(delivery: Delivery) -> timedelta:
    return BACK_OFF[min(delivery.attempts, len(BACK_OFF)) - 1]


@transaction.atomic
def _rest(delivery: Delivery, until: datetime) -> None:
    of_one_key = {"account": delivery.account} if delivery.account else {"channel": delivery.channel, "account": None}
    others = Delivery.objects.filter(**of_one_key, state=State.WAITING, next_try_at__lt=until)
    Delivery.objects.filter(pk__in=others.held()).update(next_try_at=until)


def _settle_unknown(delivery: Delivery, error: ChannelError, at: datetime) -> None:
    """The answer did not come back: repeat a correction, and a post while that is the same one; else look it up."""
    if delivery.action == Action.EDIT:
        _failed(delivery, error, at)
        return
    _note_failure(delivery, error, at)
    again_at = at + _back_off(delivery)
    if _is_repeatable(delivery, CHANNELS[delivery.channel], again_at):
        since = delivery.doubted_at or delivery.claimed_at
        _move(delivery, State.WAITING, next_try_at=again_at, doubted_at=since, **_because(error.said))
    else:
        _look_up(delivery, error, at)


def _look_up(delivery: Delivery, error: ChannelError, at: datetime) -> None:
    """In the channel; where it cannot tell, a person is asked."""
    receipt = _found(delivery)
    others = Delivery.objects.thread(delivery).exclude(pk=delivery.pk)
    if receipt is not None and not others.filter(remote_id=receipt.remote_id).exists():
        _sent(delivery, receipt, at)
    else:
        _move(delivery, State.UNKNOWN, **_because(error.said))


def _found(delivery: Delivery) -> Receipt | None:
    try:
        return opened(delivery).find(delivery.recipient, message_of(delivery))
    except ChannelError as error:
        log.warning("Delivery %s cannot be looked up: %s", delivery.pk, error)
        return None


def _note_failure(delivery: Delivery, error: ChannelError, at: datetime) -> None:
    if delivery.account is not None:
        health.fails(delivery.account, error.said, at)


def _because(why: Said | None) -> dict:
    """The columns of a reason: none takes away what was said before."""
    why = why or Said()
    return Said(why.sentence[:500], why.values).as_columns("reason")


def _move(delivery: Delivery, state: str, **values) -> None:
    """Only from `sending`: what a person or the clock settled meanwhile stays."""
    Delivery.objects.filter(pk=delivery.pk, state=State.SENDING).update(state=state, **values)


def recover(at: datetime) -> int:
    """Rows whose worker never came back; how many were looked at. One that fails does not hold up the rest."""
    stuck = (
        Delivery.objects.stuck(at).select_related("picture__city", "account").order_by("claimed_at")[:MOST_RECOVERED]
    )
    for delivery in stuck:
        _recover(delivery, at)
        _hand_over_thread(delivery, at)  # a worker that looked at the next one found this one on its way
    return len(stuck)


def _recover(delivery: Delivery, at: datetime) -> None:
    stopped = OutcomeUnknown(sentence("The sender stopped in the middle of the call."))
    try:
        channel = CHANNELS[delivery.channel]
        if channel.is_local:
            _failed(delivery, stopped, at)  # nothing was committed, so nothing is there
        else:
            _settle_unknown(delivery, stopped, at)
    except Exception as error:  # a channel that is no more, or one that cannot even be asked: a person is
        log.exception("Delivery %s cannot be settled.", delivery.pk)
        _move(delivery, State.UNKNOWN, **_because(Said(str(error)) if str(error) else stopped.said))


@transaction.atomic
def settle_as_there(pk: int, *, by: User, at: datetime, remote: str = "") -> None:
    """A person says: it is there. `remote` is the post's address or number: corrections would not find it without.

    Of a refused one the network itself said that it is not. Raises AlreadySettled, NotAnAddress.
    """
    delivery = _in_question(pk, State.UNKNOWN)
    channel = CHANNELS[delivery.channel]
    if channel.can_edit and not remote.strip():
        raise NotAnAddress(_("Give the post's address: without it a later change could not correct it."))
    remote_id = channel.remote_id_of(delivery.recipient, remote)
    _check_is_its_own(delivery, remote_id)
    there = {"state": State.SENT, "sent_at": at, "remote_id": remote_id, "settled_by": by, **_because(None)}
    Delivery.objects.filter(pk=pk).update(**there)
    transaction.on_commit(lambda: _hand_over_thread(delivery, at), robust=True)


def _check_is_its_own(delivery: Delivery, remote_id: str) -> None:
    """Else the next correction would be written over another event's post, or beside this one's."""
    there = Delivery.objects.filter(channel=delivery.channel, recipient=delivery.recipient, remote_id=remote_id)
    if remote_id and there.filter(~Q(subject=delivery.subject) | Q(state=State.GONE)).exists():
        raise NotAnAddress(_("This is the address of another text's post, or of one that was removed."))


@transaction.atomic
def send_again(pk: int, *, by: User, at: datetime) -> None:
    """A person says: it is not there. Raises AlreadySettled, and Overtaken where a later version exists."""
    delivery = _in_question(pk, State.UNKNOWN, State.REFUSED)
    if delivery.is_overtaken:
        raise Overtaken(_("A later version has overtaken this text, so it is not sent any more."))
    again = {"state": State.WAITING, "attempts": 0, "next_try_at": at, "settled_by": by, **_because(None)}
    Delivery.objects.filter(pk=pk).update(**again, doubted_at=None, askings=F("askings") + 1)
    transaction.on_commit(lambda: hand_over(pk, delivery.channel), robust=True)


@transaction.atomic
def give_up(pk: int, *, by: User, at: datetime) -> None:
    """A person says: it is not there, and a later version goes in its place. Raises AlreadySettled."""
    delivery = _in_question(pk, State.UNKNOWN, State.REFUSED)
    if not delivery.is_overtaken:
        raise AlreadySettled(_("There is no later version: this one can be sent again."))
    why = Said(sentence("It did not arrive; a later version has overtaken it."))
    Delivery.objects.filter(pk=pk).update(state=State.REFUSED, settled_by=by, **_because(why))
    transaction.on_commit(lambda: _hand_over_thread(delivery, at), robust=True)


@transaction.atomic
def take_back(subject: str, version: int) -> bool:
    """All that this version was to tell is not sent; False, and nothing is written, where any of it has begun to go."""
    rows = Delivery.objects.filter(subject=subject, version=version)
    rows.held()
    if rows.in_force().exclude(state=State.WAITING, attempts=0).exists():
        return False
    why = Said(sentence("The step was undone before this left."))
    rows.update(state=State.WITHDRAWN, **_because(why))
    threads.put_back(subject, version)
    return True


@transaction.atomic
def bring_forward(subject: str, version: int, *, at: datetime) -> None:
    """What waits of this version waits no longer."""
    rows = Delivery.objects.filter(pk__in=Delivery.objects.filter(subject=subject, version=version).held())
    waiting = rows.filter(state=State.WAITING, next_try_at__gt=at)
    for pk, channel in list(waiting.values_list("pk", "channel")):
        Delivery.objects.filter(pk=pk).update(next_try_at=at)
        transaction.on_commit(partial(hand_over, pk, channel), robust=True)


def _in_question(pk: int, *states: str) -> Delivery:
    """The row with its thread held, so that no later version comes between the look and the answer."""
    threads.hold(pk)
    asked = Delivery.objects.with_overtaken().filter(pk=pk, state__in=states).first()
    if asked is None:
        raise AlreadySettled(_("This delivery is no longer in question."))
    return asked


def _hand_over_thread(delivery: Delivery, at: datetime) -> None:
    for pk in Delivery.objects.thread(delivery).due(at).values_list("pk", flat=True):
        hand_over(pk, delivery.channel)
