"""What an event clashes with: other published events at the same hours, and what its streets allow.

    clashes_of(event, at) -> [Clash]              of whatever status the event is; nothing is written
    new_of(event, found) -> [Clash]               those that nobody has been told of yet
    accept(event, found, reason=…, by=…, at=…)    of a held event that goes out: the new ones go on for this reason
    follow(event, at)                             what is known of its clashes becomes what stands now
    come_back(event, ended_at)                    what a step ended that was taken back goes on as it was accepted

A rule is a file. Hours in force count, not the outer interval; what only touches (no length of street in common) or
follows (one ends as the other begins) is no clash, and neither is what is over or called off.
"""

from closures.conflicts.clash import Clash
from closures.conflicts.known import accept, come_back, follow, new_of
from closures.conflicts.rules import clashes_of

__all__ = ["Clash", "accept", "clashes_of", "come_back", "follow", "new_of"]
