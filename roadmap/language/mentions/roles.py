"""What each street's name is to a text: shut or dug up, the end of a stretch, a way round, or nothing of these.

A linear model weighs the evidence of `evidence`; names are taken from left to right and the four likeliest readings of
the names before are kept, since what a name is depends on its neighbours («от Мира до Герцена», «по Мира, Герцена»).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from roadmap.language.linear import Linear, weights_of
from roadmap.language.mentions.evidence import Scene
from roadmap.language.mentions.units import Unit

AFFECTED, BOUND, DETOUR, NONE = "affected", "bound", "detour", "none"
READINGS = 6  # kept at every name
LEAST = 1e-6
MUCH_UNLIKELIER = 1.6  # five times
THINKABLE, LIKELY = 0.1, 0.3  # of a name with its kind word, and of a bare one


@dataclass(frozen=True, slots=True)
class Role:
    name: str  # affected, bound, detour, none
    confidence: float  # of the model, from 0 to 1
    why: tuple[tuple[str, float], ...] = ()  # the evidence that spoke loudest for it, with its weight


def roles_of(
    units: Sequence[Unit], city: str = "", *, is_message: bool = False, model: Linear | None = None
) -> dict[int, Role]:
    """The role of every name, by its number among the units."""
    model = model or weights_of("roles")
    scene = Scene(units, city, is_message=is_message)
    seen: dict[int, list[str]] = {}
    readings: list[tuple[float, list[tuple[int, str]], list[float]]] = [(0.0, [], [])]
    for at in (number for number, unit in enumerate(units) if unit.letter == "S"):
        around, is_toward = seen.setdefault(at, scene.around(at)), scene.is_toward(at)
        further = []
        for sum_, said, sure in readings:
            for role, score in model.scores([*around, *scene.after(at, said)]).items():
                score = LEAST if is_toward and role == AFFECTED else score
                further.append((sum_ + log(score + LEAST), [*said, (at, role)], [*sure, score]))
        readings = sorted(further, key=lambda one: -one[0])[:READINGS]
    _, said, sure = _likeliest(readings, units)
    return {
        at: Role(role, round(score, 3), _why(model, [*seen[at], *scene.after(at, said[:number])], role))
        for number, ((at, role), score) in enumerate(zip(said, sure, strict=True))
    }


def _why(model: Linear, evidence: list[str], role: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(weight, 2)) for name, weight in model.why(evidence, role) if weight > 0)


def _likeliest(readings, units: Sequence[Unit]):
    """A text of streets is about one of them, if that is not much unlikelier than that it is about none.

    Ends of a stretch are ends of something, however unlikely.
    """
    best = readings[0]
    is_about = next((one for one in readings if _is_thinkable(one, units)), best)
    ends_of_nothing = {role for _, role in best[1]} & {AFFECTED, BOUND} == {BOUND}
    if ends_of_nothing:
        return next((one for one in readings if any(role == AFFECTED for _, role in one[1])), best)
    return is_about if is_about[0] > best[0] - MUCH_UNLIKELIER else best


def _is_thinkable(reading, units: Sequence[Unit]) -> bool:
    _, said, sure = reading
    taken = [(at, score) for (at, role), score in zip(said, sure, strict=True) if role == AFFECTED]
    return any(score >= (THINKABLE if units[at].value.has_kind else LIKELY) for at, score in taken)
