"""The same questions with a long history and a whole country of segments: at most twice as much."""

from collections.abc import Iterator

from . import events, links, load, tiles
from .bench import Bench
from .figures import Figure

RATIO = 2.0
EVENTS, SEGMENTS = 100_000, 1_000_000


def measure(bench: Bench) -> Iterator[Figure]:
    before = {figure.name: figure for figure in _questions(bench)}
    load.history(bench.city, EVENTS)
    for figure in _questions(bench):
        yield _grown("100 k events", before[figure.name], figure)
    load.land(bench.city, SEGMENTS)
    for figure in _questions(bench):
        yield _grown("1 M segments, too", before[figure.name], figure)


def _grown(name: str, before: Figure, after: Figure) -> Figure:
    """Here “bare” is ours before."""
    note = f"bare SQL {before.bare:.2f} → {after.bare:.2f} ms"
    return Figure(f"{after.name}: {name}", after.ours, RATIO * before.ours, bare=before.ours, note=note)


def _questions(bench: Bench) -> list[Figure]:
    """The quieter of two passes: what is compared here was measured minutes apart."""
    passes = [list(_pass(bench)) for _ in range(2)]
    return [min(figures, key=lambda figure: figure.ours) for figures in zip(*passes, strict=True)]


def _pass(bench: Bench) -> Iterator[Figure]:
    for work in (events, tiles, links):
        yield from (figure for figure in work.measure(bench) if figure.bare is not None)
