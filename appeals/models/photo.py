"""Photos of a message: re-encoded, without what the camera wrote, under a random name outside the web root."""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from .appeal import Appeal


def random_name(photo: "AppealPhoto", filename: str) -> str:
    """Nothing of the sender's file name is kept."""
    name = secrets.token_hex(16)
    return f"appeals/{name[:2]}/{name}.jpg"


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
    created_at = models.DateTimeField(_("taken in at"))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
