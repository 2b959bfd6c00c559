"""Static files by hash, so that a browser keeps them for a year; modules' imports are rewritten to the same names.

The folder of collected files holds what browsers get: our own scripts and styles have no comments and spaces there.
"""

import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management.base import CommandError
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
        ours = {} if dry_run else {name: told for name, told in paths.items() if _is_ours(name)}
        shrink(ours.values(), Path(self.location))
        collected = {name: (self, name) for name in ours}
        yield from super().post_process(paths | collected, dry_run=dry_run, **options)


def shrink(files: Iterable[tuple[FileSystemStorage, str]], folder: Path) -> None:
    """Writes scripts and styles into the folder, each by itself, shorter and of the same meaning.

    They are read where they were written: what is shortened once more gets other letters, and so another name.
    Raises CommandError where esbuild is not there or cannot read a file; then none of an app's files was written.
    """
    by_base: dict[str, list[str]] = defaultdict(list)
    for storage, name in files:
        by_base[storage.location].append(storage.path(name))
    for base, paths in by_base.items():
        options = ["--minify", "--charset=utf8", f"--target={SPOKEN}", "--log-level=warning", "--preserve-symlinks"]
        _run(_esbuild(), *options, f"--outdir={folder}", f"--outbase={base}", "--allow-overwrite", *paths)


def _run(*words: str | Path) -> None:
    """What it has to say of a file, it says itself."""
    try:
        subprocess.run([*map(str, words)], check=True, timeout=SHRINKING_S)
    except (OSError, subprocess.SubprocessError) as error:
        why = f"exit status {error.returncode}" if isinstance(error, subprocess.CalledProcessError) else error
        raise CommandError(f"Scripts and styles cannot be shortened by {words[0]}: {why}") from error


def _esbuild() -> Path:
    """The program itself: the script around it needs a Node.js that a machine may have for npm's sake only."""
    found = next((settings.BASE_DIR / "node_modules" / "@esbuild").glob("*/bin/esbuild"), None)
    if found is None:
        raise CommandError("esbuild is not installed: `npm ci` brings it.")
    return found


def _is_ours(name: str) -> bool:
    package, _, _ = name.partition("/")
    own = {each.label for each in apps.get_app_configs() if Path(each.path).parent == settings.BASE_DIR}
    return package in own and name.endswith((".js", ".css"))
