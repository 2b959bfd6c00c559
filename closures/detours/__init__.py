"""Ways round: what is shut for whom and when, the way round of an event, and streets of it that the city lacks.

    shut(city, Asked(now, at=moment), vehicle) -> what roadmap.paths.way takes as `shut`
    blocking(city, asked, vehicle, box) -> the SegmentSpans that leave it nothing, each with its phase
    ways_round(event, at) -> the WayRounds of an event: a way of each direction that is shut, and what it costs more

`asked` may be a moment or a window (of a trip that lasts): what holds in it at any time counts.
"""

from closures.detours.around import WayRound, ways_round
from closures.detours.shut import blocking, shut
from closures.detours.typed import contradictions
from closures.detours.unknown import unknown_streets

__all__ = ["WayRound", "blocking", "contradictions", "shut", "unknown_streets", "ways_round"]
