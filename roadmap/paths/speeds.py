"""How fast a street is driven, and what a turn costs."""

from functools import cache

SPEEDS_KMH = {  # with the waits of a city's day
    "motorway": 80,
    "trunk": 60,
    "primary": 42,
    "secondary": 38,
    "tertiary": 34,
    "unclassified": 28,
    "residential": 24,
    "living_street": 12,
    "road": 24,
    "service": 12,
}
OF_A_LINK = 0.8
FASTEST_M_S = max(SPEEDS_KMH.values()) / 3.6
STRAIGHT_ON, BACK = 35.0, 135.0  # degrees
TO_THE_RIGHT_S, TO_THE_LEFT_S, BACK_S = 4.0, 8.0, 20.0  # what a turn takes, with the wait for it


@cache
def metres_a_second(highway: str, limit_kmh: int | None) -> float:
    usual = SPEEDS_KMH[highway.removesuffix("_link")] * (OF_A_LINK if highway.endswith("_link") else 1)
    return min(usual, limit_kmh or usual) / 3.6


def turn_seconds(turn_degrees: float) -> float:
    """0 is straight on, 90 to the right, -90 to the left."""
    if abs(turn_degrees) <= STRAIGHT_ON:
        return 0.0
    if abs(turn_degrees) >= BACK:
        return BACK_S
    return TO_THE_RIGHT_S if turn_degrees > 0 else TO_THE_LEFT_S
