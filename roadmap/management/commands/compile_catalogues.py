"""Compiles the translations that are newer than their compiled form: none of those is in the repository."""

import json
import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed


class Command(BaseCommand):
    help = "Compiles translations that changed (Babel; no gettext tools are needed)."
    requires_system_checks = ()

    def handle(self, **options):
        compiled = [str(path) for path in sources() if is_newer(path)]
        for path in compiled:
            compile_catalogue(Path(path))
        if compiled:
            forget_translations()
        self.stdout.write(json.dumps({"compiled": len(compiled)}))


def forget_translations() -> None:
    """This process may have read the old ones already, or that there were none."""
    translation_file_changed(None, Path("django.mo"))


def sources() -> list[Path]:
    """Ours only: packages bring theirs compiled."""
    own = [Path(app.path) / "locale" for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    return sorted(path for folder in [*settings.LOCALE_PATHS, *own] for path in Path(folder).glob("*/LC_MESSAGES/*.po"))


def is_newer(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns


def compile_catalogue(source: Path) -> None:
    """Renamed into place: a web process may be reading the old one."""
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name, abort_invalid=True)
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    fresh.replace(source.with_suffix(".mo"))
