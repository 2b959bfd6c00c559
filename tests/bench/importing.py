"""The import of the network with its base map; the run's own city was made by it."""

from collections.abc import Iterator

from .bench import Bench
from .figures import Figure

START_S, SECONDS_A_SEGMENT = 2.0, 8 / 10_000  # 10 s for 10,000 segments; the least city has a base map, too


def measure(bench: Bench) -> Iterator[Figure]:
    made = bench.imported
    note = f"{bench.network.name}: {made.segments} segments, {made.addresses} addresses, base map"
    yield Figure("import", made.seconds, START_S + SECONDS_A_SEGMENT * made.segments, unit="s", note=note)
