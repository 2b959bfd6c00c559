"""What follows an action: a row written in its transaction, done after commit, tried again until it has succeeded.

`settings.EFFECTS` tells by dotted path which function does what, so that a lower app never imports a higher one. It is
called as `function(at=…, **arguments)` in the transaction that takes the row away: what it writes to the database is
there exactly once, whenever the process dies. What it does outside (files) must bear being done twice.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.module_loading import import_string

from roadmap import broker
from roadmap.models import Effect

log = logging.getLogger(__name__)

BACK_OFF = [timedelta(seconds=s) for s in (10, 30, 60, 120, 300, 600, 1200, 1800, 3600)]
MOST_ATTEMPTS = 20  # about half a day
BATCH = 100


def leave(name: str, key: object, /, *, at: datetime, not_before: datetime | None = None, **arguments: object) -> None:
    """To be done when the transaction is through, at once if the broker is there and it need not wait."""
    effect, is_new = _row(name, key, at, arguments, not_before)
    if is_new and effect.next_try_at <= at:
        transaction.on_commit(lambda: hand_over(effect.pk), robust=True)


def hand_over(pk: int) -> None:
    broker.hand_over_once("roadmap.tasks.follow_up", pk, Effect.objects.all())


def run(pk: int, at: datetime) -> bool:
    """One attempt at one effect, if it is due; was it done?"""
    effect = _claim(pk, at)
    if effect is None:
        return False  # another worker has it, or its time has not come
    try:
        return _done(effect, at)
    except Exception as error:  # whatever is wrong with one, the others go on
        log.exception("Effect %s failed at its attempt %d.", effect, effect.attempts)
        reason = f"{type(error).__name__}: {error}"
        Effect.objects.filter(pk=pk).update(reason=reason[:500])
        return False


@transaction.atomic
def _claim(pk: int, at: datetime) -> Effect | None:
    """The attempt is counted before it is made: what kills its process comes to an end, too."""
    effect = Effect.objects.due(at).select_for_update(skip_locked=True).filter(pk=pk).first()
    if effect is None:
        return None
    effect.attempts += 1
    is_last = effect.attempts >= MOST_ATTEMPTS
    effect.next_try_at = None if is_last else at + BACK_OFF[min(effect.attempts, len(BACK_OFF)) - 1]
    effect.save(update_fields=["attempts", "next_try_at"])
    return effect


@transaction.atomic
def _done(effect: Effect, at: datetime) -> bool:
    held = Effect.objects.select_for_update(skip_locked=True).filter(pk=effect.pk).first()
    if held is None:
        return False  # somebody still works on the attempt before
    import_string(settings.EFFECTS[held.name])(at=at, **held.arguments)
    held.delete()
    return True


def do_each(name: str, rows: QuerySet, at: datetime) -> int:
    """What time has reached, a batch at once, each row by itself; how many were done.

    A row that failed has its effect still and comes again by the effect's own back-off, not with every look.
    """
    due = rows.annotate(key=Cast("pk", TextField())).filter(key=OuterRef("key"))
    Effect.objects.ended().filter(name=name).exclude(Exists(due)).delete()  # moved since: its new time begins anew
    known = Effect.objects.filter(name=name, key=Cast(OuterRef("pk"), TextField()))
    fresh = rows.exclude(Exists(known)).order_by("pk").values_list("pk", flat=True)[:BATCH]
    return sum(run(_row(name, pk, at, {"pk": pk})[0].pk, at) for pk in list(fresh))


def try_again(pk: int, at: datetime) -> None:
    """A person has looked: all its tries anew."""
    if Effect.objects.ended().filter(pk=pk).update(attempts=0, next_try_at=at):
        transaction.on_commit(lambda: hand_over(pk), robust=True)


@transaction.atomic
def take_back(name: str, key: object, /) -> bool:
    """What is still to be done is not done; False where it was begun."""
    effect = Effect.objects.select_for_update().filter(name=name, key=str(key), attempts=0).first()
    if effect is not None:
        effect.delete()
    return effect is not None


@transaction.atomic
def bring_forward(name: str, key: object, /, *, at: datetime) -> None:
    """It waits no longer."""
    effect = Effect.objects.select_for_update().filter(name=name, key=str(key), next_try_at__gt=at).first()
    if effect is not None:
        Effect.objects.filter(pk=effect.pk).update(next_try_at=at)
        transaction.on_commit(lambda: hand_over(effect.pk), robust=True)


def _row(
    name: str, key: object, at: datetime, arguments: dict, not_before: datetime | None = None
) -> tuple[Effect, bool]:
    values = {"arguments": arguments, "created_at": at, "next_try_at": not_before or at}
    return Effect.objects.get_or_create(name=name, key=str(key), defaults=values)
