"""That two events clash, or an event with what a street allows: since when, who goes on with it and why."""

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roadmap.models import User

from .event import RoadEvent, RoadEventQuerySet


class ClashCode(models.TextChoices):
    """As the event says it that went out later; `mirrored` is what the other one says."""

    SAME_PLACE = "same-place", _("the same carriageway at the same time")
    ON_WAY_ROUND = "on-way-round", _("it shuts the way round of another")
    WAY_ROUND_SHUT = "way-round-shut", _("its way round is shut by another")
    PARALLEL = "parallel", _("both of two parallel main streets are shut")
    NO_DIG = "no-dig", _("no digging on this street")
    WARRANTY = "warranty", _("a street under warranty")
    DARK_ON_WAY = "dark-on-way", _("a dark traffic signal on its way round")
    DARKENS_WAY = "darkens-way", _("the signal goes dark on the way round of another")
    PUBLIC_EVENT = "public-event", _("a public event in the same place")
    IN_PUBLIC_EVENT = "in-public-event", _("works in the place of the public event")

    @property
    def mirrored(self) -> "ClashCode":
        return MIRRORED.get(self, self)


_PAIRS = (
    (ClashCode.ON_WAY_ROUND, ClashCode.WAY_ROUND_SHUT),
    (ClashCode.DARK_ON_WAY, ClashCode.DARKENS_WAY),
    (ClashCode.PUBLIC_EVENT, ClashCode.IN_PUBLIC_EVENT),
)
MIRRORED = dict(_PAIRS) | {other: one for one, other in _PAIRS}

Identity = tuple[str, int | None, str]  # code as one event says it, the other event, the street where there is none


class KnownClashQuerySet(models.QuerySet):
    def of(self, event: RoadEvent) -> "KnownClashQuerySet":
        """Whichever of the two it is."""
        return self.filter(Q(event=event) | Q(other=event))

    def open(self) -> "KnownClashQuerySet":
        return self.filter(resolved_at=None)

    def touching(self, events: RoadEventQuerySet) -> "KnownClashQuerySet":
        return self.filter(Q(event__in=events) | Q(other__in=events))


class KnownClash(models.Model):
    """One row a pair and code, whoever of the two went out last: recorded once, `resolved_at` when it is over.

    `subject` is the street where it is no event that clashes; `version` the event's when somebody accepted the clash.
    """

    event = models.ForeignKey(RoadEvent, models.PROTECT, related_name="clashes", verbose_name=_("road event"))
    other = models.ForeignKey(
        RoadEvent,
        models.PROTECT,
        null=True,
        blank=True,
        db_constraint=False,  # else it would wait for whoever changes the other just then, and he for us
        related_name="clashes_met",
        verbose_name=_("other event"),
    )
    code = models.CharField(_("what"), max_length=16, choices=ClashCode)
    subject = models.CharField(_("street"), max_length=200, blank=True)
    noticed_at = models.DateTimeField(_("noticed at"))
    resolved_at = models.DateTimeField(_("over since"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True, editable=False)

    objects = KnownClashQuerySet.as_manager()

    class Meta:
        verbose_name = _("clash")
        verbose_name_plural = _("clashes")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "other", "code", "subject"], nulls_distinct=False, name="clash_known_once"
            ),
            models.CheckConstraint(
                condition=Q(reason="", accepted_at=None) | Q(~Q(reason=""), accepted_at__isnull=False),
                name="clash_is_accepted_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} / {self.other_id or self.subject}: {self.code}"

    def identity_of(self, event: RoadEvent) -> Identity:
        """As one of the two says it."""
        if event.pk == self.event_id:
            return self.code, self.other_id, self.subject
        return ClashCode(self.code).mirrored, self.event_id, self.subject

    def partner_of(self, event: RoadEvent) -> RoadEvent | None:
        return self.other if event.pk == self.event_id else self.event

    def said_by(self, event: RoadEvent) -> str | Promise:
        return ClashCode(self.identity_of(event)[0]).label
