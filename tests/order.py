"""In which order files are begun: what takes long comes first, so that at the end no worker waits for another.

Within each group chance has put them in order, as it did with the tests of each file.
"""

from pathlib import Path

TESTS = Path(__file__).parent
# Half a minute and more for a file, much of it in other processes
LONGEST = (
    "test_up.py",
    "bench/test_bench.py",
    "closures/test_new_kind.py",
    "roadmap/test_unreadable.py",
    "appeals/test_demonstration.py",
    "test_uploads_at_once.py",
    "standards/test_openapi.py",
    "test_up_database.py",
    "test_kill.py",
    "roadmap/test_import_real.py",
)


def begun(path: Path) -> int:
    """The least goes first."""
    name = path.relative_to(TESTS).as_posix()
    if name in LONGEST:
        return 0
    return 1 if name.startswith("browser/") else 2
