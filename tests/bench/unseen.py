"""How right the reader is on cities that taught it nothing: five parts by city of the development texts."""

from collections.abc import Iterator

from django.core.management.base import CommandError

from .bench import Bench
from .figures import Figure

# The most that may be wrong, in per cent: 100 − the share or F1 that is asked for
LIMITS = {
    "announcements": {"streets": 10, "place": 20, "schedule": 18, "impact": 10, "kind": 10, "detour": 12},
    "complaints": {"streets": 15, "place": 30, "kind": 12, "not_road": 15},
}


def measure(bench: Bench) -> Iterator[Figure]:
    try:
        from tests.training.unseen import texts, unseen
    except ImportError as missing:
        raise CommandError(f"Needs what tests/requirements.txt lists (`./test` installs it): {missing}") from missing
    for name, limits in LIMITS.items():
        if not texts.collected(name):
            raise CommandError("Needs the development texts in ../shared/data/texts.")
        score, labelled, _answers = unseen(name)
        note = f"{len(labelled)} texts, 5 parts by city"
        for field, limit in limits.items():
            yield Figure(f"unseen {name}, {field}", 100 * (1 - (score[field] or 0.0)), limit, unit="% wrong", note=note)
