"""A file from its upload to the network: looked at, shown, and taken over when somebody says so, by a worker.

A process that dies leaves the network as it was (the import is one transaction) and its row with the step that it had
begun. `is_alive` tells such a row from one that is worked on: whoever works holds a lock as long as it lives.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from roadmap import broker, effects
from roadmap.importers.areas import features_of, save_areas
from roadmap.importers.extract import Refused
from roadmap.importers.progress import Progress
from roadmap.importers.run import import_file
from roadmap.languages import RUSSIAN
from roadmap.models import City, Upload, User
from roadmap.postgis import rows_of
from roadmap.setting_up import area_file, changes, kept_files, segment_cells, segment_report, segment_table
from roadmap.setting_up.looking import look

log = logging.getLogger(__name__)
LOCK = 7_203_462  # first number of the advisory lock; the second is the upload's
LOCK_OF_KIND = 7_203_463  # the second is the kind's
IS_LOCKED = """
SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE datname = current_database() AND locktype = 'advisory' AND granted
  AND classid = %s AND objid = %s AND objsubid = 2
"""
TASK = "roadmap.tasks.work_on_upload"
AT_ONCE = 100  # rows of a table
State = Upload.State
NEXT = {State.TO_LOOK: State.LOOKING, State.TO_TAKE: State.TAKING}
AGAIN = {State.LOOKING: State.TO_LOOK, State.TAKING: State.TO_TAKE}
WAITING = (State.TO_LOOK, State.LOOKING, State.SEEN)
ENDED = (State.DONE, State.REFUSED)
KEPT = timedelta(days=7)  # a file that waits for somebody


class NotNow(Exception):
    """Somebody else has gone on with this file meanwhile."""


class GivenUp(Exception):
    """Somebody has ended it while it was worked on: what was done is taken back."""


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
    """Of a kind one file waits to be looked at, or for its yes: no disk fills with what nobody wants any more. Two that
    come at once do so one after the other."""
    rows_of("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_OF_KIND, Upload.Kind.values.index(kind)])
    for upload in Upload.objects.select_for_update().filter(kind=kind, state__in=WAITING):
        _end(upload, State.REFUSED, at, reason=_("Another file was sent in its place."))


@transaction.atomic
def sweep(at: datetime) -> int:
    """What nobody has taken, or gone on with, for so long is given up; how many."""
    old = Upload.objects.select_for_update(skip_locked=True).exclude(state__in=ENDED).filter(at__lt=at - KEPT)
    given_up = [upload for upload in old if not is_alive(upload)]
    for upload in given_up:
        _end(upload, State.REFUSED, at, reason=upload.reason or _("Nobody took it in time."))
    return len(given_up)


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
def begin_table(file: UploadedFile, *, city: City, by: User, at: datetime) -> Upload:
    """Its head is read at once, its rows by a worker. Raises Refused or DiskFull."""
    kept_files.check_size(file.size, segment_cells.MOST_BYTES)
    rows = segment_table.count_of(file.read())
    file.seek(0)
    upload = begin(Upload.Kind.SEGMENTS, file, city=city, by=by, at=at)
    upload.options = {"rows": rows}
    upload.save(update_fields=["options"])
    return upload


def do_if_small(pk: int) -> None:
    """The next step here and now where it takes no longer than a page may; the worker finds nothing to do then."""
    upload = Upload.objects.filter(pk=pk, kind=Upload.Kind.SEGMENTS).first()
    if upload and upload.options.get("rows", AT_ONCE + 1) <= AT_ONCE:
        work_on(pk)


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
def try_again(pk: int, *, at: datetime) -> None:
    """What a dead worker left half way. Raises NotNow where somebody works on it, or has."""
    upload = Upload.objects.select_for_update().get(pk=pk)
    if upload.state not in AGAIN or is_alive(upload):
        raise NotNow
    _go(upload, AGAIN[upload.state], at)


@transaction.atomic
def give_up(pk: int, *, at: datetime) -> None:
    """A table that is worked on is stopped, too. Raises NotNow where it is done, or another file is worked on."""
    upload = Upload.objects.select_for_update().get(pk=pk)
    if upload.state == State.DONE or upload.kind != Upload.Kind.SEGMENTS and is_alive(upload):
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


def has_stopped(upload: Upload) -> bool:
    """Its worker died on the way."""
    return upload.state in AGAIN and not is_alive(upload)


def with_stops(found: Iterable[Upload]) -> list[Upload]:
    """For a list: each knows whether it has stopped."""
    rows = list(found)
    for upload in rows:
        upload.is_stopped = has_stopped(upload)
    return rows


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
                if _is_still(upload):  # nobody asked for it anew meanwhile
                    (_look if upload.state == State.LOOKING else _take)(upload, told)
        except GivenUp:
            log.info("File %s was given up while it was worked on.", pk)
        except (Refused, ValidationError) as error:
            _refuse(upload, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
        except Exception as error:
            if _refuse(upload, _("The import failed: %s.") % type(error).__name__):
                raise
            log.info("File %s was given up while it was worked on (%s).", pk, error)


def _is_still(upload: Upload) -> bool:
    return Upload.objects.filter(pk=upload.pk, state=upload.state).exists()


def _hold(upload: Upload) -> None:
    """Before the end of a step is written: whoever gives the file up comes before it or after it. Raises GivenUp."""
    if not Upload.objects.select_for_update().filter(pk=upload.pk, state=upload.state).first():
        raise GivenUp


@transaction.atomic
def _refuse(upload: Upload, reason: str) -> bool:
    """Not what somebody has given up meanwhile: that keeps its reason, and its file is gone."""
    is_ours = Upload.objects.select_for_update().filter(pk=upload.pk, state=upload.state).first() is not None
    if is_ours:
        _end(upload, State.REFUSED, timezone.now(), reason=reason)
    return is_ours


def _look(upload: Upload, told: Progress) -> None:
    if upload.kind == Upload.Kind.SEGMENTS:
        rows = segment_table.read(upload.city, kept_files.path_of(upload).read_bytes(), told)
        upload.seen = segment_report.keep(upload, rows)
    else:
        _look_at_roads(upload, told)
    _hold(upload)
    upload.state, upload.step = State.SEEN, ""
    upload.save(update_fields=["seen", "city", "state", "step"])


def _look_at_roads(upload: Upload, told: Progress) -> None:
    upload.seen = look(kept_files.path_of(upload), told)
    upload.city = City.objects.filter(slug=upload.seen["city"]).first() if upload.seen["city"] else None


def _take(upload: Upload, told: Progress) -> None:
    """What is set, its lines in the log and the row's end are one transaction."""
    if upload.kind == Upload.Kind.SEGMENTS:
        given = upload.city, upload.table_rows.order_by("number"), upload.file_name
        upload.summary = segment_table.take(*given, by=upload.by, at=timezone.now(), told=told)
        _hold(upload)
        _end(upload, State.DONE, timezone.now())
    else:
        _take_roads(upload, told)


def _take_roads(upload: Upload, told: Progress) -> None:
    at, before = timezone.now(), upload.seen.get("before") or {}
    slug = upload.city.slug if upload.city else None
    force = bool(upload.options.get("force"))
    done = import_file(
        kept_files.path_of(upload), city_slug=slug, by_hand=True, force=force, at=at, progress=told
    ).as_dict()
    upload.city, upload.summary = City.objects.get(slug=done["city"]), done
    differences = [[name, str(before.get(name, "")), str(done[name])] for name in ("segments", "roads", "junctions")]
    changes.note_import(upload.city, [["file", "", upload.file_name], *differences], by=upload.by, at=at)
    _hold(upload)
    _end(upload, State.DONE, at)


def _end(upload: Upload, state: str, at: datetime, *, reason: str = "") -> None:
    upload.state, upload.reason, upload.ended_at = state, reason, at
    upload.save(update_fields=["state", "reason", "ended_at", "city", "summary"])
    transaction.on_commit(lambda: kept_files.forget(upload))


@contextmanager
def _progress_of(upload: Upload) -> Iterator[Progress]:
    """Told on a line of its own: what the import writes is seen by nobody before its end. Raises GivenUp."""
    line = connection.copy()

    def told(step: str, done: int, total: int) -> None:
        with line.cursor() as cursor:
            cursor.execute(
                "UPDATE roadmap_upload SET step = %s, step_number = %s, steps = %s WHERE id = %s",
                [step[:120], done, total, upload.pk],
            )
        if not _is_still(upload):
            raise GivenUp

    try:
        yield told
    finally:
        line.close()
