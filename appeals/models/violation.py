"""A promised moment that passed: who had the message then. Rows are added and stay, whatever becomes of the message."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, User

from .appeal import Appeal

# The morning is told at eight: what was broken the day before and is found after that was on no morning by its day.
FOUND_LATE = timedelta(hours=8)


class Kind(models.TextChoices):
    FIRST_REPLY = "first-reply", _("first reply late")
    ANSWER = "answer", _("answer late")


class ViolationQuerySet(models.QuerySet):
    def answers(self) -> "ViolationQuerySet":
        return self.filter(kind=Kind.ANSWER)

    def new_between(self, start: datetime | None, end: datetime | None) -> "ViolationQuerySet":
        """Those of the half-open interval (None: no edge), by the moment at which they were broken; one that was found
        late also by when it was found, since that day had been told of already: a letter entered days after it came."""
        broken, found = Q(), Q(found_at__gt=F("broken_at") + FOUND_LATE)
        if start is not None:
            broken, found = broken & Q(broken_at__gte=start), found & Q(found_at__gte=start)
        if end is not None:
            broken, found = broken & Q(broken_at__lt=end), found & Q(found_at__lt=end)
        return self.filter(broken | found)

    def found_in_time(self, at: datetime, fresh: timedelta) -> "ViolationQuerySet":
        """Found within `fresh`, and broken since then or since the clock last looked before that: one that stood for a
        week tells that week, and one that starts for the first time does not tell years."""
        looks = Violation.objects.filter(found_at__lt=OuterRef("found_at") - fresh).order_by()
        is_since_a_look = Exists(looks) & ~Exists(looks.filter(found_at__gte=OuterRef("broken_at")))
        return self.filter(Q(broken_at__gt=F("found_at") - fresh) | is_since_a_look, found_at__gt=at - fresh)


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
            models.CheckConstraint(condition=Q(broken_at__gte=F("due_at")), name="broken_when_due_at_least"),
        ]
        indexes = [
            models.Index(fields=["broken_at"], name="violation_latest"),
            models.Index(fields=["found_at"], name="violation_found"),
            models.Index(fields=["agency", "broken_at"], name="violation_of_agency"),
        ]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.kind}"
