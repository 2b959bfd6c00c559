"""A view of the inbox that an operator comes back to."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, User

MOST_OF_ONE = 30


class SavedFilterQuerySet(models.QuerySet):
    def seen_by(self, user: User) -> "SavedFilterQuerySet":
        """Their own, and what colleagues share with the body."""
        shared = Q(is_shared=True, agency=user.agency_id) if user.agency_id else Q(pk=None)
        return self.filter(Q(user=user) | shared)


class SavedFilter(models.Model):
    """`query` is that of the inbox's address, without words that tell of a person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name=_("operator"))
    agency = models.ForeignKey(
        Agency, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("agency")
    )
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(_("for the whole body"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_name_once_a_user")]

    def __str__(self) -> str:
        return self.name

    @property
    def url(self) -> str:
        return f"{reverse('desk-appeals')}?{self.query}"
