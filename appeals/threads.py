"""What is told of a message where it was written: below the comment, so that everybody may read it, or in private.

Below a comment stand the words that an operator sends, without their reader: nobody's name, contact or quoted words.
A question goes to the author alone, where they have written to us in private; else they are asked to.
"""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import override

from appeals.forgotten_words import senders_of, without_sender
from appeals.models import Appeal, AppealChange, NetworkMessage
from appeals.models.appeal import IS_PUBLIC
from appeals.models.change import Verb
from roadmap import delivery
from roadmap.channels import CHANNELS
from roadmap.delivery import TITLE_MOST
from roadmap.lengths import shortened
from roadmap.models import Delivery
from roadmap.notices import UNSUBSCRIBED
from roadmap.own_address import absolute

IN_PUBLIC = (Verb.ASKED, Verb.ANSWERED, Verb.CORRECTED, Verb.REJECTED)
OF_THE_AUTHOR = (Verb.SUBMITTED, Verb.ASKED, Verb.JOINED)  # not those of a message joined to it


def tell(entry: AppealChange, what: str | Promise, *, at: datetime) -> None:
    """One reply for each who wrote, once; handed over after commit."""
    rows = [_reply(row, entry, what, at) for row in _told(entry)]
    made = [row for row in rows if row is not None]
    Delivery.objects.bulk_create(made, ignore_conflicts=True)
    transaction.on_commit(partial(_hand_over, entry.pk, [row.subject for row in made]), robust=True)


def _hand_over(version: int, subjects: list[str]) -> None:
    waiting = Delivery.objects.filter(subject__in=subjects, version=version, state=Delivery.State.WAITING)
    for pk, channel in waiting.values_list("pk", "channel"):
        delivery.hand_over(pk, channel)


def _told(entry: AppealChange) -> list[NetworkMessage]:
    """The first of what each has written in one place."""
    rows = NetworkMessage.objects.of_case(entry.appeal).heard()
    if entry.verb in OF_THE_AUTHOR:
        rows = rows.filter(appeal=entry.appeal)
    about = ("account", "appeal__city", "appeal__category", "appeal__duplicate_of")
    first: dict[tuple, NetworkMessage] = {}
    for row in rows.select_related(*about).order_by("pk"):
        first.setdefault((row.account_id, row.chat, row.author), row)
    return [row for row in first.values() if row.account.network in CHANNELS]


def _reply(row: NetworkMessage, entry: AppealChange, what: str | Promise, at: datetime) -> Delivery | None:
    private = row if row.is_private else None
    if entry.verb == Verb.ASKED:
        private = private or _private_of(row)
    if private is None and entry.verb not in IN_PUBLIC:
        return None
    with override(row.account.language):
        text = _in_private(row, entry, what) if private else _in_public(row, entry)
    channel = CHANNELS[row.account.network]
    return Delivery(
        subject=row.reply_subject,
        version=entry.pk,
        channel=channel.name,
        recipient=private.chat if private else row.chat,
        account=row.account,
        answers="" if private else f"{row.post}/{row.number}",
        action=Delivery.Action.NOTICE if private else Delivery.Action.POST,
        city=row.account.city,
        title=shortened(str(row.appeal), TITLE_MOST),
        text=channel.cut(text, channel.max_text),
        created_at=at,
        next_try_at=at,
    )


def _private_of(row: NetworkMessage) -> NetworkMessage | None:
    """Where its author has written to the same account in private."""
    own = NetworkMessage.objects.heard().filter(account=row.account, author=row.author, is_private=True)
    return own.first()


def _in_public(row: NetworkMessage, entry: AppealChange) -> str:
    appeal = row.appeal
    sender = senders_of(appeal)
    words = without_sender(entry.state["answer"] if entry.verb != Verb.REJECTED else entry.words, sender)
    told = {"appeal": appeal, "verb": entry.verb, "words": words if appeal.may_read_main else "", "url": _page(appeal)}
    return render_to_string("appeals/thread/public.txt", told).strip()


def _page(appeal: Appeal) -> str:
    """What anybody may see of it; never its sender's own page."""
    is_public = Appeal.objects.filter(IS_PUBLIC, pk=appeal.main.pk).exists()
    return absolute(appeal.main.get_absolute_url()) if is_public else ""


def _in_private(row: NetworkMessage, entry: AppealChange, what: str | Promise) -> str:
    question = entry.appeal.questions.filter(asked_at=entry.at).first() if entry.verb == Verb.ASKED else None
    words = entry.state["answer"] or (entry.words if entry.verb == Verb.REJECTED else "")
    told = {
        "appeal": row.appeal,
        "what": what,
        "words": question.text if question else words if row.appeal.may_read_main else "",
        "url": absolute(row.appeal.get_secret_url()),
    }
    return render_to_string("appeals/thread/private.txt", told).strip()


def forget(appeal: Appeal) -> None:
    """Its sender wants nothing kept: who and what goes here, too, and nobody is written to any more."""
    rows = NetworkMessage.objects.filter(appeal=appeal)
    subjects = [row.reply_subject for row in rows]
    rows.forget()
    Delivery.objects.notices().filter(subject__in=subjects).silence(UNSUBSCRIBED)
    Delivery.objects.posts().filter(subject__in=subjects).withdraw(UNSUBSCRIBED)
