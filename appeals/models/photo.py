"""Photos of a message: as they came until they are looked at, then re-encoded; random names outside the web root."""

import secrets
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.decoding import Fault

from .appeal import Appeal


def random_name(photo: "AppealPhoto", filename: str) -> str:
    """Nothing of the sender's file name is kept."""
    name = secrets.token_hex(16)
    return f"appeals/{name[:2]}/{name}.jpg"


class AppealPhotoQuerySet(models.QuerySet):
    def proofs(self) -> "AppealPhotoQuerySet":
        """Of a repair, in an answer that was sent."""
        return self.filter(is_proof=True, is_held=False)

    def held(self) -> "AppealPhotoQuerySet":
        return self.filter(is_held=True)


class AppealPhoto(models.Model):
    """A JPEG that we encoded; `thumbnail` is the same in 480 px. Public only after an operator released it."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="photos", verbose_name=_("message"))
    name = models.CharField(max_length=64, unique=True, default=secrets.token_hex)
    file = models.FileField(upload_to=random_name)
    thumbnail = models.FileField(upload_to=random_name)
    width = models.PositiveIntegerField(_("width, px"))
    height = models.PositiveIntegerField(_("height, px"))
    is_released = models.BooleanField(_("may be public"), default=False)
    is_proof = models.BooleanField(_("shows the repair"), default=False)
    is_held = models.BooleanField(_("of an answer that is not sent yet"), default=False, db_default=False)
    created_at = models.DateTimeField(_("taken in at"))

    objects = AppealPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]
        indexes = [  # the sweep asks for all of a folder
            models.Index(fields=["file"], name="photo_file_start", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["thumbnail"], name="photo_thumbnail_start", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name


class PhotoUploadQuerySet(models.QuerySet):
    def waiting(self) -> "PhotoUploadQuerySet":
        return self.filter(state=PhotoUpload.State.WAITING)

    def refused(self) -> "PhotoUploadQuerySet":
        return self.filter(state=PhotoUpload.State.REFUSED)

    def held(self) -> "PhotoUploadQuerySet":
        return self.filter(is_held=True)

    def due(self, at: datetime) -> "PhotoUploadQuerySet":
        return self.waiting().filter(next_try_at__lte=at)


class PhotoUpload(models.Model):
    """A file as it came: it waits to be looked at and becomes an AppealPhoto, or it was refused and says why.

    `called` is the name that its sender gave it, and goes with the sender's other words.
    """

    FOLDER = "waiting"

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be looked at")
        REFUSED = "refused", _("refused")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="uploads", verbose_name=_("message"))
    file = models.FileField(blank=True)
    called = models.CharField(max_length=80, blank=True)
    is_proof = models.BooleanField(_("shows the repair"), default=False)
    is_held = models.BooleanField(_("of an answer that is not sent yet"), default=False, db_default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    fault = models.CharField(max_length=12, choices=Fault.choices, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    created_at = models.DateTimeField(_("taken in at"))

    objects = PhotoUploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo sent")
        verbose_name_plural = _("photos sent")
        ordering = ["pk"]
        indexes = [models.Index("next_try_at", name="upload_waiting", condition=models.Q(state="waiting"))]
        constraints = [
            models.CheckConstraint(
                name="upload_has_its_file_or_its_fault",
                condition=(models.Q(state="waiting", fault="") & ~models.Q(file=""))
                | (models.Q(state="refused", file="") & ~models.Q(fault="")),
            )
        ]

    def __str__(self) -> str:
        return self.called
