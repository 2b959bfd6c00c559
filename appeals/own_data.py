"""All that is kept of one person, as a ZIP: for the administrator who answers a request (152-FZ, article 14), and of
one message for its own sender.

`data.json` holds words and moments in ISO 8601, `photos/` the photos and videos as they came, with all that the camera
wrote; one whose term is over (ORIGINAL_KEPT) as we made it. They are named as data.json names them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db.models import Prefetch, prefetch_related_objects
from django.db.models.fields.json import KT

from appeals.models import Appeal, AppealChange, AppealPhoto, Follower, PhotoUpload
from appeals.models.change import Verb
from closures.models import Subscription
from closures.subscriptions.described import in_words
from roadmap.endings import ending_of
from roadmap.models import City, Delivery, Subscriber
from roadmap.models.delivery import DeliveryQuerySet

MOST = 1000  # messages of one person; who has more is an office, and answered piece by piece
TOLD_OF_A_MESSAGE = (
    *("status", "source", "legal_kind", "text", "details", "place_text", "street", "author_name", "author_email"),
    *("author_phone", "consented_at", "submitted_at", "answer", "outcome", "answered_at", "settled_at", "rating"),
)

ANSWERS = (Verb.ANSWERED, Verb.CORRECTED, Verb.REJECTED)

# What is asked once for all messages. The pictures are those that the sender sent; a proof of repair is the body's own.
BESIDE = (
    "questions",
    Prefetch("changes", AppealChange.objects.defer("state").annotate(answer=KT("state__answer")).order_by("version")),
    Prefetch("photos", AppealPhoto.objects.filter(is_proof=False).order_by("pk"), to_attr="own_photos"),
    Prefetch("uploads", PhotoUpload.objects.filter(is_proof=False).order_by("pk"), to_attr="own_uploads"),
)


@dataclass(frozen=True)
class Person:
    """What was found by an e-mail or a phone in a city; or a sender of one message, who `hears` of it there."""

    appeals: Sequence[Appeal]
    readers: Sequence[Subscriber] = ()
    hears: Sequence[Follower] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.appeals or self.readers)


def found(city: City, contact: str) -> Person:
    """By the address or the phone on messages, and by the address to which is written."""
    told = contact.strip()
    appeals = Appeal.objects.filter(city=city).by_contact(told).select_related("category", "city").order_by("pk")
    readers = Subscriber.objects.filter(city=city, channel=Subscriber.Channel.MAIL, address=told.lower())
    return Person(list(appeals[:MOST]), list(readers) if "@" in told else [])


def sender_of(appeal: Appeal) -> Person:
    """Only what is of this message: the address may be told of others, too."""
    told = appeal.followers.filter(is_author=True, subscriber__isnull=False)
    return Person([appeal], hears=told.select_related("subscriber", "appeal__duplicate_of").order_by("pk"))


def packed(person: Person, at: datetime) -> IO[bytes]:
    """The ZIP, in a file without a name, read from its beginning."""
    prefetch_related_objects(person.appeals, *BESIDE)
    file = TemporaryFile()  # noqa: SIM115 - whoever answers with it shuts it
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        told = {"made_at": at, "messages": [_message(each, _added(archive, each)) for each in person.appeals]}
        told["letters_to"] = [*map(_reader, person.readers), *map(_place_told, person.hears)]
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=2, default=_in_iso))
    file.seek(0)
    return file


def _message(appeal: Appeal, photos: list[str]) -> dict:
    told = {name: getattr(appeal, name) for name in TOLD_OF_A_MESSAGE}
    asked = ("asked_at", "text", "replied_at", "reply")
    return {
        "number": appeal.number,
        "category": str(appeal.category),
        **told,
        "place": appeal.point.coords if appeal.point else None,
        "history": [_step(change) for change in appeal.changes.all()],
        "questions": [{name: getattr(each, name) for name in asked} for each in appeal.questions.all()],
        "photos": photos,
        "photos_not_taken": [upload.called for upload in appeal.own_uploads if not upload.file],
    }


def _step(change: AppealChange) -> dict:
    told = {"verb": change.verb, "at": change.at}
    return told | {"answer": change.answer} if change.verb in ANSWERS else told


def _place_told(follower: Follower) -> dict:
    """Where its sender hears of a message, and what went there about it."""
    reader = follower.subscriber
    subjects = {follower.subject, follower.appeal.subject, follower.appeal.main.subject}
    return {
        "address": reader.address,
        "channel": reader.channel,
        "language": reader.language,
        "since": follower.created_at,
        "confirmed_at": follower.confirmed_at,
        "letters": _letters(Delivery.objects.filter(subject__in=subjects), reader),
    }


def _letters(told: DeliveryQuerySet, reader: Subscriber) -> list[dict]:
    letters = told.notices().filter(recipient=reader.recipient).order_by("pk")
    return list(letters.values("title", "text", "created_at", "sent_at", "state"))


def _reader(reader: Subscriber) -> dict:
    wishes = Subscription.objects.filter(subscriber=reader).order_by("pk")
    followed = Follower.objects.filter(subscriber=reader).select_related("appeal__city").order_by("pk")
    return {
        "address": reader.address,
        "language": reader.language,
        "since": reader.created_at,
        "subscriptions": [
            {"what": in_words(wish), "since": wish.created_at, "confirmed_at": wish.confirmed_at} for wish in wishes
        ],
        "followed": [
            {"message": each.appeal.number, "since": each.created_at, "confirmed_at": each.confirmed_at}
            for each in followed
        ],
        "letters": _letters(Delivery.objects.all(), reader),
    }


def _added(archive: ZipFile, appeal: Appeal) -> list[str]:
    """The names of the photos and videos that are in the ZIP now; what was erased meanwhile is left out."""
    kept = [(str(each.pk), each.original or each.clip or each.unmasked or each.file) for each in appeal.own_photos]
    waiting = [(f"sent-{each.pk}", each.file) for each in appeal.own_uploads if each.file]
    return [name for stem, file in kept + waiting if (name := _copied(archive, stem, file.name))]


def _copied(archive: ZipFile, stem: str, kept: str) -> str:
    """Piece by piece, however large the file is. Empty if it is not there any more."""
    try:
        with default_storage.open(kept) as file:
            name = f"photos/{stem}{ending_of(file)}"
            with archive.open(ZipInfo(name), "w", force_zip64=True) as out:
                copyfileobj(file, out)
    except FileNotFoundError:
        return ""
    return name


def _in_iso(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
