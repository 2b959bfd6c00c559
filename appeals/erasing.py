"""Its sender is forgotten: who it was, what they wrote and sent is gone for good; the case stays. And somebody whom an
answer names."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as sentence

from appeals import asking, claim_letters, following, threads
from appeals import photos as pictures
from appeals.forgotten_words import Sender, senders_of, without_sender, without_words
from appeals.models import AnswerDraft, Appeal, AppealChange
from appeals.models.change import Verb
from appeals.responsibility import Basis
from roadmap import effects
from roadmap.models import Delivery, User
from roadmap.said import Said


@transaction.atomic
def erase_author(appeal: Appeal, *, at: datetime, sender: Sender | None = None) -> Appeal:
    """Where and what kind of trouble it was stays. `sender` is what was known of one whose other messages are
    forgotten already."""
    appeal = _held(appeal)
    sender = sender or senders_of(appeal)
    files = _forget_pictures(appeal)
    _forget_words_of_others(appeal, sender)
    asking.stop(appeal, at=at)
    appeal.questions.update(text="", reply="")
    _forget_own(appeal)
    following.forget_author(appeal)
    threads.forget(appeal)
    entry = AppealChange.record(appeal, Verb.ERASED, appeal.state(), by=None, at=at)
    effects.leave("remove-photos", entry.pk, at=at, names=files)
    return appeal


@transaction.atomic
def erase_words(appeal: Appeal, words: str, *, by: User, at: datetime) -> Appeal:
    """Somebody's personal data in an answer that was sent, however long ago: gone from it, from its earlier wordings
    and from letters that told it. The history says that, and not what. Raises ValidationError."""
    appeal = Appeal.objects.locked(appeal.pk)
    without = partial(without_words, words=words)
    if not words.strip() or without(appeal.answer) == appeal.answer:
        raise ValidationError(_("The answer holds no such words."))
    _forget_in_answers(appeal, without)
    AnswerDraft.objects.filter(appeal=appeal).delete()
    for letter in Delivery.objects.filter(subject=appeal.subject):
        letter.text, letter.caption = without(letter.text), without(letter.caption)
        letter.save(update_fields=["text", "caption"])
    told = Said(sentence("Personal data are taken out of the answer to %(appeal)s."), {"appeal": str(appeal)})
    AppealChange.record(appeal, Verb.NOTED, appeal.state(), by=by, at=at, comment=told)
    return appeal


def _forget_pictures(appeal: Appeal) -> list[str]:
    """The files, which go once it is committed."""
    own = [*appeal.photos.filter(is_proof=False), *appeal.uploads.filter(is_proof=False)]
    files = pictures.files_of(own)
    for row in own:
        row.delete()
    return files


def _held(appeal: Appeal) -> Appeal:
    """With the message that it was joined to: what was answered there may name this sender."""
    rows = Appeal.objects.filter(pk__in=[appeal.pk, appeal.duplicate_of_id or appeal.pk])
    return {row.pk: row for row in rows.locked_in_order()}[appeal.pk]


def _forget_words_of_others(appeal: Appeal, sender: Sender) -> None:
    """They may tell of the sender; an answer that was sent is the body's own, without whom it was sent to."""
    appeal.notes.all().delete()
    AnswerDraft.objects.filter(appeal=appeal).delete()
    pictures.let_go_held(appeal)
    appeal.changes.all().forget_words()
    for answered in Appeal.objects.filter(pk__in=[appeal.pk, appeal.duplicate_of_id or appeal.pk]):
        _forget_in_answers(answered, partial(without_sender, sender=sender))
    appeal.refresh_from_db(fields=["answer"])
    claim_letters.forget_sender(appeal, sender)
    if appeal.agency_basis == Basis.FORWARDED:
        told = {"agency": appeal.agency_reason_values.get("agency", "")}
        appeal.say_why(Said(sentence("Forwarded by %(agency)s"), told))
        appeal.save(update_fields=["agency_reason", "agency_reason_values"])


def _forget_in_answers(appeal: Appeal, without: Callable[[str], str]) -> None:
    appeal.changes.all().forget_in_answers(without)
    appeal.answer = without(appeal.answer)
    appeal.save(update_fields=["answer"])


def _forget_own(appeal: Appeal) -> None:
    """A pin and the house beside it may be where the sender lives; the street is not."""
    for name in Appeal.PERSONAL:
        setattr(appeal, name, "")
    appeal.consented_at, appeal.is_text_released = None, False
    appeal.point, appeal.accuracy_m, appeal.house = appeal.snapped_point or appeal.point, None, ""
    place = ("point", "accuracy_m", "house")
    appeal.save(update_fields=[*Appeal.PERSONAL, *place, "consented_at", "is_text_released"])
