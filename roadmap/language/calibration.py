"""How sure a reading is, told honestly: the share that was right among readings as sure as this one.

A reading has a raw confidence, which only puts readings in order. `weights/calibration.tsv` holds a few steps for each
field of notices and messages: from which raw confidence on, what share was right on cities that the reader had not
learned from. `tests/training` learns the steps; a field without steps keeps its raw confidence.
"""

from bisect import bisect_right
from functools import cache

from roadmap.language import linear

SURE, UNSURE = 0.9, 0.5  # from the first on a place may stand on the map; under the second the desk asks

Steps = tuple[tuple[float, float], ...]  # the least raw confidence of a step, what it tells; both rise


def told(field: str, raw: float) -> float:
    """The confidence to tell, from 0 to 1. `field` is «notice place», «message kind»."""
    steps = table().get(field)
    return round(raw, 3) if steps is None else on_steps(steps, raw)


def on_steps(steps: Steps, raw: float) -> float:
    at = bisect_right([least for least, _ in steps], raw)
    return steps[max(at - 1, 0)][1]


@cache
def table() -> dict[str, Steps]:
    """The steps of each field."""
    return parse((linear.WEIGHTS / "calibration.tsv").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, Steps]:
    """Each line that is no comment: field, least raw confidence, confidence to tell, by tabs."""
    found: dict[str, list[tuple[float, float]]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            field, least, share = line.split("\t")
            found.setdefault(field, []).append((float(least), float(share)))
    return {field: tuple(sorted(steps)) for field, steps in found.items()}


def written(steps: dict[str, Steps], comment: str) -> str:
    lines = [f"{field}\t{least:.3f}\t{share:.2f}" for field in sorted(steps) for least, share in steps[field]]
    return "\n".join([f"# {comment}", *lines]) + "\n"
