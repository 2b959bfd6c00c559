"""An answer that waits for the second pair of eyes."""

from collections.abc import Iterable

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from appeals.workflow import Outcome
from roadmap.models import Agency, User
from roadmap.said import Said, values_field

from .appeal import Appeal


class AnswerDraftQuerySet(models.QuerySet):
    def standing(self) -> "AnswerDraftQuerySet":
        """Of the body that has the message now: forwarding leaves a draft behind."""
        return self.filter(agency=F("appeal__agency"))

    def waiting_of(self, rows: Iterable[Appeal]) -> set[int]:
        """Numbers of those of the rows whose answer waits for the second pair of eyes."""
        waiting = self.standing().filter(appeal__in=[row.pk for row in rows], returned_at=None)
        return set(waiting.values_list("pk", flat=True))


class AnswerDraft(models.Model):
    """One a message: what was written, by whom, and what its photo proves; `note` says why it was given back."""

    appeal = models.OneToOneField(
        Appeal, models.CASCADE, related_name="answer_draft", verbose_name=_("message"), primary_key=True
    )
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("agency"))
    text = models.TextField(_("answer"), max_length=4000)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    proof = models.CharField(_("what its photo proves"), max_length=300, blank=True)
    proof_values = values_field()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written at"))
    returned_at = models.DateTimeField(_("given back at"), null=True, blank=True)
    note = models.CharField(_("why it was given back"), max_length=500, blank=True)

    objects = AnswerDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer that waits for approval")
        verbose_name_plural = _("answers that wait for approval")

    def __str__(self) -> str:
        return str(self.appeal)

    @property
    def proved(self) -> Said:
        return Said(self.proof, self.proof_values)
