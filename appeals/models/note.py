"""What those who work on a message write for each other; its sender never reads it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, User
from roadmap.models.people import Role

from .appeal import Appeal


class InternalNoteQuerySet(models.QuerySet):
    def seen_by(self, user: User) -> "InternalNoteQuerySet":
        """Who has the message now reads all; who forwarded it, those of the own body."""
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(models.Q(agency=user.agency_id) | models.Q(appeal__agency=user.agency_id))


class InternalNote(models.Model):
    """`agency` is the body of whoever wrote it. It goes with the sender's data, of which it may tell."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="notes", verbose_name=_("message"))
    agency = models.ForeignKey(Agency, models.SET_NULL, null=True, related_name="+", verbose_name=_("agency"))
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("written by"))
    at = models.DateTimeField(_("written at"))

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]
