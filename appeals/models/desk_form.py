"""A form of a message's page that was sent: once it was done, the same form sent again does nothing."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .appeal import Appeal

KEPT = timedelta(days=2)  # a page that stays open longer is opened anew


class DeskFormQuerySet(models.QuerySet):
    def past(self, at: datetime) -> "DeskFormQuerySet":
        return self.filter(at__lt=at - KEPT)


class DeskForm(models.Model):
    """`key` is that of the form as it was opened, bound to who sent it and all that was sent (appeals/drafts.py)."""

    key = models.UUIDField(primary_key=True)
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="+", verbose_name=_("message"))
    at = models.DateTimeField(_("done at"), db_index=True)

    objects = DeskFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("form of the desk")
        verbose_name_plural = _("forms of the desk")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.key}"
