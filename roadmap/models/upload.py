"""A file that an administrator sent for the set-up, and how far it has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .city import City
from .people import User


class UploadQuerySet(models.QuerySet):
    def manageable_by(self, user: User) -> "UploadQuerySet":
        """Administrators alone: a stranger finds nothing."""
        return self if user.is_authenticated and user.has_role("administrator") else self.none()


class Upload(models.Model):
    """The file lies in the data folder until it is taken or given up. `seen` is what it would bring, `summary` what it
    brought; `step` is the one that was begun last, `step_number` of `steps`. Times are UTC.
    """

    class Kind(models.TextChoices):
        ROADS = "roads", _("road network")
        AREAS = "areas", _("districts and zones")
        SEGMENTS = "segments", _("facts of segments")

    class State(models.TextChoices):
        TO_LOOK = "to-look", _("waits to be looked at")
        LOOKING = "looking", _("being looked at")
        SEEN = "seen", _("looked at, not taken yet")
        TO_TAKE = "to-take", _("waits to be taken")
        TAKING = "taking", _("being taken")
        DONE = "done", _("taken over")
        REFUSED = "refused", _("not taken")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    city = models.ForeignKey(City, models.SET_NULL, null=True, related_name="+", verbose_name=_("city"))
    file_name = models.CharField(_("file"), max_length=200)
    options = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State)
    step = models.CharField(_("step"), max_length=120, blank=True)
    step_number = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    seen = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who uploaded it"))
    at = models.DateTimeField(_("uploaded at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of the set-up")
        verbose_name_plural = _("files of the set-up")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "-at"], name="upload_latest")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"

    @property
    def is_going_on(self) -> bool:
        return self.state in (self.State.TO_LOOK, self.State.LOOKING, self.State.TO_TAKE, self.State.TAKING)
