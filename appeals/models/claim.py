"""A claim under a road's warranty: what was reported, written to the contractor who has to mend it."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roadmap.models import Agency, City, RoadSegment, User
from roadmap.models.people import Role

from .appeal import Appeal


class ClaimStatus(models.TextChoices):
    WRITTEN = "written", _("written")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    DONE = "done", _("done")


OPEN = (ClaimStatus.WRITTEN, ClaimStatus.ACCEPTED)


class WarrantyClaimQuerySet(models.QuerySet):
    def open(self) -> "WarrantyClaimQuerySet":
        return self.filter(status__in=OPEN)

    def settled(self) -> "WarrantyClaimQuerySet":
        return self.exclude(status__in=OPEN)

    def overdue(self, at: datetime) -> "WarrantyClaimQuerySet":
        return self.open().filter(due_at__lt=at)

    def locked(self, pk: int) -> "WarrantyClaim":
        """The row, held until the transaction ends."""
        return self.held().get(pk=pk)

    def held(self) -> "WarrantyClaimQuerySet":
        """Until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)

    def workable_by(self, user: User) -> "WarrantyClaimQuerySet":
        """Operators of the body that claims and of the contractor; an administrator has all."""
        if not user.is_authenticated or not user.has_role(Role.OPERATOR):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        mine = Q(claimant=user.agency_id) | Q(contractor=user.agency_id)
        return self.filter(mine) if user.agency_id else self.none()


class WarrantyClaim(models.Model):
    """Place, warranty and term as they were when it was written: a later rule moves nothing.

    One open claim a segment and contractor: what is reported meanwhile joins it. Whether the letter was sent stands in
    the table of deliveries under `subject`.
    """

    Status = ClaimStatus

    city = models.ForeignKey(City, models.CASCADE, related_name="warranty_claims", verbose_name=_("city"))
    segment = models.ForeignKey(
        RoadSegment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="warranty_claims",
        verbose_name=_("road segment"),
    )
    claimant = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who claims")
    )
    contractor = models.ForeignKey(
        Agency, models.PROTECT, related_name="claims_against", verbose_name=_("warranty contractor")
    )
    appeals = models.ManyToManyField(Appeal, related_name="claims", verbose_name=_("messages"))
    status = models.CharField(_("status"), max_length=10, choices=ClaimStatus, default=ClaimStatus.WRITTEN)
    street = models.CharField(_("street"), max_length=200, blank=True)
    stretch = models.CharField(_("part of the street"), max_length=450, blank=True)
    house = models.CharField(_("nearest house"), max_length=40, blank=True)
    warranty_until = models.DateField(_("warranty until"))
    warranty_contract = models.CharField(_("contract"), max_length=60, blank=True, default="", db_default="")
    written_at = models.DateTimeField(_("written at"))
    due_at = models.DateTimeField(_("to be mended by"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who noted it")
    )
    reason = models.CharField(_("reason of the refusal"), max_length=500, blank=True)

    objects = WarrantyClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("warranty claim")
        verbose_name_plural = _("warranty claims")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "contractor"],
                condition=Q(status__in=OPEN),
                name="one_open_claim_a_segment",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.REFUSED) | ~Q(reason=""), name="refused_claim_has_its_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(status__in=OPEN), name="claim_open"),
            models.Index(fields=["written_at"], name="claim_latest"),
        ]

    def __str__(self) -> str:
        return f"№ {self.number}"

    @property
    def number(self) -> str:
        return f"Г{self.written_at.astimezone(self.city.zone):%y}-{self.pk:04d}"

    @property
    def subject(self) -> str:
        """How deliveries name it."""
        return f"claim:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_overdue_at(self, at: datetime) -> bool:
        return self.is_open and self.due_at < at

    @property
    def place(self) -> str:
        """Street, house and crossings in one line."""
        return ", ".join(filter(None, (self.street, self.house, self.stretch)))
