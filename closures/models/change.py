"""The history of a road event: versions are added, never edited."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .event import RoadEvent
from .kinds import Basis


class Verb(models.TextChoices):
    DRAFTED = "drafted", _("drafted")
    SUBMITTED = "submitted", _("sent for review")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("changed")
    EXTENDED = "extended", _("term moved")
    STARTED = "started", _("started")
    CONFIRMED = "confirmed", _("confirmed from the field")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")


class HistoryIsFixed(Exception):
    """Somebody tried to rewrite or delete an entry of the history."""


class RoadEventChangeQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise HistoryIsFixed

    def delete(self):
        raise HistoryIsFixed

    def before(self, change: "RoadEventChange") -> "RoadEventChange | None":
        return self.filter(event=change.event_id, version__lt=change.version).order_by("-version").first()


class RoadEventChange(models.Model):
    """Who did what, when, and the event's whole state after it; the difference is read from the entry before."""

    event = models.ForeignKey(RoadEvent, models.PROTECT, related_name="changes", verbose_name=_("road event"))
    version = models.PositiveIntegerField(_("version"))
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    basis = models.CharField(_("basis"), max_length=8, choices=Basis, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    state = models.JSONField(_("state after it"))

    objects = RoadEventChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["event", "version"]
        constraints = [models.UniqueConstraint(fields=["event", "version"], name="change_version_once_an_event")]

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version} {self.verb}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise HistoryIsFixed
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsFixed

    @classmethod
    def record(
        cls,
        event: RoadEvent,
        verb: str,
        state: dict,
        *,
        by: User | None,
        at: datetime,
        basis: str = "",
        comment: str = "",
    ) -> "RoadEventChange":
        """The next version of a locked event."""
        event.version += 1
        event.updated_at = at
        event.save(update_fields=["version", "updated_at"])
        return cls.objects.create(
            event=event, version=event.version, verb=verb, by=by, at=at, basis=basis, comment=comment, state=state
        )
