"""Who hears of a message: its author, where an address was left, and whoever said “I have seen it too”."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from roadmap.models import Subscriber
from roadmap.secret_links import new_secret

from .appeal import Appeal

CONFIRMED_WITHIN = timedelta(hours=48)
UNCONFIRMED = Q(confirmed_at=None)


class FollowerQuerySet(models.QuerySet):
    def confirmed(self) -> "FollowerQuerySet":
        return self.exclude(UNCONFIRMED)

    def expired(self, at: datetime) -> "FollowerQuerySet":
        """Asked for, and nobody said yes in time."""
        return self.filter(UNCONFIRMED, created_at__lt=at - CONFIRMED_WITHIN)

    def of_case(self, appeal: Appeal) -> "FollowerQuerySet":
        """Of this message and of those that are joined to it."""
        case = Appeal.objects.filter(Q(pk=appeal.pk) | Q(duplicate_of=appeal))  # by an index each
        return self.filter(appeal__in=case.order_by().values("pk"))

    def written_to(self) -> "FollowerQuerySet":
        """Those who have said where to; who has only a link looks for himself."""
        return self.confirmed().filter(subscriber__isnull=False)

    def joined(self) -> int:
        """How many people, of those who are not authors: one who follows two messages of a case is one."""
        others = self.confirmed().filter(is_author=False)
        counted = others.aggregate(
            readers=Count("subscriber", distinct=True), visitors=Count("pk", filter=Q(subscriber=None))
        )
        return counted["readers"] + counted["visitors"]


class Follower(models.Model):
    """One person's wish to hear of one message; told at `subscriber`, or, without one, seen by the link alone.

    `is_author`: letters hold the message's own secret link; nobody else's do. `visitor` is a digest of the mark of a
    browser and of the message, so that one browser joins once and no two rows can be told to be of one person.
    """

    appeal = models.ForeignKey(
        Appeal, models.CASCADE, db_index=False, related_name="followers", verbose_name=_("message")
    )
    subscriber = models.ForeignKey(
        Subscriber, models.CASCADE, null=True, blank=True, related_name="followed", verbose_name=_("subscriber")
    )
    visitor = models.CharField(max_length=64, blank=True)
    is_author = models.BooleanField(_("is its author"), default=False)
    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    created_at = models.DateTimeField(_("created at"))
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower of a message")
        verbose_name_plural = _("followers of messages")
        constraints = [
            models.UniqueConstraint(fields=["appeal", "subscriber"], name="follower_once"),
            models.UniqueConstraint(
                fields=["appeal", "visitor"], condition=~Q(visitor=""), name="follower_once_a_browser"
            ),
            models.CheckConstraint(
                condition=Q(subscriber__isnull=False, visitor="") | (Q(subscriber=None) & ~Q(visitor="")),
                name="follower_has_an_address_or_a_link",
            ),
        ]
        indexes = [models.Index(fields=["created_at"], condition=UNCONFIRMED, name="follower_unconfirmed")]

    def __str__(self) -> str:
        return f"{self.appeal_id} / {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("follow", args=[self.secret])

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def subject(self) -> str:
        """How the letter that asks for a confirmation is named among deliveries."""
        return f"follow:{self.pk}"

    @property
    def page(self) -> str:
        """What this person may see of the message: everything of an own one, else what anybody sees."""
        return self.appeal.get_secret_url() if self.is_author else self.get_absolute_url()

    @staticmethod
    def digest(appeal: Appeal, mark: str) -> str:
        return salted_hmac("appeals.follower", f"{appeal.pk}:{mark}", algorithm="sha256").hexdigest()
