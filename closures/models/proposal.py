"""A change of a published event that waits until a second person has seen it."""

import json
from hashlib import sha256

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .clash import Identity
from .event import RoadEvent
from .works_source import WorksSource


class ProposedChange(models.Model):
    """One an event. `values` are what came in, as the API takes it; what would differ is asked anew when it is looked
    at, of the event as it then is. `clashes` are the identities of those that its author has given a reason for.
    `returned_by` has sent it back: it waits for its author. What a `source` tells anew is nobody's own where no person
    took its file over.
    """

    class Verb(models.TextChoices):
        CHANGE = "change", _("change")
        REOPEN = "reopen", _("taking up again")
        CANCEL = "cancel", _("cancelling")

    event = models.OneToOneField(RoadEvent, models.CASCADE, related_name="proposal", verbose_name=_("road event"))
    verb = models.CharField(_("what"), max_length=8, choices=Verb)
    values = models.JSONField(_("values"))
    clashes = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    source = models.ForeignKey(
        WorksSource, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("source of works")
    )
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
    def author(self) -> str | Promise:
        """In the reader's words."""
        if self.by is None and self.source is None:
            return _("a source of works")
        return self.by.shown_name if self.by else self.source.name

    @property
    def answered(self) -> set[Identity]:
        """What clashes and goes on for its author's reason; of what clashes since he was not asked."""
        return set(map(tuple, self.clashes))

    @property
    def is_returned(self) -> bool:
        return self.returned_by_id is not None
