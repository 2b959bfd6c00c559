"""Faces, number plates, a yard: what staff hide of a picture. The boxes are an instruction; a worker makes every copy
anew from the original by it, and until it has, nobody but staff sees the picture.
"""

import logging
import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from appeals.copies import Copies, copies_of, kept_copies, remove_files
from appeals.models import Appeal, AppealChange, AppealPhoto, PhotoMask
from appeals.models.change import Verb
from appeals.photos import MOST_TRIES, REST_WHEN_FULL, rest_of
from appeals.workflow import MoveRefused
from roadmap import broker
from roadmap.decoding import BadPicture
from roadmap.disk import is_full
from roadmap.masks import Mask
from roadmap.models import User

MOST_MASKS = 30
MOST_AT_ONCE = 50

log = logging.getLogger(__name__)


@transaction.atomic
def hide(photo: AppealPhoto, masks: Sequence[Mask], *, version: int, by: User, at: datetime) -> AppealPhoto:
    """From now on these parts are hidden and no others, of the same picture in split parts of the message, too; what
    was hidden there alone stays. `version` is that of the boxes that the user saw.

    Boxes that stay keep who drew them and when. Raises MoveRefused.
    """
    copies = _held_copies(photo)
    photo = next((each for each in copies if each.pk == photo.pk), None)
    if photo is None or version != photo.masks_version:
        raise MoveRefused(_("It was changed meanwhile."))
    known = {row.mask for row in photo.masks.all()}
    fresh, gone = [mask for mask in dict.fromkeys(masks) if mask not in known], known.difference(masks)
    for copy in copies:
        _change(copy, fresh, gone, by=by, at=at)
    return photo


def _held_copies(photo: AppealPhoto) -> list[AppealPhoto]:
    """This one and the same picture in other parts; while the whole is held no part is split off with one more. Without
    this one where it was erased meanwhile."""
    Appeal.objects.locked(photo.appeal.split_from_id or photo.appeal_id)
    owners = AppealPhoto.objects.same_as(photo).values("appeal")
    list(Appeal.objects.filter(pk__in=owners).locked_in_order())
    return list(AppealPhoto.objects.same_as(photo).select_related("appeal"))


def _change(photo: AppealPhoto, fresh: Iterable[Mask], gone: Collection[Mask], *, by: User, at: datetime) -> None:
    rows = list(photo.masks.all())
    known = {row.mask for row in rows}
    fresh, ending = [mask for mask in fresh if mask not in known], [row.pk for row in rows if row.mask in gone]
    if not fresh and not ending and photo.state != AppealPhoto.State.FAILED:
        return
    if ending and not photo.original:
        raise MoveRefused(_("The original is not kept any more: what was hidden stays hidden."))
    PhotoMask.objects.filter(pk__in=ending).delete()
    PhotoMask.objects.bulk_create([PhotoMask(photo=photo, by=by, at=at, **vars(mask)) for mask in fresh])
    photo.name, photo.masks_version = secrets.token_hex(), photo.masks_version + 1
    photo.state, photo.tries, photo.next_try_at = AppealPhoto.State.WAITING, 0, at
    photo.save(update_fields=["name", "masks_version", "state", "tries", "next_try_at"])
    AppealChange.record(photo.appeal, Verb.HIDDEN, photo.appeal.state(), by=by, at=at)
    transaction.on_commit(partial(hand_over, [photo.pk]), robust=True)


def hand_over(numbers: Iterable[int]) -> None:
    for pk, clip in AppealPhoto.objects.filter(pk__in=numbers).values_list("pk", "clip"):
        task = "appeals.tasks.remake_video" if clip else "appeals.tasks.remake_photo"
        broker.hand_over(task, pk, expires_s=rest_of(bool(clip)).total_seconds())


def hand_over_due(at: datetime) -> None:
    """What still waits; a picture that no worker survived stays with staff."""
    due = AppealPhoto.objects.due(at)
    for pk in list(due.filter(tries__gte=MOST_TRIES).values_list("pk", flat=True)[:MOST_AT_ONCE]):
        log.error("The copies of photo %s were tried %s times in vain; it is withheld.", pk, MOST_TRIES)
        due.filter(pk=pk).update(state=AppealPhoto.State.FAILED)
    hand_over(list(due.filter(tries__lt=MOST_TRIES).values_list("pk", flat=True)[:MOST_AT_ONCE]))


def remake(pk: int, at: datetime) -> None:
    """One try at one picture's copies, claimed as `photos.look_at` claims."""
    due = AppealPhoto.objects.due(at).filter(pk=pk, tries__lt=MOST_TRIES)
    photo = due.first()
    if photo is None or not due.update(tries=F("tries") + 1, next_try_at=at + rest_of(photo.is_video)):
        return
    source = photo.original or photo.clip or photo.file
    try:
        with copies_of(source, is_video=photo.is_video, masks=[row.mask for row in photo.masks.all()]) as copies:
            _put(photo, copies)
    except (BadPicture, FileNotFoundError) as error:
        log.error("The copies of photo %s cannot be made: %s", pk, error)
        AppealPhoto.objects.filter(pk=pk, masks_version=photo.masks_version).update(state=AppealPhoto.State.FAILED)
    except AppealPhoto.DoesNotExist:
        log.info("Photo %s was erased or changed while its copies were made.", pk)
    except OSError as error:
        if not is_full(error):
            raise
        log.error("There is no room for photos: %s", error)
        AppealPhoto.objects.filter(pk=pk).update(tries=F("tries") - 1, next_try_at=at + REST_WHEN_FULL)


def _put(photo: AppealPhoto, copies: Copies) -> None:
    """In the place of the old ones. Raises AppealPhoto.DoesNotExist where other boxes have been drawn meanwhile."""
    with kept_copies(copies) as names, transaction.atomic():
        Appeal.objects.locked(photo.appeal_id)
        photo = AppealPhoto.objects.get(pk=photo.pk, masks_version=photo.masks_version)
        old = [file.name for file in (photo.file, photo.thumbnail, photo.clip) if file]
        if not photo.masks.exists():
            old += [photo.unmasked.name] if photo.unmasked else []
            photo.unmasked = ""
        elif not photo.unmasked and photo.original:
            photo.unmasked = photo.file.name
            old.remove(photo.file.name)
        for field, value in {**names, **copies.told}.items():
            setattr(photo, field, value)
        photo.state, photo.next_try_at = AppealPhoto.State.READY, None
        photo.save()
        transaction.on_commit(partial(remove_files, old), robust=True)
