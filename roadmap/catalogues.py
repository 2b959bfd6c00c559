"""The translations as they are read: compiled from what is newer when a process starts, before it says a word.

Django keeps what it has read, also that there was nothing: a process that compiled only later would go on in English,
and what it stores would stay so.
"""

import logging
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.reloader import translation_file_changed

log = logging.getLogger(__name__)


def bring_up_to_date() -> int:
    """How many were compiled; what was read before that is forgotten."""
    stale = [source for source in sources() if not is_compiled(source)]
    for source in stale:
        compile_catalogue(source)
    if stale:
        forget()
    return len(stale)


def sources() -> list[Path]:
    """Ours only: packages bring theirs compiled."""
    own = [Path(app.path) / "locale" for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return sorted(path for folder in [*settings.LOCALE_PATHS, *own] for path in Path(folder).glob("*/LC_MESSAGES/*.po"))


def is_compiled(source: Path) -> bool:
    """Of this very source: the compiled one bears its time, also where an older release took a newer one's place."""
    compiled = source.with_suffix(".mo")
    return compiled.exists() and compiled.stat().st_mtime_ns == source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Renamed into place: another process may be reading the old one, or writing the same."""
    of_source = source.stat().st_mtime_ns
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    os.utime(fresh, ns=(of_source, of_source))
    fresh.replace(source.with_suffix(".mo"))


def forget() -> None:
    """This process may have read the old ones already, or that there were none."""
    translation_file_changed(None, Path("django.mo"))


def at_start() -> None:
    """Who may not write here (a web process beside a checkout of another user) speaks by what is there; checks tell."""
    try:
        bring_up_to_date()
    except OSError as error:
        log.warning("The translations cannot be compiled: %s", error)
