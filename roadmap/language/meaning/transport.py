"""Buses: the routes that a notice names and the stops it leaves out."""

import re
from dataclasses import dataclass

COUNTED = "январ|феврал|март|апрел|ма[йя]|июн|июл|август|сентябр|октябр|ноябр|декабр|час|лет|минут"
NUMBER = rf"\d{{1,3}}[а-я]?(?![\d:.]|\s*(?:{COUNTED}))"
ROUTES = re.compile(
    r"(?:маршрут\w*|автобус\w*|троллейбус\w*|трамва(?:й|и|ев|ям|я|ю|ями)\b|маршрутк\w*)\s*"
    r"(?:(?!с\b|со\b|до\b|по\b|на\b|в\b)\S+\s+){0,2}?(?:№+\s*)*"
    rf"(?P<list>{NUMBER}(?:\s*(?:,|и|;)\s*№?\s*{NUMBER})*)",
    re.IGNORECASE,
)
STOP = re.compile(
    r"(?:ост\.|остановк\w+)\s*(?:общественного\s+транспорта\s*)?(?P<names>«[^»]{2,60}»(?:\s*(?:,|и)\s*«[^»]{2,60}»)*)",
    re.IGNORECASE,
)
LEFT_OUT = re.compile(r"исключ|убра|не\s+(?:обслуж|останавл|заезж)|отмен|пропуст|без\s+останов|закры", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Transport:
    routes: tuple[str, ...]
    stops_removed: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def read_transport(text: str) -> Transport | None:
    routes, spans, stops = [], [], []
    for found in ROUTES.finditer(text):
        spans.append(found.span())
        routes += re.findall(r"\d{1,3}[а-я]?", found["list"])
    for found in STOP.finditer(text):
        around = text[max(text.rfind(".", 0, found.start() - 5), 0) : (text.find(". ", found.end()) + 1) or len(text)]
        if LEFT_OUT.search(around):
            stops += re.findall(r"«([^»]+)»", found["names"])
    if not routes and not stops:
        return None
    return Transport(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(stops)), tuple(spans))
