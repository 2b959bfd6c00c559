"""A file that an administrator sent for the set-up, and how far it has come."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from .city import City
from .people import User


class UploadQuerySet(models.QuerySet):
    def manageable_by(self, user: User) -> "UploadQuerySet":
        """Administrators alone: a stranger finds nothing."""
        return self if user.is_authenticated and user.has_role("administrator") else self.none()


class Upload(models.Model):
    """The file lies in the data folder until it is taken or given up. `seen` is what it would bring, of a table how
    many of its TableRows are what; `summary` is what it brought; `step` the one that was begun last, `step_number` of
    `steps`. Times are UTC.
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


class TableRow(models.Model):
    """A row of a table of facts of segments, as it was understood: `number` as a spreadsheet shows it, `facts` as JSON
    holds them, `reason` why it cannot be taken. `place` is where the report tells it; rows that are refused for the
    same reason are told once, with the `first` of them, and have none.
    """

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="table_rows", verbose_name=_("file of the set-up"))
    number = models.PositiveIntegerField(_("row"))
    told = models.CharField(_("what it names"), max_length=200, blank=True)
    segments = ArrayField(models.BigIntegerField(), verbose_name=_("segments"))
    facts = models.JSONField(_("facts"))
    reason = models.TextField(_("reason"), blank=True)
    place = models.PositiveIntegerField(_("place in the report"), null=True)
    first = models.PositiveIntegerField(_("first row of the same reason"))

    class Meta:
        verbose_name = _("row of a table")
        verbose_name_plural = _("rows of a table")
        ordering = ["upload", "number"]
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="table_row_once_a_file")]
        indexes = [
            models.Index(fields=["upload", "place"], name="table_row_place"),
            models.Index(fields=["upload", "first"], name="table_row_first"),
        ]

    def __str__(self) -> str:
        return f"{self.upload_id} / {self.number}"
