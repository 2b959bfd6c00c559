"""What the passing of time does to messages; periodic tasks that call actions."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.utils import timezone

from appeals import actions
from appeals.models import Appeal
from appeals.models.appeal import KEPT_DAYS, REFUTED_WITHIN_DAYS
from appeals.workflow import MoveRefused, Status

log = logging.getLogger(__name__)


@shared_task
def advance_appeals() -> None:
    at = timezone.now()
    close_unrefuted(at)
    forget_authors(at)


def close_unrefuted(at: datetime) -> int:
    """Nobody said “not fixed” in time: the case is closed. How many."""
    old = Appeal.objects.filter(status=Status.ANSWERED, answered_at__lt=at - timedelta(days=REFUTED_WITHIN_DAYS))
    late = [appeal for appeal in old.select_related("city", "duplicate_of") if not appeal.can_be_refuted_at(at)]
    return sum(_try(actions.close, appeal, at=at) for appeal in late)


def forget_authors(at: datetime) -> int:
    """What the form promises: the sender's data are kept so many days after the case has ended. How many."""
    old = list(Appeal.objects.personal().filter(settled_at__lt=at - timedelta(days=KEPT_DAYS)))
    return sum(_try(actions.erase_author, appeal, at=at) for appeal in old)


def _try(action: Callable[..., Appeal], appeal: Appeal, *, at: datetime) -> bool:
    """One that fails does not hold up the rest; the next hour tries again."""
    try:
        action(appeal, at=at)
    except MoveRefused as error:  # somebody was quicker
        log.info("The clock could not %s message %s: %s", action.__name__, appeal.pk, error)
        return False
    except Exception:
        log.exception("The clock could not %s message %s.", action.__name__, appeal.pk)
        return False
    return True
