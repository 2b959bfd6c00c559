"""Senders' data are forgotten: by term, all that ended before a day, or of messages that are named.

A message is one transaction (erasing.erase_author): whatever kills the process, each is whole or untouched, and the
next run goes on. Of a message that has ended those who only followed it are forgotten, too.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from appeals import erasing, following
from appeals.clock import kept_long_enough
from appeals.models import Appeal, Follower
from appeals.models.appeal import AppealQuerySet
from roadmap import notices
from roadmap.models import PersonalLook

BATCH = 100


def chosen(*, numbers: Sequence[int], before: datetime | None, at: datetime) -> AppealQuerySet:
    """Those named and what was split from the same; else those that ended before a moment, by the term unless told."""
    if numbers:
        return Appeal.objects.families_of(numbers)
    return Appeal.objects.personal_settled_before(before) if before else kept_long_enough(at)


def followers_of(appeals: AppealQuerySet, *, before: datetime | None) -> int:
    """How many who are not their authors would be forgotten."""
    ended = Follower.objects.filter(is_author=False, appeal__settled_at__isnull=False)
    return ended.filter(appeal__settled_at__lt=before).count() if before else ended.filter(appeal__in=appeals).count()


def anonymize(appeals: AppealQuerySet, at: datetime, *, told: Callable[[int], None] = lambda done: None) -> dict:
    """{"messages", "followers"}: how many were forgotten. Rows come by number, a batch at a time."""
    done, followers, last = 0, 0, 0
    while numbers := list(appeals.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        for appeal in appeals.filter(pk__in=numbers).order_by("pk"):
            erasing.erase_author(appeal, at=at)
            followers += _forget_followers(appeal)
            done += 1
            told(done)
        last = numbers[-1]
    return {"messages": done, "followers": followers}


def _forget_followers(appeal: Appeal) -> int:
    if appeal.settled_at is None:
        return 0
    gone = list(appeal.followers.select_related("appeal__duplicate_of"))
    for follower in gone:
        following.leave(follower)
    return len(gone)


def sweep(at: datetime) -> dict:
    """What else has had its term: letters' words, readers without wishes, looks at personal data."""
    return {
        "letters": notices.sweep(at),
        "readers": notices.forget_idle(at),
        "unneeded_followers": following.forget_unneeded(at),
        "looks": PersonalLook.objects.forget(at),
    }
