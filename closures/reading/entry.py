"""What a notice becomes: an event as the desk's form takes it, with a phase for each window of each of its stages."""

from dataclasses import dataclass, replace

from closures.reading.located import Ask, Location
from closures.reading.traffic import Traffic
from roadmap.language.times.windows import Window
from roadmap.models import TrafficSignal
from roadmap.spans import Span


@dataclass(frozen=True)
class Stage:
    """What holds in all `locations` in each of `windows`; `name` where the text numbers it. `asks` are of its times."""

    windows: tuple[Window, ...]
    impact: str
    locations: tuple[Location, ...]
    traffic: Traffic = Traffic()
    asks: tuple[Ask, ...] = ()
    name: str = ""
    lanes: tuple[dict, ...] = ()  # WZDx
    aside: str = ""  # a turn or a yard, where that is all that is shut

    @property
    def phases(self) -> list[dict]:
        """One for each window, as the desk's API takes them."""
        locations = [location.values for location in self.locations]
        common = {"name": self.name, "vehicle_impact": self.impact, "locations": locations, **self.traffic.values}
        common |= {"lanes": [*self.lanes]} if self.lanes else {}
        return [times_of(window) | common for window in self.told or (Window(None),)]

    @property
    def told(self) -> tuple[Window, ...]:
        """Without a beginning where a person is to say which hours hold."""
        is_asked = any(window.is_asked for window in self.windows)
        return tuple(replace(window, start=None) for window in self.windows) if is_asked else self.windows


@dataclass(frozen=True)
class Entry:
    """One event to be entered, `fields` and `phases` as the desk's API takes them."""

    kind: str
    fields: dict
    stages: tuple[Stage, ...]
    signal: TrafficSignal | None = None
    asks: tuple[Ask, ...] = ()

    @property
    def windows(self) -> list[Window]:
        return [window for stage in self.stages for window in stage.windows]

    @property
    def locations(self) -> list[Location]:
        """Each once, though several stages hold in it."""
        return list({id(one): one for stage in self.stages for one in stage.locations}.values())

    @property
    def places_of_phases(self) -> list[list[int]]:
        """Of each phase the numbers of its `locations`, in order."""
        numbers = {id(one): number for number, one in enumerate(self.locations)}
        return [[numbers[id(one)] for one in stage.locations] for stage in self.stages for _phase in stage.phases]

    @property
    def spans(self) -> list[Span]:
        return [span for location in self.locations for span in location.spans]

    @property
    def streets(self) -> list[str]:
        places = [place for location in self.locations for place in location.values["places"]]
        return list(dict.fromkeys(place[key] for place in places for key in ("on", "with") if place.get(key)))

    @property
    def phases(self) -> list[dict]:
        return [phase for stage in self.stages for phase in stage.phases]


def times_of(window: Window) -> dict:
    """Those of a phase, as the desk's API takes them."""
    start, end = (moment and moment.isoformat(timespec="minutes") for moment in (window.start, window.end))
    return {"planned_start": start, "planned_end": end, "schedule": window.schedule()}
