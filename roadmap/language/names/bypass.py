"""Roads that are called by what they are: «обход Тюмени», «объездная», «МКАД», «дублёр Сибирского тракта»."""

import re

from roadmap.language.gazetteer import Candidate, Gazetteer, StreetRow, split_kind
from roadmap.language.grammar.lemmas import agree, genitive, may_be
from roadmap.language.names.kinds import kind_at
from roadmap.language.names.named import Named
from roadmap.language.names.trailing import trailing_kind
from roadmap.language.names.words import get, is_proper, key_at, shown
from roadmap.language.text import fold
from roadmap.language.tokens import Token

BYPASS = frozenset(("обход", "обхода", "обходу", "обходом", "обходе"))
SIDE_ROAD = frozenset(("дублер", "дублера", "дублеру", "дублером", "дублере"))
RING = re.compile("[а-я]?кад")  # «МКАД» and its sisters
RING_ROAD = frozenset(("объездная", "объездной", "объездную", "окружная", "окружной", "окружную"))
LONG_ROADS = frozenset(("тракт", "автодорога", "дорога", "шоссе"))


def road_at(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    for read in (_bypass, _ring, _side_road, _between_towns, _ring_road):
        found = read(tokens, at, gazetteer)
        if found is not None:
            return found
    return None


def _bypass(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    """«обхода Тюмени»"""
    after = get(tokens, at + 1)
    if tokens[at].key not in BYPASS or not is_proper(after) or not may_be(after.text, "gent"):
        return None
    return _bypass_of(at, at + 2, after.text, gazetteer)


def _ring(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    token = tokens[at]
    if not RING.fullmatch(token.key) or not token.text.isupper():
        return None
    row = next((pattern.row for pattern in gazetteer.index.get(token.key, ())), None)
    return _road(at, at + 1, row, token.text, 0.7)


def _side_road(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    """«дублёре Сибирского тракта»: the main road stays in the genitive.

    Beside a street or an avenue it is no road of its own, unless the list has it.
    """
    if tokens[at].key not in SIDE_ROAD or not is_proper(get(tokens, at + 1)):
        return None
    main = trailing_kind(tokens, at + 1)
    if main is None:
        return None
    name = f"дублёр {' '.join(token.text for token in tokens[at + 1 : main.end])}"
    row = _row_of(name, gazetteer)
    if row is None and split_kind(main.name)[0] not in LONG_ROADS:
        return None
    return _road(at, main.end, row, name, 0.8)


def _between_towns(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    """«тракт Тюмень – Омск»"""
    found = kind_at(tokens, at)
    if found is None or found[0] not in LONG_ROADS:
        return None
    kind, start = found
    towns, end = [], start
    while is_proper(get(tokens, end)) and not may_be(tokens[end].text, "NOUN", "gent", "masc"):
        towns.append(shown(tokens[end]))
        end += 1
        if key_at(tokens, end) != "-" or not is_proper(get(tokens, end + 1)):
            break
        end += 1
    if len(towns) < 2 or not may_be(towns[0], "NOUN", "nomn"):
        return None
    name = " – ".join(towns)
    row = next((row for row in gazetteer.streets if name in row.name.replace("—", "–")), None)
    return _road(at, end, row, f"{kind} {name}", 0.7)


def _ring_road(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    """«на объездной»: a bypass is called after its city, whatever people call it."""
    token, after = tokens[at], get(tokens, at + 1)
    if token.key not in RING_ROAD:
        return None
    is_road = after is not None and after.key.startswith(("дорог", "автодорог"))
    is_around = token.key.startswith("объезд")
    if not (is_around or is_road or not token.is_capital):
        return None
    if after is not None and after.kind == "word" and not is_road and agree(token.text, after.text):
        return None  # «объездной путь», «окружной суд»
    end = at + 1 + is_road
    patterns = gazetteer.index.get(token.key, ())
    if patterns:
        rows = (one.row for one in patterns if token.key in one.words[0] and len(one.words) <= 2)
        row = next(rows, None)
        return _road(at, end, row, "", 0.85) if row else None
    city = genitive(gazetteer.city) if gazetteer.city and is_around else ""
    if city:
        return _bypass_of(at, end, city, gazetteer)
    return _road(at, end, None, "Объездная дорога" if is_around else "Окружная дорога", 0.5)


def _bypass_of(at: int, end: int, city: str, gazetteer: Gazetteer) -> Named:
    name = f"Обход {city}"
    return _road(at, end, _row_of(name, gazetteer), name, 0.8)


def _row_of(name: str, gazetteer: Gazetteer) -> StreetRow | None:
    rows = (row for row in gazetteer.streets if fold(name) in map(fold, (row.name, *row.variants)))
    return next(rows, None)


def _road(at: int, end: int, row, name: str, score: float) -> Named:
    """By the list where it has the road, else by what it is called."""
    if row is not None:
        return Named(at, end, (Candidate(row.id, row.name, max(score, 0.85)),), "gazetteer", True)
    return Named(at, end, (Candidate(None, name, score),), "grammar", True)
