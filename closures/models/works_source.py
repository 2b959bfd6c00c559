"""Where others' works come from: a source, each reading of it, the rows of that, and which row is which event."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from closures.kinds import CHOICES
from roadmap.models import Agency, City, User
from roadmap.models.people import Role

from .event import RoadEvent
from .lists import VehicleImpact


class WorksSourceQuerySet(models.QuerySet):
    def manageable_by(self, user: User) -> "WorksSourceQuerySet":
        """Administrators alone: what is taken over appears in other people's name."""
        return self if user.is_authenticated and user.has_role(Role.ADMINISTRATOR) else self.none()


class WorksSource(models.Model):
    """A body's list of works that is taken over again and again.

    `format` is a name of closures.sources.formats; `field_map` says, of formats that need it, our field → the file's
    column. `radius_m` is how far around a point a place reaches that the source tells as a point.
    """

    class Becomes(models.TextChoices):
        DRAFT = "draft", _("drafts, for a dispatcher to look at")
        PUBLISHED = "published", _("published at once, without posts and letters")

    class Past(models.TextChoices):
        HISTORY = "history", _("come in as finished")
        LEFT_OUT = "left-out", _("are left out")

    city = models.ForeignKey(City, models.CASCADE, related_name="works_sources", verbose_name=_("city"))
    name = models.CharField(_("name"), max_length=120)
    agency = models.ForeignKey(
        Agency, models.PROTECT, related_name="works_sources", verbose_name=_("agency that the works belong to")
    )
    format = models.CharField(_("format of the file"), max_length=40)
    field_map = models.JSONField(_("field map"), default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=CHOICES, default="repair-zone")
    vehicle_impact = models.CharField(
        _("vehicle impact"), max_length=40, choices=VehicleImpact, default=VehicleImpact.UNKNOWN
    )
    becomes = models.CharField(_("records become"), max_length=10, choices=Becomes, default=Becomes.DRAFT)
    past = models.CharField(_("works that are long over"), max_length=10, choices=Past, default=Past.HISTORY)
    radius_m = models.PositiveSmallIntegerField(
        _("a point reaches, m"), default=15, validators=[MinValueValidator(3), MaxValueValidator(200)]
    )

    objects = WorksSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source of works")
        verbose_name_plural = _("sources of works")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["city", "name"],
                name="works_source_once_a_city",
                violation_error_message=_("A source of this name is there already."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SourceRun(models.Model):
    """One file of a source: looked at (nothing is written), then taken. `content` is kept until it is taken."""

    class State(models.TextChoices):
        LOOKING = "looking", _("being looked at")
        SEEN = "seen", _("looked at, not taken yet")
        TAKING = "taking", _("being taken")
        DONE = "done", _("taken over")

    source = models.ForeignKey(WorksSource, models.CASCADE, related_name="runs", verbose_name=_("source"))
    file_name = models.CharField(_("file of the source"), max_length=200)
    content = models.BinaryField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.LOOKING)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who uploaded it"))
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who took it over"))
    at = models.DateTimeField(_("uploaded at"))
    taken_at = models.DateTimeField(_("taken at"), null=True)

    class Meta:
        verbose_name = _("reading of a source")
        verbose_name_plural = _("readings of a source")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["source", "at"], name="source_run_latest")]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.file_name}"


DIGEST = "#"  # begins the digest by which a row without a number is known


class KnownBy:
    """A row that has no number of its own goes by a digest of its place and start, which says nothing to a person."""

    external_id: str

    @property
    def shown_id(self) -> str:
        return "" if self.external_id.startswith(DIGEST) else self.external_id


class SourceRow(KnownBy, models.Model):
    """One row of a run: `number` as the file counts, and what became of it, or would. `told` is what the map shows."""

    class Outcome(models.TextChoices):
        WAITING = "", _("not looked at yet")
        CREATED = "created", _("added")
        UPDATED = "updated", _("changed")
        UNCHANGED = "unchanged", _("as before")
        PROPOSED = "proposed", _("waits for an approver")
        KEPT = "kept", _("corrected by hand: kept")
        LEFT_OUT = "left-out", _("long over: left out")
        REJECTED = "rejected", _("not taken")

    run = models.ForeignKey(SourceRun, models.CASCADE, related_name="rows", verbose_name=_("reading of a source"))
    number = models.PositiveIntegerField(_("row in the file"))
    external_id = models.CharField(_("number in the source"), max_length=200, blank=True)
    record = models.JSONField(default=dict)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default=Outcome.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    told = models.JSONField(default=dict)
    event = models.ForeignKey(RoadEvent, models.CASCADE, null=True, related_name="+", verbose_name=_("road event"))

    class Meta:
        verbose_name = _("row of a source")
        verbose_name_plural = _("rows of a source")
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="source_row_once_a_run")]
        indexes = [models.Index(fields=["run", "outcome"], name="source_row_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id} / {self.number}"


class SourceItem(KnownBy, models.Model):
    """A record of the source and the event that it became. `written` is what the source last wrote into the event:
    what differs from it now was corrected by hand. `proposed` is the same of what it has put before an approver.
    `difference` tells what was kept against the source."""

    source = models.ForeignKey(WorksSource, models.CASCADE, related_name="items", verbose_name=_("source"))
    external_id = models.CharField(_("number in the source"), max_length=200)
    event = models.ForeignKey(RoadEvent, models.PROTECT, related_name="source_items", verbose_name=_("road event"))
    digest = models.CharField(max_length=64)
    written = models.JSONField(default=dict)
    proposed = models.JSONField(default=dict)
    difference = models.CharField(_("difference"), max_length=500, blank=True)
    gone_in = models.ForeignKey(
        SourceRun, models.SET_NULL, null=True, blank=True, related_name="gone", verbose_name=_("not there since")
    )

    class Meta:
        verbose_name = _("record of a source")
        verbose_name_plural = _("records of a source")
        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="source_item_once")]

    def __str__(self) -> str:
        return f"{self.source_id} / {self.external_id}"
