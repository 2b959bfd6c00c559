"""Who looked at whose data, when and how: added, never edited, kept for its term (152-FZ; RULES.md 7)."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import HistoryIsFixed, HistoryQuerySet
from .people import User


class PersonalLookQuerySet(HistoryQuerySet):
    def at_row(self, number: int) -> "PersonalLookQuerySet":
        """At this row, alone or in a list."""
        return self.filter(numbers__contains=[number])

    def forget(self, at: datetime) -> int:
        """What has been kept for its term goes; how many rows."""
        return models.QuerySet.delete(self.filter(at__lt=at - PersonalLook.KEPT))[0]


class PersonalLook(models.Model):
    """One page, list or file that showed personal data: one row, however many persons were on it.

    `subject` is the noun's label («appeals.appeal») and `numbers` those of its rows: neither a name nor an address
    stands here. `why` is the reason that was given, where one was asked for. `by` is empty where the sender took the
    own data away by the secret link.
    """

    KEPT = timedelta(days=365)  # so long a violation can be punished (CoAO 4.5)

    class How(models.TextChoices):
        OPENED = "opened", _("opened")
        LISTED = "listed", _("listed")
        SEARCHED = "searched", _("searched")
        EXPORTED = "exported", _("exported")
        DOWNLOADED = "downloaded", _("downloaded")

    by = models.ForeignKey(User, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    how = models.CharField(_("what was done"), max_length=12, choices=How)
    subject = models.CharField(_("kind of row"), max_length=60)
    numbers = ArrayField(models.BigIntegerField(), verbose_name=_("numbers"), default=list)
    why = models.CharField(_("why"), max_length=200, blank=True)

    objects = PersonalLookQuerySet.as_manager()

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="look_latest"),
            models.Index(fields=["by", "-at"], name="look_of_user"),
            GinIndex(fields=["numbers"], name="look_at_row"),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.subject} {self.numbers}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise HistoryIsFixed
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsFixed
