"""History is added, never edited: what every entry of a history holds, and what it refuses."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HistoryIsFixed(Exception):
    """Somebody tried to rewrite or delete an entry of the history."""


class HistoryQuerySet(models.QuerySet):
    def update(self, **kwargs):
        raise HistoryIsFixed

    def delete(self):
        raise HistoryIsFixed


class HistoryEntry(models.Model):
    """Who did something, when, and the whole state after it; the difference is read from the entry before.

    A subclass adds what it is the history of, the verb and the comment.
    """

    version = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey(
        "roadmap.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"))
    state = models.JSONField(_("state after it"))

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise HistoryIsFixed
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsFixed
