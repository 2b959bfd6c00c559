"""Residents' photos and videos on their way: taken in as they came, looked at by workers of their own, kept as JPEGs
and MP4s of ours.

An original lies under a random name outside the web root, for staff alone and for its own term. The truth is its row:
a worker or a broker that is away loses nothing, and one that dies over a picture meets it again only so many times.
"""

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, partial
from hashlib import sha256

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from appeals.copies import Copies, copies_of, copies_of_photo, copy_name, kept_copies, on_disk, remove_files
from appeals.models import Appeal, AppealPhoto, PhotoMask, PhotoUpload
from appeals.models.photo import ORIGINAL_KEPT, original_name
from roadmap import broker
from roadmap.decoding import BadPicture, Fault, Prepared, opened
from roadmap.decoding_apart import decoded_apart
from roadmap.disk import is_full
from roadmap.video_files import format_of

MOST_WAITING = 200  # of all callers together
MOST_TRIES = 3
CROWDED = "crowded"  # this refusal is of the moment, not of the file
REST = timedelta(minutes=1)  # longer than a worker is let work at one picture
VIDEO_REST = timedelta(minutes=6)  # and at one video
REST_WHEN_FULL = timedelta(minutes=5)
LOOK_S = 0.1
WORTH_WAITING = 10  # with more before it, a photo will not be ready while its sender watches

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Original:
    """A file whose header is that of a picture or video we take; `called` is its name in words of its sender."""

    file: UploadedFile
    called: str
    is_video: bool = False

    @cached_property
    def made(self) -> Prepared:
        """Our JPEGs of a photo that was read to its end, in a process of its own; once, for however many messages.
        Raises BadPicture."""
        return decoded_apart(self.file)

    @property
    def pixels(self) -> str:
        """Of a photo that can be read: the same whatever the file says beside its pixels."""
        return sha256(self.made.jpeg).hexdigest()

    @property
    def is_made(self) -> bool:
        return "made" in vars(self)


def checked_all(files: Sequence[UploadedFile]) -> list[Original]:
    """All or none, by their headers. Raises ValidationError that names the file, or says that too many wait."""
    originals = [checked(file) for file in files]
    videos = [original for original in originals if original.is_video]
    if len(videos) > 1:
        raise ValidationError(_("One video at most, please."))
    if len(originals) - len(videos) > settings.PHOTO_MAX_COUNT:
        raise ValidationError(_("At most %(count)d photos, please.") % {"count": settings.PHOTO_MAX_COUNT})
    if originals and PhotoUpload.objects.waiting().count() + len(originals) > MOST_WAITING:
        raise ValidationError(_("Very many photos wait just now. Send without them, or in a minute."), code=CROWDED)
    return originals


def checked(file: UploadedFile) -> Original:
    """Raises ValidationError that names the file and says what is wrong with it."""
    called = "".join(letter for letter in file.name or "" if letter.isprintable())[:80]
    is_video = format_of(file) is not None
    most = settings.VIDEO_MAX_BYTES if is_video else settings.PHOTO_MAX_BYTES
    if file.size > most:
        raise _refused(called, _("it is larger than %(limit)d MB") % {"limit": most // 2**20})
    try:
        if not is_video:
            opened(file)
    except BadPicture as error:
        raise _refused(called, error.fault.label) from error
    return Original(file, called, is_video)


def check_whole(originals: Sequence[Original]) -> None:
    """Reads photos to their end, not by their headers alone. Raises ValidationError that names the bad one."""
    for original in originals:
        try:
            if not original.is_video:
                original.made  # noqa: B018 - it is kept with the original
        except BadPicture as error:
            raise _refused(original.called, error.fault.label) from error


def _refused(called: str, why: str) -> ValidationError:
    words = _("The photo “%(name)s” was not taken: %(why)s.") % {"name": called, "why": why}
    return ValidationError(words, code="photo")


@contextmanager
def stored(originals: Sequence[Original]) -> Iterator[list[str]]:
    """Their names on disk, for the block that makes their rows; if it fails, the files are gone again."""
    names = [original_name() for _original in originals]
    with on_disk({name: original.file for name, original in zip(names, originals, strict=True)}):
        yield names


def keep(
    appeal: Appeal,
    originals: Sequence[Original],
    names: Sequence[str],
    *,
    at: datetime,
    is_proof: bool = False,
    is_held: bool = False,
) -> None:
    """Rows for stored originals, handed to the workers after commit; what is made already is there at once. `is_held`:
    of an answer that is not sent yet."""
    told = {"appeal": appeal, "is_proof": is_proof, "is_held": is_held, "created_at": at, "next_try_at": at}
    rows = [
        PhotoUpload(file=name, called=original.called, is_video=original.is_video, **told)
        for original, name in zip(originals, names, strict=True)
    ]
    PhotoUpload.objects.bulk_create(rows)
    for row, original in zip(rows, originals, strict=True):
        if original.is_made:
            _replace(row, copies_of_photo(original.made), pixels=original.pixels)
    if left := [row.pk for row, original in zip(rows, originals, strict=True) if not original.is_made]:
        transaction.on_commit(partial(hand_over, left), robust=True)


def take_back(appeal: Appeal) -> None:
    """What proved the answer until now proves nothing any more, and nobody but the desk sees it."""
    appeal.photos.filter(is_proof=True, is_held=False).update(is_taken_back=True, is_released=False)
    appeal.uploads.filter(is_proof=True, is_held=False).update(is_taken_back=True)


def let_go_held(appeal: Appeal) -> None:
    """Photos of an answer that will not be sent; the files go after commit."""
    rows = [*appeal.photos.held(), *appeal.uploads.held()]
    files = files_of(rows)
    for row in rows:
        row.delete()
    transaction.on_commit(partial(remove_files, files), robust=True)


def is_known(original: Original, appeal: Appeal) -> bool:
    """Whether the very file is one of the message's: as it came, or one of our copies of it. Those of an answer that
    is not sent yet may be sent anew."""
    kept = [getattr(photo, field) for photo in appeal.photos.filter(is_held=False) for field in AppealPhoto.FILES]
    kept += [upload.file for upload in appeal.uploads.filter(is_held=False)]
    return any(_is_same(original.file, file) for file in kept if file)


def _is_same(sent: UploadedFile, kept: FieldFile) -> bool:
    try:
        if kept.size != sent.size:
            return False
        with kept.open("rb") as other:
            sent.seek(0)
            return sent.read() == other.read()
    except FileNotFoundError:  # its term is over meanwhile
        return False
    finally:
        sent.seek(0)


def copy_to(appeal: Appeal, photos: Sequence[AppealPhoto], *, at: datetime) -> None:
    """Files of their own, so that each message may lose its photos by itself; nothing is public at first, and what is
    hidden stays hidden."""
    for photo in photos:
        fields = [field for field in AppealPhoto.FILES if getattr(photo, field)]
        names = {field: original_name() if field == "original" else copy_name(field) for field in fields}
        with ExitStack() as stack:
            files = {names[field]: stack.enter_context(getattr(photo, field).open("rb")) for field in fields}
            stack.enter_context(on_disk(files))
            _copy(appeal, photo, names, at)


def _copy(appeal: Appeal, photo: AppealPhoto, names: dict[str, str], at: datetime) -> None:
    same = ("width", "height", "seconds", "original_until", "arrival", "masks_version", "state")
    told = {field: getattr(photo, field) for field in same}
    waits = at if photo.state == AppealPhoto.State.WAITING else None
    copied = AppealPhoto.objects.create(appeal=appeal, **names, **told, next_try_at=waits, created_at=at)
    masks = [
        PhotoMask(photo=copied, **vars(row.mask), by=row.by, at=row.at) for row in photo.masks.select_related("by")
    ]
    PhotoMask.objects.bulk_create(masks)


def hand_over(numbers: Iterable[int]) -> None:
    """To the photos' and the videos' worker now; if it or the broker is away, the clock finds the rows."""
    for pk, is_video in PhotoUpload.objects.filter(pk__in=numbers).values_list("pk", "is_video"):
        task = "appeals.tasks.look_at_video" if is_video else "appeals.tasks.look_at_photo"
        broker.hand_over(task, pk, expires_s=rest_of(is_video).total_seconds())


def rest_of(is_video: bool) -> timedelta:
    """After a try begins, the next is so far off."""
    return VIDEO_REST if is_video else REST


def look_at(pk: int, at: datetime) -> None:
    """One try at one original. The claim is committed first: whoever dies over a picture has used up a try."""
    upload = PhotoUpload.objects.due(at).filter(pk=pk, tries__lt=MOST_TRIES).first()
    if upload is None or not _claim(upload, at):
        return  # another worker has it, or its time has not come
    try:
        with copies_of(upload.file, is_video=upload.is_video) as copies:
            _replace(upload, copies)
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


def _claim(upload: PhotoUpload, at: datetime) -> bool:
    ready = PhotoUpload.objects.due(at).filter(pk=upload.pk, tries__lt=MOST_TRIES)
    return bool(ready.update(tries=F("tries") + 1, next_try_at=at + rest_of(upload.is_video)))


def _replace(upload: PhotoUpload, copies: Copies, *, pixels: str = "") -> None:
    """A photo of ours beside the original, which is kept for its term; a proof of repair is public at once."""
    with kept_copies(copies) as names, transaction.atomic():
        appeal = Appeal.objects.locked(upload.appeal_id)
        upload = PhotoUpload.objects.select_for_update().get(pk=upload.pk)  # erased, or its answer sent, meanwhile
        AppealPhoto.objects.create(
            appeal=appeal,
            **names,
            **copies.told,
            original=upload.file.name,
            original_until=upload.created_at + ORIGINAL_KEPT,
            arrival=upload.pk,
            pixels=pixels,
            is_proof=upload.is_proof,
            is_held=upload.is_held,
            is_taken_back=upload.is_taken_back,
            is_released=upload.is_proof and not upload.is_held and not upload.is_taken_back,
            created_at=upload.created_at,
        )
        upload.delete()


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
    named = [getattr(row, field, None) for row in rows for field in AppealPhoto.FILES]
    return [file.name for file in named if file]
