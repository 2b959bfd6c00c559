"""What the passing of time does to messages; periodic tasks that call actions."""

import logging
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from appeals import (
    actions,
    asking,
    erasing,
    following,
    hiding,
    morning_letters,
    photos,
    term_letters,
    violations,
    week_letters,
)
from appeals.models import Appeal, AppealQuestion, DeskForm, NetworkMessage, PhotoUpload
from appeals.models.appeal import KEPT_DAYS, AppealQuerySet
from appeals.sweeping import forget_originals, sweep
from roadmap import effects
from roadmap.decoding import Fault

MOST_AT_ONCE = 50

log = logging.getLogger(__name__)


@shared_task
def advance_appeals() -> None:
    at = timezone.now()
    close_unrefuted(at)
    expire_questions(at)
    forget_authors(at)
    following.forget_unneeded(at)
    DeskForm.objects.past(at).delete()


@shared_task
def watch_terms() -> None:
    """Reminds before a term ends; after it writes down what is broken and tells the next level."""
    at = timezone.now()
    term_letters.remind(at)
    violations.find(at)
    term_letters.escalate(at)


@shared_task
def tell_leaders() -> None:
    at = timezone.now()
    violations.find(at)
    morning_letters.tell_leaders(at)
    week_letters.tell_leaders(at)


@shared_task
def look_at_photos() -> None:
    """Hands over what still waits, and gives up what no worker survived."""
    at = timezone.now()
    due = PhotoUpload.objects.due(at).order_by("next_try_at")
    for upload in due.filter(tries__gte=photos.MOST_TRIES)[:MOST_AT_ONCE]:
        log.error("Photo upload %s was tried %s times in vain and is given up.", upload.pk, upload.tries)
        photos.refuse(upload, Fault.DAMAGED)
    photos.hand_over(list(due.filter(tries__lt=photos.MOST_TRIES).values_list("pk", flat=True)[:MOST_AT_ONCE]))
    hiding.hand_over_due(at)


@shared_task
def sweep_photos() -> None:
    at = timezone.now()
    forget_originals(at)
    sweep(at)


def close_unrefuted(at: datetime) -> int:
    """Nobody said “not fixed” in time: the case is closed. How many."""
    return effects.do_each("close-message", Appeal.objects.unrefuted(at), at)


def expire_questions(at: datetime) -> int:
    """Those who were asked have been silent too long: the clock goes on. How many."""
    return effects.do_each("question-expired", AppealQuestion.objects.silent(at), at)


def forget_authors(at: datetime) -> int:
    """What the form promises: the sender's data are kept so many days after the case has ended. How many."""
    NetworkMessage.objects.forget_aside(at)
    return effects.do_each("forget-author", kept_long_enough(at), at)


def kept_long_enough(at: datetime) -> AppealQuerySet:
    return Appeal.objects.personal_settled_before(at - timedelta(days=KEPT_DAYS))


# By name in settings.EFFECTS: each looks again whether its message's time has really come.


def close(*, at: datetime, pk: int) -> None:
    for appeal in Appeal.objects.unrefuted(at).filter(pk=pk):
        actions.close(appeal, at=at)


def expire(*, at: datetime, pk: int) -> None:
    for question in AppealQuestion.objects.silent(at).filter(pk=pk):
        asking.expire(question, at=at)


def forget(*, at: datetime, pk: int) -> None:
    for appeal in kept_long_enough(at).filter(pk=pk):
        erasing.erase_author(appeal, at=at)
