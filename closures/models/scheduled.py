"""A publication that waits for its time."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from closures.workflow import UNSEEN
from roadmap.models import User

from .event import RoadEvent


class ScheduledPublicationQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "ScheduledPublicationQuerySet":
        """Its time has come, and nobody published or deleted it meanwhile."""
        return self.filter(publish_at__lte=at, refused_at=None, event__status__in=UNSEEN)

    def missed(self) -> "ScheduledPublicationQuerySet":
        """Its time came and it could not be published; somebody has to look."""
        return self.exclude(refused_at=None).filter(event__status__in=UNSEEN)


class ScheduledPublication(models.Model):
    """One an event. `version` is the one that `by` has seen, `confirmed` what is unusual in it and meant.

    `clashes` are the identities of those that go on for `clash_reason` (closures.conflicts).

    `why` says, a sentence each, why it could not be published at its time (`refused_at`).
    """

    event = models.OneToOneField(RoadEvent, models.CASCADE, related_name="scheduled", verbose_name=_("road event"))
    publish_at = models.DateTimeField(_("publish at"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    version = models.PositiveIntegerField(_("version"))
    confirmed = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    clashes = models.JSONField(default=list, blank=True)
    clash_reason = models.CharField(_("why it goes on although it clashes"), max_length=300, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    why = models.JSONField(default=list, blank=True)

    objects = ScheduledPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled publication")
        verbose_name_plural = _("scheduled publications")
        indexes = [models.Index(fields=["publish_at"], condition=models.Q(refused_at=None), name="publication_due")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.publish_at:%Y-%m-%d %H:%M}"
