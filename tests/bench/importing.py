"""The import of the network with its base map; the run's own city was made by it."""

from collections.abc import Iterator

from .bench import Bench
from .figures import Figure

SECONDS_A_SEGMENT = 10 / 10_000


def measure(bench: Bench) -> Iterator[Figure]:
    made = bench.imported
    note = f"{bench.network.name}: {made.segments} segments, {made.addresses} addresses, base map"
    yield Figure("import", made.seconds, SECONDS_A_SEGMENT * made.segments, unit="s", note=note)
