"""The one table of all that leaves the house, and what it carries: pictures and the site's own journal."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from roadmap.languages import ENGLISH, RUSSIAN, is_english
from roadmap.said import Said, values_field

from .account import Account
from .city import City
from .handed_over import HandedOver, HandedOverQuerySet
from .people import Role, User


class Picture(models.Model):
    """A map picture by its recipe: `spec` is all that `roadmap.picture.draw` needs, `digest` names it."""

    digest = models.CharField(max_length=64, unique=True)
    city = models.ForeignKey(City, models.CASCADE, related_name="pictures")
    spec = models.JSONField()
    alt_text = models.CharField(_("description"), max_length=1000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt_text or self.digest


class InEnglish(models.Model):
    """The same text and its picture in English, where a channel tells both languages; empty where none was made."""

    title_en = models.CharField(_("title in English"), max_length=300, blank=True, default="", db_default="")
    text_en = models.TextField(_("text in English"), blank=True, default="", db_default="")
    picture_en = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture in English")
    )

    class Meta:
        abstract = True


class DeliveryQuerySet(HandedOverQuerySet):
    def posts(self) -> "DeliveryQuerySet":
        """What everybody may read."""
        return self.exclude(action=Delivery.Action.NOTICE)

    def notices(self) -> "DeliveryQuerySet":
        """Words to one reader each."""
        return self.filter(action=Delivery.Action.NOTICE)

    def withdraw(self, why: Said) -> int:
        """What still waits is not sent any more; what a worker has claimed meanwhile is its own."""
        waiting = Delivery.objects.filter(pk__in=self.filter(state=Delivery.State.WAITING).held())
        return waiting.update(state=Delivery.State.REFUSED, **why.as_columns("reason"))

    def held(self) -> list[int]:
        """Numbers of the rows, each locked until the transaction ends in the order in which workers lock a thread."""
        ordered = self.order_by("subject", "channel", "recipient", "version", "edition", "pk")
        return list(ordered.select_for_update().values_list("pk", flat=True))

    def silence(self, why: Said) -> None:
        """Dropped, and the words of what went out are gone: they tell where a reader lives. The rows stay: once."""
        rows = self.drop(why)
        rows.update(title="", text="", caption="", url="")

    def drop(self, why: Said) -> "DeliveryQuerySet":
        """Withdrawn, and asked about no more: nobody wants it sent again. Tells the rows, which are held."""
        rows = Delivery.objects.filter(pk__in=self.held())
        rows.withdraw(why)
        rows.asking().update(state=Delivery.State.REFUSED, **why.as_columns("reason"))
        return rows

    def due(self, at: datetime) -> "DeliveryQuerySet":
        """Waiting, and its time has come."""
        return self.filter(state=Delivery.State.WAITING, next_try_at__lte=at)

    def ready(self) -> "DeliveryQuerySet":
        """Nothing earlier of the same thread is still on its way; a post in question waits for a person's answer."""
        on_its_way = models.Q(state__in=[Delivery.State.WAITING, Delivery.State.SENDING])
        in_question = models.Q(state=Delivery.State.UNKNOWN) & ~models.Q(action=Delivery.Action.NOTICE)
        earlier = Delivery.objects.filter(
            on_its_way | in_question,
            subject=models.OuterRef("subject"),
            channel=models.OuterRef("channel"),
            recipient=models.OuterRef("recipient"),
        ).filter(_beside("lt"))
        return self.filter(~models.Exists(earlier))

    def with_overtaken(self) -> "DeliveryQuerySet":
        """Adds `is_overtaken`: a later version of the same thread exists, so this text is stale. Words of a person that
        were not approved make nothing stale; a version of the program's that was not does."""
        is_no_word = models.Q(state=Delivery.State.REJECTED) & ~models.Q(by_hand="")
        later = (
            Delivery.objects.filter(
                subject=models.OuterRef("subject"),
                channel=models.OuterRef("channel"),
                recipient=models.OuterRef("recipient"),
            )
            .filter(_beside("gt"))
            .exclude(state=Delivery.State.WITHDRAWN)
            .exclude(is_no_word)
        )
        return self.annotate(is_overtaken=models.Exists(later))

    def in_force(self) -> "DeliveryQuerySet":
        """On its way, or has been: not what waits for a person, nor what never left."""
        return self.exclude(state__in=Delivery.NEVER_LEFT)

    def with_standing(self) -> "DeliveryQuerySet":
        """Adds `has_standing`: something of the same thread stands in the channel, as far as we know."""
        told = Delivery.objects.there().filter(
            subject=models.OuterRef("subject"),
            channel=models.OuterRef("channel"),
            recipient=models.OuterRef("recipient"),
        )
        return self.annotate(has_standing=models.Exists(told))

    def proposed(self) -> "DeliveryQuerySet":
        """What a person is to decide: first what leaves something false standing, then what is urgent, then by time."""
        found = self.filter(state=Delivery.State.PROPOSED).with_standing()
        return found.order_by(
            models.Case(models.When(makes_false=True, has_standing=True, then=0), default=1),
            "-is_urgent",
            "next_try_at",
            "pk",
        )

    def waiting_for_digest(self) -> "DeliveryQuerySet":
        """Nothing of it has left; in the evening it is seen whether it goes by itself."""
        is_waiting = models.Q(state=Delivery.State.WAITING, attempts=0) | models.Q(state=Delivery.State.PROPOSED)
        return self.filter(is_waiting, digest_on__isnull=False)

    def heard(self) -> "DeliveryQuerySet":
        """Readers have been told of it, or are being told, be it in a digest."""
        return self.filter(~models.Q(state__in=Delivery.NEVER_LEFT) | ~models.Q(told_in=""))

    def unsent(self, at: datetime) -> "DeliveryQuerySet":
        """Nothing of it has left, and its time has not come."""
        is_waiting = models.Q(state=Delivery.State.WAITING, attempts=0, next_try_at__gt=at)
        return self.filter(is_waiting | models.Q(state=Delivery.State.PROPOSED))

    def stuck(self, at: datetime) -> "DeliveryQuerySet":
        """Claimed long ago by a worker that never came back."""
        return self.filter(state=Delivery.State.SENDING, claimed_at__lt=at - Delivery.PATIENCE)

    def wrong(self) -> "DeliveryQuerySet":
        """Nobody reads it, or nobody knows whether anybody does; what a later version has overtaken is no matter."""
        is_refused = models.Q(state=Delivery.State.REFUSED, is_overtaken=False)
        not_sent = self.with_overtaken().filter(state__in=[Delivery.State.REFUSED, Delivery.State.UNKNOWN])
        return not_sent.filter(is_refused | models.Q(state=Delivery.State.UNKNOWN))

    def wrong_by_channel(self) -> dict[str, dict[str, int]]:
        """Channel → state → how many."""
        found: dict[str, dict[str, int]] = {}
        counted = self.wrong().order_by().values("channel", "state").annotate(count=models.Count("pk"))
        for row in counted:
            found.setdefault(row["channel"], {})[row["state"]] = row["count"]
        return found

    def asking(self) -> "DeliveryQuerySet":
        """A person must say whether it is there."""
        return self.filter(state=Delivery.State.UNKNOWN)

    def workable_by(self, user: User) -> "DeliveryQuerySet":
        """A dispatcher answers for what the own city posts, an administrator for all. No single word to a reader is
        shown to anybody: of those a person is told how many (`asking_of_readers`).
        """
        return self.posts()._of_desk(user)

    def asking_of_readers(self, user: User) -> "DeliveryQuerySet":
        """Words to readers of which nobody knows whether they arrived, and which this user may send again or leave.
        What somebody has left is settled.
        """
        return self.notices().asking().filter(settled_by=None)._of_desk(user)

    def _of_desk(self, user: User) -> "DeliveryQuerySet":
        if not user.is_authenticated or not user.has_role(Role.DISPATCHER, Role.APPROVER):
            return self.none()
        if user.has_role(Role.ADMINISTRATOR):
            return self
        return self.filter(city=user.agency.city_id) if user.agency else self.none()

    def about(self) -> "DeliveryQuerySet":
        """Adds `topic`: the subject where the desk has pages of such; else its name alone, the rest is a reader's."""
        is_shared = models.Q()
        for name in settings.SUBJECT_PAGES:
            is_shared |= models.Q(subject__startswith=f"{name}:")
        text = models.CharField()
        name = models.Func("subject", models.Value(":"), models.Value(1), function="split_part", output_field=text)
        return self.annotate(topic=models.Case(models.When(is_shared, then="subject"), default=name, output_field=text))

    def counted_by_topic(self) -> models.QuerySet:
        """{channel, topic, count, since}, the newest first: no row of it tells of one reader."""
        grouped = self.about().order_by().values("channel", "topic")
        return grouped.annotate(count=models.Count("pk"), since=models.Min("claimed_at")).order_by("-since")

    def there(self) -> "DeliveryQuerySet":
        """In the channel, as far as we know."""
        return self.filter(state=Delivery.State.SENT)

    def thread(self, delivery: "Delivery") -> "DeliveryQuerySet":
        """All sendings of one subject to one place, oldest first."""
        return self.filter(subject=delivery.subject, channel=delivery.channel, recipient=delivery.recipient).order_by(
            "version", "edition", "pk"
        )

    def of_pages_of(self, user: User) -> "DeliveryQuerySet":
        """What is told in accounts whose posts this user answers for."""
        return self.posts().filter(account__in=Account.objects.posted_by(user))


def _beside(sign: str) -> models.Q:
    """Earlier (`lt`) or later (`gt`) in one thread than the row outside."""
    same = models.Q(version=models.OuterRef("version"), **{f"edition__{sign}": models.OuterRef("edition")})
    return models.Q(**{f"version__{sign}": models.OuterRef("version")}) | same


class Delivery(InEnglish, HandedOver):
    """One sending of one text to one place.

    waiting → sending (committed before the call) → sent, or refused, or unknown: the call went out and the answer did
    not come back. Unknown is never resent blindly; where the network takes a repeat for the same post, it waits in
    doubt and is repeated first. What was sent and then removed by hand is gone; what was taken back while it waited is
    withdrawn. Where a person decides, it is proposed first; what a later one overtook before it left is replaced.

    `edition` counts what is said of one version in one place: by the program, then by hand. `by_hand` are a person's
    own words in it, `mine` those that it would overwrite; `makes_false`: by this version what was told before is so no
    longer.

    A notice is a word to one reader, whose address it does not hold: of those that are unknown a person is asked as
    one.
    """

    PATIENCE = timedelta(seconds=45)  # longer than a task may live (CELERY_TASK_TIME_LIMIT)

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        UNKNOWN = "unknown", _("unknown")
        GONE = "gone", _("removed by hand")
        WITHDRAWN = "withdrawn", _("taken back before it left")
        PROPOSED = "proposed", _("waits for approval")
        REJECTED = "rejected", _("not approved")
        REPLACED = "replaced", _("replaced before it left")

    NEVER_LEFT = (State.WITHDRAWN, State.PROPOSED, State.REJECTED, State.REPLACED)

    class Action(models.TextChoices):
        POST = "post", _("post")
        EDIT = "edit", _("correction")
        NOTICE = "notice", _("word to a reader")

    subject = models.CharField(_("subject"), max_length=80, help_text=_("What it tells of, such as “road-event:12”."))
    version = models.PositiveIntegerField(_("version"))
    edition = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    channel = models.CharField(_("channel"), max_length=30)
    recipient = models.CharField(_("recipient"), max_length=200)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="deliveries", verbose_name=_("account")
    )
    answers = models.CharField(
        _("comment that it answers"), max_length=200, blank=True, default="", db_default=""
    )  # “post/comment”, as the network numbers them
    action = models.CharField(_("action"), max_length=12, choices=Action, default=Action.POST)
    city = models.ForeignKey(City, models.CASCADE, related_name="deliveries", verbose_name=_("city"))
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"))
    caption = models.TextField(_("caption"), blank=True)
    url = models.CharField(_("address"), max_length=300, blank=True)
    picture = models.ForeignKey(
        Picture, models.SET_NULL, null=True, blank=True, related_name="deliveries", verbose_name=_("picture")
    )
    created_at = models.DateTimeField(_("created at"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next try"))
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    doubted_at = models.DateTimeField(null=True, editable=False)  # claimed for the first call of unknown outcome
    askings = models.PositiveSmallIntegerField(
        default=0, db_default=0, editable=False
    )  # how often a person had it sent again
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # with its values: roadmap/said.py
    reason_values = values_field()
    remote_id = models.CharField(_("number in the channel"), max_length=200, blank=True)
    remote_url = models.CharField(_("address in the channel"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        "roadmap.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )
    by_hand = models.TextField(_("written by hand"), blank=True, default="", db_default="")
    edited_by = models.ForeignKey(
        "roadmap.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    edited_at = models.DateTimeField(_("written at"), null=True, blank=True)
    mine = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False, db_index=False
    )
    digest_on = models.DateField(_("waits for the digest of"), null=True, blank=True, editable=False)
    told_in = models.CharField(max_length=80, blank=True, default="", db_default="", editable=False)
    is_asked = models.BooleanField(_("a person decides"), default=False, db_default=False)
    decided_by = models.ForeignKey(
        "roadmap.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False, db_default=False)
    makes_false = models.BooleanField(_("what stands is so no longer"), default=False, db_default=False)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "version", "edition", "channel", "recipient", "action"], name="delivery_once"
            ),
            models.UniqueConstraint(
                fields=["subject", "channel", "recipient"],
                condition=models.Q(state="proposed"),
                name="one_proposal_a_place",
            ),
            models.CheckConstraint(
                condition=models.Q(by_hand="") | models.Q(edited_by__isnull=False, edited_at__isnull=False),
                name="who_wrote_it_by_hand",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=models.Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["claimed_at"], condition=models.Q(state="sending"), name="delivery_sending"),
            models.Index(fields=["city"], condition=models.Q(state="unknown"), name="delivery_unknown"),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(state__in=["refused", "unknown"]),
                name="delivery_wrong",
            ),
            models.Index(fields=["subject", "channel", "recipient", "version"], name="delivery_thread"),
            models.Index(fields=["next_try_at"], condition=models.Q(digest_on__isnull=False), name="waits_for_digest"),
            models.Index(fields=["told_in"], condition=~models.Q(told_in=""), name="told_in_digest"),
            models.Index(fields=["-created_at", "-id"], condition=~models.Q(action="notice"), name="delivery_latest"),
            models.Index(fields=["recipient"], condition=models.Q(action="notice"), name="notice_of_reader"),
            models.Index(fields=["created_at"], condition=models.Q(action="notice"), name="notice_age"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} v{self.version} → {self.channel}"

    @property
    def why(self) -> str:
        """The reason in the reader's language."""
        return str(Said(self.reason, self.reason_values))


class JournalEntry(InEnglish):
    """The site's own public post about one subject: our own channel, in our own database, exactly once.

    Posts of the time before English are told in Russian.
    """

    city = models.ForeignKey(City, models.CASCADE, related_name="journal", verbose_name=_("city"))
    subject = models.CharField(max_length=80, unique=True)
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=300)
    text = models.TextField(_("text"))
    url = models.CharField(_("address"), max_length=300, blank=True)
    picture = models.ForeignKey(Picture, models.SET_NULL, null=True, blank=True, verbose_name=_("picture"))
    published_at = models.DateTimeField(_("published at"))
    updated_at = models.DateTimeField(_("updated at"))

    class Meta:
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        ordering = ["-updated_at", "-pk"]
        indexes = [models.Index(fields=["city", "-updated_at", "-id"], name="journal_of_city")]

    def __str__(self) -> str:
        return self.title

    @property
    def language(self) -> str:
        """In which the reader is told it."""
        return ENGLISH if is_english() and self.text_en else RUSSIAN

    @property
    def shown_title(self) -> str:
        return self.title_en if self.language == ENGLISH else self.title

    @property
    def shown_text(self) -> str:
        return self.text_en if self.language == ENGLISH else self.text

    @property
    def shown_picture(self) -> Picture | None:
        return self.picture_en if self.language == ENGLISH else self.picture
