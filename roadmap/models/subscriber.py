"""Who asked to be written to, and where: the one table that holds addresses of readers."""

from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from roadmap.secret_links import new_secret

from .city import City
from .delivery import Delivery

RECIPIENT = "subscriber:"


class SubscriberQuerySet(models.QuerySet):
    def held(self, pk: int) -> "Subscriber | None":
        """Until the transaction ends, and before anything that belongs to the reader; None where it is forgotten."""
        return self.select_for_update(of=("self",)).filter(pk=pk).first()

    @transaction.atomic
    def forget(self, pk: int) -> None:
        """With all its wishes: none comes in between."""
        if self.held(pk):
            self.filter(pk=pk).delete()

    def idle(self, before: datetime) -> "SubscriberQuerySet":
        """Known since before this moment, and nothing that was asked for is left."""
        found = self.filter(created_at__lt=before)
        for wish in map(apps.get_model, settings.WISHES_OF_READERS):
            found = found.exclude(models.Exists(wish.objects.filter(subscriber=models.OuterRef("pk"))))
        return found

    def named(self, recipient: str) -> "Subscriber | None":
        """By the name that deliveries have for it; None where it is forgotten."""
        number = recipient.removeprefix(RECIPIENT)
        return self.filter(pk=number).first() if number.isdecimal() else None


class Subscriber(models.Model):
    """A mailbox or a browser. The row goes with its last wish, and the address with it.

    `address` is one of mail in small letters, or that of a browser at its push service, with the `keys` that it gave:
    {"p256dh": …, "auth": …}. `secret` opens the page on which everything is confirmed, seen and ended.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        PUSH = "push", _("notifications in the browser")

    city = models.ForeignKey(City, models.CASCADE, related_name="subscribers", verbose_name=_("city"))
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    address = models.CharField(_("address"), max_length=1000)
    keys = models.JSONField(default=dict, blank=True)
    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    language = models.CharField(_("language"), max_length=12)
    created_at = models.DateTimeField(_("created at"))

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [models.UniqueConstraint(fields=["city", "channel", "address"], name="subscriber_once_a_city")]

    def __str__(self) -> str:
        return self.recipient  # never the address: this goes into logs

    def get_absolute_url(self) -> str:
        return reverse("subscriptions", args=[self.secret])

    @property
    def recipient(self) -> str:
        """How deliveries name it: they do not hold the address."""
        return f"{RECIPIENT}{self.pk}"

    @property
    def has_wishes(self) -> bool:
        """Whether anything that was asked for is left: each of settings.WISHES_OF_READERS points here."""
        wishes = map(apps.get_model, settings.WISHES_OF_READERS)
        return any(wish.objects.filter(subscriber=self.pk).exists() for wish in wishes)

    @property
    def is_mail(self) -> bool:
        return self.channel == self.Channel.MAIL

    @property
    def deliveries(self) -> models.QuerySet:
        return Delivery.objects.notices().filter(recipient=self.recipient)
