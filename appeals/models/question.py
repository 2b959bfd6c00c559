"""What a body asks the sender of a message: while the reply is awaited, the clock of the answer stands."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .appeal import Appeal

LONGEST = 2000


class AppealQuestionQuerySet(models.QuerySet):
    def moving(self, appeal: Appeal) -> "AppealQuestionQuerySet":
        """All that the message's term knows of: its own, and those of the message it was split from, until then."""
        return self.filter(Q(appeal=appeal) | Q(appeal=appeal.split_from_id, asked_at__lte=appeal.changes.first().at))

    def waiting(self) -> "AppealQuestionQuerySet":
        """The clock stands because of them: at most one a message."""
        return self.filter(ended_at=None)

    def silent(self, at: datetime) -> "AppealQuestionQuerySet":
        """Nobody has replied, and the last day to do so is over."""
        return self.waiting().filter(expires_at__lt=at)


class AppealQuestion(models.Model):
    """`ended_at` is when the clock went on: by the reply, by silence after `expires_at`, or as the message was settled.

    `answer_due_before` and `term_ends_before` are what was promised when it was asked. Question and reply are personal:
    they go with the sender's other words.
    """

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="questions", verbose_name=_("message"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who asked"))
    asked_at = models.DateTimeField(_("asked at"))
    text = models.TextField(_("question"), max_length=LONGEST, blank=True)
    expires_at = models.DateTimeField(_("waits until"))
    answer_due_before = models.DateTimeField(_("answer promised by"))
    term_ends_before = models.DateField(_("last day of the term"), null=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    reply = models.TextField(_("reply"), max_length=LONGEST, blank=True)
    ended_at = models.DateTimeField(_("the clock went on at"), null=True, blank=True)

    objects = AppealQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the sender")
        verbose_name_plural = _("questions to senders")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal"], condition=Q(ended_at=None), name="one_question_at_a_time"),
            models.CheckConstraint(
                condition=Q(replied_at=None) | Q(ended_at__isnull=False), name="replied_question_has_ended"
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=Q(ended_at=None), name="question_waiting")]

    def __str__(self) -> str:
        return f"{self.appeal_id}: {self.asked_at:%Y-%m-%d}"
