"""What the passing of time does to messages; periodic tasks that call actions."""

from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from appeals import actions
from appeals.models import Appeal
from appeals.models.appeal import KEPT_DAYS, REFUTED_WITHIN_DAYS
from appeals.workflow import Status


@shared_task
def advance_appeals() -> None:
    at = timezone.now()
    close_unrefuted(at)
    forget_authors(at)


def close_unrefuted(at: datetime) -> int:
    """Nobody said “not fixed” in time: the case is closed. How many."""
    old = Appeal.objects.filter(status=Status.ANSWERED, answered_at__lt=at - timedelta(days=REFUTED_WITHIN_DAYS))
    late = [appeal for appeal in old.select_related("city", "duplicate_of") if not appeal.can_be_refuted_at(at)]
    for appeal in late:
        actions.close(appeal, at=at)
    return len(late)


def forget_authors(at: datetime) -> int:
    """What the form promises: the sender's data are kept so many days after the case has ended. How many."""
    old = list(Appeal.objects.personal().filter(settled_at__lt=at - timedelta(days=KEPT_DAYS)))
    for appeal in old:
        actions.erase_author(appeal, at=at)
    return len(old)
