"""What networks send us of themselves: each event as it came, once, before anything is made of it."""

import json
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from .account import Account


class IncomingEventQuerySet(models.QuerySet):
    def forget(self, at: datetime) -> int:
        """What has been kept for its term goes; how many rows."""
        return self.filter(received_at__lt=at - IncomingEvent.KEPT).delete()[0]

    def silence(self) -> None:
        """Their words are gone; the rows stay: once."""
        self.update(body="")


class IncomingEvent(models.Model):
    """`number` is the network's own, or follows from what makes an event one where the network gives none; `body` is
    its JSON, letter by letter. `about` is the message that it tells of, as the network numbers it, once it was read.
    """

    KEPT = timedelta(days=30)
    LONGEST_NUMBER = 100

    account = models.ForeignKey(Account, models.CASCADE, related_name="events", verbose_name=_("account"))
    number = models.CharField(_("number in the network"), max_length=LONGEST_NUMBER)
    body = models.TextField(_("as it came"))
    about = models.CharField(_("message that it tells of"), max_length=200, blank=True)
    received_at = models.DateTimeField(_("received at"))

    objects = IncomingEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a network")
        verbose_name_plural = _("events of networks")
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "number"], name="event_of_a_network_once")]
        indexes = [
            models.Index(fields=["received_at"], name="incoming_age"),
            models.Index(fields=["account", "-received_at"], name="incoming_of_account"),
            models.Index(fields=["account", "about"], condition=~models.Q(about=""), name="incoming_about"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.number}"

    @property
    def told(self) -> dict:
        """Empty where its words are gone."""
        return json.loads(self.body) if self.body else {}
