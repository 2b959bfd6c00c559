"""Places of before: «Прежнее место: улица Гоголя, у дома № 4.» is where nothing is shut any more."""

from collections.abc import Sequence

from roadmap.language.mentions.units import Unit
from roadmap.language.tables import word_set

FORMER = word_set("прежнее прежний прежние")
PLACES = word_set("место места участок участки адрес перекресток")


def without_former(units: Sequence[Unit]) -> tuple[list[Unit], list[tuple[int, int]]]:
    """The units that tell of now, and the spans of the sentences that do not."""
    kept: list[Unit] = []
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(units):
        end = _end_of_former(units, at)
        if end == at:
            kept.append(units[at])
        else:
            spans.append((units[at].start, units[end - 1].end))
        at = max(end, at + 1)
    return kept, spans


def _end_of_former(units: Sequence[Unit], at: int) -> int:
    """Where a sentence ends that begins with a header of a former place; `at` itself where none begins."""
    header = [unit.key for unit in units[at : at + 3]]
    if len(header) < 3 or header[0] not in FORMER or header[1] not in PLACES or units[at + 2].letter not in ":-":
        return at
    return next((number for number in range(at + 3, len(units)) if units[number].letter in ".n"), len(units))
