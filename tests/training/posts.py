"""Labelled texts out of our own posts, for what the streets of a text are to it; what a post means `lives` teach.

Every kind of event, verb and figure of place, on made-up terms; the same ones each time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from random import Random

from closures.wording import Facts, write
from roadmap.schedule import Schedule
from tests.closures.wording_events import address, between, crossing, event, houses, later, schedule, street

MANY = 140
NAMES = (
    """
Садовая улица|улица Кирова|проспект Мира|Лесной переулок|Восточное шоссе|улица 8 Марта|улица Карла Маркса
3-й Речной проезд
Полевая улица|бульвар Победы|улица Космонавтов|Сибирский тракт|улица Энгельса|Большая Горная улица|улица 40 лет Победы
набережная Туры|улица Академика Павлова|площадь Революции|Заводской проезд|улица Гоголя|Новая улица|улица Красный Путь
""".strip()
    .replace("\n", "|")
    .split("|")
)
KINDS = {  # kind of event: impacts, cause, the label's kind
    "closure": (("all-lanes-closed", "some-lanes-closed", "alternating-one-way"), "heat-network", "closure"),
    "repair-zone": (("all-lanes-open",), "road-repair", "repair"),
    "signal-outage": (("unknown",), "power-works", "signal_outage"),
    "parking-change": (("all-lanes-open",), "snow-removal", "parking"),
    "public-event": (("all-lanes-closed",), "sport", "event"),
}
VERBS = {"announced": "", "reminder": "", "started": "", "changed": "extension", "extended": "extension"}
VERBS |= {"finished": "reopening", "cancelled": "reopening"}


@cache
def labelled() -> tuple[dict, ...]:
    return tuple(_all())


def _all() -> Iterator[dict]:
    chance = Random(7)
    for number in range(MANY):
        kind, verb = list(KINDS)[number % len(KINDS)], list(VERBS)[number % len(VERBS)]
        impacts, cause, told = KINDS[kind]
        impact = impacts[number % len(impacts)]
        places = places_of(chance, kind)
        detour = detour_of(places, chance, number % 4)
        facts = event(kind, places, term_of(chance), impact, cause=cause, detour_streets=tuple(detour))
        if verb in ("changed", "extended"):
            facts = with_end(facts, timedelta(days=5))
        yield label_of("post", number, write(facts, verb).long, _kind(told, impact, verb), places, detour)


def places_of(chance: Random, kind: str) -> list[dict]:
    found = []
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        on, one, other = chance.sample(NAMES, 3)
        first, last = sorted(chance.sample(range(1, 150), 2))
        shapes = [street(on), between(on, one, other), crossing(on, one), address(on, str(first))]
        shapes += [houses(on, str(first), str(last)), between(on, one, f"дом {last}")]
        found.append(crossing(on, one) if kind == "signal-outage" else chance.choice(shapes))
    return found


def detour_of(places: list[dict], chance: Random, count: int) -> list[str]:
    on = streets_of(places)
    return [name for name in chance.sample(NAMES, count) if name not in on]


def streets_of(places: list[dict]) -> list[str]:
    return list(dict.fromkeys(name for place in places for name in (place["on"], place.get("with")) if name))


def term_of(chance: Random, *, least_days: int = 1) -> Schedule:
    start = datetime(2026, 1, 5) + timedelta(days=chance.randrange(330), hours=chance.choice((0, 9, 22)))
    end = start + timedelta(days=chance.randrange(least_days, 30), hours=chance.choice((0, 6, 9)))
    return schedule(start.isoformat(), end.isoformat())


def with_end(facts: Facts, moved: timedelta) -> Facts:
    """The same event whose end is moved, which its post tells as a change."""
    [phase] = facts.phases
    term = phase.schedule
    return later(facts, schedule(term.start.isoformat()[:16], (term.end + moved).isoformat()[:16]))


def _kind(told: str, impact: str, verb: str) -> str:
    if VERBS[verb]:
        return VERBS[verb]
    return "restriction" if told == "closure" and impact != "all-lanes-closed" else told


def label_of(
    collection: str, number: int, text: str, kind: str, places: list[dict], detour: list[str], **more: str
) -> dict:
    return {
        "id": f"{collection}-{number}",
        "of": "notice",
        "city": f"{collection} {number}",
        "text": text,
        "kind": kind,
        "streets": streets_of(places),
        "place": places[0],
        "more_places": places[1:],
        "detour_streets": detour if "Объезд" in text else [],
        **more,
    }
