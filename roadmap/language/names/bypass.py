"""The road round a city: «обхода Тюмени», «на объездной»."""

from roadmap.language.gazetteer import Candidate, Gazetteer
from roadmap.language.grammar.lemmas import agree, genitive, may_be
from roadmap.language.names.named import Named
from roadmap.language.tokens import Token

BYPASS = frozenset(["обход", "обхода", "обходу", "обходом", "обходе"])

RINGS = frozenset(("мкад", "кад", "екад", "ткад", "цкад"))
RING_ROAD = frozenset(["объездная", "объездной", "объездную", "окружная", "окружной", "окружную"])


def bypass_at(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Named | None:
    """«обхода Тюмени» and «на объездной»: a bypass is called after its city, whatever people call it."""
    token, after = tokens[at], tokens[at + 1] if at + 1 < len(tokens) else None
    if token.key in BYPASS and after is not None and after.is_capital and may_be(after.text, "gent"):
        return _bypass_of(at, at + 2, after.text, gazetteer)
    if token.key in RINGS and token.text.isupper():
        row = next((pattern.row for pattern in gazetteer.index.get(token.key, ())), None)
        candidate = Candidate(row.id, row.name, 0.9) if row else Candidate(None, token.text, 0.7)
        return Named(at, at + 1, (candidate,), "gazetteer" if row else "grammar", True)
    if (
        token.key not in RING_ROAD
        or not token.key.startswith("объезд")
        and not (after and after.key.startswith("дорог"))
    ):
        return None
    if (
        after is not None
        and after.kind == "word"
        and agree(token.text, after.text)
        and not after.key.startswith("дорог")
    ):
        return None  # «объездной путь», «окружной суд»
    end = at + 1 + (after is not None and after.key.startswith("дорог"))
    if gazetteer.index.get(token.key):
        row = next(
            (
                pattern.row
                for pattern in gazetteer.index[token.key]
                if token.key in pattern.words[0] and len(pattern.words) <= 2
            ),
            None,
        )
        return Named(at, end, (Candidate(row.id, row.name, 0.85),), "gazetteer", True) if row else None
    city = genitive(gazetteer.city) if gazetteer.city and token.key.startswith("объезд") else ""
    if city:
        return _bypass_of(at, end, city, gazetteer)
    name = "Объездная дорога" if token.key.startswith("объезд") else "Окружная дорога"
    return Named(at, end, (Candidate(None, name, 0.5),), "grammar", True)


def _bypass_of(at: int, end: int, city: str, gazetteer: Gazetteer) -> Named:
    name = f"Обход {city}"
    row = next(
        (row for row in gazetteer.streets if name.lower() in {one.lower() for one in (row.name, *row.variants)}), None
    )
    return Named(
        at,
        end,
        (Candidate(row.id if row else None, row.name if row else name, 0.8),),
        "gazetteer" if row else "grammar",
        True,
    )
