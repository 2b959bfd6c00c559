"""What an action leaves to be done after its commit, as rows that no dying process takes with it."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .handed_over import HandedOver, HandedOverQuerySet


class EffectQuerySet(HandedOverQuerySet):
    def due(self, at: datetime) -> "EffectQuerySet":
        return self.filter(next_try_at__lte=at)

    def ended(self) -> "EffectQuerySet":
        """Tried as often as anything is; a person has to look."""
        return self.filter(next_try_at=None)


class Effect(HandedOver):
    """One thing to be done: gone when it is done, so a row tells what is still to come or has ended its tries.

    `name` is a key of settings.EFFECTS; `key` keeps the same thing from being there twice.
    """

    name = models.CharField(_("what"), max_length=40)
    key = models.CharField(_("of what"), max_length=80)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next try"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        verbose_name = _("effect")
        verbose_name_plural = _("effects")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="effect_once")]
        indexes = [models.Index(fields=["next_try_at", "id"], name="effect_next")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

    @property
    def words(self) -> str:
        """What is to be done, for a person: the name is its own English."""
        told = gettext(self.name)
        return told if told != self.name else told.replace("-", " ").capitalize()
