"""An account of ours on a network: where texts are posted, what it carries, and the keys that open it."""

from datetime import datetime, time, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.languages import RUSSIAN
from roadmap.said import Said, values_field
from roadmap.sealing import Unreadable, seal, unseal

from .city import City
from .official_page import OfficialPage
from .people import Agency, Area, Role, User


class AccountQuerySet(models.QuerySet):
    def of_city(self, city: City) -> Self:
        return self.filter(city=city)

    def announcing(self) -> Self:
        """New things are told there."""
        return self.filter(state=Account.State.ON)

    def workable_by(self, user: User) -> Self:
        """An editor's are those of the own body and of bodies below it; an administrator's all of the city."""
        return self._of_roles(user, Role.EDITOR)

    def posted_by(self, user: User) -> Self:
        """Whose posts an editor writes and an approver sees first."""
        return self._of_roles(user, Role.EDITOR, Role.APPROVER)

    def _of_roles(self, user: User, *roles: str) -> Self:
        if not user.is_authenticated or not user.has_role(*roles) or user.city is None:
            return self.none()
        mine = self.filter(city=user.city)
        if user.has_role(Role.ADMINISTRATOR):
            return mine
        return mine.filter(owner__in=Agency.objects.below(user.agency)) if user.agency else self.none()


class Account(models.Model):
    """`place` is what the network's calls name the page by. It stays once anything stands there: a post that could not
    be found again could not be corrected. Another page is another account.

    Empty choices (kinds, moments, areas) leave nothing out.
    """

    class State(models.TextChoices):
        ON = "on", _("posts")
        CORRECTS = "corrects", _("tells nothing new; what stands there is kept true")

    class Moment(models.TextChoices):
        """Of the life of what is told."""

        ANNOUNCED = "announced", _("announcement")
        EVE = "eve", _("reminder on the eve")
        STARTED = "started", _("start")
        CHANGED = "changed", _("change")
        ENDED = "ended", _("end")

    city = models.ForeignKey(City, models.CASCADE, related_name="accounts", verbose_name=_("city"))
    network = models.CharField(_("network"), max_length=30)
    place = models.CharField(_("page, channel or group"), max_length=200)
    name = models.CharField(_("name"), max_length=120, help_text=_("As the desk calls it."))
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="accounts", verbose_name=_("whose it is"))
    official = models.CharField(
        _("official"),
        max_length=200,
        blank=True,
        help_text=_("Name and post, where it is the page of a person of the body."),
    )
    district = models.ForeignKey(
        Area, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("page of the district")
    )
    page = models.ForeignKey(
        OfficialPage,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("official page"),
        help_text=_("With the mark of a state page and the day on which somebody looked."),
    )
    language = models.CharField(_("language"), max_length=8, default=RUSSIAN)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ON)
    sealed = models.TextField(editable=False, blank=True)

    kinds = ArrayField(models.CharField(max_length=20), verbose_name=_("kinds"), default=list, blank=True)
    moments = ArrayField(
        models.CharField(max_length=12, choices=Moment), verbose_name=_("moments"), default=list, blank=True
    )
    areas = models.ManyToManyField(Area, related_name="+", blank=True, verbose_name=_("areas"))
    least_severity = models.PositiveSmallIntegerField(
        _("least severity"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    needs_approval = models.BooleanField(_("a person approves each post"), default=False)
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)

    announce_hours = models.PositiveSmallIntegerField(
        _("announces so many hours before the start"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24 * 30)],
        help_text=_("Empty: as soon as it is published."),
    )
    digest_above = models.PositiveSmallIntegerField(
        _("one digest in the evening when there are more announcements a day than"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("Announcements wait for the evening then; urgent ones do not. Empty: each is told by itself."),
    )

    made_at = models.DateTimeField(_("added"))
    version = models.PositiveIntegerField(default=1, editable=False)
    spoke_at = models.DateTimeField(_("answered last"), null=True, editable=False)
    failed_at = models.DateTimeField(_("failed last"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    reason_values = values_field()

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        ordering = ["network", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "place"],
                name="account_once_a_place",
                violation_error_message=_("There is an account of this page already."),
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from=None, quiet_until=None)
                | models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                & ~models.Q(quiet_from=models.F("quiet_until")),
                name="quiet_hours_begin_and_end",
                violation_error_message=_("Quiet hours begin and end, at two moments."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def keys(self) -> dict[str, str]:
        """Raises Unreadable."""
        return unseal(self.sealed)

    @property
    def readable_keys(self) -> dict[str, str]:
        """None where this installation cannot open them."""
        try:
            return self.keys
        except Unreadable:
            return {}

    def seal_keys(self, values: dict[str, str]) -> None:
        self.sealed = seal({name: value for name, value in values.items() if value})

    @property
    def why(self) -> str:
        """What went wrong last, in the reader's language; empty where it has worked since."""
        has_worked_since = self.spoke_at and self.failed_at and self.spoke_at > self.failed_at
        return "" if has_worked_since else str(Said(self.reason, self.reason_values))

    def next_loud(self, at: datetime) -> datetime:
        """`at`, or the end of the quiet hours in which it lies, by the city's clock."""
        if self.quiet_from is None or not _lies_in(
            at.astimezone(self.city.zone).time(), self.quiet_from, self.quiet_until
        ):
            return at
        here = at.astimezone(self.city.zone)
        day = here.date() + timedelta(days=1 if here.time() >= self.quiet_until else 0)
        return datetime.combine(day, self.quiet_until, self.city.zone).astimezone(at.tzinfo)


def _lies_in(moment: time, start: time, end: time) -> bool:
    """Half-open; over midnight where it ends before it begins."""
    return start <= moment < end if start < end else moment >= start or moment < end
