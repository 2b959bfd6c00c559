"""One digest in the evening in the place of many announcements, kept true like any post.

An account that wants it lets its announcements wait for the evening. What changes of an event afterwards is told in the
event's own post, and its line of the digest follows.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext, ngettext, override
from django.utils.translation import gettext_noop as sentence

from roadmap import delivery
from roadmap.accounts.places import Place
from roadmap.channels import CHANNELS, Message
from roadmap.models import Account, Delivery
from roadmap.said import Said

State = Delivery.State
TOLD_IN_DIGEST = Said(sentence("Told in the digest of that evening."))


def gather(at: datetime) -> int:
    """Once its time has come: of accounts with more announcements than they tell one by one; how many digests."""
    due = Delivery.objects.waiting_for_digest().filter(next_try_at__lte=at)
    found = list(due.order_by("account", "digest_on").values_list("account", "digest_on").distinct())
    return sum(_gather(Account.objects.select_related("city").get(pk=pk), day, at) for pk, day in found)


@transaction.atomic
def _gather(account: Account, day: date, at: datetime) -> bool:
    rows = Delivery.objects.waiting_for_digest().filter(account=account, digest_on=day, next_try_at__lte=at)
    numbers = rows.held()
    rows = rows.filter(pk__in=numbers)
    if rows.count() <= (account.digest_above or len(numbers)):
        rows.update(digest_on=None)  # each by itself
        return False
    subject = f"digest:{account.pk}:{day.isoformat()}"
    Delivery.objects.filter(pk__in=numbers).update(
        state=State.REPLACED, told_in=subject, **TOLD_IN_DIGEST.as_columns("reason")
    )
    _tell(subject, account, at)
    return True


def follow(row: Delivery, at: datetime) -> None:
    """The digests that this row's event stands in say what it says."""
    if row.account is None:
        return
    told = Delivery.objects.thread(row).exclude(told_in="")
    for subject in set(told.values_list("told_in", flat=True)):
        _tell(subject, row.account, at, makes_false=row.makes_false)


def _tell(subject: str, account: Account, at: datetime, *, makes_false: bool = False) -> None:
    rows = [_last_of(row) for row in Delivery.objects.filter(told_in=subject).order_by("pk")]
    last = Delivery.objects.filter(subject=subject).order_by("-version").first()
    delivery.enqueue(
        subject,
        last.version + 1 if last else 1,
        _content(rows, account, at),
        city=account.city,
        at=at,
        places=[Place(CHANNELS[account.network], account.place, account)],
        only_news=True,
        makes_false=makes_false,
    )


def _last_of(row: Delivery) -> Delivery:
    """What is said of its event by now; what a person has not approved is not."""
    said = Delivery.objects.thread(row).exclude(state__in=[State.WITHDRAWN, State.PROPOSED, State.REJECTED])
    return said.last() or row


def _content(rows: list[Delivery], account: Account, at: datetime) -> delivery.Content:
    with override(account.language):
        count = len(rows)
        title = ngettext("Road works: %(count)s announcement", "Road works: %(count)s announcements", count)
        title %= {"count": count}
        lines = [f"{number}. {row.title}" for number, row in enumerate(rows, start=1)]
        linked = [f"{line}\n{row.url}" for line, row in zip(lines, rows, strict=True)]
        details = gettext("What is not told here stands on the map.")
    channel, heading = CHANNELS[account.network], title + "\n\n"
    most = channel.most_of(Message("", 1, title, "", "", "", at, account.city_id))
    told = [heading + "\n".join(linked), heading + "\n".join(lines)]
    shortest = channel.cut(told[-1], most - channel.length(details) - 2) + "\n\n" + details
    whole = next((text for text in told if channel.length(text) <= most), shortest)
    return delivery.Content(title, whole, whole, "")
