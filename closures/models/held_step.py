"""A step whose posts have not left yet: what it takes to take it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import RoadEvent


class HeldStep(models.Model):
    """The latest of an event; `before` is the event as it was, by closures.holding. Of use until `until` alone."""

    event = models.OneToOneField(RoadEvent, models.CASCADE, related_name="held_step", verbose_name=_("road event"))
    version = models.PositiveIntegerField(_("version"))
    until = models.DateTimeField(_("until"))
    before = models.JSONField()

    class Meta:
        verbose_name = _("held step")
        verbose_name_plural = _("held steps")

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version}"
