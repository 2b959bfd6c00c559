"""Files and rows that have lost each other: a process may die between the one and the other."""

import logging
from datetime import datetime, timedelta

from django.core.files.storage import default_storage

from appeals.models import AppealPhoto, PhotoUpload
from appeals.photos import remove_files

FOLDERS = [f"appeals/{number:02x}" for number in range(256)]
AGE = timedelta(hours=1)  # a younger file may yet get its row

log = logging.getLogger(__name__)


def sweep(at: datetime) -> int:
    """What waits, and this hour's share of the photos: all of them in a day. How many files went."""
    gone = _sweep_folder(PhotoUpload.FOLDER, at)
    return gone + sum(_sweep_folder(folder, at) for folder in FOLDERS[at.hour :: 24])


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
    fields = [(PhotoUpload, "file"), (AppealPhoto, "file"), (AppealPhoto, "thumbnail")]
    return {
        name
        for model, field in fields
        for name in model.objects.filter(**{f"{field}__startswith": f"{folder}/"}).values_list(field, flat=True)
    }
