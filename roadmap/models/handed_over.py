"""What is handed to the workers: when it was last, so that what lies in the queue is not put there again and again."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q


class HandedOverQuerySet(models.QuerySet):
    def in_queue(self, at: datetime, lost_after: timedelta) -> "HandedOverQuerySet":
        """Handed over for the try that is due, and not so long ago that the broker may have lost it."""
        return self.filter(handed_over_at__gte=F("next_try_at")).filter(handed_over_at__gte=at - lost_after)

    def not_in_queue(self, at: datetime, lost_after: timedelta) -> "HandedOverQuerySet":
        is_for_an_earlier_try = Q(handed_over_at__lt=F("next_try_at"))
        return self.filter(Q(handed_over_at=None) | is_for_an_earlier_try | Q(handed_over_at__lt=at - lost_after))

    def note_handed_over(self, pk: int, at: datetime) -> None:
        """`at` is before the broker had it: whatever a worker did meanwhile comes later."""
        self.filter(pk=pk).update(handed_over_at=at)


class HandedOver(models.Model):
    """A row for a worker, with the moment of its `next_try_at`."""

    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True
