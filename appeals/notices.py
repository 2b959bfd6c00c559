"""Which step of a message is told to whom, in which words: one letter or notification a step and reader.

The author hears everything, with the own secret link. Whoever follows somebody else's message hears what anybody may
see: no word, no name and no answer to another person stands in it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from appeals import threads
from appeals.models import Appeal, AppealChange, Follower
from appeals.models.appeal import REFUTED_WITHIN_DAYS
from appeals.models.change import Verb
from appeals.workflow import Outcome
from roadmap.channels import CHANNELS
from roadmap.delivery import Content
from roadmap.language.grammar.english import names
from roadmap.languages import is_english
from roadmap.models import Effect, Subscriber
from roadmap.notices import Notice, tell
from roadmap.own_address import absolute

TITLES = {
    Verb.SUBMITTED: gettext_lazy("accepted"),
    Verb.FORWARDED: gettext_lazy("another body answers now"),
    Verb.TAKEN: gettext_lazy("taken into work"),
    Verb.ASKED: gettext_lazy("you are asked"),
    Verb.UNANSWERED: gettext_lazy("no reply came, the clock goes on"),
    Verb.EXTENDED: gettext_lazy("the term is extended"),
    Verb.ANSWERED: gettext_lazy("answered"),
    Verb.CORRECTED: gettext_lazy("the answer is corrected"),
    Verb.REOPENED: gettext_lazy("back in work"),
    Verb.REJECTED: gettext_lazy("not taken into work"),
    Verb.JOINED: gettext_lazy("joined to an earlier message"),
    Verb.CLOSED: gettext_lazy("closed"),
}
OF_THE_AUTHOR = (
    Verb.SUBMITTED,
    Verb.JOINED,
    Verb.ASKED,
    Verb.UNANSWERED,
)  # not those of the whole case


def tell_of(*, at: datetime, change: int) -> None:
    """By name in settings.EFFECTS: a row in the table of deliveries for each who follows, once. A step before it that
    another worker has still to tell of comes first: a later letter waits for those alone that are written already."""
    entry = AppealChange.objects.get(pk=change)
    beside = ("appeal__city", "appeal__category", "appeal__agency", "appeal__split_from__city")
    steps = AppealChange.objects.filter(appeal=entry.appeal_id).select_related(*beside)
    untold = Effect.objects.filter(name="tell-of-message", key=Cast(OuterRef("pk"), TextField()))
    for step in steps.filter(Q(pk=change) | Q(Exists(untold), version__lt=entry.version)).order_by("version"):
        _tell_each(step, at)


def _tell_each(entry: AppealChange, at: datetime) -> None:
    followers = [one for one in _followers(entry) if CHANNELS[one.subscriber.channel].is_configured()]
    notices = [Notice(one.subscriber_id, one.subscriber.channel, content_of(entry, one, at), at) for one in followers]
    tell(entry.appeal.subject, entry.version, notices, city=entry.appeal.city, at=at)
    threads.tell(entry, TITLES[entry.verb], at=at)


def _followers(entry: AppealChange) -> list[Follower]:
    """One a reader, the author's own rather than another; held until the transaction ends, so that nobody who has left
    meanwhile is told."""
    case = Follower.objects.of_case(entry.appeal)
    if entry.verb in OF_THE_AUTHOR:
        case = entry.appeal.followers.filter(is_author=True)
    told = case.written_to().select_related("subscriber", "appeal__city", "appeal__category").order_by("is_author")
    by_reader = {one.subscriber_id: one for one in told}  # the author's own comes last, and stays
    held = Subscriber.objects.filter(pk__in=by_reader).order_by("pk").select_for_update(no_key=True)
    return [by_reader[pk] for pk in held.values_list("pk", flat=True)]


def content_of(entry: AppealChange, follower: Follower, at: datetime) -> Content:
    """In the reader's language; `caption` is the first paragraph, for where there is room for a line or two."""
    with override(follower.subscriber.language):
        text = render_to_string(f"appeals/notices/{entry.verb}.txt", _told(entry, follower, at)).strip()
        title = _("Message No. %(number)s: %(what)s") % {
            "number": follower.appeal.number,
            "what": _what(entry),
        }
        return Content(title=title, text=text, caption=text.partition("\n\n")[0], url=absolute(follower.page))


def _what(entry: AppealChange) -> str:
    whole = entry.appeal.split_from
    if entry.verb == Verb.SUBMITTED and whole:
        return _("a part of your message No. %(whole)s") % {"whole": whole.number}
    return TITLES[entry.verb]


def _told(entry: AppealChange, follower: Follower, at: datetime) -> dict:
    """What stood when the step was made; a follower who is not the author gets no words of it, nor does the author of
    one that was joined to another body's."""
    appeal: Appeal = entry.appeal
    own = follower.is_author
    reads_words = own and (follower.appeal_id == appeal.pk or follower.appeal.may_read_main)
    return {
        "appeal": appeal,
        "city": appeal.city,
        "now": at,
        "place": ", ".join(_place(follower.appeal)),
        "is_author": own,
        "is_joined": follower.appeal_id != appeal.pk,
        "agency_name": entry.state["agency_name"],
        "due_at": datetime.fromisoformat(entry.state["answer_due_at"]),
        "outcome": Outcome(entry.state["outcome"]).label if entry.state["outcome"] else "",
        "is_dealt_with": entry.state["outcome"] in ("", Outcome.FIXED),
        "answer": entry.state["answer"] if reads_words else "",
        "reason": entry.words if reads_words else "",
        "question": appeal.questions.filter(asked_at=entry.at).first() if own else None,
        "days": REFUTED_WITHIN_DAYS,
    }


def _place(appeal: Appeal) -> Iterable[str]:
    yield str(appeal.category)
    if appeal.street:
        yield names.name(appeal.street) if is_english() else appeal.street
