"""Is one count so much greater than another that chance is no likely reason?"""

from math import sqrt

SPREADS = 2


def is_beyond_chance(count: float, usual: float) -> bool:
    """The difference of two counts has about the root of their sum as its spread, and twice that is seldom chance."""
    return count - usual >= SPREADS * sqrt(count + usual)
