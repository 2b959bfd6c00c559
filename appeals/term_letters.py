"""Letters about terms, each once: before one ends to who has the message, after it is broken to the next level."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import ngettext, override

from appeals.models import Appeal, AppealChange, Violation
from appeals.models.appeal import AppealQuerySet
from appeals.models.change import Verb
from appeals.models.violation import Kind
from appeals.morning_letters import leaders_of
from appeals.workflow import OPEN
from roadmap import notices
from roadmap.channels.office import OfficeMail
from roadmap.delivery import Content
from roadmap.models import Agency, City, Delivery, User

REMINDER, ESCALATION = "term:", "overdue:"
COMING = (
    *(Verb.SUBMITTED, Verb.FORWARDED, Verb.TAKEN, Verb.ASSIGNED, Verb.REOPENED),
    *(Verb.ASKED, Verb.REPLIED, Verb.UNANSWERED, Verb.EXTENDED),
)  # by these a message comes to who has it, or its term moves
MOST_ROWS = 100  # of one letter; it says how many more there are
MOST_AT_ONCE = 500
FRESH = timedelta(days=2)  # what was found longer ago is no news


@dataclass(frozen=True)
class Reader:
    """A person of the staff, else a body; both with an address."""

    user: User | None
    agency: Agency | None

    @property
    def key(self) -> str:
        return f"u{self.user.pk}" if self.user else f"a{self.agency.pk}"

    def tell(self, subject: str, content: Content, *, city: City, at: datetime) -> None:
        if self.user:
            notices.tell_person(subject, self.user, content, city=city, at=at)
        else:
            notices.tell_office(subject, self.agency, content, at=at)


def remind(at: datetime) -> int:
    """Who has messages whose term is about to end gets one letter about all of one moment, and another about those that
    came to it after that letter; how many letters."""
    if not OfficeMail().is_configured():
        return 0
    return sum(_remind(city, kind, at) for city in City.objects.all() for kind in Kind)


def _remind(city: City, kind: Kind, at: datetime) -> int:
    waiting = _ending(city, kind, at)
    groups: dict[str, tuple[Reader, datetime, list[Appeal]]] = {}
    for appeal in waiting.select_related("agency", "assignee", "category", "city").order_by("due", "pk"):
        if reader := _who_has(appeal):
            subject = f"{REMINDER}{kind}:{reader.key}:{appeal.due:%Y%m%dT%H%M%S}"
            groups.setdefault(subject, (reader, appeal.due, []))[2].append(appeal)
    told = _told(city, kind, at)
    came = _came([appeal for subject in told.keys() & groups for appeal in groups[subject][2]])
    done = 0
    for subject, (reader, due, rows) in groups.items():
        letters = told.get(subject, [])
        last = max(letters, default=None)
        new = [row for row in rows if last is None or came.get(row.pk, last) > last]
        if new:
            # Not a later version, which would overtake one that has not gone yet: it tells of other messages.
            numbered = f"{subject}#{len(letters) + 1}" if letters else subject
            reader.tell(numbered, _reminder(city, kind, due, new, at), city=city, at=at)
            done += 1
    return done


def _told(city: City, kind: Kind, at: datetime) -> dict[str, list[datetime]]:
    """By moment and reader when letters about terms that still run were written."""
    since = at - max(timedelta(hours=city.remind_before_answer_h), timedelta(minutes=city.remind_before_reply_min))
    letters = Delivery.objects.notices().filter(subject__startswith=f"{REMINDER}{kind}:", created_at__gte=since)
    told: dict[str, list[datetime]] = {}
    for subject, written_at in letters.values_list("subject", "created_at"):
        told.setdefault(subject.partition("#")[0], []).append(written_at)
    return told


def _came(appeals: list[Appeal]) -> dict[int, datetime]:
    """By number when a message last came to who has it, or its term was moved."""
    steps = AppealChange.objects.filter(appeal__in=appeals, verb__in=COMING).order_by()
    return dict(steps.values_list("appeal").annotate(Max("at")))


def _ending(city: City, kind: Kind, at: datetime) -> AppealQuerySet:
    """Open messages whose term of this kind ends within the city's time of warning, with it as `due`."""
    open_ones = Appeal.objects.open().filter(city=city)
    if kind == Kind.ANSWER:
        until = at + timedelta(hours=city.remind_before_answer_h)
        return open_ones.filter(answer_due_at__gt=at, answer_due_at__lte=until).annotate(due=F("answer_due_at"))
    until = at + timedelta(minutes=city.remind_before_reply_min)
    unreplied = Q(first_replied_at=None, first_reply_due_at__gt=at, first_reply_due_at__lte=until)
    return open_ones.filter(unreplied).annotate(due=F("first_reply_due_at"))


def _who_has(appeal: Appeal) -> Reader | None:
    """The operator who took it, else the body."""
    if appeal.assignee and appeal.assignee.is_active and appeal.assignee.email:
        return Reader(appeal.assignee, None)
    return Reader(None, appeal.agency) if appeal.agency.email else None


def _reminder(city: City, kind: Kind, due: datetime, rows: list[Appeal], at: datetime) -> Content:
    with override(settings.LANGUAGE_CODE):
        words = {
            Kind.ANSWER: ngettext("%(count)s answer is due soon", "%(count)s answers are due soon", len(rows)),
            Kind.FIRST_REPLY: ngettext(
                "%(count)s first reply is due soon", "%(count)s first replies are due soon", len(rows)
            ),
        }
        title = words[kind] % {"count": len(rows)}
        return _content(title, city, rows, at, due=due)


@transaction.atomic
def escalate(at: datetime) -> int:
    """Terms broken lately whose message still has no answer: the next level above who had it hears of each once. How
    many were told. A row is held and marked in the transaction that writes the letter."""
    if not OfficeMail().is_configured():
        return 0
    fresh = Violation.objects.answers().filter(told_at=None, appeal__status__in=OPEN).found_in_time(at, FRESH)
    had = Agency.objects.filter(pk__in=fresh.order_by().values("agency")).select_related("parent", "city")
    # Bodies above which nobody has an address: what they broke waits, and holds up nobody else's.
    above = {agency.pk: readers for agency in had if (readers := list(next_level(agency)))}
    found = fresh.filter(agency__in=above).select_related("agency__city").order_by("pk")
    groups: dict[str, tuple[Reader, City, list[Violation]]] = {}
    for violation in found.select_for_update(of=("self",), skip_locked=True)[:MOST_AT_ONCE]:
        for reader in above[violation.agency_id]:
            groups.setdefault(reader.key, (reader, violation.agency.city, []))[2].append(violation)
    told = {violation.pk for _reader, _city, rows in groups.values() for violation in rows}
    for key, (reader, city, rows) in groups.items():
        reader.tell(f"{ESCALATION}{key}:{rows[0].pk}", _escalation(city, rows, at), city=city, at=at)
    Violation.objects.filter(pk__in=told).update(told_at=at)
    return len(told)


def next_level(agency: Agency) -> Iterator[Reader]:
    """The parent agency, else the body that answers for the site, else those who lead the body itself: the first that
    has an address."""
    for above in (agency.parent, Agency.objects.operator_of(agency.city)):
        if above is not None and above.pk != agency.pk and above.email:
            yield Reader(None, above)
            return
    yield from (Reader(user, None) for user in leaders_of(agency.city).filter(agency=agency))


def _escalation(city: City, broken: list[Violation], at: datetime) -> Content:
    with override(settings.LANGUAGE_CODE):
        numbers = [violation.appeal_id for violation in broken]
        came_back = Exists(AppealChange.objects.filter(appeal=OuterRef("pk"), verb=Verb.REOPENED))
        rows = Appeal.objects.filter(pk__in=numbers).annotate(came_back=came_back)
        rows = rows.select_related("agency", "assignee", "category", "city")
        title = ngettext("%(count)s answer is overdue", "%(count)s answers are overdue", len(broken))
        return _content(title % {"count": len(broken)}, city, list(rows.order_by("answer_due_at", "pk")), at)


def _content(title: str, city: City, rows: list[Appeal], at: datetime, due: datetime | None = None) -> Content:
    by_body: dict[Agency, list[Appeal]] = defaultdict(list)
    for appeal in rows[:MOST_ROWS]:
        by_body[appeal.agency].append(appeal)
    url = f"{settings.SITE_URL}{reverse('desk-appeals')}"
    told = {"by_body": list(by_body.items()), "more": len(rows[MOST_ROWS:]), "due": due, "city": city, "now": at}
    return Content(title, render_to_string("mail/terms.txt", told | {"site": settings.SITE_URL, "url": url}), "", url)
