"""Which change is worth telling, and in which words."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext, override

from closures.carrying import carries, tells_of
from closures.facts import facts_of
from closures.models import Phase, RoadEvent, RoadEventChange
from closures.models.change import Verb
from closures.pictures import picture_of
from closures.stages import to_the_minute
from closures.wording import Facts, Texts, write
from closures.wording.facts import differs_in
from closures.workflow import Status
from roadmap import digests
from roadmap.accounts.places import Place, Spot, places_in
from roadmap.accounts.timing import News
from roadmap.channels import CHANNELS
from roadmap.delivery import Content, enqueue
from roadmap.languages import ENGLISH, RUSSIAN
from roadmap.models import Account, Delivery

# Drafts are nobody's business; a confirmation is no news, but it may correct what was told.
PHASES = {
    Verb.PUBLISHED: "announced",
    Verb.CHANGED: "changed",
    Verb.JOINED: "changed",  # of the one that stays; the other leads to it
    Verb.EXTENDED: "extended",
    Verb.SPLIT: "announced",  # as it stands: that something is told elsewhere now is no news of the road
    Verb.STARTED: "started",
    Verb.STAGE: "started",
    Verb.OVERDUE: "overdue",
    Verb.FINISHED: "finished",
    Verb.CANCELLED: "cancelled",
}
EVE = Account.Moment.EVE
State = Delivery.State
AS_NEW = (Verb.PUBLISHED, Verb.SPLIT)


def announce(
    change: RoadEventChange, *, spots: Sequence[Spot] | None = None, phases: Sequence[Phase] | None = None
) -> list[Delivery]:
    """One delivery a place for a change that readers should hear of; `spots` are those that it may go to, `phases` are
    given where they are at hand."""
    if not is_told(change):
        return []
    event, places = change.event, _places_of(change, spots)
    unheard = _unheard(change, places)
    heard = [place for place in places if place not in unheard]
    told = _tell(change, event.subject, heard, _content_of(change, phases))
    if unheard:
        as_new = "started" if event.started_at else "announced"
        told += _tell(change, event.subject, unheard, _content_of(change, phases, as_new))
    for row in told:
        digests.follow(row, change.at)
    return told + _correct_reminder(change, phases)


def _tell(
    change: RoadEventChange, subject: str, places: Sequence[Place], content: Content, *, only_corrects: bool = False
) -> list[Delivery]:
    return enqueue(
        subject,
        change.version,
        content,
        city=change.event.city,
        at=change.at,
        places=places,
        only_news=True,
        only_corrects=only_corrects or is_end(change),
        makes_false=_makes_false(change),
        news=_news_of(change.event, change.at),
        not_before=change.held_until,
    )


def _news_of(event: RoadEvent, at: datetime) -> News:
    is_ahead = event.started_at is None and event.status == Status.PUBLISHED and event.start > at
    return News(event.severity, event.start if is_ahead else None)


def _unheard(change: RoadEventChange, places: Sequence[Place]) -> list[Place]:
    """Accounts where nobody has heard of it yet: what is otherwise by now was never told there."""
    accounts = [place for place in places if place.account is not None]
    if change.verb not in (Verb.CHANGED, Verb.EXTENDED) or change.event.joined_to_id is not None or not accounts:
        return []
    told = Delivery.objects.filter(subject=change.event.subject).heard()
    heard = set(told.order_by().values_list("channel", "recipient").distinct())
    return [place for place in accounts if place.spot not in heard]


def remind(event: RoadEvent, *, at: datetime) -> list[Delivery]:
    """On the eve, in a post of its own, where the account wants it and what was to be told before has left."""
    places = [place for place in places_in(event.city) if place.account and tells_of(place.account, event, EVE)]
    unsent = Delivery.objects.filter(subject=event.subject, state__in=[State.PROPOSED, State.WAITING])
    waiting = set(unsent.values_list("channel", "recipient"))
    change = RoadEventChange.objects.filter(event=event).order_by("-version").first()
    content = _content_of(change, None, "reminder")
    return enqueue(
        reminder_of(event),
        event.version,
        content,
        city=event.city,
        at=at,
        places=[place for place in places if place.spot not in waiting],
        news=News(event.severity, event.start),
    )


def take_from_digests(event: RoadEvent, version: int, at: datetime) -> None:
    """What was taken back of this version is taken back there."""
    for row in Delivery.objects.filter(subject=event.subject, version=version).select_related("account"):
        digests.follow(row, at)


def reminder_of(event: RoadEvent) -> str:
    """The subject of its reminder, which is a post of its own."""
    return f"eve:{event.pk}"


def _correct_reminder(change: RoadEventChange, phases: Sequence[Phase] | None) -> list[Delivery]:
    """Two posts never contradict each other; one that has not left is not needed any more."""
    if change.event.reminded_at is None:
        return []
    subject = reminder_of(change.event)
    told = set(Delivery.objects.filter(subject=subject).values_list("channel", "recipient"))
    places = [place for place in places_in(change.event.city) if place.spot in told]
    return _tell(change, subject, places, _content_of(change, phases), only_corrects=True) if places else []


def _content_of(change: RoadEventChange, phases: Sequence[Phase] | None, phase: str | None = None) -> Content:
    """With `phase` in other words than the change's own, and without what was before."""
    event, languages = change.event, (RUSSIAN, ENGLISH)
    if event.joined_to_id is not None:
        russian, english = (_content_of_joined(event, language) for language in languages)
    else:
        phases = phases or list(event.phases.prefetch_related("locations"))
        told = texts_in(languages, change, phase)
        russian, english = (_content_in(language, change, told[language], phases) for language in languages)
    return replace(russian, english=english)


def _content_in(language: str, change: RoadEventChange, texts: Texts, phases: Sequence[Phase]) -> Content:
    picture = picture_of(change.event, texts, language, at=change.at, phases=phases)
    return Content(texts.subject, texts.long, texts.caption, address_of(change.event), picture, texts.short)


def _content_of_joined(event: RoadEvent, language: str) -> Content:
    """Only where it is told of now: its own words would contradict that post one day."""
    with override(language):
        main = event.joined_to
        told = {"headline": event.shown_headline, "main": main.shown_headline, "address": address_of(main)}
        text = gettext("%(headline)s: this is told together with “%(main)s” now. Details: %(address)s") % told
        return Content(event.shown_headline, text, text, address_of(main))


def is_told(change: RoadEventChange) -> bool:
    """Whether anybody outside hears of it: of a confirmation where what was told is not true any more."""
    if change.event.is_quiet:
        return False
    if change.verb != Verb.CONFIRMED:
        return change.verb in PHASES
    told, before = _corrected_by(change), RoadEventChange.objects.before(change)
    return told is not None and _texts(told, before.state, change.at) != _texts(told, change.state, change.at)


def is_news(change: RoadEventChange) -> bool:
    """Whether those who are told of each change by itself hear of it: of an edit only where texts tell something else,
    of a confirmation never, since it corrects how a post is worded and moves nothing."""
    if change.event.is_quiet or change.event.joined_to_id is not None:
        return False
    if change.verb not in (Verb.CHANGED, Verb.JOINED):
        return change.verb in PHASES and change.verb != Verb.SPLIT
    before = RoadEventChange.objects.before(change)
    return bool(before and differs_in(facts_of(change.state, change.event), facts_of(before.state, change.event)))


def _makes_false(change: RoadEventChange) -> bool:
    """Whether who has read the text before it would be misled from now on."""
    return is_end(change) or change.verb == Verb.EXTENDED or (change.verb == Verb.CHANGED and is_news(change))


def is_end(change: RoadEventChange) -> bool:
    """Whether nothing of it is left on the road, be it by the plan alone."""
    return change.verb in (Verb.FINISHED, Verb.CANCELLED)


def _corrected_by(confirmation: RoadEventChange) -> RoadEventChange | None:
    """The change whose text stands when somebody confirms."""
    return RoadEventChange.objects.last_before(confirmation, PHASES)


def _places_of(change: RoadEventChange, spots: Sequence[Spot] | None) -> list[Place]:
    """What stands is kept true whatever the account carries by now. A confirmation goes nowhere else: where there is
    nothing to correct it would be an announcement.
    """
    told = set(spots_of(change.event) or ())
    found = [place for place in places_in(change.event.city) if spots is None or place.spot in spots]
    if change.verb == Verb.CONFIRMED:
        return [place for place in found if place.spot in told]
    return [place for place in found if place.spot in told or carries(place.account, change)]


def texts_of(change: RoadEventChange, language: str = RUSSIAN) -> Texts:
    """What the change is told with, from the states that the history keeps; a confirmation says anew, with what is
    known by it, what was said last."""
    return texts_in([language], change)[language]


def texts_in(languages: Iterable[str], change: RoadEventChange, phase: str | None = None) -> dict[str, Texts]:
    told = _corrected_by(change) if change.verb == Verb.CONFIRMED else change
    facts, words = _facts(told or change, change.state, change.at, phase)
    return {language: write(facts, words, at=change.at, language=language) for language in languages}


def _texts(told: RoadEventChange, state: dict, at: datetime) -> Texts:
    facts, words = _facts(told, state, at)
    return write(facts, words, at=at)


def _facts(told: RoadEventChange, state: dict, at: datetime, phase: str | None = None) -> tuple[Facts, str]:
    """What a change is told with where `state` is known at that moment, and in which words."""
    before = None if phase else _compared_with(told, _phase_of(told))
    phase = phase or _phase_of(told)
    previous = before and facts_of(_as_known(before.state, told.state, state), told.event)
    facts = facts_of(state, told.event, previous=previous).as_it_stands(is_over=told.is_end_confirmed)
    if phase == "changed" and told.is_end_of_stage and facts.opened:
        facts, phase = _after_a_stage(facts, at)
    elif phase == "started":
        facts = facts.holding_at(at)
    elif phase == "overdue":
        facts = facts.lapsed_at(at)
    elif phase == "finished":
        facts = facts.about_the_end()
    return facts, _in_which_words(phase, facts)


def _as_known(before: dict, told: dict, known: dict) -> dict:
    """The state before a change with the starts that were confirmed since it was told: they are no part of it."""
    starts = {phase["number"]: phase["actual_start"] for phase in told["phases"]}
    confirmed = [phase for phase in known["phases"] if phase["actual_start"] != starts.get(phase["number"])]
    since = {phase["number"]: {"actual_start": phase["actual_start"]} for phase in confirmed}
    return before | {"phases": [phase | since.get(phase["number"], {}) for phase in before["phases"]]}


def _after_a_stage(facts: Facts, at: datetime) -> tuple[Facts, str]:
    """Told is what holds now, not what was otherwise before; where nothing does until the next stage, that the way is
    free."""
    if any(phase.is_on(at) for phase in facts.phases):
        return replace(facts.holding_at(at), previous=None), "started"
    if all(phase.schedule.end and phase.schedule.end <= at for phase in facts.phases):
        return facts.lapsed_at(at), "overdue"  # nobody has said that the rest is open
    return facts.opened_last(), "finished"


def _in_which_words(phase: str, facts: Facts) -> str:
    """Where the start moves, too, a new end alone would not tell it; one of no end is neither longer nor shorter."""
    if phase != "extended" or facts.previous is None:
        return phase
    before, now = facts.previous.whole, facts.whole
    has_moved = to_the_minute(before.start) != to_the_minute(now.start)
    return "changed" if has_moved or (before.end is None) != (now.end is None) else phase


def _phase_of(change: RoadEventChange) -> str:
    if change.verb in AS_NEW and change.event.started_at:
        return "started"
    if change.state["status"] == Status.FINISHED:
        return "finished"  # also a correction of what is over: it does not close the street again
    return PHASES[change.verb]


def _compared_with(change: RoadEventChange, phase: str) -> RoadEventChange | None:
    if change.verb in AS_NEW:
        return None  # a draft is no news
    if phase == "finished":
        return RoadEventChange.objects.before_the_end(change)
    return RoadEventChange.objects.before(change)


def preview(event: RoadEvent, state: dict, phase: str = "announced", *, at: datetime | None = None) -> Texts:
    """The text before it goes, as if it went now: it has the length, and so the facts, of the one that will.

    An event that was never saved has no address of its own to tell yet.
    """
    facts = facts_of(state, event)
    return write(facts if event.published_at else replace(facts, published=at or facts.published), phase, at=at)


def without_address(texts: Texts, event: RoadEvent) -> Texts:
    """Its number is known when it is saved."""
    hidden = f"{settings.SITE_URL}/events/…/"
    return Texts(**{name: text.replace(address_of(event), hidden) for name, text in asdict(texts).items()})


def spots_of(event: RoadEvent) -> list[Spot] | None:
    """Where this event was told so far: what the clock adds goes there and nowhere else. None before any post."""
    public = [channel.name for channel in CHANNELS.values() if not channel.is_personal]
    told = Delivery.objects.filter(subject=event.subject, channel__in=public).exclude(state=Delivery.State.WITHDRAWN)
    return sorted(told.order_by().values_list("channel", "recipient").distinct()) or None


def address_of(event: RoadEvent) -> str:
    return f"{settings.SITE_URL}{event.get_absolute_url()}"
