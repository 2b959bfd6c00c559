"""In which order files are begun: what takes long comes first, so that at the end no worker waits for another.

Within each group chance has put them in order, as it did with the tests of each file.
"""

from pathlib import Path

TESTS = Path(__file__).parent
# Half a minute and more for a file, much of it in other processes
LONGEST = (
    "browser/test_pasting.py",
    "browser/test_desk_writing.py",
    "bench/test_bench.py",
    "test_up.py",
    "roadmap/test_unreadable.py",
    "appeals/test_demonstration.py",
    "standards/test_openapi.py",
    "test_kill.py",
    "test_kill_office.py",
    "test_uploads_at_once.py",
    "roadmap/language/test_growth.py",
    "roadmap/test_import_real.py",
    "closures/test_new_kind.py",
    "test_up_database.py",
)


def begun(path: Path) -> int:
    """The least goes first."""
    name = path.relative_to(TESTS).as_posix()
    if name in LONGEST:
        return LONGEST.index(name) - len(LONGEST)
    return 1 if name.startswith("browser/") else 2
