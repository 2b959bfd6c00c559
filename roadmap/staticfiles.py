"""Static files by hash, so that a browser keeps them for a year; modules' imports are rewritten to the same names.

The folder of collected files holds what browsers get: our own scripts and styles have no comments and spaces there.
"""

import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHRINKING_S = 60
SPOKEN = "es2022,chrome111,firefox114,safari16.4"  # what our scripts and styles are written for


class Storage(CompressedManifestStaticFilesStorage):
    """A name that was not collected yet (tests, development) is served as it is."""

    support_js_module_import_aggregation = True
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:  # raised for a file that is not in the collected folder
            return name

    def post_process(self, paths: dict[str, tuple], dry_run: bool = False, **options: object) -> Iterator[tuple]:
        """Django reads each file where its app has it; ours are read where they were collected, and shortened."""
        ours = {} if dry_run else {name: (self, name) for name in paths if _is_ours(name)}
        shrink([Path(self.path(name)) for name in ours], Path(self.location))
        yield from super().post_process(paths | ours, dry_run=dry_run, **options)


def shrink(files: Sequence[Path], folder: Path) -> None:
    """Writes scripts and styles of the folder anew, each by itself, shorter and of the same meaning.

    Raises ImproperlyConfigured where esbuild is not installed, and CalledProcessError for a file that it cannot read.
    """
    if not files:
        return
    options = ["--minify", "--charset=utf8", f"--target={SPOKEN}", "--log-level=warning"]
    places = [f"--outdir={folder}", f"--outbase={folder}", "--allow-overwrite"]
    subprocess.run([_esbuild(), *options, *places, *map(str, files)], check=True, timeout=SHRINKING_S)


def _esbuild() -> Path:
    """The program itself: the script around it needs a Node.js that a machine may have for npm's sake only."""
    found = next((settings.BASE_DIR / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)
    if found is None:
        raise ImproperlyConfigured("esbuild is not installed: `npm ci` brings it.")
    return found


def _is_ours(name: str) -> bool:
    package, _, _ = name.partition("/")
    own = {each.label for each in apps.get_app_configs() if Path(each.path).parent == settings.BASE_DIR}
    return package in own and name.endswith((".js", ".css"))
