"""A notice as somebody pasted it at the desk, and which events were entered or changed from it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, City, User

from .event import RoadEvent
from .own import of_own_agency


class PastedNoticeQuerySet(models.QuerySet):
    def readable_by(self, user: User) -> "PastedNoticeQuerySet":
        return of_own_agency(self, user)


class PastedNotice(models.Model):
    """The text as it was pasted, word for word; what is read from it stands in no table.

    `written_at` is the moment from which «завтра» counts. The same text of one day is one row of an agency.
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="pasted_notices", verbose_name=_("city"))
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="pasted_notices", verbose_name=_("agency"))
    text = models.TextField(_("text"))
    digest = models.CharField(_("digest of the text"), max_length=64)
    file_name = models.CharField(_("file"), max_length=200, blank=True)
    written_at = models.DateTimeField(_("written at"))
    pasted_at = models.DateTimeField(_("pasted at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    objects = PastedNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("pasted notice")
        verbose_name_plural = _("pasted notices")
        ordering = ["-pasted_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["agency", "digest"], name="notice_once_a_day")]
        indexes = [models.Index(fields=["agency", "-pasted_at", "-id"], name="notice_newest_first")]

    def __str__(self) -> str:
        return self.text[:80]


class NoticeEntry(models.Model):
    """Draft `number` of a notice, from 0, became or changed this event; `version` is the event's that came of it."""

    notice = models.ForeignKey(PastedNotice, models.CASCADE, related_name="entries", verbose_name=_("pasted notice"))
    number = models.PositiveSmallIntegerField(_("draft"))
    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="notice_entries", verbose_name=_("road event"))
    version = models.PositiveIntegerField(_("version"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("entry from a notice")
        verbose_name_plural = _("entries from notices")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number", "event", "version"], name="notice_entry_once_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}.{self.number} → {self.event_id}"
