"""Which stage of an event a stage of a record is, also where there are more or fewer of them than before."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from closures.models import Phase
from closures.phases import copied
from closures.sources.drafts import IMPACT, PLACE

OF_A_STAGE = {  # what a dispatcher may correct on its own → what the record gives for it, and all that goes with it
    IMPACT: (("vehicle_impact",), ("vehicle_impact", "lanes", "restrictions", "vehicle_classes", "exemptions")),
    PLACE: (("geometry", "places"), ("locations",)),
}


class Before(NamedTuple):
    """The stage that goes on; one that `is_new` has only what a hand has corrected of its neighbour."""

    phase: Phase
    is_new: bool = False


def stages_before(there: Sequence[Phase], given: Sequence[dict]) -> list[Before]:
    """As many as there are: in their order. Else by start, then by name; a new one follows the one before it."""
    if len(there) == len(given):
        return [Before(phase) for phase in there]
    free = list(there)
    found = [_taken(free, "planned_start", each) for each in given]
    for number, (one, each) in enumerate(zip(found, given, strict=True)):
        found[number] = one or (_taken(free, "name", each) if each["name"] else None)
    pairs = zip(found, given, strict=True)
    return [Before(one) if one else Before(_neighbour(there, each), is_new=True) for one, each in pairs]


def _taken(free: list[Phase], name: str, given: dict) -> Phase | None:
    one = next((phase for phase in free if getattr(phase, name) == given[name]), None)
    if one:
        free.remove(one)
    return one


def _neighbour(there: Sequence[Phase], given: dict) -> Phase:
    """The last one that begins before it, else the first."""
    before = [phase for phase in there if phase.planned_start <= given["planned_start"]]
    return (before or there)[-1 if before else 0]


def merged(before: Before, given: dict, left_out: Iterable[str]) -> dict:
    """What the record gives, but for the parts that stay."""
    parts = [OF_A_STAGE[part] for part in left_out]
    new = {name: value for name, value in given.items() if not any(name in told for told, _all in parts)}
    if not before.is_new:
        return {"id": before.phase.pk} | new
    of_neighbour = copied(before.phase)
    return new | {name: of_neighbour[name] for _told, kept in parts for name in kept}
