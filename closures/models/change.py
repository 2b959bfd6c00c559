"""The history of a road event: versions are added, never edited."""

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from closures.workflow import Status
from roadmap.models import User
from roadmap.models.history import HistoryEntry, HistoryQuerySet

from .event import RoadEvent
from .lists import Basis


class Verb(models.TextChoices):
    DRAFTED = "drafted", _("drafted")
    SUBMITTED = "submitted", _("sent for review")
    RETURNED = "returned", _("returned from review")
    SCHEDULED = "scheduled", _("publication set for later")
    UNSCHEDULED = "unscheduled", _("set time of publication taken away")
    MISSED = "missed", _("could not be published at its time")
    PUBLISHED = "published", _("published")
    CHANGED = "changed", _("changed")
    EXTENDED = "extended", _("term moved")
    STARTED = "started", _("started")
    STAGE = "stage", _("next stage started")
    CONFIRMED = "confirmed", _("start confirmed")
    OVERDUE = "overdue", _("term passed, not confirmed")
    FINISHED = "finished", _("finished")
    CANCELLED = "cancelled", _("cancelled")
    REMARKED = "remarked", _("remark")
    UNDONE = "undone", _("the last step taken back")
    JOINED = "joined", _("joined with another event")
    SPLIT = "split", _("split by stages")
    PROPOSED = "proposed", _("change proposed to an approver")
    SENT_BACK = "sent-back", _("proposed change returned")
    WITHDRAWN = "withdrawn", _("proposed change withdrawn")
    SENT_NOW = "sent-now", _("posts sent at once")


# What the public is told of the history; drafts and reviews are nobody's business.
PUBLIC_VERBS = {
    Verb.PUBLISHED: _("Published"),
    Verb.CHANGED: _("Details changed"),
    Verb.EXTENDED: _("The term was moved"),
    Verb.STARTED: _("Began"),
    Verb.STAGE: _("The next stage began"),
    Verb.CONFIRMED: _("Start confirmed"),
    Verb.OVERDUE: _("The term has passed, the end is not confirmed"),
    Verb.FINISHED: _("Finished, traffic is restored"),
    Verb.CANCELLED: _("Cancelled"),
    Verb.JOINED: _("Told together with another event"),
    Verb.SPLIT: _("Split by stages"),
}


# What leaves every word and stage as it was; whatever else there is, now or later, counts as a change of them.
OF_NO_CONTENT = (
    *(Verb.SUBMITTED, Verb.RETURNED, Verb.SCHEDULED, Verb.UNSCHEDULED, Verb.MISSED),
    *(Verb.PUBLISHED, Verb.REMARKED, Verb.UNDONE, Verb.SENT_NOW),
    *(Verb.PROPOSED, Verb.SENT_BACK, Verb.WITHDRAWN),
)


class RoadEventChangeQuerySet(HistoryQuerySet):
    def of_content(self) -> "RoadEventChangeQuerySet":
        """Versions in which the event may say something else than before."""
        return self.exclude(verb__in=OF_NO_CONTENT)

    def standing(self) -> "RoadEventChangeQuerySet":
        """Without what was taken back before anybody was told, and without the taking back itself."""
        undone = RoadEventChange.objects.filter(
            event=models.OuterRef("event"), version=models.OuterRef("version") + 1, verb=Verb.UNDONE
        )
        return self.exclude(verb=Verb.UNDONE).exclude(models.Exists(undone))

    def before(self, change: "RoadEventChange") -> "RoadEventChange | None":
        return self._earlier(change).first()

    def before_the_end(self, change: "RoadEventChange") -> "RoadEventChange | None":
        """What an end ended: the last version that was not finished."""
        return self._earlier(change).exclude(state__status=Status.FINISHED).first()

    def last_before(self, change: "RoadEventChange", verbs: Iterable[str]) -> "RoadEventChange | None":
        """The last by one of these verbs."""
        return self._earlier(change).standing().filter(verb__in=list(verbs)).first()

    def _earlier(self, change: "RoadEventChange") -> "RoadEventChangeQuerySet":
        return self.filter(event=change.event_id, version__lt=change.version).order_by("-version")


class RoadEventChange(HistoryEntry):
    """Who did what, when, and the event's whole state after it; the difference is read from the entry before."""

    event = models.ForeignKey(RoadEvent, models.PROTECT, related_name="changes", verbose_name=_("road event"))
    verb = models.CharField(_("what"), max_length=12, choices=Verb)
    basis = models.CharField(_("basis"), max_length=8, choices=Basis, blank=True)
    comment = models.CharField(_("comment"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who entered it")
    )
    held_until = models.DateTimeField(_("nothing of it leaves before"), null=True, blank=True)

    objects = RoadEventChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["event", "version"]
        constraints = [models.UniqueConstraint(fields=["event", "version"], name="change_version_once_an_event")]

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version} {self.verb}"

    @property
    def is_end_of_stage(self) -> bool:
        """On somebody's word, while the rest goes on."""
        return self.verb == Verb.CHANGED and bool(self.basis)

    @property
    def is_end_confirmed(self) -> bool:
        """Whether it is over on somebody's word."""
        return self.state["status"] == Status.FINISHED and self.state["end_basis"] != Basis.PLAN

    @property
    def stages_over(self) -> set[int]:
        """Numbers of the phases that were confirmed over by then."""
        return {phase["number"] for phase in self.state["phases"] if phase["actual_end"]}

    @property
    def desk_words(self) -> str | Promise:
        return self._own_words or self.get_verb_display()

    @property
    def public_words(self) -> str | Promise:
        """Of one of PUBLIC_VERBS."""
        return self._own_words or PUBLIC_VERBS[self.verb]

    @property
    def shown_basis(self) -> str | Promise:
        """Beside the words; empty where they say by themselves how it is known."""
        return "" if self.verb == Verb.CONFIRMED or self._is_end_by_plan else self.get_basis_display()

    @property
    def _own_words(self) -> str:
        """Where the verb alone would say too much or too little."""
        if self.verb == Verb.DRAFTED and self.version > 1:
            return gettext("draft changed")
        if self.verb == Verb.CONFIRMED and self.basis:
            return gettext("Start %(how)s") % {"how": self.get_basis_display()}
        if self.is_end_of_stage:
            return gettext("A stage is over")
        if self._is_end_by_plan:
            return gettext("The term has passed: over according to the schedule, not confirmed")
        return ""

    @property
    def _is_end_by_plan(self) -> bool:
        return self.verb == Verb.FINISHED and self.basis == Basis.PLAN
