"""Files and rows that have lost each other, since a process may die between the one and the other; and originals whose
term is over.
"""

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction

from appeals.copies import MAKING, remove_files
from appeals.models import Appeal, AppealPhoto, PhotoUpload
from appeals.models.photo import ORIGINALS

FOLDERS = [f"{root}/{number:02x}" for number in range(256) for root in ("appeals", ORIGINALS)]
MOST_AT_ONCE = 500
AGE = timedelta(hours=1)  # a younger file may yet get its row

log = logging.getLogger(__name__)


def sweep(at: datetime) -> int:
    """What waits or was never made ready, and this hour's share of the photos: all of them in a day. How many files
    went."""
    gone = _sweep_folder(PhotoUpload.FOLDER, at) + _sweep_folder(MAKING, at)
    return gone + sum(_sweep_folder(folder, at) for folder in FOLDERS[at.hour :: 24])


def forget_originals(at: datetime) -> int:
    """Files as they came go when their term is over, and with them what is hidden today. How many."""
    due = list(AppealPhoto.objects.past_term(at).order_by("original_until")[:MOST_AT_ONCE])
    return sum(_forget_original(photo.pk, photo.appeal_id, at) for photo in due)


def _forget_original(pk: int, appeal: int, at: datetime) -> bool:
    with transaction.atomic():
        Appeal.objects.locked(appeal)
        photo = AppealPhoto.objects.past_term(at).ready().filter(pk=pk).first()  # one that is made anew needs it still
        if photo is None:
            return False
        names = [file.name for file in (photo.original, photo.unmasked) if file]
        photo.original = photo.unmasked = ""
        photo.save(update_fields=["original", "unmasked"])
        transaction.on_commit(lambda: remove_files(names), robust=True)
    return True


def _sweep_folder(folder: str, at: datetime) -> int:
    """Files without a row are removed; rows without a file are told, since nobody can bring those back."""
    in_rows = _in_rows(folder)  # first: whatever comes between is young, or gone at the second look
    on_disk = _on_disk(folder)
    if lost := (in_rows - on_disk) & _in_rows(folder):
        log.error("%s photos of %s have rows but no files: %s", len(lost), folder, ", ".join(sorted(lost)[:5]))
    orphans = [name for name in on_disk - in_rows if _is_old(name, at)]
    remove_files(orphans)
    if orphans:
        log.warning("%s files of %s had no row and were removed.", len(orphans), folder)
    return len(orphans)


def _is_old(name: str, at: datetime) -> bool:
    try:
        return default_storage.get_modified_time(name) < at - AGE
    except FileNotFoundError:
        return False


def _on_disk(folder: str) -> set[str]:
    try:
        return {f"{folder}/{name}" for name in default_storage.listdir(folder)[1]}
    except FileNotFoundError:
        return set()


def _in_rows(folder: str) -> set[str]:
    fields = [(PhotoUpload, "file"), *((AppealPhoto, field) for field in AppealPhoto.FILES)]
    return {
        name
        for model, field in fields
        for name in model.objects.filter(**{f"{field}__startswith": f"{folder}/"}).values_list(field, flat=True)
    }
