"""A file from its upload to the network: looked at, shown, and taken over when somebody says so, by a worker.

A process that dies leaves the network as it was (the import is one transaction) and its row with the step that it had
begun. `is_alive` tells such a row from one that is worked on: whoever works holds a lock as long as it lives.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from roadmap import broker, effects
from roadmap.importers.areas import features_of, save_areas
from roadmap.importers.extract import Refused
from roadmap.importers.run import import_file
from roadmap.languages import RUSSIAN
from roadmap.models import City, Upload, User
from roadmap.postgis import rows_of
from roadmap.setting_up import area_file, changes, kept_files, segment_table
from roadmap.setting_up.looking import look

LOCK = 7_203_462  # first number of the advisory lock; the second is the upload's
IS_LOCKED = """
SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND granted
  AND classid = %s AND objid = %s AND objsubid = 2
"""
TASK = "roadmap.tasks.work_on_upload"
State = Upload.State
NEXT = {State.TO_LOOK: State.LOOKING, State.TO_TAKE: State.TAKING}
AGAIN = {State.LOOKING: State.TO_LOOK, State.TAKING: State.TO_TAKE}
Told = Callable[[str, int, int], None]


class NotNow(Exception):
    """Somebody else has gone on with this file meanwhile."""


@transaction.atomic
def begin(kind: str, file: UploadedFile, *, city: City | None, by: User, at: datetime) -> Upload:
    """Its file is kept and a worker looks at it. Raises Refused or DiskFull."""
    kept_files.check_size(file.size)
    _give_up_earlier(kind, at)
    name = kept_files.safe_name(file.name or "")
    upload = Upload.objects.create(kind=kind, city=city, file_name=name, state=State.TO_LOOK, by=by, at=at)
    kept_files.keep(upload, file)
    _hand_over(upload, at)
    return upload


def _give_up_earlier(kind: str, at: datetime) -> None:
    """Of a kind one file waits for its yes: no disk fills with what nobody wants any more."""
    for upload in Upload.objects.select_for_update().filter(kind=kind, state=State.SEEN):
        _end(upload, State.REFUSED, at, reason=_("Another file was sent in its place."))


@transaction.atomic
def take(pk: int, *, is_meant: bool, by: User, at: datetime) -> None:
    """`is_meant`: also where much of the network goes. Raises NotNow."""
    upload = _held(pk, State.SEEN)
    if upload.seen.get("is_great_loss") and not is_meant:
        raise Refused(_("Say that the loss is meant, or send another file."))
    upload.options |= {"force": is_meant}
    upload.by = by
    _go(upload, State.TO_TAKE, at)


@transaction.atomic
def begin_areas(file: UploadedFile, *, city: City, by: User, at: datetime) -> Upload:
    """Its file is kept; what it holds is looked at when the name's property is chosen. Raises Refused or DiskFull."""
    name = kept_files.safe_name(file.name or "")
    _give_up_earlier(Upload.Kind.AREAS, at)
    upload = Upload.objects.create(kind=Upload.Kind.AREAS, city=city, file_name=name, state=State.SEEN, by=by, at=at)
    kept_files.keep(upload, file)
    try:
        area_file.check(features_of(kept_files.path_of(upload)))
    except Refused:
        kept_files.forget(upload)
        raise
    return upload


@transaction.atomic
def take_areas(pk: int, chosen: dict, *, by: User, at: datetime) -> dict:
    """`chosen`: the properties `name` and `english`, and the `kind`. Raises Refused or NotNow."""
    upload = _held(pk, State.SEEN)
    features = features_of(kept_files.path_of(upload))
    rows = [row for _number, row in area_file.named(features, **chosen)]
    upload.summary = save_areas(rows, city_slug=upload.city.slug)
    told = [["file", "", upload.file_name], ["areas", "", str(upload.summary["areas"])]]
    changes.note_import(upload.city, told, by=by, at=at)
    _end(upload, State.DONE, at)
    return upload.summary


@transaction.atomic
def take_table(pk: int, *, by: User, at: datetime) -> dict:
    """Facts of segments, at once: a table is small. Raises NotNow."""
    upload = _held(pk, State.SEEN)
    upload.summary = segment_table.take(upload.city, upload.seen["rows"], upload.file_name, by=by, at=at)
    _end(upload, State.DONE, at)
    return upload.summary


@transaction.atomic
def try_again(pk: int, *, at: datetime) -> None:
    """What a dead worker left half way. Raises NotNow where somebody works on it, or has."""
    upload = Upload.objects.select_for_update().get(pk=pk)
    if upload.state not in AGAIN or is_alive(upload):
        raise NotNow
    _go(upload, AGAIN[upload.state], at)


@transaction.atomic
def give_up(pk: int, *, at: datetime) -> None:
    """Raises NotNow while somebody works on it."""
    upload = Upload.objects.select_for_update().get(pk=pk)
    if upload.state == State.DONE or is_alive(upload):
        raise NotNow
    _end(upload, State.REFUSED, at, reason=upload.reason or _("Given up by hand."))


def _held(pk: int, state: str) -> Upload:
    upload = Upload.objects.select_for_update().filter(pk=pk, state=state).first()
    if upload is None:
        raise NotNow
    return upload


def _go(upload: Upload, state: str, at: datetime) -> None:
    upload.state, upload.step, upload.step_number, upload.steps = state, "", 0, 0
    upload.save()
    _hand_over(upload, at)


def _hand_over(upload: Upload, at: datetime) -> None:
    """As an effect, which waits for a broker that is away; the work itself takes longer than an effect may."""
    effects.leave("work-on-upload", f"{upload.pk}:{upload.state}:{at.timestamp()}", at=at, pk=upload.pk)


def hand_to_worker(*, at: datetime, pk: int) -> None:
    """By name in settings.EFFECTS. Raises where the broker is away: it is tried again."""
    if not broker.hand_over(TASK, pk):
        raise ConnectionError("The broker is away.")


def is_alive(upload: Upload) -> bool:
    return bool(rows_of(IS_LOCKED, [LOCK, upload.pk]))


def work_on(pk: int) -> None:
    """One worker at a time, and each step once: a message that comes twice finds nothing to do."""
    upload = Upload.objects.filter(pk=pk, state__in=NEXT).first()
    if upload is None or not Upload.objects.filter(pk=pk, state=upload.state).update(state=NEXT[upload.state]):
        return
    upload.state = NEXT[upload.state]
    with translation.override(RUSSIAN), _progress_of(upload) as told:
        try:
            with transaction.atomic():
                rows_of("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, pk])
                if Upload.objects.filter(pk=pk, state=upload.state).exists():  # nobody asked for it anew meanwhile
                    (_look if upload.state == State.LOOKING else _take)(upload, told)
        except (Refused, ValidationError) as error:
            reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
            _end(upload, State.REFUSED, timezone.now(), reason=reason)
        except Exception as error:
            _end(upload, State.REFUSED, timezone.now(), reason=_("The import failed: %s.") % type(error).__name__)
            raise


def _look(upload: Upload, told: Told) -> None:
    upload.seen = look(kept_files.path_of(upload), told)
    upload.city = City.objects.filter(slug=upload.seen["city"]).first() if upload.seen["city"] else None
    upload.state, upload.step = State.SEEN, ""
    upload.save(update_fields=["seen", "city", "state", "step"])


def _take(upload: Upload, told: Told) -> None:
    """The import, its line in the log and the row's end are one transaction."""
    at, before = timezone.now(), upload.seen.get("before") or {}
    slug = upload.city.slug if upload.city else None
    force = bool(upload.options.get("force"))
    done = import_file(
        kept_files.path_of(upload), city_slug=slug, by_hand=True, force=force, at=at, progress=told
    ).as_dict()
    upload.city, upload.summary = City.objects.get(slug=done["city"]), done
    differences = [[name, str(before.get(name, "")), str(done[name])] for name in ("segments", "roads", "junctions")]
    changes.note_import(upload.city, [["file", "", upload.file_name], *differences], by=upload.by, at=at)
    _end(upload, State.DONE, at)


def _end(upload: Upload, state: str, at: datetime, *, reason: str = "") -> None:
    upload.state, upload.reason, upload.ended_at = state, reason, at
    upload.save(update_fields=["state", "reason", "ended_at", "city", "summary"])
    transaction.on_commit(lambda: kept_files.forget(upload))


@contextmanager
def _progress_of(upload: Upload) -> Iterator[Told]:
    """Told on a line of its own: what the import writes is seen by nobody before its end."""
    line = connection.copy()

    def told(step: str, done: int, total: int) -> None:
        with line.cursor() as cursor:
            cursor.execute(
                "UPDATE roadmap_upload SET step = %s, step_number = %s, steps = %s WHERE id = %s",
                [step[:120], done, total, upload.pk],
            )

    try:
        yield told
    finally:
        line.close()
