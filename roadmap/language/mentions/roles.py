"""What each street's name is to a text: shut or dug up, the end of a stretch, a way round, or nothing of these.

A linear model weighs the evidence of `evidence`; names are taken from left to right and the four likeliest readings of
the names before are kept, since what a name is depends on its neighbours («от Мира до Герцена», «по Мира, Герцена»).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from math import log
from operator import itemgetter

from roadmap.language.linear import Linear, weights_of
from roadmap.language.mentions.evidence import ROLES, Scene
from roadmap.language.mentions.units import Unit

AFFECTED, BOUND, DETOUR, NONE = ROLES.values()
READINGS = 6  # kept at every name
LEAST = 1e-6
MUCH_UNLIKELIER = 1.6  # five times
THINKABLE, LIKELY = 0.1, 0.35  # of a name with its kind word, and of a bare one

Shares = dict[str, tuple[float, float]]  # of each role by its letter, with the logarithm


@dataclass(frozen=True, slots=True)
class MentionRole:
    name: str  # affected, bound, detour, none
    confidence: float  # of the model, from 0 to 1
    why: tuple[tuple[str, float], ...] = ()  # the evidence that spoke loudest for it, with its weight


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take the names so far: `share` is of the last one, the others are those of the reading `before`."""

    likelihood: float = 0.0
    said: str = ""  # a letter a name
    share: float = 0.0
    before: "Reading | None" = None

    @property
    def shares(self) -> list[float]:
        """Of all names, in their order."""
        found, one = [], self
        while one.before is not None:
            found.append(one.share)
            one = one.before
        return found[::-1]


def roles_of(
    units: Sequence[Unit], city: str = "", *, is_message: bool = False, model: Linear | None = None
) -> dict[int, MentionRole]:
    """The role of every name, by its number among the units."""
    model = model or weights_of("roles")
    scene = Scene(units, city, is_message=is_message)
    around = {at: scene.around(at) for at in scene.names}
    readings = [Reading()]
    for at in scene.names:
        readings = _furthered(readings, _shares_of(scene, at, around[at], model))
    best = _likeliest(readings, units, scene.names)
    return {
        at: MentionRole(
            ROLES[letter],
            round(share, 3),
            _why(model, [*around[at], *scene.after(at, best.said[:number])], ROLES[letter]),
        )
        for number, (at, letter, share) in enumerate(zip(scene.names, best.said, best.shares, strict=True))
    }


def _shares_of(scene: Scene, at: int, around: list[str], model: Linear) -> Callable[[str], Shares]:
    """How likely each role of a name is after the roles before. Most readings remember the same of these."""
    sums, never = model.sums(around, model.bias), _never(scene, at)

    @cache
    def after(memory: tuple[str, str, str]) -> Shares:
        shares = model.shares(model.sums(scene.following(at, memory), sums))
        if never:
            shares[never] = LEAST
        return {role[0]: (share, log(share + LEAST)) for role, share in shares.items()}

    return lambda said: after(scene.memory(at, said))


def _never(scene: Scene, at: int) -> str:
    """The role that a name cannot have, whatever weighs for it; empty where it may have any."""
    if scene.is_toward(at):
        return AFFECTED
    return DETOUR if scene.is_of_stage(at) else ""


def _furthered(readings: list[Reading], shares_after: Callable[[str], Shares]) -> list[Reading]:
    further = [
        (before.likelihood + gain, before, letter, share)
        for before in readings
        for letter, (share, gain) in shares_after(before.said).items()
    ]
    further.sort(key=itemgetter(0), reverse=True)
    return [Reading(sum_, before.said + letter, share, before) for sum_, before, letter, share in further[:READINGS]]


def _why(model: Linear, evidence: list[str], role: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, round(weight, 2)) for name, weight in model.why(evidence, role) if weight > 0)


def _likeliest(readings: list[Reading], units: Sequence[Unit], names: Sequence[int]) -> Reading:
    """A text of streets is about one of them, if that is not much unlikelier than that it is about none.

    Ends of a stretch are ends of something, however unlikely: of a street or a bridge.
    """
    best = readings[0]
    is_about = next((one for one in readings if _is_thinkable(one, units, names)), best)
    is_of_bridge = any(unit.letter == "B" for unit in units)
    if AFFECTED[0] not in best.said and BOUND[0] in best.said and not is_of_bridge:
        return next((one for one in readings if AFFECTED[0] in one.said), best)
    return is_about if is_about.likelihood > best.likelihood - MUCH_UNLIKELIER else best


def _is_thinkable(reading: Reading, units: Sequence[Unit], names: Sequence[int]) -> bool:
    taken = zip(names, reading.said, reading.shares, strict=True)
    return any(
        share >= (THINKABLE if units[at].value.has_kind else LIKELY)
        for at, letter, share in taken
        if letter == AFFECTED[0]
    )
