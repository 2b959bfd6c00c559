"""What an agency enters again and again: an event without its times."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, User

from .own import of_own_agency


class EventTemplateQuerySet(models.QuerySet):
    def usable_by(self, user: User) -> "EventTemplateQuerySet":
        return of_own_agency(self, user)


class EventTemplate(models.Model):
    """`values` fill the form, as closures.prefilled makes them."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", verbose_name=_("agency"))
    name = models.CharField(_("name"), max_length=120)
    values = models.JSONField(_("values"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    created_at = models.DateTimeField(_("when"))

    objects = EventTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of events")
        verbose_name_plural = _("templates of events")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="template_name_once_an_agency",
                violation_error_message=_("There is a template with this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
