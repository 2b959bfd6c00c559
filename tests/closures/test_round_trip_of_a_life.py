"""Every post of an event's life is read back: what was announced, moved, begun, opened again or called off."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from closures.reading import notice_label, read_notice
from closures.wording import Facts, write
from roadmap.language.gazetteer import Gazetteer
from roadmap.schedule import Schedule
from tests import gazetteers
from tests.training.scoring import place as same_place
from tests.training.scoring import windows as same_windows

from .wording_events import address, between, crossing, event, houses, later, local, schedule, street

EACH = 3  # events of every matter and verb
STREETS = (
    "Магистральная улица",
    "улица Верещагина",
    "Ишимский тракт",
    "4-й Ягодный переулок",
    "2-я Озёрная улица",
    "улица 60 лет Победы",
    "Пригородный проезд",
    "Парковая улица",
    "Тобольское шоссе",
    "проспект Победы",
    "улица Строителей",
    "бульвар Космонавтов",
    "улица Алексея Толстого",
    "Верхний переулок",
    "набережная Исети",
)
GAZETTEERS = {"known": gazetteers.of_names(STREETS), "unknown": Gazetteer()}


@dataclass(frozen=True)
class Matter:
    """What is told, and what must be read: a road shut in part is no event; whom a ban is for no label tells."""

    kind: str
    vehicle_impact: str
    read_as: str
    impact: str
    more: dict

    @property
    def is_one_way(self) -> bool:
        return "direction" in self.more


MATTERS = {
    "closed": Matter("closure", "all-lanes-closed", "closure", "all_lanes_closed", {"cause": "heat-network"}),
    "one direction": Matter(
        "closure", "all-lanes-closed", "restriction", "some_lanes_closed", {"direction": "forward"}
    ),
    "a lane": Matter(
        "closure", "some-lanes-closed", "restriction", "some_lanes_closed", {"lanes_closed": 1, "lanes_total": 3}
    ),
    "by turns": Matter("closure", "alternating-one-way", "restriction", "alternating", {"cause": "road-repair"}),
    "lorries": Matter("closure", "all-lanes-closed", "restriction", "unknown", {"vehicle_classes": ("lorry",)}),
    "works": Matter("repair-zone", "all-lanes-open", "repair", "none", {"cause": "road-repair"}),
    "works that close": Matter("repair-zone", "all-lanes-closed", "closure", "all_lanes_closed", {"cause": "gas"}),
    "a signal": Matter(
        "signal-outage", "unknown", "signal_outage", "none", {"cause": "power-works", "signal_mode": "off"}
    ),
    "parking": Matter("parking-change", "all-lanes-open", "parking", "no_parking", {"cause": "snow-removal"}),
    "a race": Matter(
        "public-event", "all-lanes-closed", "event", "all_lanes_closed", {"cause": "sport", "reason": "Городской забег"}
    ),
    "a fair": Matter("public-event", "all-lanes-open", "event", "none", {"cause": "event", "reason": "Ярмарка мёда"}),
    "a feast": Matter(
        "public-event", "some-lanes-closed", "restriction", "some_lanes_closed", {"reason": "День посёлка"}
    ),
}
MOVES_ITS_TERM, IS_OVER = ("changed", "extended", "shortened"), ("finished", "opened", "cancelled", "called off")
VERBS = ("announced", "reminder", "started", "moved", "rerouted", *MOVES_ITS_TERM, *IS_OVER)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Term:
    """When it holds, and the window that this is read as."""

    start: datetime
    end: datetime | None
    hours: tuple = ()

    @property
    def schedule(self) -> Schedule:
        return schedule(self.start.isoformat(), self.end and self.end.isoformat(), *self.hours)

    def window(self, start: datetime | None = None) -> dict:
        """With its first opening and its last closing."""
        if not self.hours:
            return {"start": f"{start or self.start}", "end": self.end and f"{self.end}"}
        first, last, *weekdays = self.hours[0]
        opens = datetime.combine(self.start, datetime.strptime(first, "%H:%M").time())
        closes = datetime.combine(self.end - timedelta(minutes=1), datetime.strptime(last, "%H:%M").time())
        return {"start": f"{opens}", "end": f"{closes}", "daily": [first, last], "weekdays": weekdays and weekdays[0]}


def some_term(chance: Random) -> Term:
    monday = datetime(2026, 3, 2) + 7 * DAY * chance.randrange(36)
    day, last = monday + DAY * chance.randrange(7), monday + DAY * chance.randrange(9, 20)
    hour = timedelta(hours=1)
    return chance.choice(
        (
            Term(day + 9 * hour, last + 18 * hour),
            Term(day + 22 * hour, last + 6 * hour),
            Term(day, last),
            Term(day + 22 * hour, last + 6 * hour, (("22:00", "06:00"),)),
            Term(day, last, (("09:00", "17:00"),)),
            Term(monday, monday + 19 * DAY, (("10:00", "16:00", ["mon", "tue", "wed", "thu", "fri"]),)),
            Term(day + 9 * hour, None),
        )
    )


def some_places(matter: Matter, chance: Random) -> list[dict]:
    on, one, other, far, near = chance.sample(STREETS, 5)
    first, last = sorted(chance.sample(range(1, 150), 2))
    if matter.kind == "signal-outage":
        return chance.choice(([crossing(on, one)], [crossing(on, one), crossing(other, far)]))
    alone = [street(on), between(on, one, other), address(on, str(first))]
    alone += [] if matter.is_one_way else [crossing(on, one)]  # a crossing lies in no direction
    alone += [houses(on, str(first), str(last)), between(on, one, f"дом {last}")]
    several = [[street(on), street(one)], [between(on, one, other), between(far, one, near)]]
    several += [[street(on), between(far, one, near), address(other, str(last))]]
    return chance.choice([*([place] for place in alone), *several])


def some_detour(kind: str, places: list[dict], chance: Random) -> list[str]:
    named = {name for place in places for name in place.values()}
    count = 0 if kind in ("signal-outage", "parking-change") else chance.randrange(4)
    return [name for name in chance.sample(STREETS, count) if name not in named]


@dataclass(frozen=True)
class Post:
    matter: Matter
    facts: Facts
    phase: str
    at: datetime
    places: list[dict]
    detour: list[str]
    window: dict | None

    @property
    def text(self) -> str:
        return write(self.facts, self.phase, at=local(f"{self.at}")).long


def written(verb: str, matter: Matter, chance: Random) -> Post:
    places, term = some_places(matter, chance), some_term(chance)
    if matter.is_one_way:  # a place that is shut one way says so, also where nobody knows what lies ahead
        places = [place | {"toward": ""} for place in places]
    if term.end is None and verb in (*MOVES_ITS_TERM, "opened"):
        term = Term(term.start, term.start + 12 * DAY)
    detour = some_detour(matter.kind, places, chance)
    facts = event(
        matter.kind, places, term.schedule, matter.vehicle_impact, detour_streets=tuple(detour), **matter.more
    )
    return LIFE[verb](
        Post(matter, facts, "announced", term.start - 2 * DAY, places, detour, term.window()), term, chance
    )


def moved(post: Post, term: Term, chance: Random) -> Post:
    before = replace(post.facts.phases[0], places=tuple(some_places(post.matter, chance)))
    facts = replace(post.facts, previous=replace(post.facts, phases=(before,)))
    return replace(post, facts=facts, phase="changed")


def rerouted(post: Post, term: Term, chance: Random) -> Post:
    before = replace(post.facts, detour_streets=("Тупиковая улица",))
    return replace(post, facts=replace(post.facts, previous=before), phase="changed")


def changed(post: Post, term: Term, chance: Random) -> Post:
    new = replace(term, start=term.start + 7 * DAY, end=term.end + 7 * DAY)
    return replace(post, facts=later(post.facts, new.schedule), phase="changed", window=new.window())


def extended(post: Post, term: Term, chance: Random) -> Post:
    return _with_end(post, replace(term, end=term.end + 7 * DAY), term.start + timedelta(hours=30))


def shortened(post: Post, term: Term, chance: Random) -> Post:
    return _with_end(post, replace(term, end=term.end - DAY), post.at)


def _with_end(post: Post, new: Term, at: datetime) -> Post:
    """Of what is underway the post tells the end alone."""
    window = new.window(at if at > new.start else None)
    return replace(post, facts=later(post.facts, new.schedule), phase="extended", at=at, window=window)


def finished(post: Post, term: Term, chance: Random) -> Post:
    at = term.end or term.start + 3 * DAY
    facts = replace(post.facts, ended_at=local(f"{at}"), end_source=chance.choice(("foreman", "office", "camera")))
    return replace(post, facts=facts, phase="finished", at=at, window=None)


LIFE: dict[str, Callable[[Post, Term, Random], Post]] = {
    "announced": lambda post, term, chance: post,
    "reminder": lambda post, term, chance: replace(post, phase="reminder"),
    "started": lambda post, term, chance: replace(post, phase="started", at=term.start),
    "moved": moved,
    "rerouted": rerouted,
    "changed": changed,
    "extended": extended,
    "shortened": shortened,
    "finished": finished,
    "opened": lambda post, term, chance: replace(post, phase="finished", at=term.end, window=None),
    "cancelled": lambda post, term, chance: replace(post, phase="cancelled", window=None),
    "called off": lambda post, term, chance: replace(post, phase="cancelled", at=term.start + DAY, window=None),
}


def told(verb: str, matter: Matter, post: Post) -> dict:
    """What the post says, as the reader answers."""
    is_over = verb in IS_OVER
    kind = "reopening" if is_over else "extension" if verb in MOVES_ITS_TERM else matter.read_as
    impact = "none" if is_over or kind == "extension" and matter.impact == "no_parking" else matter.impact
    found = {"kind": kind, "impact": impact, "places": [same_place(one) for one in post.places]}
    found["detour"] = [] if is_over else post.detour
    return found if is_over else found | {"windows": same_windows([post.window])}


def read(post: Post, gazetteer: Gazetteer) -> dict:
    label = notice_label(read_notice(post.text, post.at, gazetteer))
    places = [same_place(one) for one in (label["place"], *label["more_places"])]
    windows = same_windows(one | {"place_no": None} for one in label["schedule"])
    return {name: label[name] for name in ("kind", "impact")} | {
        "places": places,
        "detour": label["detour_streets"],
        "windows": windows,
    }


@pytest.mark.parametrize("known", GAZETTEERS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_post_of_a_life_reads_back(verb, known):
    wrong = []
    for name, matter in MATTERS.items():
        for number in range(EACH):
            post = written(verb, matter, Random(f"{verb}, {name}, {number}"))
            answer = read(post, GAZETTEERS[known])
            wrong += [
                (name, field, answer[field], value, post.text)
                for field, value in told(verb, matter, post).items()
                if answer[field] != value
            ]
    assert wrong == []
