"""What the desk says of an event in one row: its state and times, and what was said of it in review."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy, pgettext_lazy

from closures.kinds.states import told_state
from closures.models import KnownClash, Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.models.silence import Silence
from closures.workflow import UNSEEN, Status
from roadmap.moments import period_words

MOST_CLASHES = 200  # of one page
# What is done with several rows at once.
BULK_VERBS = {
    "finish": pgettext_lazy("events", "End"),
    "extend": gettext_lazy("Extend"),
    "cancel": pgettext_lazy("events", "Cancel"),
}


def shown_in_row(event: RoadEvent, now: datetime) -> RoadEvent:
    """The event with what its row says."""
    event.shown_state = told_state(event.state_at(now), is_in_force=event.in_force_at(now))
    event.state_word = event.word_of(event.shown_state)
    event.when = period_words(event.start, event.end, event.city.zone, now) if event.start else ""
    return event


def add_review(rows: Sequence[RoadEvent]) -> None:
    """`review`: who sent it for review or returned it, when and with which words; one question for all rows."""
    unseen = [event.pk for event in rows if event.status in UNSEEN]
    asked = RoadEventChange.objects.filter(event__in=unseen, verb__in=[Verb.SUBMITTED, Verb.RETURNED])
    latest = asked.order_by("event_id", "-version").distinct("event_id").select_related("by")
    found = {change.event_id: change for change in latest.defer("state")}
    for event in rows:
        event.review = _review_in(event, found.get(event.pk))


def add_silence(rows: Sequence[RoadEvent], now: datetime) -> None:
    """`silences`: what nobody has confirmed long after it was planned; one question for all rows."""
    found: dict[int, set] = {}
    for phase in Phase.objects.silent(now).filter(event__in=rows).select_related("event"):
        found.setdefault(phase.event_id, set()).add(phase.silence_at(now))
    for event in rows:
        event.silences = [silence for silence in Silence if silence in found.get(event.pk, ())]


def add_clashes(rows: Sequence[RoadEvent]) -> None:
    """`known_clashes`: what it clashes with and nobody has ended, as the row's event says it; one question for all."""
    of_rows = KnownClash.objects.open().touching(RoadEvent.objects.filter(pk__in=[event.pk for event in rows]))
    found = list(of_rows.select_related("event__agency", "other__agency").order_by("-noticed_at")[:MOST_CLASHES])
    for event in rows:
        of_event = (told_clash(row, event) for row in found if event.pk in (row.event_id, row.other_id))
        event.known_clashes = list(filter(is_told, of_event))


def is_told(clash: dict) -> bool:
    """What was taken back before anybody read it is its agency's own."""
    return clash["partner"] is None or clash["partner"].published_at is not None


def told_clash(row: KnownClash, event: RoadEvent) -> dict:
    """As one of the two says it."""
    return {"row": row, "what": row.said_by(event), "partner": row.partner_of(event)}


def review_of(event: RoadEvent) -> RoadEventChange | None:
    """As `add_review`, of one event."""
    asked = event.changes.filter(verb__in=[Verb.SUBMITTED, Verb.RETURNED]).select_related("by")
    return _review_in(event, asked.order_by("-version").first())


def _review_in(event: RoadEvent, last: RoadEventChange | None) -> RoadEventChange | None:
    """What was said last, where it is about the status that the event has."""
    about = {Status.IN_REVIEW: Verb.SUBMITTED, Status.DRAFT: Verb.RETURNED}.get(event.status)
    return last if last and last.verb == about else None
