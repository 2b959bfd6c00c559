"""What the passing of time does to road events: the planned starts and ends that have come."""

import logging

from celery import shared_task
from django.core.exceptions import ValidationError
from django.utils import timezone
from psycopg.types.range import TimestamptzRange

from closures import actions, posts
from closures.derive import derive, open_ended_near_horizon
from closures.models import RoadEvent
from closures.models.kinds import Basis
from closures.workflow import MoveRefused

log = logging.getLogger(__name__)


@shared_task
def advance_events() -> None:
    advance(timezone.now())


def advance(at) -> tuple[int, int]:
    """Starts and finishes what time has reached; how many of each. One that fails does not hold up the rest."""
    begun = RoadEvent.objects.published().filter(started_at=None, during__startswith__lte=at)
    over = RoadEvent.objects.published().filter(during__fully_lt=TimestamptzRange(at, None, "[)"))
    started = sum(_try(actions.start, event, at=at) for event in begun)
    finished = sum(_try(actions.finish, event, at=at, by=None, basis=Basis.PLAN) for event in over)
    for event in open_ended_near_horizon(at):
        derive(event, at)
    return started, finished


def _try(action, event: RoadEvent, **values) -> bool:
    try:
        action(event, channels=posts.channels_of(event), **values)
    except (MoveRefused, ValidationError) as error:
        log.warning("The clock could not %s event %s: %s", action.__name__, event.pk, error)
        return False
    except Exception:  # whatever is wrong with one event, the others' time has come too
        log.exception("The clock could not %s event %s.", action.__name__, event.pk)
        return False
    return True
