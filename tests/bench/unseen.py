"""How right the reader is on cities that taught it nothing: five parts by city of the development texts.

Then how honest its confidence is: of what it tells with 0.9 or more, how much is wrong.
"""

from collections.abc import Iterator

from django.core.management.base import CommandError

from .bench import Bench
from .figures import Figure

# The most that may be wrong, in per cent: 100 − the share or F1 that is asked for
LIMITS = {
    "announcements": {"streets": 10, "place": 20, "schedule": 18, "impact": 10, "kind": 10, "detour": 12},
    "complaints": {"streets": 15, "place": 30, "kind": 12, "not_road": 15},
}
MOST_WRONG_OF_SURE = 10


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
    yield from _confidence()


def _confidence() -> Iterator[Figure]:
    from tests.training import calibration

    readings = calibration.told_unseen(calibration.raw())
    for field, (right, sure, whole) in sorted(calibration.of_sure(readings).items()):
        wrong = 100 * (1 - right / sure) if sure else 0.0
        note = f"{sure} of {whole} told with {calibration.SURE} or more"
        yield Figure(f"unseen confidence, {field}", wrong, MOST_WRONG_OF_SURE, unit="% wrong", note=note)
