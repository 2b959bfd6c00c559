"""What somebody wrote under our posts or to us on a network, and the message that it became."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.models import Account, Agency, IncomingEvent, User
from roadmap.models.people import Role

from .appeal import Appeal


class NetworkMessageQuerySet(models.QuerySet):
    def of_case(self, appeal: Appeal) -> "NetworkMessageQuerySet":
        """Whose writers hear of it: its own and those of the messages joined to it."""
        return self.filter(models.Q(appeal=appeal) | models.Q(appeal__duplicate_of=appeal))

    def heard(self) -> "NetworkMessageQuerySet":
        """Those that still stand where they were written, and whose writers are known."""
        return self.filter(gone_at=None).exclude(author="")

    def aside(self) -> "NetworkMessageQuerySet":
        """Read as no road matter: nothing was made of them yet."""
        return self.filter(is_aside=True, gone_at=None).exclude(text="")

    def workable_by(self, user: User) -> "NetworkMessageQuerySet":
        """An operator has those of pages of the own body and of bodies below it; an administrator all of the city."""
        if not user.is_authenticated or not user.has_role(Role.OPERATOR) or user.city is None:
            return self.none()
        mine = self.filter(account__city=user.city)
        if user.has_role(Role.ADMINISTRATOR):
            return mine
        return mine.filter(account__owner__in=Agency.objects.below(user.agency)) if user.agency else self.none()

    def forget(self) -> None:
        """Who wrote and what: gone, also from what the network sent."""
        for row in self.select_related("account"):
            IncomingEvent.objects.filter(account=row.account, about=row.about).silence()
        self.update(author="", author_name="", text="", photos=[])

    def forget_aside(self, at: datetime) -> None:
        self.filter(appeal=None, taken_at__lt=at - NetworkMessage.ASIDE_KEPT).exclude(author="").forget()


class NetworkMessage(models.Model):
    """`chat`, `post` and `number` as the network has them: where it stands, under which post, which it is. `thread` is
    what the network puts before all comments of one post, where that is not the post itself; `subject` is what the post
    tells of, as deliveries name it. All that its author wrote is personal."""

    ASIDE_KEPT = timedelta(days=30)

    account = models.ForeignKey(Account, models.PROTECT, related_name="messages", verbose_name=_("account"))
    chat = models.CharField(max_length=100)
    number = models.CharField(_("number in the network"), max_length=90)
    post = models.CharField(max_length=90, blank=True)
    thread = models.CharField(max_length=90, blank=True)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    is_private = models.BooleanField(_("in private"), default=False)
    author = models.CharField(_("author, as the network numbers them"), max_length=90, blank=True)
    author_name = models.CharField(_("name"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    photos = models.JSONField(_("photos, as the network names them"), default=list, blank=True)
    taken_at = models.DateTimeField(_("received at"))
    is_aside = models.BooleanField(_("read as no road matter"), default=False)
    gone_at = models.DateTimeField(_("deleted by its author at"), null=True, blank=True)
    appeal = models.ForeignKey(
        Appeal, models.PROTECT, null=True, blank=True, related_name="network_messages", verbose_name=_("message")
    )

    objects = NetworkMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message on a network")
        verbose_name_plural = _("messages on networks")
        ordering = ["-taken_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["account", "chat", "number"], name="network_message_once")]
        indexes = [
            models.Index(fields=["account", "author"], condition=~models.Q(author=""), name="network_message_author"),
            models.Index(fields=["account", "chat", "thread"], name="network_message_thread"),
            models.Index(fields=["taken_at"], condition=models.Q(is_aside=True), name="network_message_aside"),
        ]

    def __str__(self) -> str:
        return f"{self.chat}:{self.number}"

    @property
    def about(self) -> str:
        """How its events are found again."""
        return f"{self.chat}:{self.number}"

    @property
    def reply_subject(self) -> str:
        """How deliveries name what is told to its author."""
        return f"comment:{self.pk}"
