"""One message about several things becomes several: each part has its own kind, body and clock, from the same day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from appeals import actions, erasing
from appeals import photos as pictures
from appeals.category_answers import answers_for
from appeals.deadlines import promised
from appeals.forgotten_words import senders_of
from appeals.models import Appeal, AppealChange, Category
from appeals.models.change import Verb
from appeals.workflow import check_open
from roadmap.models import User

MOST_PARTS = 5  # of one message that was sent, in however many steps


@dataclass(frozen=True)
class Part:
    category: Category
    text: str


@transaction.atomic
def split(appeal: Appeal, parts: Sequence[Part], *, photos: Sequence[int] = (), by: User, at: datetime) -> list[Appeal]:
    """The parts that leave; what remains goes on as it is. Each part has the sender, the place and, where `photos`
    names them, copies of the photos; its terms count from the day on which the whole was sent, and its history begins
    now: what was broken before is of the body that had the whole (appeals/violations.py).

    A part may be split again: all are parts of the whole that was sent. Its sender hears of each as of an own message.
    Raises MoveRefused, ValidationError.
    """
    whole = _hold_whole(appeal)
    appeal = Appeal.objects.locked(appeal.pk)
    check_open(appeal.status)
    if not parts:
        raise ValidationError(_("Say what the message is to be split into."))
    if whole.parts.count() + len(parts) > MOST_PARTS:
        raise ValidationError(_("At most %(count)d parts, please.") % {"count": MOST_PARTS})
    shown = list(appeal.photos.filter(pk__in=photos, is_proof=False))
    made = [_part_of(appeal, part, shown, by=by, at=at) for part in parts]
    told = ", ".join(f"{child} ({child.category})" for child in made)
    AppealChange.record(appeal, Verb.SPLIT, appeal.state(), by=by, at=at, comment=told[:500])
    return made


def _part_of(appeal: Appeal, part: Part, photos: Sequence, *, by: User, at: datetime) -> Appeal:
    child = actions.submit(
        city=appeal.city,
        category=part.category,
        point=appeal.point,
        at=appeal.submitted_at,
        text=part.text,
        details=answers_for(part.category, appeal),
        place_text=appeal.place_text,
        accuracy_m=appeal.accuracy_m,
        name=appeal.author_name,
        email=appeal.author_email,
        phone=appeal.author_phone,
        source=appeal.source,
        legal_kind=appeal.legal_kind,
        by=by,
        entered_at=at,
        no_sooner_than=appeal.answer_due_at if _was_moved(appeal) else None,
    )
    child.split_from, child.consented_at = appeal.split_from or appeal, appeal.consented_at
    child.first_replied_at = appeal.first_replied_at
    child.save(update_fields=["split_from", "consented_at", "first_replied_at"])
    pictures.copy_to(child, photos, at=at)
    return child


def _was_moved(appeal: Appeal) -> bool:
    """Whether a question or an extension has moved its term: that time is its parts', too."""
    told = {"channel": appeal.source, "legal_kind": appeal.legal_kind}
    return appeal.answer_due_at > promised(appeal.city, appeal.category, appeal.submitted_at, **told).answer_due_at


def _hold_whole(appeal: Appeal) -> Appeal:
    """Until the transaction ends nobody else splits a part of it: whoever erases finds all of them."""
    return Appeal.objects.locked(appeal.split_from_id or appeal.pk)


@transaction.atomic
def erase_family(appeal: Appeal, *, at: datetime) -> None:
    """Its sender asks for it on the page of one: what was split from the same message holds the same person's data."""
    sender = senders_of(_hold_whole(appeal))
    for row in Appeal.objects.families_of([appeal.pk]).order_by("pk"):
        erasing.erase_author(row, at=at, sender=sender)
