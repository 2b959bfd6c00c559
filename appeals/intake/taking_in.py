"""What becomes of something that somebody wrote on a network: a message, a reply to our question, or nothing yet."""

from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence
from django.utils.translation import override

from appeals import actions, asking, erasing, placing
from appeals.duplicates import duplicates_of
from appeals.intake.comment import Comment
from appeals.intake.reading import read
from appeals.models import Appeal, AppealChange, Category, NetworkMessage
from appeals.models.change import Verb
from appeals.place import understand
from appeals.responsibility import NobodyAnswers
from appeals.workflow import MoveRefused, Status
from roadmap.models import Account, Delivery
from roadmap.named_locks import lock_name
from roadmap.said import Said

SAME_STORY_FOR = timedelta(days=3)
SOON_AFTER = timedelta(hours=1)  # a place that is sent by itself belongs to what was written before it
LONGEST_PLACE_TEXT = 300


def take_in(account: Account, comment: Comment, *, at: datetime) -> None:
    row, is_new = _row(account, comment, at)
    if not is_new or row.gone_at:
        return
    if row.is_private and (_replies(row, at) or _tells_where(row, comment.point, at)):
        return
    make_of(row, comment.point, at=at)


def make_of(row: NetworkMessage, point: Point | None, *, at: datetime) -> None:
    """A message, where it is read as one about roads."""
    found = read(row.text, row.account.city, row.subject)
    if found.is_road and row.text:
        submit(row, found.category, point or found.point, at=at)
    else:
        _put_aside(row)


def submit(row: NetworkMessage, category: Category, point: Point | None, *, at: datetime) -> Appeal | None:
    """By the verb of all messages; None where no body answers, which somebody has to look at."""
    city = row.account.city
    point = point if point is not None and city.box.contains(point) else None
    try:
        row.appeal = actions.submit(
            city=city,
            category=category,
            point=point,
            at=at,
            text=row.text,
            place_text=under_which_post(row),
            name=row.author_name,
            source=Appeal.Source.NETWORK,
            place=understand(city, point, text=row.text),
            language=row.account.language,
        )
    except NobodyAnswers:
        _put_aside(row)
        return None
    row.is_aside = False
    row.save(update_fields=["appeal", "is_aside"])
    _join_same_story(row.appeal, at)
    return row.appeal


def under_which_post(row: NetworkMessage) -> str:
    """In the words of the post: what the comment is about, where it does not say so."""
    post = Delivery.objects.filter(subject=row.subject, account=row.account).order_by("-version").first()
    if not row.subject or post is None:
        return ""
    with override(row.account.language):
        return (_("under our post “%(title)s”") % {"title": post.title})[:LONGEST_PLACE_TEXT]


def change(account: Account, comment: Comment, *, at: datetime) -> None:
    """Its author has put the words right. What nothing was made of is read anew."""
    row, is_new = _row(account, comment, at)
    if row.gone_at or (not is_new and row.text == comment.text):
        return
    row.text = comment.text
    row.save(update_fields=["text"])
    if row.appeal is None:
        make_of(row, comment.point, at=at)
    elif not row.appeal.changes.filter(verb=Verb.ERASED).exists():
        _change_words(row, at)


@transaction.atomic
def _change_words(row: NetworkMessage, at: datetime) -> None:
    appeal = Appeal.objects.locked(row.appeal_id)
    appeal.text, appeal.is_text_released = row.text, False
    appeal.save(update_fields=["text", "is_text_released"])
    words = Said(sentence("Its author has changed the words on the network."), {})
    AppealChange.record(appeal, Verb.NOTED, appeal.state(), by=None, at=at, comment=words)
    found = read(row.text, appeal.city, row.subject)
    if appeal.status == Status.NEW and appeal.point is None and found.point is not None:
        placing.correct_place(appeal, point=found.point, by=None, at=at)


def withdraw(account: Account, comment: Comment, *, at: datetime) -> None:
    """Its author has deleted it: the words go, and where nobody works on it and nobody joined, so does the message."""
    row, _is_new = _row(account, comment, at)
    if row.gone_at:
        return
    row.gone_at = at
    row.save(update_fields=["gone_at"])
    NetworkMessage.objects.filter(pk=row.pk).forget()
    if row.appeal is not None:
        erasing.erase_author(row.appeal, at=at)
        if not row.appeal.duplicates.exists():
            actions.withdraw(row.appeal, at=at)


def _row(account: Account, comment: Comment, at: datetime) -> tuple[NetworkMessage, bool]:
    """Held, so that a change waits for the words that it changes; events may come in any order."""
    lock_name(f"{account.pk}:{comment.about}")
    thread = NetworkMessage.objects.filter(account=account, chat=comment.chat, thread=comment.thread)
    head = thread.exclude(post="").first() if comment.thread and not comment.post else None
    post = head.post if head else comment.post
    told = {
        "post": post,
        "thread": comment.thread,
        "subject": _subject_of(account, post),
        "is_private": comment.is_private,
        "author": comment.author,
        "author_name": comment.author_name,
        "text": comment.text,
        "photos": list(comment.photos),
        "taken_at": at,
    }
    rows = NetworkMessage.objects.select_related("account__city", "appeal__city", "appeal__category")
    return rows.get_or_create(account=account, chat=comment.chat, number=comment.number, defaults=told)


def _subject_of(account: Account, post: str) -> str:
    """Of our posts; where one bot speaks for several channels, of that which this account is for."""
    found = Delivery.objects.filter(account=account, remote_id=post, recipient=account.place, answers="")
    return found.values_list("subject", flat=True).first() or "" if post else ""


def _put_aside(row: NetworkMessage) -> None:
    row.is_aside = True
    row.save(update_fields=["is_aside"])


def _replies(row: NetworkMessage, at: datetime) -> bool:
    """Whether it is the reply to what its author was asked."""
    asked = _own(row).filter(appeal__questions__ended_at=None, appeal__questions__isnull=False)
    earlier = asked.select_related("appeal").first()
    if earlier is None or not row.text:
        return False
    try:
        asking.reply(earlier.appeal, row.text, at=at)
    except MoveRefused:
        return False
    row.appeal = earlier.appeal
    row.save(update_fields=["appeal"])
    return True


def _tells_where(row: NetworkMessage, point: Point | None, at: datetime) -> bool:
    """Whether it is the place of what its author wrote a moment before."""
    if point is None or row.text:
        return False
    lately = _own(row).filter(taken_at__gte=at - SOON_AFTER, appeal__status=Status.NEW, appeal__point=None)
    earlier = lately.select_related("appeal").first()
    if earlier is None or not row.account.city.box.contains(point):
        return False
    row.appeal = placing.correct_place(earlier.appeal, point=point, by=None, at=at)
    row.save(update_fields=["appeal"])
    return True


def _own(row: NetworkMessage):
    return NetworkMessage.objects.filter(account=row.account, author=row.author).exclude(pk=row.pk)


def _join_same_story(appeal: Appeal, at: datetime) -> None:
    """Of the same kind, close by on the same street and not long ago: one incident, which counts who told of it."""
    for main in duplicates_of(appeal):
        if main.agency_id == appeal.agency_id and main.submitted_at >= at - SAME_STORY_FOR:
            try:
                actions.join(appeal, main, by=None, at=at)
            except MoveRefused:
                continue
            return
