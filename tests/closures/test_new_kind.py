"""A kind of road event is added in six places at most: a made-up one is, to a copy of the checkout, and lives there.

new_kind/cattle_drive.patch is what a person writes, new_kind/scenario.py what then works; the migration writes itself.
"""

import filecmp
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FOLDER = Path(__file__).parent / "new_kind"
SCENARIO = "tests/closures/new_kind/scenario.py"
MOST_PLACES = 6
NOT_OURS = (".*", "node_modules", "__pycache__", "*.mo")
SET_UP = """
import django; django.setup()
from django.core.management import call_command
call_command("compile_catalogues")
call_command("makemigrations", "closures", name="cattle_drive")
"""


@pytest.fixture
def copy(tmp_path) -> Path:
    """The checkout with the made-up kind in it."""
    copy = tmp_path / "checkout"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*NOT_OURS))
    done(["git", "apply", "-C1", FOLDER / "cattle_drive.patch"], copy)
    return copy


def done(command: list, copy: Path) -> str:
    """Runs it in the copy, on a scratch database beside the other tests'; what it said, or a failure with it."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "roadmap.settings",
        "PYTHONPATH": str(copy),
        "ROADMAP_DATA": str(copy.parent / "data"),
        "TEST_DATABASE": f"{os.environ.get('TEST_DATABASE') or 'test_roadmap'}_new_kind",
    }
    ran = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def touched(copy: Path) -> set[str]:
    """Files that are not those of the checkout."""
    ours = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    return {
        name
        for name in ours
        if not name.endswith((".mo", ".pyc"))
        and not ((ROOT / name).exists() and filecmp.cmp(ROOT / name, copy / name, shallow=False))
    }


def test_a_made_up_kind_is_added_in_six_places_and_lives(copy):
    done([sys.executable, "-c", SET_UP], copy)
    places = touched(copy)
    assert any("migrations" in name for name in places)
    assert len(places) <= MOST_PLACES, sorted(places)
    told = done(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/closures/new_kind/scenario.py"], copy
    )
    assert "4 passed" in told
