"""Photos and videos of a message: as they came until they are looked at, then made anew; random names outside the web
root. What staff hide of one is kept as boxes, and holds for every copy.
"""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.decoding import Fault
from roadmap.masks import Cover, Mask
from roadmap.models import User

from .appeal import Appeal

# 30 days to consider a message and 30 more where that is extended (59-FZ, article 12): so long a file as it came may be
# needed, to look closer or to hide more of it.
ORIGINAL_KEPT_DAYS = 60
ORIGINAL_KEPT = timedelta(days=ORIGINAL_KEPT_DAYS)
ORIGINALS = "originals"


def random_name(photo: "AppealPhoto", filename: str) -> str:
    """Nothing of the sender's file name is kept but what we make of it: .jpg, or .mp4 for a video."""
    name = secrets.token_hex(16)
    return f"appeals/{name[:2]}/{name}{'.mp4' if filename.endswith('.mp4') else '.jpg'}"


def original_name() -> str:
    name = secrets.token_hex(16)
    return f"{ORIGINALS}/{name[:2]}/{name}"


class AppealPhotoQuerySet(models.QuerySet):
    def ready(self) -> "AppealPhotoQuerySet":
        """All that is to be hidden is hidden in every copy."""
        return self.filter(state=AppealPhoto.State.READY)

    def proofs(self) -> "AppealPhotoQuerySet":
        """Of a repair, in the answer that stands."""
        return self.filter(is_proof=True, is_held=False, is_taken_back=False)

    def refuted(self) -> "AppealPhotoQuerySet":
        """Of answers that were sent and taken back."""
        return self.filter(is_taken_back=True)

    def held(self) -> "AppealPhotoQuerySet":
        return self.filter(is_held=True)

    def of_pixels(self, pixels: str) -> "AppealPhotoQuerySet":
        """This very picture at any message that it was to prove the repair of."""
        return self.filter(pixels=pixels)

    def public(self) -> "AppealPhotoQuerySet":
        return self.ready().filter(is_released=True)

    def same_as(self, photo: "AppealPhoto") -> "AppealPhotoQuerySet":
        """It, and the same picture in the parts that its message was split into: what arrived once."""
        return self.filter(models.Q(pk=photo.pk) | models.Q(arrival=photo.arrival, arrival__gt=0))

    def due(self, at: datetime) -> "AppealPhotoQuerySet":
        """Whose copies are to be made anew."""
        return self.filter(state=AppealPhoto.State.WAITING, next_try_at__lte=at)

    def past_term(self, at: datetime) -> "AppealPhotoQuerySet":
        """Whose original has been kept long enough."""
        return self.filter(original_until__lte=at).exclude(original="")


class AppealPhoto(models.Model):
    """A JPEG that we encoded; `thumbnail` is the same in 480 px. Public only after an operator released it.

    Of a video the two are its still, and `clip` is the MP4 that we encoded, `seconds` long. `original` is the file as
    it came, for staff and until `original_until`. Where something is hidden, `unmasked` is the picture without that,
    for the staff that hide; all else is made from the original with the masks on it. `pixels` is their digest: a proof
    of repair that comes again is known by it, whatever its file says of time and place. `name` is in public addresses
    and another after each change of what is hidden, so that nothing kept of the old one is shown.
    """

    FILES = ("file", "thumbnail", "clip", "unmasked", "original")

    class State(models.TextChoices):
        READY = "ready", _("ready")
        WAITING = "waiting", _("copies are being made")
        FAILED = "failed", _("copies could not be made")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="photos", verbose_name=_("message"))
    name = models.CharField(max_length=64, unique=True, default=secrets.token_hex)
    file = models.FileField(upload_to=random_name)
    thumbnail = models.FileField(upload_to=random_name)
    clip = models.FileField(upload_to=random_name, blank=True, db_default="")
    seconds = models.FloatField(_("length, s"), null=True, blank=True)
    original = models.FileField(blank=True, db_default="")
    original_until = models.DateTimeField(_("original kept until"), null=True, blank=True)
    unmasked = models.FileField(upload_to=random_name, blank=True, db_default="")
    width = models.PositiveIntegerField(_("width, px"))
    height = models.PositiveIntegerField(_("height, px"))
    is_released = models.BooleanField(_("may be public"), default=False)
    is_proof = models.BooleanField(_("shows the repair"), default=False)
    is_held = models.BooleanField(_("of an answer that is not sent yet"), default=False, db_default=False)
    is_taken_back = models.BooleanField(_("of an answer that was taken back"), default=False, db_default=False)
    pixels = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
    arrival = models.BigIntegerField(default=0, db_default=0, editable=False)  # its upload's number: the sender's order
    created_at = models.DateTimeField(_("taken in at"))

    masks_version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY, db_default=State.READY.value)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    objects = AppealPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["arrival", "pk"]
        indexes = [  # the sweep asks for all of a folder
            models.Index(fields=["file"], name="photo_file_start", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["thumbnail"], name="photo_thumbnail_start", opclasses=["varchar_pattern_ops"]),
            *(
                models.Index(
                    fields=[field],
                    name=f"photo_{field}_start",
                    opclasses=["varchar_pattern_ops"],
                    condition=~models.Q(**{field: ""}),
                )
                for field in ("clip", "unmasked", "original")
            ),
            models.Index("next_try_at", name="photo_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["pixels"], name="photo_pixels", condition=~models.Q(pixels="")),
            models.Index("original_until", name="photo_original_until", condition=~models.Q(original="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="photo_that_waits_has_its_moment",
                condition=~models.Q(state="waiting") | models.Q(next_try_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_video(self) -> bool:
        return bool(self.clip)

    @property
    def is_public(self) -> bool:
        return self.is_released and self.state == self.State.READY


class PhotoMask(models.Model):
    """A box that staff drew over a picture, in parts of its sides from the upper left corner, and who drew it when."""

    photo = models.ForeignKey(AppealPhoto, models.CASCADE, related_name="masks", verbose_name=_("photo"))
    left = models.FloatField(_("left"))
    top = models.FloatField(_("top"))
    width = models.FloatField(_("width"))
    height = models.FloatField(_("height"))
    cover = models.CharField(_("how"), max_length=8, choices=Cover.choices, default=Cover.PIXELS)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("hidden part of a photo")
        verbose_name_plural = _("hidden parts of photos")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="mask_lies_on_its_photo",
                condition=models.Q(
                    left__gte=0,
                    top__gte=0,
                    width__gt=0,
                    height__gt=0,
                    left__lt=1,
                    top__lt=1,
                    width__lte=1,
                    height__lte=1,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.photo_id}: {self.get_cover_display()}"

    @property
    def mask(self) -> Mask:
        return Mask(self.left, self.top, self.width, self.height, self.cover)


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

    FOLDER = "waiting"  # where files lay before originals were kept; those that still wait there are looked at

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be looked at")
        REFUSED = "refused", _("refused")

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="uploads", verbose_name=_("message"))
    file = models.FileField(blank=True)
    called = models.CharField(max_length=80, blank=True)
    is_video = models.BooleanField(_("is a video"), default=False, db_default=False)
    is_proof = models.BooleanField(_("shows the repair"), default=False)
    is_held = models.BooleanField(_("of an answer that is not sent yet"), default=False, db_default=False)
    is_taken_back = models.BooleanField(_("of an answer that was taken back"), default=False, db_default=False)
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
        indexes = [
            models.Index("next_try_at", name="upload_waiting", condition=models.Q(state="waiting")),
            models.Index(  # the sweep, as above
                fields=["file"],
                name="upload_file_start",
                opclasses=["varchar_pattern_ops"],
                condition=~models.Q(file=""),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="upload_has_its_file_or_its_fault",
                condition=(models.Q(state="waiting", fault="") & ~models.Q(file=""))
                | (models.Q(state="refused", file="") & ~models.Q(fault="")),
            )
        ]

    def __str__(self) -> str:
        return self.called
