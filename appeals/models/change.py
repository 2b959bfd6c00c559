"""The history of a message: entries are added, never edited."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from roadmap import effects
from roadmap.models import User
from roadmap.models.history import HistoryEntry, HistoryQuerySet
from roadmap.said import Said, values_field

from .appeal import Appeal


class Verb(models.TextChoices):
    SUBMITTED = "submitted", _("received")
    LINKED = "linked", _("place corrected")
    FORWARDED = "forwarded", _("forwarded")
    TAKEN = "taken", _("taken into work")
    ASSIGNED = "assigned", _("given to an operator")
    ASKED = "asked", _("sender asked")
    REPLIED = "replied", _("the sender replied")
    UNANSWERED = "unanswered", _("no reply came, the clock goes on")
    EXTENDED = "extended", _("term extended")
    DRAFTED = "drafted", _("answer written, not sent yet")
    RETURNED = "returned", _("answer returned to its writer")
    ANSWERED = "answered", _("answered")
    CORRECTED = "corrected", _("answer corrected")
    HIDDEN = "hidden", _("parts of a photo hidden")
    RELEASED = "released", _("text and photos reviewed")
    REOPENED = "reopened", _("returned to work")
    REJECTED = "rejected", _("not a road matter")
    SPLIT = "split", _("split into several")
    JOINED = "joined", _("joined to another message")
    CLOSED = "closed", _("closed")
    RATED = "rated", _("rated")
    NOTED = "noted", _("noted")
    ERASED = "erased", _("sender's data deleted")


TOLD = (
    Verb.SUBMITTED,
    Verb.FORWARDED,
    Verb.TAKEN,
    Verb.ASKED,
    Verb.UNANSWERED,
    Verb.EXTENDED,
    Verb.ANSWERED,
    Verb.CORRECTED,
    Verb.REOPENED,
    Verb.REJECTED,
    Verb.JOINED,
    Verb.CLOSED,
)  # steps that those who follow the message hear of: appeals/notices.py


WORDED = (Verb.FORWARDED, Verb.EXTENDED, Verb.RETURNED, Verb.REJECTED)  # the comment is an operator's own words
WHY_AGENCY = ["agency_reason", "agency_reason_values"]  # in the state; of a forwarding it holds the same words


class _WithoutWhy(models.Func):
    template, arg_joiner, output_field = "%(expressions)s", " - ", models.JSONField()

    def __init__(self):
        super().__init__(models.F("state"), models.Value(WHY_AGENCY, ArrayField(models.TextField())))


class AppealChangeQuerySet(HistoryQuerySet):
    def forget_words(self) -> None:
        """Operators' own words may name the sender: they go, and what was done stays. The one edit of this history."""
        edit = models.QuerySet.update
        edit(self.filter(verb__in=WORDED, comment_values={}), comment="")
        edit(self.filter(state__agency_basis="forwarded"), state=_WithoutWhy())

    def forget_in_answers(self, without: Callable[[str], str]) -> None:
        """The same of answers that were sent, and of the reason of a rejection, which is one: they stay, `without` whom
        they name."""
        edit = models.QuerySet.update
        for entry in self.exclude(state__answer=""):
            state = entry.state | {"answer": without(entry.state["answer"])}
            comment = without(entry.comment) if entry.verb == Verb.REJECTED else entry.comment
            edit(self.filter(pk=entry.pk), state=state, comment=comment)


class AppealChange(HistoryEntry):
    """Who did what, when, and the state after it (without the sender's data)."""

    appeal = models.ForeignKey(Appeal, models.PROTECT, related_name="changes", verbose_name=_("message"))
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    comment = models.CharField(_("comment"), max_length=500, blank=True)  # a person's words, or ours with their values
    comment_values = values_field()

    objects = AppealChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a message")
        verbose_name_plural = _("changes of messages")
        ordering = ["appeal", "version"]
        constraints = [models.UniqueConstraint(fields=["appeal", "version"], name="appeal_version_once")]
        # which came back: the morning counts those that are open
        indexes = [models.Index(fields=["appeal"], condition=models.Q(verb="reopened"), name="appeal_came_back")]

    def __str__(self) -> str:
        return f"{self.appeal_id} v{self.version} {self.verb}"

    @property
    def words(self) -> str:
        """The comment: ours in the reader's language, a person's as written."""
        return str(Said(self.comment, self.comment_values)) if self.comment_values else self.comment

    @property
    def due_at(self) -> datetime:
        """By when the answer was promised after this step."""
        return datetime.fromisoformat(self.state["answer_due_at"])

    @classmethod
    def record(
        cls, appeal: Appeal, verb: str, state: dict, *, by: User | None, at: datetime, comment: str | Said = ""
    ) -> "AppealChange":
        """The next version of a locked message. Whoever follows it is told after commit.

        A term written down as broken after `at`, by a clock that could not know of this step yet, is looked at anew.
        """
        words = comment if isinstance(comment, Said) else Said(comment)
        appeal.version += 1
        appeal.save(update_fields=["version"])
        appeal.violations.filter(broken_at__gte=at).delete()
        entry = cls.objects.create(
            appeal=appeal, version=appeal.version, verb=verb, by=by, at=at, state=state, **words.as_columns("comment")
        )
        if verb in TOLD:
            effects.leave("tell-of-message", entry.pk, at=at, change=entry.pk)
        return entry
