"""Places on the network, and pieces of segments as they are driven."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Stop:
    """A place on the network: on a segment (`position` from 0 to 1 along its line), or else a junction.

    `direction`, along the segment's line, narrows how it is left or reached.
    """

    segment_id: int = 0
    position: float = 0.0
    direction: str = "both"
    junction_id: int = 0

    @property
    def ways(self) -> tuple[str, ...]:
        return ("forward", "backward") if self.direction == "both" else (self.direction,)


class Part(NamedTuple):
    """A piece of a segment as it is driven: against its line the first position is the larger one."""

    segment_id: int
    start_position: float
    end_position: float
    is_forward: bool = True

    @property
    def key(self) -> int:
        """Of the directed segment: negative against its line."""
        return self.segment_id if self.is_forward else -self.segment_id

    @property
    def share(self) -> float:
        return abs(self.end_position - self.start_position)

    @property
    def direction(self) -> str:
        return "forward" if self.is_forward else "backward"
