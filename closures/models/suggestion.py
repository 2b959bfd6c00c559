"""What a second reader, a language model, suggests about a text; and how often it was asked in a month."""

from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from roadmap.models import City, User
from roadmap.models.people import Role
from roadmap.said import Said, values_field


class ReadingSuggestionQuerySet(models.QuerySet):
    def due(self, at: datetime) -> "ReadingSuggestionQuerySet":
        return self.filter(state=ReadingSuggestion.State.WAITING, next_try_at__lte=at)

    def stuck(self, at: datetime) -> "ReadingSuggestionQuerySet":
        """Claimed by a worker that never came back."""
        return self.filter(state=ReadingSuggestion.State.ASKING, asked_at__lt=at - ReadingSuggestion.PATIENCE)

    def kept_long_enough(self, at: datetime) -> "ReadingSuggestionQuerySet":
        return self.filter(created_at__lt=at - ReadingSuggestion.KEPT)

    def readable_by(self, user: User) -> "ReadingSuggestionQuerySet":
        """Of notices, a dispatcher's own city's; an administrator reads all."""
        if not user.is_authenticated or not user.has_role(Role.DISPATCHER, Role.APPROVER):
            return self.none()
        of_notices = self.filter(is_message=False)
        if user.has_role(Role.ADMINISTRATOR):
            return of_notices
        return of_notices.filter(city=user.agency.city_id) if user.agency else self.none()


class ReadingSuggestion(models.Model):
    """One text and what the model made of it: a suggestion that asks for a person and publishes nothing.

    waiting → asking (committed before the call) → suggested, or refused (the answer was not believed), or unanswered
    (none came, or none was asked for). Asking twice costs a request and harms nothing, so what a dead worker left is
    asked again. Where our own reader is sure after all, nothing is asked: not needed. A resident's text is kept without
    what is personal in it.
    """

    PATIENCE = timedelta(seconds=60)  # longer than a task may live (CELERY_TASK_TIME_LIMIT)
    KEPT = timedelta(days=30)
    MOST_ATTEMPTS = 3

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        ASKING = "asking", _("being asked")
        SUGGESTED = "suggested", _("suggested by a model")
        REFUSED = "refused", _("answer refused")
        UNANSWERED = "unanswered", _("no answer")
        NOT_NEEDED = "not-needed", _("not needed")

    city = models.ForeignKey(City, models.CASCADE, related_name="reading_suggestions", verbose_name=_("city"))
    digest = models.CharField(_("digest of the text"), max_length=64)
    text = models.TextField(_("text"))
    published = models.DateTimeField(_("published"))
    is_message = models.BooleanField(_("of a resident"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    suggestion = models.JSONField(_("suggestion"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    reason_values = values_field()
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    tokens = models.PositiveIntegerField(_("tokens"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))
    next_try_at = models.DateTimeField(_("next try"))
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = ReadingSuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion of a model")
        verbose_name_plural = _("suggestions of a model")
        ordering = ["-created_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["city", "digest"], name="suggestion_once_a_text")]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="suggestion_next"),
            models.Index(fields=["created_at"], name="suggestion_age"),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.state}"

    @property
    def why(self) -> str:
        """Why there is no suggestion, in the reader's language."""
        return str(Said(self.reason, self.reason_values))


def digest_of(text: str, day: date, *, is_message: bool) -> str:
    """The same words of another day tell other days («завтра»)."""
    return sha256(f"{is_message}\n{day}\n{text}".encode()).hexdigest()


class SecondReaderMonth(models.Model):
    """How many requests of a city went to the model in a month of its own calendar."""

    city = models.ForeignKey(City, models.CASCADE, related_name="second_reader_months", verbose_name=_("city"))
    month = models.DateField(_("first day of the month"))
    requests = models.PositiveIntegerField(_("requests"), default=0)

    class Meta:
        verbose_name = _("month of the second reader")
        verbose_name_plural = _("months of the second reader")
        constraints = [models.UniqueConstraint(fields=["city", "month"], name="second_reader_month_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.requests}"

    @classmethod
    def take(cls, city: City, at: datetime) -> bool:
        """One more, counted before it is made; False where the month's requests are used up, whoever else counts."""
        month = at.astimezone(city.zone).date().replace(day=1)
        cls.objects.get_or_create(city=city, month=month)
        left = cls.objects.filter(city=city, month=month, requests__lt=city.second_reader_requests_a_month)
        return left.update(requests=F("requests") + 1) == 1
