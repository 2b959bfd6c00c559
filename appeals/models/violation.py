"""A promised moment that passed: who had the message then. Rows are added and stay, whatever becomes of the message."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, User

from .appeal import Appeal


class Kind(models.TextChoices):
    FIRST_REPLY = "first-reply", _("first reply late")
    ANSWER = "answer", _("answer late")


class ViolationQuerySet(models.QuerySet):
    def answers(self) -> "ViolationQuerySet":
        return self.filter(kind=Kind.ANSWER)

    def between(self, start: datetime, end: datetime) -> "ViolationQuerySet":
        """Those of the half-open interval."""
        return self.filter(broken_at__gte=start, broken_at__lt=end)


class Violation(models.Model):
    """One a message and kind. `due_at` is the moment as it was promised; `broken_at` the same, or when a message that
    had been answered in time came back after it. `agency` and `person` (who had taken it, if anybody) are those of
    that moment: a later forwarding moves nothing. `found_at` is when the clock saw it.
    """

    Kind = Kind

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="violations", verbose_name=_("message"))
    kind = models.CharField(_("what"), max_length=12, choices=Kind)
    agency = models.ForeignKey(Agency, models.PROTECT, db_index=False, related_name="+", verbose_name=_("agency"))
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    due_at = models.DateTimeField(_("promised by"))
    broken_at = models.DateTimeField(_("broken at"))
    found_at = models.DateTimeField(_("found at"))
    told_at = models.DateTimeField(_("told to the next level at"), null=True, blank=True, editable=False)

    objects = ViolationQuerySet.as_manager()

    class Meta:
        verbose_name = _("violation")
        verbose_name_plural = _("violations")
        ordering = ["-broken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "kind"], name="violation_once_a_kind"),
            models.CheckConstraint(condition=Q(broken_at__gte=models.F("due_at")), name="broken_when_due_at_least"),
        ]
        indexes = [
            models.Index(fields=["broken_at"], name="violation_latest"),
            models.Index(fields=["agency", "broken_at"], name="violation_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
