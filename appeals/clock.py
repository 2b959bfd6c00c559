"""What the passing of time does to messages; periodic tasks that call actions."""

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from appeals import actions
from appeals.models import Appeal
from appeals.models.appeal import KEPT_DAYS, AppealQuerySet
from roadmap import effects


@shared_task
def advance_appeals() -> None:
    at = timezone.now()
    close_unrefuted(at)
    forget_authors(at)


def close_unrefuted(at: datetime) -> int:
    """Nobody said “not fixed” in time: the case is closed. How many."""
    return effects.do_each("close-message", Appeal.objects.unrefuted(at), at)


def forget_authors(at: datetime) -> int:
    """What the form promises: the sender's data are kept so many days after the case has ended. How many."""
    return effects.do_each("forget-author", kept_long_enough(at), at)


def kept_long_enough(at: datetime) -> AppealQuerySet:
    return Appeal.objects.personal_settled_before(at - timedelta(days=KEPT_DAYS))


# By name in settings.EFFECTS: each looks again whether its message's time has really come.


def close(*, at: datetime, pk: int) -> None:
    for appeal in Appeal.objects.unrefuted(at).filter(pk=pk):
        actions.close(appeal, at=at)


def forget(*, at: datetime, pk: int) -> None:
    for appeal in kept_long_enough(at).filter(pk=pk):
        actions.erase_author(appeal, at=at)
