"""What comes from the street: the foreman's link of an event, and what was said by it."""

import secrets
from datetime import UTC, datetime

from django.contrib.gis.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roadmap.models import User
from roadmap.secret_links import new_secret

from .change import RoadEventChange
from .event import RoadEvent

OUR_YEARS = datetime(1999, 12, 31, tzinfo=UTC), datetime(2101, 1, 2, tzinfo=UTC)


class SiteLinkQuerySet(models.QuerySet):
    def open(self) -> "SiteLinkQuerySet":
        return self.filter(revoked_at=None)


class SiteLink(models.Model):
    """The address under which whoever stands at the works tells of them, without a login: one an event.

    A new secret shuts the former address; what is revoked opens nothing until the desk makes a new one.
    """

    event = models.OneToOneField(RoadEvent, models.CASCADE, related_name="site_link", verbose_name=_("road event"))
    secret = models.CharField(max_length=43, unique=True, default=new_secret)
    made_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = SiteLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link for the foreman")
        verbose_name_plural = _("links for foremen")

    def __str__(self) -> str:
        return str(self.event_id)

    def get_secret_url(self) -> str:
        return reverse("site", args=[self.secret])


class Word(models.TextChoices):
    """What may be said from the street."""

    STARTED = "started", _("works have begun")
    FINISHED = "finished", _("works are finished")
    EXTENDED = "extended", _("works go on until")
    QUIET = "quiet", _("nobody works now")
    SEEN = "seen", _("a photo")


class Quiet(models.TextChoices):
    """Why nothing moves behind the fence. WZDx has no such list; these are what foremen are asked."""

    CURING = "curing", _("concrete or asphalt is curing")
    TESTING = "testing", _("tests are under way")
    MATERIAL = "material", _("waiting for material")
    WEATHER = "weather", _("bad weather")
    NIGHT = "night", _("no work at night")


class Doubt(models.TextChoices):
    """Why a word from the street asks the dispatcher before it counts."""

    FAR = "far", _("said far from the works")
    EARLY = "early", _("said long before the planned end")
    WISH = "wish", _("a later end is the dispatcher's to grant")
    CLASH = "clash", _("a later end runs into other works")


def photo_name(report: "SiteReport", filename: str) -> str:
    """Nothing of the sender's file name is kept."""
    name = secrets.token_hex(16)
    return f"site/{name[:2]}/{name}.jpg"


class SiteReportQuerySet(models.QuerySet):
    def asking(self) -> "SiteReportQuerySet":
        """A dispatcher must say whether they count."""
        return self.filter(answer=SiteReport.Answer.ASKS)

    def ask_again(self) -> None:
        """The yes was taken back."""
        self.exclude(doubt="").update(answer=SiteReport.Answer.ASKS, change=None, answered_by=None, answered_at=None)


class SiteReport(models.Model):
    """One word from the street, kept as it came: the moment told, where the phone was (WGS 84), the photo.

    `key` is the form's, under which a word sent twice is found again. `distance_m` is from the phone to the works;
    `accuracy_m` is what the phone says of itself. `change` is the version of the event that followed.
    """

    class Answer(models.TextChoices):
        COUNTS = "counts", _("counts")
        ASKS = "asks", _("asks the dispatcher")
        DECLINED = "declined", _("declined")

    event = models.ForeignKey(RoadEvent, models.CASCADE, related_name="site_reports", verbose_name=_("road event"))
    key = models.UUIDField(unique=True)
    word = models.CharField(_("what"), max_length=10, choices=Word)
    stage = models.PositiveSmallIntegerField(_("number of the stage"), null=True, blank=True)
    moment = models.DateTimeField(_("moment told of"), null=True, blank=True)
    quiet = models.CharField(_("why it is quiet"), max_length=10, choices=Quiet, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    point = models.PointField(_("where the phone was"), null=True, blank=True, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy, m"), null=True, blank=True)
    distance_m = models.FloatField(_("distance to the works, m"), null=True, blank=True)
    photo = models.FileField(upload_to=photo_name, blank=True)
    thumbnail = models.FileField(upload_to=photo_name, blank=True)
    at = models.DateTimeField(_("told at"))
    answer = models.CharField(_("does it count"), max_length=10, choices=Answer, default=Answer.COUNTS)
    doubt = models.CharField(_("why it asks"), max_length=10, choices=Doubt, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    change = models.ForeignKey(
        RoadEventChange, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("change")
    )

    objects = SiteReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("word from the street")
        verbose_name_plural = _("words from the street")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["event", "-at"], name="site_report_of_event"),
            models.Index(fields=["event"], condition=Q(answer="asks"), name="site_report_asking"),
        ]
        constraints = [
            models.CheckConstraint(
                name="site_report_asks_for_a_reason",
                condition=~Q(answer="asks") | ~Q(doubt=""),
            ),
            models.CheckConstraint(
                name="site_report_of_our_years",  # what is far beside them Python cannot read again
                condition=Q(moment=None) | Q(moment__gt=OUR_YEARS[0], moment__lt=OUR_YEARS[1]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.word}"
