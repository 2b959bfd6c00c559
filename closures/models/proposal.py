"""A change of a published event that waits until a second person has seen it."""

import json
from hashlib import sha256

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .event import RoadEvent


class ProposedChange(models.Model):
    """One an event. `values` are what came in, as the API takes it; what would differ is asked anew when it is looked
    at, of the event as it then is. `returned_by` has sent it back: it waits for its author.
    """

    class Verb(models.TextChoices):
        CHANGE = "change", _("change")
        REOPEN = "reopen", _("taking up again")
        CANCEL = "cancel", _("cancelling")

    event = models.OneToOneField(RoadEvent, models.CASCADE, related_name="proposal", verbose_name=_("road event"))
    verb = models.CharField(_("what"), max_length=8, choices=Verb)
    values = models.JSONField(_("values"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))
    returned_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    returned_at = models.DateTimeField(null=True, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")

    def __str__(self) -> str:
        return f"{self.event_id} {self.verb}"

    @property
    def digest(self) -> str:
        """Of what is proposed, and when: whoever approves it names the one that they have read."""
        told = [self.verb, self.values, self.by_id, self.at.isoformat()]
        return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def is_returned(self) -> bool:
        return self.returned_by_id is not None
