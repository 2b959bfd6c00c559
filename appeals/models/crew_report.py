"""“Fixed”, as a crew's phone sends it: a key of its own makes one that comes twice one answer."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .appeal import Appeal


class CrewReport(models.Model):
    """`key` is made on the phone when the button is pressed, and sent again with every try."""

    key = models.UUIDField(primary_key=True)
    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="crew_reports", verbose_name=_("message"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("sent by"))
    at = models.DateTimeField(_("taken in at"))

    class Meta:
        verbose_name = _("report of a crew")
        verbose_name_plural = _("reports of crews")

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.key}"
