"""Buses: the routes that a notice names and the stops it leaves out."""

import re
from dataclasses import dataclass
from functools import cache

from roadmap.language.tables import Row, compiled
from roadmap.language.times.lexicon import MONTHS, any_of

NUMBER = rf"\d{{1,3}}[а-я]?(?![\d:]|\.\d| ?(?:{any_of(MONTHS)}|час|лет|минут))"
NAMES = "«[^»]{2,60}»"
TABLE = (
    Row(
        "routes",
        r"(?:маршрут|автобус|троллейбус|трамва[йияею])\w* ?(?:(?!(?:с|до|по|на|в)\b)\S+ ){0,2}?(?:№+ ?)*"
        rf"(?P<list>{NUMBER}(?: ?(?:,|и|;) ?№? ?{NUMBER})*)",
        ("Автобусы №№ 4, 7а и 61 пойдут кругом", "трамвай 9 до вечера стоит"),
    ),
    Row(
        "stops",
        rf"(?:ост\.|остановк\w+) ?(?:общественного транспорта ?)?(?P<names>{NAMES}(?: ?(?:,|и) ?{NAMES})*)",
        ("остановка «Лесная» исключена", "не заедут на остановки «Вокзал» и «Рынок»"),
    ),
    Row(
        "left out",
        r"исключ|убра|не (?:обслуж|останавл|заезж)|отмен|пропус",
        ("остановка «Лесная» исключена", "автобусы не заезжают на остановку «Рынок»"),
    ),
)
ROUTES, STOPS, LEFT_OUT = (compiled(row.pattern, re.IGNORECASE) for row in TABLE)


@dataclass(frozen=True, slots=True)
class Transport:
    routes: tuple[str, ...]
    stops_removed: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def read_transport(text: str) -> Transport | None:
    told = list(ROUTES.finditer(text))
    routes = [number for found in told for number in re.findall(r"\d{1,3}[а-я]?", found["list"])]
    is_left_out = cache(lambda start, end: LEFT_OUT.search(text, start, end) is not None)  # of a list's sentence, once
    stops = [
        name
        for found in STOPS.finditer(text)
        if is_left_out(*_sentence(text, found))
        for name in re.findall(r"«([^»]+)»", found["names"])
    ]
    if not routes and not stops:
        return None
    return Transport(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(stops)), tuple(found.span() for found in told))


def _sentence(text: str, found: re.Match) -> tuple[int, int]:
    return max(text.rfind(".", 0, found.start() - 5), 0), text.find(". ", found.end()) + 1 or len(text)
