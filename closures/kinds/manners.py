"""The manners of telling: which sentences a text is made of, by what is left for traffic."""

from dataclasses import dataclass

ALTERNATING = frozenset(("alternating-one-way", "flagging", "temporary-traffic-signal"))
OPEN = frozenset(("all-lanes-open", "all-lanes-open-shift-left", "all-lanes-open-shift-right"))


@dataclass(frozen=True)
class Manner:
    """The sentences of templates/posts/<name>/ and of posts/en/<name>/; what has no file is said as `like` says."""

    name: str
    like: str = ""
    asks_drivers: bool = True  # to look for another way in time
    works_tell_why: bool = False  # the sentence names the works, so that no cause is told beside them

    def templates(self, phase: str, folder: str = "posts") -> list[str]:
        return [f"{folder}/{name}/{phase}.txt" for name in (self.name, self.like) if name]


@dataclass(frozen=True)
class Manners:
    """Which manner an event of a kind gets, by the WZDx impact of its strongest phase."""

    closed: Manner
    narrowed: Manner
    alternating: Manner
    open: Manner
    unknown: Manner
    limited: Manner | None = None  # all lanes are open, and a limit is all that is told; None: as `open`

    @classmethod
    def always(cls, manner: Manner) -> "Manners":
        return cls(manner, manner, manner, manner, manner)

    def of(self, impact: str, *, is_for_some: bool = False, is_limit: bool = False) -> Manner:
        """A ban for some is told as a restriction: for all others the road is open."""
        if is_for_some and impact not in OPEN:
            return self.narrowed
        if impact == "all-lanes-closed":
            return self.closed
        if impact in ALTERNATING:
            return self.alternating
        if impact in OPEN:
            return self.limited or self.open if is_limit else self.open
        return self.unknown if impact == "unknown" else self.narrowed


CLOSED = Manner("closure")
NARROWED = Manner("restriction")
IN_TURNS = Manner("alternating")
LIMITED = Manner("restriction", asks_drivers=False)
WORKS = Manner("repair-zone", asks_drivers=False, works_tell_why=True)
