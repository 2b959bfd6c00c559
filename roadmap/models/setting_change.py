"""Who changed which setting, when, from what to what: added, never edited."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .city import City
from .history import HistoryIsFixed, HistoryQuerySet
from .people import User


class SettingChange(models.Model):
    """`subject` is the noun's label («roadmap.agency») and `title` what its row was called then, so that both outlive
    it. `differences` are [column, before, after] in words; secrets, passwords and shapes are never among them.
    """

    class Verb(models.TextChoices):
        ADDED = "added", _("added")
        CHANGED = "changed", _("changed")
        REMOVED = "removed", _("removed")
        IMPORTED = "imported", _("imported")
        PASSWORD = "password", _("password changed")

    verb = models.CharField(_("what was done"), max_length=10, choices=Verb)
    subject = models.CharField(_("kind of setting"), max_length=60)
    number = models.BigIntegerField(_("number"), null=True)
    title = models.CharField(_("setting"), max_length=250)
    city = models.ForeignKey(City, models.SET_NULL, null=True, related_name="+", verbose_name=_("city"))
    differences = models.JSONField(_("differences"), default=list)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a setting")
        verbose_name_plural = _("changes of settings")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"], name="setting_change_latest"),
            models.Index(fields=["subject", "-at"], name="setting_change_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject} {self.number}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise HistoryIsFixed
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise HistoryIsFixed
