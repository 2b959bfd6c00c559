"""Residents' photos on their way: taken in as they came, looked at by a worker of their own, kept as JPEGs of ours.

An original lies under a random name outside the web root until it is looked at, then it is gone. The truth is its row:
a worker or a broker that is away loses nothing, and one that dies over a picture meets it again only so many times.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from appeals.models import Appeal, AppealPhoto, PhotoUpload
from appeals.models.photo import random_name
from roadmap import broker
from roadmap.decoding import BadPicture, Fault, Prepared, decoded, opened
from roadmap.disk import is_full

MOST_WAITING = 200  # of all callers together
MOST_TRIES = 3
CROWDED = "crowded"  # this refusal is of the moment, not of the file
REST = timedelta(minutes=1)  # longer than a worker is let work at one picture
REST_WHEN_FULL = timedelta(minutes=5)
LOOK_S = 0.1
WORTH_WAITING = 10  # with more before it, a photo will not be ready while its sender watches

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Original:
    """A file whose header is that of a picture we take; `called` is its name in words of its sender."""

    file: UploadedFile
    called: str


def checked_all(files: Sequence[UploadedFile]) -> list[Original]:
    """All or none, by their headers. Raises ValidationError that names the file, or says that too many wait."""
    if len(files) > settings.PHOTO_MAX_COUNT:
        raise ValidationError(_("At most %(count)d photos, please.") % {"count": settings.PHOTO_MAX_COUNT})
    originals = [checked(file) for file in files]
    if originals and PhotoUpload.objects.waiting().count() + len(originals) > MOST_WAITING:
        raise ValidationError(_("Very many photos wait just now. Send without them, or in a minute."), code=CROWDED)
    return originals


def checked(file: UploadedFile) -> Original:
    """Raises ValidationError that names the file and says what is wrong with it."""
    called = "".join(letter for letter in file.name or "" if letter.isprintable())[:80]
    if file.size > settings.PHOTO_MAX_BYTES:
        raise _refused(called, _("it is larger than %(limit)d MB") % {"limit": settings.PHOTO_MAX_BYTES // 2**20})
    try:
        opened(file)
    except BadPicture as error:
        raise _refused(called, error.fault.label) from error
    return Original(file, called)


def _refused(called: str, why: str) -> ValidationError:
    words = _("The photo “%(name)s” was not taken: %(why)s.") % {"name": called, "why": why}
    return ValidationError(words, code="photo")


@contextmanager
def stored(originals: Sequence[Original]) -> Iterator[list[str]]:
    """Their names on disk, for the block that makes their rows; if it fails, the files are gone again."""
    names = [f"{PhotoUpload.FOLDER}/{secrets.token_hex(16)}" for _original in originals]
    with _files({name: original.file for name, original in zip(names, originals, strict=True)}):
        yield names


@contextmanager
def _files(contents: dict[str, File]) -> Iterator[None]:
    """Each under its name; a half-written one goes, too."""
    try:
        for name, content in contents.items():
            default_storage.save(name, content)
        yield
    except BaseException:
        remove_files(list(contents))
        raise


def keep(
    appeal: Appeal,
    originals: Sequence[Original],
    names: Sequence[str],
    *,
    at: datetime,
    is_proof: bool = False,
    is_held: bool = False,
) -> None:
    """Rows for stored originals, handed to the worker after commit; `is_held`: of an answer that is not sent yet."""
    told = {"appeal": appeal, "is_proof": is_proof, "is_held": is_held, "created_at": at, "next_try_at": at}
    rows = [
        PhotoUpload(file=name, called=original.called, **told) for original, name in zip(originals, names, strict=True)
    ]
    PhotoUpload.objects.bulk_create(rows)
    if rows:
        transaction.on_commit(partial(hand_over, [row.pk for row in rows]), robust=True)


def copy_to(appeal: Appeal, photos: Sequence[AppealPhoto], *, at: datetime) -> None:
    """Files of their own, so that each message may lose its photos by itself; nothing is public at first."""
    for photo in photos:
        names = random_name(None, ""), random_name(None, "")
        with photo.file.open("rb") as file, photo.thumbnail.open("rb") as thumbnail:
            contents = ContentFile(file.read()), ContentFile(thumbnail.read())
        with _files(dict(zip(names, contents, strict=True))):
            AppealPhoto.objects.create(
                appeal=appeal,
                file=names[0],
                thumbnail=names[1],
                width=photo.width,
                height=photo.height,
                created_at=at,
            )


def hand_over(numbers: Iterable[int]) -> None:
    """To the photos' worker now; if it or the broker is away, the clock finds the rows."""
    for pk in numbers:
        broker.hand_over("appeals.tasks.look_at_photo", pk, expires_s=REST.total_seconds())


def look_at(pk: int, at: datetime) -> None:
    """One try at one original. The claim is committed first: whoever dies over a picture has used up a try."""
    ready = PhotoUpload.objects.due(at).filter(pk=pk, tries__lt=MOST_TRIES)
    if not ready.update(tries=F("tries") + 1, next_try_at=at + REST):
        return  # another worker has it, or its time has not come
    try:
        upload = PhotoUpload.objects.get(pk=pk)
        with upload.file.open("rb") as file:
            prepared = decoded(file)
        _replace(upload, prepared, at)
    except BadPicture as error:
        refuse(upload, error.fault)
    except PhotoUpload.DoesNotExist:
        log.info("Photo upload %s was erased while it was looked at.", pk)
    except FileNotFoundError:
        log.error("The original of photo upload %s is not on disk.", pk)
        refuse(upload, Fault.GONE)
    except OSError as error:
        if not is_full(error):
            raise
        log.error("There is no room for photos: %s", error)
        PhotoUpload.objects.filter(pk=pk).update(tries=F("tries") - 1, next_try_at=at + REST_WHEN_FULL)


def _replace(upload: PhotoUpload, prepared: Prepared, at: datetime) -> None:
    """The picture of ours takes the original's place; a proof of repair is public at once."""
    names = random_name(None, ""), random_name(None, "")
    contents = ContentFile(prepared.jpeg), ContentFile(prepared.thumbnail)
    with _files(dict(zip(names, contents, strict=True))), transaction.atomic():
        appeal = Appeal.objects.locked(upload.appeal_id)
        upload = PhotoUpload.objects.select_for_update().get(pk=upload.pk)  # erased, or its answer sent, meanwhile
        AppealPhoto.objects.create(
            appeal=appeal,
            file=names[0],
            thumbnail=names[1],
            width=prepared.width,
            height=prepared.height,
            is_proof=upload.is_proof,
            is_held=upload.is_held,
            is_released=upload.is_proof and not upload.is_held,
            created_at=at,
        )
        upload.delete()
        transaction.on_commit(partial(remove_files, [upload.file.name]), robust=True)


def refuse(upload: PhotoUpload, fault: Fault) -> None:
    """The sender reads why on the secret page; the file goes."""
    name = upload.file.name
    waiting = PhotoUpload.objects.waiting().filter(pk=upload.pk)
    if waiting.update(state=PhotoUpload.State.REFUSED, fault=fault, file=""):
        remove_files([name])


def wait_for(appeal: Appeal, *, others_wait: Callable[[], bool]) -> None:
    """A little while, so that as a rule the page that follows shows the photos; the rest is told there later.

    No longer than nobody waits to send: in this one's turn he would, until his patience ends.
    """
    own, until = appeal.uploads.waiting(), time.monotonic() + settings.PHOTO_PATIENCE_S
    if PhotoUpload.objects.waiting().count() > WORTH_WAITING:
        return
    while time.monotonic() < until and not others_wait() and own.exists():
        time.sleep(LOOK_S)


def files_of(rows: Sequence[AppealPhoto | PhotoUpload]) -> list[str]:
    named = [getattr(row, field) for row in rows for field in ("file", "thumbnail") if hasattr(row, field)]
    return [file.name for file in named if file]


def remove_files(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)
