"""The verbs of those who hear of a message: its author is told where an address was left, others join and leave.

An address that somebody typed into a page gets one letter, which asks for a yes; only the author's own, given with the
message and with consent, is told of it at once, and can end that with one click.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from appeals.models import Appeal, Follower
from appeals.models.appeal import KEPT_DAYS
from closures.subscriptions.reader_form import MAILBOX
from roadmap.delivery import Content
from roadmap.models import Subscriber
from roadmap.notices import UNSUBSCRIBED, Notice, forget, tell
from roadmap.own_address import absolute

MOST_A_DAY = 20  # messages of which one address is told at once: more of them are not its own
MOST_FOLLOWED = 100  # of one reader
BATCH = 500


@transaction.atomic
def tell_author(appeal: Appeal, *, language: str, at: datetime, is_by_staff: bool = False) -> Follower | None:
    """From now on the address that was given with the message hears of it; None where nobody can be told. What staff
    enter or split off is never too much for one address."""
    address = appeal.author_email.strip().lower()
    if not MAILBOX.fullmatch(address):
        return None
    reader = _reader(appeal, address, language, at)
    told = reader.followed.filter(is_author=True, created_at__gt=at - timedelta(days=1))
    if not is_by_staff and told.count() >= MOST_A_DAY:
        return None
    return _follower(appeal, reader, at, is_author=True, confirmed_at=at)


@transaction.atomic
def ask_by_mail(appeal: Appeal, address: str, *, language: str, at: datetime, is_author: bool = False) -> None:
    """Nothing but the letter that asks for a yes goes there until it is given."""
    reader = _reader(appeal, address, language, at)
    follower = _follower(appeal, reader, at, is_author=is_author)
    if follower is None or follower.is_confirmed:
        return
    with override(reader.language):
        content = Content(
            title=_("Shall we write to you about message No. %(number)s?") % {"number": appeal.number},
            text=", ".join(filter(None, [f"№ {appeal.number}", str(appeal.category), appeal.street])),
            caption="",
            url=absolute(follower.get_absolute_url()),
        )
    last = reader.deliveries.filter(subject=follower.subject).aggregate(last=Max("version"))["last"]
    notice = Notice(reader.pk, reader.channel, content, at)
    tell(follower.subject, (last or 0) + 1, [notice], city=reader.city, at=at)


@transaction.atomic
def follow_by_push(
    appeal: Appeal, endpoint: str, keys: dict, *, language: str, at: datetime, is_author: bool = False
) -> Follower | None:
    """The browser has asked its owner already: confirmed at once. None where the reader follows too much."""
    reader, _new = Subscriber.objects.update_or_create(
        city=appeal.city,
        channel=Subscriber.Channel.PUSH,
        address=endpoint,
        defaults={"language": language, "keys": keys},
        create_defaults={"language": language, "keys": keys, "created_at": at},
    )
    return _follower(appeal, reader, at, is_author=is_author, confirmed_at=at)


@transaction.atomic
def follow_by_link(appeal: Appeal, mark: str, *, at: datetime) -> Follower:
    """Counted once a browser; its link shows what becomes of the message."""
    visitor = Follower.digest(appeal, mark)
    told = {"created_at": at, "confirmed_at": at}
    return Follower.objects.get_or_create(appeal=appeal, visitor=visitor, defaults=told)[0]


@transaction.atomic
def confirm(follower: Follower, *, at: datetime) -> None:
    Follower.objects.filter(pk=follower.pk, confirmed_at=None).update(confirmed_at=at)


@transaction.atomic
def leave(follower: Follower) -> None:
    """What waits is withdrawn, what went out is wordless, and with the last wish the address is forgotten."""
    reader = follower.subscriber and Subscriber.objects.held(follower.subscriber_id)
    if reader is None:
        follower.delete()
        return
    others = reader.followed.exclude(pk=follower.pk).select_related("appeal__duplicate_of")
    subjects = _subjects(follower).difference(*map(_subjects, others))
    reader.deliveries.filter(subject__in=subjects).silence(UNSUBSCRIBED)
    follower.delete()
    if not reader.has_wishes:
        forget(reader)


def _subjects(follower: Follower) -> set[str]:
    return {follower.subject, follower.appeal.subject, follower.appeal.main.subject}


def forget_author(appeal: Appeal) -> None:
    """The sender wants nothing kept: letters about the message end with everything else."""
    for follower in appeal.followers.filter(is_author=True).select_related("appeal__duplicate_of"):
        leave(follower)


def forget_unneeded(at: datetime) -> int:
    """Who never said yes, and whose message has ended long ago; how many."""
    kept = at - timedelta(days=KEPT_DAYS)
    told = Follower.objects.select_related("appeal__duplicate_of")
    gone = [*told.expired(at)[:BATCH], *told.filter(appeal__settled_at__lt=kept)[:BATCH]]
    for follower in gone:
        leave(follower)
    return len(gone)


def people_of(appeal: Appeal) -> int:
    """How many have told of the trouble: its author, those of the messages joined to it, and those who follow them."""
    return 1 + appeal.duplicates.count() + Follower.objects.of_case(appeal).joined()


def _reader(appeal: Appeal, address: str, language: str, at: datetime) -> Subscriber:
    rows = Subscriber.objects.select_for_update(of=("self",))
    return rows.get_or_create(
        city=appeal.city,
        channel=Subscriber.Channel.MAIL,
        address=address,
        defaults={"language": language, "created_at": at},
    )[0]


def _follower(
    appeal: Appeal, reader: Subscriber, at: datetime, *, is_author: bool, confirmed_at: datetime | None = None
) -> Follower | None:
    """The one of this reader and message; an unconfirmed one may be confirmed anew. None where there are too many."""
    if reader.followed.count() >= MOST_FOLLOWED and not reader.followed.filter(appeal=appeal).exists():
        return None
    told = {"is_author": is_author, "created_at": at, "confirmed_at": confirmed_at}
    follower, is_new = Follower.objects.get_or_create(appeal=appeal, subscriber=reader, defaults=told)
    if is_author and not follower.is_author:  # a stranger had typed the sender's address before
        follower.is_author = True
        follower.save(update_fields=["is_author"])
    if not is_new and confirmed_at and not follower.is_confirmed:
        confirm(follower, at=confirmed_at)
        follower.confirmed_at = confirmed_at
    return follower
